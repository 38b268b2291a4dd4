"""The compiled form: written from a model small enough for an instant, and the prepared one beside torch."""

import logging
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from indexer.embed import VectorCache, open_encoder, planned_precision
from indexer.errors import ModelError
from indexer.openvino_encoder import OpenVinoEncoder
from indexer.pretrained.compiled import find_compiled, folder_beside, is_compiled
from indexer.pretrained.convert import write_compiled
from indexer.pretrained.folder import write_folder
from indexer.sentence_encoder import SentenceEncoder
from tests.model.test_folder import cut_short, flip_a_byte
from tests.model.test_sentence_encoder import TEXTS
from tests.model.tiny import tiny_packed


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = tmp_path_factory.mktemp("models") / "tiny"
    write_folder(tiny_packed(), model)
    folder_beside(model).with_name(".tiny.openvino.partial").mkdir()  # what a killed run left
    write_compiled(model, int8=False)
    return model


@pytest.fixture(autouse=True)
def warnings_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)  # which the converting libraries raise


@pytest.fixture
def model(written: Path, tmp_path: Path) -> Path:
    for folder in (written, folder_beside(written)):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path / "tiny"


@pytest.fixture(scope="module")
def compiled(prepared: Path) -> OpenVinoEncoder:
    return OpenVinoEncoder("e5-small", find_compiled(prepared, "float32"))


def test_it_lies_beside_the_model_and_nothing_else_is_left(written: Path) -> None:
    assert sorted(p.name for p in written.parent.iterdir()) == ["tiny", "tiny.openvino"]
    files = sorted(p.name for p in folder_beside(written).iterdir())
    assert files == ["compiled.json", "float32.bin", "float32.xml", "prepared.json", "tokenizer.json"]


def test_it_bears_the_name_of_the_model_and_gives_its_vectors(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    ours, plain = open_encoder(str(model), model.parent), SentenceEncoder(str(model), model.parent)
    assert isinstance(ours, OpenVinoEncoder)
    assert (ours.name, ours.dim, ours.precision) == (plain.name, plain.dim, plain.precision)
    texts = ["法治政府", "law", "", "法治法治法治 law " * 9]  # the last is longer than the model's 16 tokens
    assert np.abs(ours.encode_passages(texts) - plain.encode_passages(texts)).max() < 1e-5
    assert caplog.messages == []


def test_float32_is_what_torch_gives(compiled: OpenVinoEncoder, prepared: Path) -> None:
    plain = SentenceEncoder("e5-small", prepared.parent)
    assert np.abs(compiled.encode_queries(TEXTS) - plain.encode_queries(TEXTS)).max() < 1e-5
    assert np.abs(compiled.encode_passages(TEXTS) - plain.encode_passages(TEXTS)).max() < 1e-5


def test_vectors_are_c_contiguous_float32_of_norm_1_one_row_a_text(compiled: OpenVinoEncoder) -> None:
    for texts in (TEXTS, ["法治"] * 70, []):
        vectors = compiled.encode_passages(texts)
        assert (vectors.shape, vectors.dtype, vectors.flags.c_contiguous) == ((len(texts), 384), np.float32, True)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0] * len(texts), abs=1e-5)


def test_many_threads_at_once_get_each_its_own_vectors(compiled: OpenVinoEncoder) -> None:
    texts = [f"第{n}项工作" * (n + 1) for n in range(12)]
    alone = [compiled.encode_queries([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: compiled.encode_queries([text])[0], texts * 3))
    assert np.abs(np.stack(alone * 3) - np.stack(together)).max() < 1e-5


@pytest.mark.parametrize("damage", [flip_a_byte, cut_short, Path.unlink])
@pytest.mark.parametrize("name", ["float32.xml", "float32.bin", "tokenizer.json", "compiled.json", "prepared.json"])
def test_damage_to_any_file_is_found_and_torch_stands_in(
    model: Path, name: str, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(folder_beside(model) / name)
    assert not is_compiled(model, "float32")
    if damage is flip_a_byte:  # the rest would cost a load of torch's model each and show the same
        assert isinstance(open_encoder(str(model), model.parent), SentenceEncoder)
        assert ["改用较慢的方式，结果相同" in message for message in caplog.messages] == [True]


def test_without_it_torch_stands_in_and_says_so(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    shutil.rmtree(folder_beside(model))
    assert isinstance(open_encoder(str(model), model.parent), SentenceEncoder)
    assert "请重新准备模型：python -m indexer.pretrained" in caplog.text


def test_that_of_another_model_is_not_used(model: Path) -> None:
    (model / "prepared.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="不是由模型"):
        find_compiled(model, "float32")


def test_int8_where_only_float32_was_made_falls_back_and_says_how_to_make_it(
    model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert planned_precision(str(model), model.parent, "int8") == "float32"
    assert open_encoder(str(model), model.parent, "int8", many=True).precision == "float32"
    assert "模型还没有 int8 形式，暂用 float32；运行 python -m indexer.pretrained 可补上" in caplog.text
    assert not is_compiled(model, "int8")


def test_a_question_is_taken_in_float32_whatever_is_set(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert open_encoder(str(model), model.parent, "int8").precision == "float32"
    assert caplog.messages == []


def test_a_damaged_model_stays_an_error_where_torch_has_to_stand_in(model: Path) -> None:
    shutil.rmtree(folder_beside(model))
    flip_a_byte(model / "model.safetensors")
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        open_encoder(str(model), model.parent)


def test_conversion_reports_its_use_to_nobody(written: Path) -> None:
    assert sys.modules["openvino_telemetry"] is None
    assert sys.modules["openvino.tools.ovc.convert_impl"].tm.__name__ == "openvino.tools.ovc.telemetry_stub"


class Rough:
    name, dim = "made-up", 2

    def __init__(self, precision: str) -> None:
        self.precision = precision

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        return np.full((len(texts), 2), {"float32": 0.6, "int8": 0.8}[self.precision], dtype=np.float32)

    encode_passages = encode_queries


def test_the_cache_keeps_the_vectors_of_each_precision_apart(tmp_path: Path) -> None:
    caches = {precision: VectorCache(tmp_path, Rough(precision)) for precision in ("float32", "int8")}
    for cache in caches.values():
        list(cache.embed(["法治"]))
    kept = {precision: cache.known(["法治"])["法治"].tolist() for precision, cache in caches.items()}
    assert kept == {"float32": pytest.approx([0.6, 0.6]), "int8": pytest.approx([0.8, 0.8])}
