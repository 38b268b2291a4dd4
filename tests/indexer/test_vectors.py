"""The search is exact: it finds what numpy finds, under any filter; damaged bytes are refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.errors import GenerationError
from indexer.vectors import VectorIndex


def unit(seed: int, rows: int, dim: int = 8) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 50), st.data())
def test_as_brute_force(seed: int, rows: int, limit: int, data: st.DataObject) -> None:
    vectors, query = unit(seed, rows), unit(seed + 1, 1)[0]
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows).map(np.array))
    allowed = range(rows) if mask is None else np.flatnonzero(mask)
    cosines = vectors @ query
    expected = sorted(((int(r), float(cosines[r])) for r in allowed), key=lambda hit: -hit[1])[:limit]
    found = VectorIndex.build(vectors).search(query, limit, mask)
    assert [r for r, _ in found] == [r for r, _ in expected]
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)


def test_cosines_of_chosen_passages_in_the_order_asked_for() -> None:
    vectors, query = unit(1, 10), unit(2, 1)[0]
    index = VectorIndex.build(vectors)
    assert index.cosines(query, [7, 0, 3]) == pytest.approx(vectors[[7, 0, 3]] @ query, abs=1e-6)
    assert index.cosines(query, []).shape == (0,)


def test_written_and_read_by_a_name_in_chinese(tmp_path: Path) -> None:
    vectors = unit(3, 5)
    VectorIndex.build(vectors).write(tmp_path / "向量.faiss")
    index = VectorIndex.read(tmp_path / "向量.faiss")
    assert (len(index), index.dim) == (5, 8)
    assert [r for r, _ in index.search(vectors[2], 1, None)] == [2]


@pytest.mark.parametrize("size", [0, 1, 4, 20, 60, -1])
def test_truncated_bytes_are_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "vectors.faiss"
    VectorIndex.build(unit(4, 5)).write(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(GenerationError, match=r"vectors\.faiss"):
        VectorIndex.read(path)


def test_what_is_no_index_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "文.faiss").write_bytes("不是向量".encode() * 100)
    for name in ("文.faiss", "无.faiss"):
        with pytest.raises(GenerationError, match=name):
            VectorIndex.read(tmp_path / name)
