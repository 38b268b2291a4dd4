"""An encoder that is loaded when something is to be embedded: its name and length are remembered from the last time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.building.shelf import Shelf, key_of
from indexer.embed import Encoder, planned_precision
from indexer.errors import ModelError
from indexer.pretrained.record import RECORD
from indexer.settings import Settings

_KIND = "encoders"


Opener = Callable[[str, Path, str, bool], Encoder]


class LazyEncoder:
    """An `Encoder`; `open_encoder` is called at the first use, or at once when nothing is remembered of the model.

    Raises:
        ModelError: as `open_encoder`, or the model is another than the one that is remembered.
    """

    def __init__(self, settings: Settings, shelf: Shelf, open_encoder: Opener) -> None:
        self._settings = settings
        self._open = open_encoder
        self._begun: Future[Encoder] | None = None
        folder = settings.home / settings.model if not Path(settings.model).is_dir() else Path(settings.model)
        key = key_of(settings.model, _state(folder))
        told = shelf.get(_KIND, key) if folder.is_dir() else None
        self.name: str = self._opened.name if told is None else told[0]
        self.dim: int = self._opened.dim if told is None else told[1]
        if told is None:
            shelf.put(_KIND, key, [self.name, self.dim])

    def begin(self) -> None:
        """Load it beside whatever is done next, for it will be needed; what fails is raised where it is."""
        if self._begun is None and "_opened" not in self.__dict__:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
            self._begun = thread.submit(self._load)
            thread.shutdown(wait=False)  # when it is loaded

    @property
    def precision(self) -> str:
        """See `Encoder`; before the encoder is loaded, what it will most likely be."""
        given = self._settings
        loaded = "_opened" in self.__dict__
        return self._opened.precision if loaded else planned_precision(given.model, given.home, given.precision)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._same().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._same().encode_passages(texts)

    def _same(self) -> Encoder:
        if (self._opened.name, self._opened.dim) != (self.name, self.dim):
            raise ModelError(f"模型 {self.name} 换成了 {self._opened.name}", "请删除索引目录下的 cache 文件夹后重建")
        return self._opened

    @cached_property
    def _opened(self) -> Encoder:
        return self._load() if self._begun is None else self._begun.result()

    def _load(self) -> Encoder:
        return self._open(self._settings.model, self._settings.home, self._settings.precision, True)  # many texts


def _state(folder: Path) -> list[object]:
    """What changes when the files of a model do: its record where it was prepared by us, else their sizes and times."""
    if (folder / RECORD).is_file():
        return [(folder / RECORD).read_text(encoding="utf-8", errors="replace")]
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return [(p.relative_to(folder).as_posix(), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
