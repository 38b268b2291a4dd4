"""The vectors of a build: those of whole parts, else of single texts, as they were made before; else made now."""

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.building.shelf import Shelf, key_of
from indexer.embed import Encoder, VectorCache
from indexer.intake.gather import Progress, silent

_VECTORS = "part-vectors"
_FEW = 300  # texts that are embedded in some seconds, in which nobody asks how far it is


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
        self._begun: Future[dict[str, NDArray[np.float32]]] | None = None

    def begin(self, texts: Iterable[str]) -> None:
        """Embed `texts`, which are new, beside whatever is done next, if they are few; what fails is raised later."""
        few = list(islice(texts, _FEW + 1))
        if len(few) <= _FEW and not self._anew:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")
            self._begun = thread.submit(self._embed, few, silent)
            thread.shutdown(wait=False)  # when they are embedded

    def vectors(self, parts: Sequence[Sequence[str]]) -> NDArray[np.float16]:
        """Vectors of the texts of all `parts`, of shape (texts, dim), as the index keeps them."""
        held = [self._held(part) for part in parts]
        made = self._made([text for part, own in zip(parts, held, strict=True) if own is None for text in part])
        found = []
        for part, vectors in zip(parts, held, strict=True):
            own = vectors
            if own is None:
                own, made = made[: len(part)], made[len(part) :]
                self._shelf.put_bytes(_VECTORS, self._key(part), own.tobytes())
            found.append(own)
        self._cache.note([text for part, own in zip(parts, held, strict=True) if own is not None for text in part])
        self._shelf.keep(_VECTORS, [self._key(part) for part in parts])
        return np.concatenate(found)

    def _held(self, part: Sequence[str]) -> NDArray[np.float16] | None:
        data = None if self._anew else self._shelf.get_bytes(_VECTORS, self._key(part))
        return None if data is None else np.frombuffer(data, dtype=np.float16).reshape(len(part), -1)

    def _made(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Vectors of `texts`, from the cache or made now."""
        if self._begun is not None:
            self._begun.result()
        known = self._embed(texts, self._progress)
        vectors = np.empty((len(texts), self._encoder.dim), dtype=np.float16)
        for row, text in enumerate(texts):
            vectors[row] = known[text]
        return vectors

    def _embed(self, texts: Sequence[str], progress: Progress) -> dict[str, NDArray[np.float32]]:
        """The vector of every one of `texts`; those that are not in the cache yet are put there."""
        known = {} if self._anew or not texts else self._cache.known(texts)
        new = [t for t in dict.fromkeys(texts) if t not in known]
        done, total = 0, sum(map(len, new))
        for made in self._cache.embed(new):
            known |= made
            done += sum(map(len, made))
            progress("计算向量（字）", done, total)
        self.made += len(new)
        return known

    def _key(self, part: Sequence[str]) -> str:
        """What the vectors of `part` depend on."""
        said = hashlib.sha256("\0".join(part).encode("utf-8", "surrogatepass")).hexdigest()
        return key_of(self._encoder.name, self._encoder.precision, len(part), said)
