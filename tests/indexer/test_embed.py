"""The cache gives back exactly what the encoder made, once for each text and each model."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.embed import VectorCache
from indexer.errors import ModelError
from tests.indexer.made import HashEncoder


def test_what_was_embedded_is_known(tmp_path: Path) -> None:
    encoder = HashEncoder()
    cache = VectorCache(tmp_path / "cache", encoder)
    assert cache.known(["甲", "乙"]) == {}
    made = {text: vector for part in cache.embed(["甲", "乙", "甲"]) for text, vector in part.items()}
    assert encoder.encoded == 2
    known = VectorCache(tmp_path / "cache", encoder).known(["乙", "丙", "甲", "乙"])
    assert set(known) == {"甲", "乙"}
    for text, vector in known.items():
        assert vector.dtype == np.float32
        assert (vector == made[text]).all()
        assert (vector == encoder.encode_queries([text])[0]).all()


def test_batches_go_by_length_and_are_kept_one_by_one(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, HashEncoder())
    parts = cache.embed(["四个字的", "一", "两字", "三个字"], batch=2)
    assert list(next(parts)) == ["一", "两字"]
    assert set(cache.known(["一", "两字", "三个字"])) == {"一", "两字"}  # a killed build loses one batch at most
    assert list(next(parts)) == ["三个字", "四个字的"]
    assert list(cache.embed([])) == []


def test_what_nothing_asks_for_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = 20_000
    monkeypatch.setattr("indexer.embed._today", lambda: today)
    cache = VectorCache(tmp_path, HashEncoder())
    texts = [f"第 {n} 段" for n in range(400)]
    list(cache.embed(texts))
    before = next(tmp_path.glob("*.sqlite")).stat().st_size
    today += 20
    vectors = cache.known(texts[:100])
    today += 10
    assert cache.sweep(30) == 0  # all were used within the last thirty days
    today += 1
    assert cache.sweep(30) == 300
    assert next(tmp_path.glob("*.sqlite")).stat().st_size < before / 2
    held = cache.known(texts)
    assert set(held) == set(texts[:100])
    assert all((held[text] == vectors[text]).all() for text in held)


def test_vectors_of_before_their_use_was_noted_are_young(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = VectorCache(tmp_path, HashEncoder())
    list(cache.embed(["甲"]))
    with closing(sqlite3.connect(next(tmp_path.glob("*.sqlite")))) as store:
        store.execute("DROP TABLE uses")
    assert (cache.sweep(30), set(cache.known(["甲"]))) == (0, {"甲"})


def test_the_file_of_a_model_that_no_build_uses_any_more_is_swept(tmp_path: Path) -> None:
    one, other = HashEncoder(), HashEncoder()
    other.name = "another"
    list(VectorCache(tmp_path, other).embed(["甲"]))
    [left] = tmp_path.glob("*.sqlite")
    cache = VectorCache(tmp_path, one)
    list(cache.embed(["乙"]))
    assert cache.sweep(30) == 0
    long_ago = time.time() - 32 * 86_400
    os.utime(left, (long_ago, long_ago))
    assert (cache.sweep(30), left.exists(), set(cache.known(["乙"]))) == (1, False, {"乙"})


def test_each_model_has_its_own(tmp_path: Path) -> None:
    one, other = HashEncoder(), HashEncoder()
    other.name = "another"
    list(VectorCache(tmp_path, one).embed(["甲"]))
    assert VectorCache(tmp_path, other).known(["甲"]) == {}


def test_a_vector_that_was_changed_is_embedded_anew(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, HashEncoder())
    list(cache.embed(["甲", "乙"]))
    with closing(sqlite3.connect(next(tmp_path.glob("*.sqlite")))) as store, store:
        rows = store.execute("SELECT text, vector FROM vectors ORDER BY text").fetchall()
        spoilt = rows[0][1][:5] + bytes([rows[0][1][5] ^ 4]) + rows[0][1][6:]
        store.execute("UPDATE vectors SET vector = ? WHERE text = ?", (spoilt, rows[0][0]))
        store.execute("UPDATE vectors SET vector = ? WHERE text = ?", (spoilt[:-8], rows[1][0]))  # as kept once
    assert cache.known(["甲", "乙"]) == {}
    list(cache.embed(["甲", "乙"]))
    assert set(cache.known(["甲", "乙"])) == {"甲", "乙"}


def test_vectors_of_another_length_are_told(tmp_path: Path) -> None:
    list(VectorCache(tmp_path, HashEncoder()).embed(["甲"]))
    longer = HashEncoder()
    longer.dim = 16
    with pytest.raises(ModelError, match="维数是 8，模型是 16") as caught:
        VectorCache(tmp_path, longer).known(["甲"])
    assert "cache" in caught.value.cure


@pytest.mark.parametrize("data", [b"no database at all, but long enough to be read as one" * 40])
def test_a_cache_that_is_damaged_is_told(tmp_path: Path, data: bytes) -> None:
    list(VectorCache(tmp_path, HashEncoder()).embed(["甲"]))
    next(tmp_path.glob("*.sqlite")).write_bytes(data)
    with pytest.raises(ModelError, match="向量缓存") as caught:
        VectorCache(tmp_path, HashEncoder()).known(["甲"])
    assert "cache" in caught.value.cure
