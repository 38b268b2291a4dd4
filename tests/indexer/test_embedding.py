"""The vectors of a build: what was made before is recalled by parts, a few new texts are embedded ahead."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.building import embedding
from indexer.building.embedding import STAGE, Embedding
from indexer.building.shelf import Shelf
from indexer.embed import VectorCache
from indexer.errors import ModelError
from tests.indexer.made import HashEncoder

PARTS = [["甲", "乙"], ["丙"]]


def made_by(encoder: HashEncoder, folder: Path, told: list[tuple[str, int, int]] | None = None) -> Embedding:
    progress = (lambda *at: None) if told is None else (lambda *at: told.append(at))
    return Embedding(encoder, VectorCache(folder, encoder), Shelf(folder), progress, anew=False)


def test_parts_are_recalled_and_the_rest_is_made(tmp_path: Path) -> None:
    encoder = HashEncoder()
    first = made_by(encoder, tmp_path)
    vectors = first.vectors(PARTS)
    assert (first.made, encoder.encoded, vectors.dtype, vectors.shape) == (3, 3, np.float16, (3, 8))
    assert np.allclose(vectors, encoder.encode_queries(["甲", "乙", "丙"]), atol=1e-3)
    again = made_by(encoder, tmp_path)
    assert np.array_equal(again.vectors([["丁"], *PARTS])[1:], vectors)
    assert (again.made, encoder.encoded) == (1, 4)


def test_a_model_of_another_length_finds_none_of_the_parts(tmp_path: Path) -> None:
    made_by(HashEncoder(), tmp_path).vectors(PARTS)

    class Longer(HashEncoder):
        dim = 16

    with pytest.raises(ModelError, match="维数是 8，模型是 16"):
        made_by(Longer(), tmp_path).vectors(PARTS)


def test_a_few_texts_are_embedded_ahead_and_counted_once(tmp_path: Path) -> None:
    encoder, told = HashEncoder(), list[tuple[str, int, int]]()
    one = made_by(encoder, tmp_path, told)
    with one.ahead(["丙", "甲", "甲"]):
        pass
    assert (encoder.encoded, told) == (2, [])
    one.vectors(PARTS)
    assert (one.made, encoder.encoded) == (3, 3)
    assert told == [(STAGE, 2, 2), (STAGE, 1, 1)]


def test_many_texts_are_not_embedded_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_FEW", 2)
    encoder = HashEncoder()
    with made_by(encoder, tmp_path).ahead(["甲", "乙", "丙"]):
        pass
    assert encoder.encoded == 0


class Failing(HashEncoder):
    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise ModelError("模型坏了", "请重装")


def test_what_fails_ahead_is_raised_with_the_vectors(tmp_path: Path) -> None:
    one = made_by(Failing(), tmp_path)
    with one.ahead(["甲"]):
        pass
    with pytest.raises(ModelError, match="模型坏了"):
        one.vectors(PARTS)


def test_nothing_is_embedded_any_more_when_the_joining_has_failed(tmp_path: Path) -> None:
    encoder = HashEncoder()
    with pytest.raises(OSError, match="磁盘"), made_by(encoder, tmp_path).ahead(["甲"]):
        raise OSError("磁盘满了")
    assert encoder.encoded == 1  # it is at its end
