"""Passage vectors and their search by inner product. The only module that knows FAISS."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationError

EXACT = 300_000  # so many vectors are always compared one by one, be they the archive or what a filter leaves of it
_LISTS = 1024  # of an archive above that; of its lists …
_PROBED = 512  # … so many are searched, and …
_SHORTLIST = 20  # … for each passage asked for, so many are compared by their whole vectors
_TRAINING = 48  # vectors a list is trained from
_AT_ONCE = 20_000  # vectors that are widened to 32 bits at a time
_Vectors = NDArray[np.float32] | NDArray[np.float16]
_FP16 = faiss.ScalarQuantizer.QT_fp16
_DAMAGED = "请重建索引：jiejian build"


class VectorIndex:
    """Search over unit vectors, kept as 16-bit floats; a passage's number is its row.

    Up to EXACT vectors are compared one by one: nothing is lost, and a filter that leaves no more than that stays exact
    in an archive of any size. Above, lists of vectors near each other are searched by short codes, and the best found
    are compared by their whole vectors. (A graph was seen to return a fifth of the true results under a narrow filter.)
    """

    def __init__(self, index: faiss.Index, mapped: NDArray[np.uint8] | None = None) -> None:
        self._index = index  # an IndexRefine of lists and whole vectors, or whole vectors alone
        self._mapped = mapped  # the file that the index points into
        self._whole, self._probed = index, 0
        if isinstance(index, faiss.IndexRefine):
            self._whole = index.refine_index
            lists = faiss.downcast_index(index.base_index)
            self._probed = min(_PROBED, lists.nlist)  # type: ignore[attr-defined]  # more would find nonsense

    @classmethod
    def build(cls, vectors: _Vectors, exact: int = EXACT, lists: int = _LISTS) -> "VectorIndex":
        """An index of `vectors`, shape (passages, dim), every row of L2 norm 1; more than `exact` get `lists`.

        They may lie in a file (`numpy.memmap`) and have 16 bits: they are taken piece by piece.
        """
        whole = faiss.IndexScalarQuantizer(vectors.shape[1], _FP16, faiss.METRIC_INNER_PRODUCT)
        if len(vectors) <= exact:
            return cls(_filled(whole, vectors))
        codes = _codes(vectors, lists)
        index = faiss.IndexRefine(_filled(codes, vectors), _filled(whole, vectors))
        index.own_fields = index.own_refine_index = True
        for part in (codes, whole):
            part.this.disown()  # type: ignore[attr-defined]
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> "VectorIndex":
        """The index in the file at `path`, which is mapped into memory and read where it is searched.

        FAISS gets bytes, since it cannot open every path by name.

        Raises:
            GenerationError: the file is damaged or is no FAISS index.
        """
        try:
            data = np.memmap(path, dtype=np.uint8, mode="r")
            reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(data), data.size)  # type: ignore[attr-defined]
            index = faiss.read_index(reader)
        except (RuntimeError, OSError, ValueError) as error:
            raise GenerationError(f"向量文件 {path.name} 损坏或读不了", _DAMAGED) from error
        return cls(index, data)

    def write(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.serialize_index(self._index).tofile(path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None, exact: int = EXACT
    ) -> list[tuple[int, float]]:
        """The `limit` passages nearest to `query` (shape (dim,)), best first, as (passage, cosine).

        `allowed`, of shape (passages,), narrows the search, exactly where it leaves at most `exact`; None allows all.
        """
        left = len(self) if allowed is None else int(np.count_nonzero(allowed))
        bits = None if allowed is None else np.packbits(allowed, bitorder="little")
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        index, parameters = self._whole, faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        if left > exact and isinstance(self._index, faiss.IndexRefine):
            probed = faiss.SearchParametersIVF(nprobe=self._probed, sel=selector)  # type: ignore[call-arg]
            index = self._index
            parameters = faiss.IndexRefineSearchParameters(  # type: ignore[call-arg]
                k_factor=_SHORTLIST, base_index_params=probed
            )
        scores, rows = index.search(query[np.newaxis], min(limit, len(self)), params=parameters)
        return [(int(r), float(s)) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0]

    def cosines(self, query: NDArray[np.float32], passages: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of `query` (shape (dim,)) with each of `passages`; shape (len(passages),)."""
        pieces = [self.rows(passages[first : first + _AT_ONCE]) @ query for first in range(0, len(passages), _AT_ONCE)]
        return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.float32)

    def rows(self, passages: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of `passages`, float32 of shape (len(passages), dim)."""
        if not len(passages):
            return np.empty((0, self.dim), dtype=np.float32)
        found: NDArray[np.float32] = self._whole.reconstruct_batch(np.asarray(passages, dtype=np.int64))
        return found


def _codes(vectors: _Vectors, lists: int) -> faiss.Index:
    """Trained, empty lists of codes: 4 bits for two dimensions of what a vector differs from the middle of its list."""
    dim = vectors.shape[1]
    middles = faiss.IndexFlatIP(dim)
    codes = faiss.IndexIVFPQFastScan(middles, dim, lists, dim // 2, 4, faiss.METRIC_INNER_PRODUCT)
    codes.own_fields = True
    middles.this.disown()  # type: ignore[attr-defined]
    codes.by_residual = True
    sample = np.random.default_rng(1).choice(len(vectors), min(len(vectors), lists * _TRAINING), replace=False)
    codes.train(np.ascontiguousarray(vectors[np.sort(sample)], dtype=np.float32))
    return codes


def _filled(index: faiss.Index, vectors: _Vectors) -> faiss.Index:
    if not index.is_trained:  # fp16 has nothing to learn, yet wants to be asked
        index.train(np.ascontiguousarray(vectors[:1], dtype=np.float32))
    for start in range(0, len(vectors), _AT_ONCE):
        index.add(np.ascontiguousarray(vectors[start : start + _AT_ONCE], dtype=np.float32))
    return index
