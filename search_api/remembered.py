"""The vectors of the latest questions, kept: readers ask the same words again with every filter that they try."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Encoder

_MOST = 2_000  # texts; some 3 MB at 384 dimensions


class Remembered:
    """An `Encoder` that embeds a question once; `encoder` is the one that does. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, most: int = _MOST) -> None:
        self.encoder = encoder
        self.name, self.dim = encoder.name, encoder.dim
        self._most = most
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def precision(self) -> str:
        """See `Encoder`."""
        return self.encoder.precision

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        with self._lock:
            vectors = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        vectors |= zip(new, self.encoder.encode_queries(new), strict=True)
        with self._lock:
            for text in texts:
                self._kept[text] = vectors[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.array([vectors[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dim)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`; nothing is kept of these."""
        return self.encoder.encode_passages(texts)
