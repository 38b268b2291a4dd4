"""The engine that a running service answers from, or why there is none yet."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from indexer.errors import GenerationError, JiejianError
from indexer.publish import current
from indexer.snapshot import Generation
from search_api.engine import Engine

RETRY_SECONDS = 10.0
LOOK_SECONDS = 1.0  # between two looks at which generation is published

_log = logging.getLogger(__name__)


class Serving:
    """Opens the engine, and later every generation that is published; where that failed, tries again when asked.

    `open_engine` raises a JiejianError when index or model cannot be used; it is called again `retry_seconds` after
    a failure at the earliest. A newly published generation is opened in a thread of its own while the old one answers;
    the old one is closed when nobody refers to it any more.
    """

    def __init__(self, open_engine: Callable[[], Engine], retry_seconds: float) -> None:
        self._open_engine = open_engine
        self._retry_seconds = retry_seconds
        self._opening = threading.Lock()  # held while something is being opened, by whoever opens it
        self._opened: Engine | JiejianError = GenerationError("索引还没有打开", "请稍候再试")
        self._refused = ""  # a published generation that could not be opened
        self._next_try = self._next_look = float("-inf")

    def open(self) -> None:
        """Open the engine now; a failure is kept and told to those who ask."""
        self._try()

    def engine(self) -> Engine:
        """The engine; whoever asks first after a failure waits for the next try, all others are answered at once.

        Raises:
            JiejianError: there is none, for the reason found at the latest try.
        """
        if isinstance(self._opened, JiejianError):
            self._try()
        else:
            self._look(self._opened)
        opened = self._opened
        if isinstance(opened, JiejianError):
            raise opened.with_traceback(None)  # raised many times: it must not gather the frames of each
        return opened

    def failure(self) -> JiejianError | None:
        """Why there is no engine, None when there is one; does not wait while one is opened."""
        opened = self._opened
        if not isinstance(opened, JiejianError):
            self._look(opened)
            return None
        if time.monotonic() >= self._next_try:
            threading.Thread(target=self._try, daemon=True).start()
        return opened

    def close(self) -> None:
        """Close the engine if one was opened."""
        if not isinstance(self._opened, JiejianError):
            self._opened.close()

    def _try(self) -> None:
        """Open the engine, unless another thread is about it or the latest failure is too young."""
        if not self._opening.acquire(blocking=False):
            return
        try:
            if isinstance(self._opened, JiejianError) and time.monotonic() >= self._next_try:
                self._opened = self._open()
                self._next_try = time.monotonic() + self._retry_seconds
        finally:
            self._opening.release()

    def _open(self) -> Engine | JiejianError:
        try:
            return self._open_engine()
        except JiejianError as error:
            _log.error("%s", error)
            return error

    def _look(self, engine: Engine) -> None:
        """Have the published generation opened when it is another one than `engine` has."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_SECONDS
        try:
            published = current(engine.index).name
        except JiejianError as error:
            _log.error("%s", error)
            return
        if published not in {engine.generation.folder.name, self._refused}:
            threading.Thread(target=self._turn, args=(engine, published), daemon=True).start()

    def _turn(self, engine: Engine, published: str) -> None:
        """Answer from generation `published` from now on; from the old one still when it cannot be opened."""
        if not self._opening.acquire(blocking=False):
            return
        try:
            self._opened = self._newer(engine)
        except JiejianError as error:
            self._refused = published
            _log.error("新索引 %s 打不开，继续使用 %s：%s", published, engine.generation.folder.name, error)
        finally:
            self._opening.release()

    def _newer(self, engine: Engine) -> Engine:
        """The engine over what is published now; the model is loaded anew only when the index was made by another."""
        generation = Generation.open(current(engine.index))
        if generation.manifest.model == engine.encoder.name:
            return replace(engine, generation=generation)
        generation.close()
        return self._open_engine()
