"""Texts to unit vectors: what an encoder is, which one the settings name, and the cache that spares repeated work."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    name: str  # written into the manifest; a generation opens only with its own
    dim: int

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """C-contiguous float32, shape (len(texts), dim), every row of L2 norm 1; an empty `texts` gives (0, dim)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode_queries`, for texts that are searched and not asked."""
        ...


def open_encoder(model: str, home: Path) -> Encoder:
    """The encoder that the settings name; torch is imported only here and only now.

    Raises:
        ModelError: the model cannot be found or loaded.
    """
    from indexer.sentence_encoder import SentenceEncoder  # noqa: PLC0415 - seconds of import, spared by who embeds nothing

    return SentenceEncoder(model, home)


class VectorCache:
    """Vectors of passages by model and text, kept beside the generations: a rebuild embeds only what is new.

    Raises:
        ModelError: the file is damaged, cannot be written, or holds vectors of another length.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._path = folder / f"{hashlib.sha256(encoder.name.encode()).hexdigest()[:16]}.sqlite"
        with self._open() as store:
            store.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def known(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those `texts` that were embedded before."""
        found: dict[str, NDArray[np.float32]] = {}
        with self._open() as store:
            for text in dict.fromkeys(texts):
                row = store.execute("SELECT vector FROM vectors WHERE text = ?", (_key(text),)).fetchone()
                if row is not None:
                    found[text] = self._vector(row[0])
        return found

    def embed(self, texts: Sequence[str], batch: int = 256) -> Iterator[dict[str, NDArray[np.float32]]]:
        """Embed `texts` (each once), batch by batch in order of length, and keep them; yields what was made."""
        ordered = sorted(dict.fromkeys(texts), key=len)
        for start in range(0, len(ordered), batch):
            part = ordered[start : start + batch]
            made = dict(zip(part, self._encoder.encode_passages(part), strict=True))
            with self._open() as store:
                rows = [(_key(text), vector.tobytes()) for text, vector in made.items()]
                store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            yield made

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as store, store:
                yield store
        except sqlite3.DatabaseError as error:
            raise ModelError(
                f"向量缓存 {self._path.name} 读写不了：{error}", "请检查磁盘空间，或删除索引目录下的 cache 文件夹后重建"
            ) from error

    def _vector(self, data: bytes) -> NDArray[np.float32]:
        vector = np.frombuffer(data, dtype=np.float32)
        if vector.shape != (self._encoder.dim,):
            raise ModelError(
                f"向量缓存 {self._path.name} 的维数是 {vector.shape[0]}，模型是 {self._encoder.dim}",
                "请删除索引目录下的 cache 文件夹后重建",
            )
        return vector


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
