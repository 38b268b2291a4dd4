"""Passage vectors and their search by inner product. The only module that knows FAISS."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationError


class VectorIndex:
    """Exact search over unit vectors; a passage's number is its row.

    Exact, because a flat scan with a selector loses nothing under any filter, while graph indexes were seen to return a
    fifth of the true results under a narrow one.
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "VectorIndex":
        """An index of `vectors`, float32 of shape (passages, dim), every row of L2 norm 1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> "VectorIndex":
        """The index written at `path`; through bytes, since FAISS cannot open every path by name.

        Raises:
            GenerationError: the file is damaged or is no FAISS index.
        """
        try:
            return cls(faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))
        except (RuntimeError, OSError) as error:
            raise GenerationError(f"向量文件 {path.name} 损坏或读不了", "请重建索引：jiejian build") from error

    def write(self, path: Path) -> None:
        """Write the index to `path`."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        """The `limit` passages nearest to `query` (shape (dim,)), best first, as (passage, cosine).

        `allowed`, of shape (passages,), narrows the search exactly; None allows all.
        """
        parameters = None if allowed is None else faiss.SearchParameters(sel=_selector(allowed))  # type: ignore[call-arg]
        scores, rows = self._index.search(query[np.newaxis], min(limit, len(self)), params=parameters)
        return [(int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0]

    def cosines(self, query: NDArray[np.float32], passages: Sequence[int]) -> NDArray[np.float32]:
        """Cosine of `query` (shape (dim,)) with each of `passages`; shape (len(passages),)."""
        if not passages:
            return np.empty(0, dtype=np.float32)
        rows: NDArray[np.float32] = self._index.reconstruct_batch(np.asarray(passages, dtype=np.int64))
        return rows @ query


def _selector(allowed: NDArray[np.bool_]) -> faiss.IDSelector:
    bits = np.packbits(allowed, bitorder="little")
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # faiss wraps its C++ signatures
