"""The vectors of a build: those of whole parts, else of single texts, as they were made before; else made now."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.building.shelf import Shelf, key_of
from indexer.embed import Encoder, VectorCache
from indexer.intake.gather import Progress, silent

STAGE = "计算向量（字）"
VECTORS = "part-vectors"
_FEW = 300  # texts that are embedded in ten seconds or so, in which nobody asks how far it is
_KEPT = np.float16  # as the index has them
_ByText = dict[str, NDArray[np.float32]]


class Embedding:
    """Gives the vectors of passages by parts of the archive; so many distinct texts were `made`, not recalled.

    Where they are to be `anew`, nothing is recalled.
    """

    def __init__(self, encoder: Encoder, cache: VectorCache, shelf: Shelf, progress: Progress, *, anew: bool) -> None:
        self.made = 0
        self._encoder = encoder
        self._cache = cache
        self._shelf = shelf
        self._progress = progress
        self._anew = anew
        self._ahead: Future[_ByText] | None = None

    @contextmanager
    def ahead(self, texts: Iterable[str]) -> Iterator[None]:
        """While the block is done embed `texts`, which are new, if they are few; at its end they are embedded.

        What fails is raised when `vectors` are asked for.
        """
        few = [] if self._anew else list(islice(texts, _FEW + 1))
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding") as beside:
            if 0 < len(few) <= _FEW:
                self._ahead = beside.submit(self._embed, few, silent)
            yield

    def vectors(self, parts: Sequence[Sequence[str]]) -> NDArray[np.float16]:
        """Vectors of the texts of all `parts`, of shape (texts, dim), as the index keeps them."""
        held = [self._held(part) for part in parts]
        known = [text for part, vectors in zip(parts, held, strict=True) if vectors is not None for text in part]
        made = self._made([text for part, vectors in zip(parts, held, strict=True) if vectors is None for text in part])
        found, first = [], 0
        for part, vectors in zip(parts, held, strict=True):
            if vectors is None:
                own = made[first : first + len(part)]
                self._shelf.put_bytes(VECTORS, self._key(part), own.tobytes())
                first += len(part)
            found.append(own if vectors is None else vectors)
        self._cache.note(known)
        return np.concatenate(found)

    def _held(self, part: Sequence[str]) -> NDArray[np.float16] | None:
        data = None if self._anew else self._shelf.get_bytes(VECTORS, self._key(part))
        return None if data is None else np.frombuffer(data, dtype=_KEPT).reshape(len(part), self._encoder.dim)

    def _made(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Vectors of `texts`, from the cache or made now."""
        if self._ahead is not None:
            done = sum(map(len, self._ahead.result()))
            self._progress(STAGE, done, done)
        known = self._embed(texts, self._progress)
        vectors = np.empty((len(texts), self._encoder.dim), dtype=_KEPT)
        for row, text in enumerate(texts):
            vectors[row] = known[text]
        return vectors

    def _embed(self, texts: Sequence[str], progress: Progress) -> _ByText:
        """The vector of every one of `texts`; those that are not in the cache yet are put there."""
        known = {} if self._anew or not texts else self._cache.known(texts)
        new = [t for t in dict.fromkeys(texts) if t not in known]
        done, total = 0, sum(map(len, new))
        for made in self._cache.embed(new):
            known |= made
            done += sum(map(len, made))
            progress(STAGE, done, total)
        self.made += len(new)
        return known

    def _key(self, part: Sequence[str]) -> str:
        """What the vectors of `part` depend on; the precision may be another once the encoder is loaded."""
        said = hashlib.sha256("\0".join(part).encode("utf-8", "surrogatepass")).hexdigest()
        by = (self._encoder.name, self._encoder.dim, self._encoder.precision, np.dtype(_KEPT).name)
        return key_of(*by, len(part), said)
