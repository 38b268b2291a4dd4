"""A search of few vectors finds what numpy finds, under any filter, in a small or large archive; of many, nearly all.

Damaged bytes are refused.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.errors import GenerationError
from indexer.vectors import VectorIndex


def unit(seed: int, rows: int, dim: int = 8) -> NDArray[np.float32]:
    """Unit vectors that 16 bits hold as they are, to within 0.001."""
    drawn = np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn.astype(np.float16).astype(np.float32)


def nearest(
    vectors: NDArray[np.float32], query: NDArray[np.float32], limit: int, mask: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    """By brute force."""
    cosines = vectors @ query
    allowed = range(len(vectors)) if mask is None else np.flatnonzero(mask)
    return sorted(((int(r), float(cosines[r])) for r in allowed), key=lambda hit: -hit[1])[:limit]


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 50), st.data())
def test_as_brute_force(seed: int, rows: int, limit: int, data: st.DataObject) -> None:
    vectors, query = unit(seed, rows), unit(seed + 1, 1)[0]
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows).map(np.array))
    expected = nearest(vectors, query, limit, mask)
    found = VectorIndex.build(vectors).search(query, limit, mask)
    assert [r for r, _ in found] == [r for r, _ in expected]
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)


def test_cosines_of_chosen_passages_in_the_order_asked_for() -> None:
    vectors, query = unit(1, 10), unit(2, 1)[0]
    index = VectorIndex.build(vectors)
    assert index.cosines(query, [7, 0, 3]) == pytest.approx(vectors[[7, 0, 3]] @ query, abs=1e-6)
    assert index.cosines(query, []).shape == (0,)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[NDArray[np.float32], VectorIndex]:
    """4,000 vectors around 40 middles in an index that compares at most 500 one by one, read from its file."""
    vectors = unit(5, 40, 32)[np.arange(4000) % 40] + 0.5 * unit(6, 4000, 32)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    path = tmp_path_factory.mktemp("大") / "向量.faiss"
    VectorIndex.build(vectors, exact=500, lists=16).write(path)
    return vectors, VectorIndex.read(path)


@given(st.integers(0, 10_000), st.integers(1, 500), st.booleans(), st.integers(1, 30))
def test_a_filter_that_leaves_few_of_many_loses_nothing(
    large: tuple[NDArray[np.float32], VectorIndex], seed: int, left: int, scattered: bool, limit: int
) -> None:
    vectors, index = large
    rows = (
        np.random.default_rng(seed).permutation(4000)[:left]
        if scattered
        else np.arange(seed % 3500, seed % 3500 + left)
    )
    mask = np.isin(np.arange(4000), rows)
    query = unit(seed, 1, 32)[0]
    expected = nearest(vectors, query, limit, mask)
    found = index.search(query, limit, mask, exact=500)
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-5)
    assert all(mask[r] for r, _ in found)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
def test_of_many_nearly_all_are_found_and_none_outside_the_filter(
    large: tuple[NDArray[np.float32], VectorIndex], share: float
) -> None:
    vectors, index = large
    mask = None if share == 1 else np.arange(4000) < 4000 * share
    held = []
    for query in unit(7, 50, 32):
        found = [r for r, _ in index.search(query, 10, mask, exact=500)]
        held += [r in found for r, _ in nearest(vectors, query, 10, mask)]
        assert mask is None or all(mask[r] for r in found)
    assert sum(held) / len(held) >= 0.97


def test_of_many_the_cosines_are_those_of_the_whole_vectors(large: tuple[NDArray[np.float32], VectorIndex]) -> None:
    vectors, index = large
    query = unit(8, 1, 32)[0]
    found = index.search(query, 10, None, exact=500)
    assert (len(index), index.dim) == (4000, 32)
    assert [s for _, s in found] == pytest.approx([float(vectors[r] @ query) for r, _ in found], abs=1e-5)
    assert index.cosines(query, [3999, 0]) == pytest.approx(vectors[[3999, 0]] @ query, abs=1e-5)
    assert np.array_equal(index.rows(np.arange(4000)), vectors)


def test_built_twice_it_is_the_same(tmp_path: Path) -> None:
    vectors = unit(9, 300, 16)
    for name in ("一", "二"):
        VectorIndex.build(vectors, exact=100, lists=4).write(tmp_path / name)
    assert (tmp_path / "一").read_bytes() == (tmp_path / "二").read_bytes()


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
