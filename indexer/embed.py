"""Texts to unit vectors: what an encoder is, which one the settings name, and the cache that spares repeated work."""

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.disk import why
from indexer.errors import ModelError
from indexer.pretrained.compiled import find_compiled, is_planned
from indexer.pretrained.names import locate
from indexer.pretrained.record import RECORD
from indexer.processor import has_gpu, precision_of

_log = logging.getLogger(__name__)
DIGEST = 8  # bytes of checksum behind a vector
_AT_ONCE = 500  # vectors asked for by key
_SCANNED = 3  # vectors gone through in the time in which one is found by its key
_DAY = 86_400  # seconds


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    name: str  # written into the manifest; a generation opens only with its own
    dim: int

    @property
    def precision(self) -> str:
        """`float32` or `int8`: of the arithmetic, not of the vectors."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """C-contiguous float32, shape (len(texts), dim), every row of L2 norm 1; an empty `texts` gives (0, dim)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `encode_queries`, for texts that are searched and not asked."""
        ...


def open_encoder(model: str, home: Path, precision: str = "auto", many: bool = False) -> Encoder:
    """The encoder that the settings name; whatever runs it is imported only here and only now.

    A prepared model runs compiled, without torch: in the `precision` that the setting allows where there are `many`
    texts, else in float32, for one question gains no time by int8 and loses a hundredth of its nDCG. Torch runs every
    other model, and any model when there are many texts and a GPU; it stands in, and says so, for a compiled form that
    is missing or damaged. Their float32 vectors are the same.

    Raises:
        ModelError: the model cannot be found or loaded.
    """
    source = locate(model, home)
    prepared = not source.on_hub and (Path(source.where) / RECORD).is_file()
    if prepared and not (many and has_gpu()):
        try:
            return _compiled(model, Path(source.where), precision_of(precision) if many else "float32")
        except (ModelError, ImportError) as error:
            _log.warning("模型的快速形式用不了，改用较慢的方式，结果相同。原因：%s", error)
    from indexer.sentence_encoder import SentenceEncoder  # noqa: PLC0415 - seconds of import, spared where it can be

    return SentenceEncoder(model, home)


def planned_precision(model: str, home: Path, precision: str) -> str:
    """The precision in which `open_encoder` will take many texts, told without opening; it may fall back to float32."""
    wanted = "float32" if has_gpu() else precision_of(precision)
    return wanted if is_planned(Path(locate(model, home).where), wanted) else "float32"


def _compiled(model: str, folder: Path, precision: str) -> Encoder:
    compiled = find_compiled(folder, precision)
    if compiled.precision != precision:
        _log.warning(
            "模型还没有 %s 形式，暂用 %s；运行 python -m indexer.pretrained 可补上", precision, compiled.precision
        )
    from indexer.openvino_encoder import OpenVinoEncoder  # noqa: PLC0415

    return OpenVinoEncoder(f"{model}@{compiled.about.of[:8]}", compiled)


class VectorCache:
    """Vectors of passages by model, precision and text, kept beside the generations: a rebuild embeds what is new.

    Each is kept with a checksum: one that was changed, or kept before there were any, is embedded anew.
    Of each the day is kept on which it was last made or asked for, so that those of no use can be swept.

    Raises:
        ModelError: the file is damaged, cannot be written, or holds vectors of another length.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._folder = folder

    def known(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those `texts` that were embedded before."""
        keys = {_key(text): text for text in texts}
        with self._open() as store:
            whole = ((key, kept) for key, kept in _held(store, keys) if is_whole(key, kept))
            found = {keys[key]: self._vector(kept[:-DIGEST]) for key, kept in whole}
            _noted(store, keys.keys)
        return found

    def note(self, texts: Sequence[str]) -> None:
        """Note that these are in use, though they were not asked for: they are kept on."""
        with self._open() as store:
            _noted(store, lambda: {_key(text) for text in texts})

    def embed(self, texts: Sequence[str], batch: int = 256) -> Iterator[dict[str, NDArray[np.float32]]]:
        """Embed `texts` (each once), batch by batch in order of length, and keep them; yields what was made."""
        ordered = sorted(dict.fromkeys(texts), key=len)
        for start in range(0, len(ordered), batch):
            part = ordered[start : start + batch]
            made = dict(zip(part, self._encoder.encode_passages(part), strict=True))
            with self._open() as store:
                rows = [(key := _key(text), sealed(key, vector.tobytes())) for text, vector in made.items()]
                store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                _used(store, [key for key, _ in rows])
            yield made

    def sweep(self, days: int) -> int:
        """Remove what was neither made nor asked for in the last `days` days, of other models their files; how many."""
        oldest = _today() - days
        with self._open() as store:
            unused = "SELECT text FROM uses WHERE day < ?"
            gone = store.execute(f"DELETE FROM vectors WHERE text IN ({unused})", [oldest]).rowcount
            store.execute("DELETE FROM uses WHERE day < ?", [oldest])
        if gone:
            self._shrink()
        for path in self._folder.glob("*.sqlite"):
            if path != self._path and path.stat().st_mtime < oldest * _DAY:
                path.unlink()
                gone += 1
        return gone

    def _shrink(self) -> None:
        """Give back the room of what was removed, where it is the larger part: until then it is used again."""
        with closing(sqlite3.connect(self._path, isolation_level=None)) as store:
            free, pages = (store.execute(f"PRAGMA {of}").fetchone()[0] for of in ("freelist_count", "page_count"))
            if 2 * free > pages:
                with suppress(sqlite3.OperationalError):  # a disk too full for a copy: the file stays as it is
                    store.execute("VACUUM")

    @property
    def _path(self) -> Path:
        return self._folder / cache_name(self._encoder.name, self._encoder.precision)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as store, store:
                _prepare(store)
                yield store
        except sqlite3.DatabaseError as error:
            raise ModelError(
                f"向量缓存 {self._path.name} 读写不了：{why(error)}",
                "请检查磁盘空间，或删除索引目录下的 cache 文件夹后重建",
            ) from error

    def _vector(self, data: bytes) -> NDArray[np.float32]:
        vector = np.frombuffer(data, dtype=np.float32)
        if vector.shape != (self._encoder.dim,):
            raise ModelError(
                f"向量缓存 {self._path.name} 的维数是 {vector.shape[0]}，模型是 {self._encoder.dim}",
                "请删除索引目录下的 cache 文件夹后重建",
            )
        return vector


def cache_name(model: str, precision: str = "float32") -> str:
    """The file of a model's vectors; of float32 by the model alone, as before there was another precision."""
    by = model if precision == "float32" else f"{model} {precision}"
    return f"{hashlib.sha256(by.encode()).hexdigest()[:16]}.sqlite"


def is_whole(key: bytes, kept: bytes) -> bool:
    """Whether a vector is as it was kept: its last bytes are a checksum of the others and of the text's key."""
    return sealed(key, kept[:-DIGEST]) == kept


def sealed(key: bytes, vector: bytes) -> bytes:
    """A vector as it is kept under `key`."""
    return vector + hashlib.sha256(key + vector).digest()[:DIGEST]


def _prepare(store: sqlite3.Connection) -> None:
    """Make the tables; vectors of before their use was noted count as used today."""
    made = {name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "vectors" not in made:
        store.execute("CREATE TABLE vectors (text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
    if "uses" not in made:
        store.execute("CREATE TABLE uses (text BLOB PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID")
        store.execute("INSERT INTO uses SELECT text, ? FROM vectors", [_today()])


def _held(store: sqlite3.Connection, keys: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Those of `keys` that are held, with what is kept; all are gone through where that is less work."""
    ((held,),) = store.execute("SELECT count(*) FROM vectors")
    if len(keys) * _SCANNED > held:
        yield from (row for row in store.execute("SELECT text, vector FROM vectors") if row[0] in keys)
        return
    for some in _batches(sorted(keys), _AT_ONCE):
        these = ",".join("?" * len(some))
        yield from store.execute(f"SELECT text, vector FROM vectors WHERE text IN ({these})", some)


def _used(store: sqlite3.Connection, keys: Sequence[bytes]) -> None:
    """Note that these are used today."""
    today = _today()
    store.executemany("INSERT OR REPLACE INTO uses VALUES (?, ?)", [(key, today) for key in keys])


def _noted(store: sqlite3.Connection, keys_of: Callable[[], Collection[bytes]]) -> None:
    """As `_used`, of those keys of which it was not noted today."""
    if before := store.execute("SELECT text FROM uses WHERE day != ?", [_today()]).fetchall():
        keys = keys_of()
        _used(store, [key for (key,) in before if key in keys])


def _today() -> int:
    return int(time.time() // _DAY)


def _batches(keys: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    yield from (keys[start : start + size] for start in range(0, len(keys), size))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
