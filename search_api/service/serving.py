"""The engine that a running service answers from, or why there is none yet."""

import logging
import threading
import time
from collections.abc import Callable

from indexer.errors import GenerationError, JiejianError
from search_api.engine import Engine

RETRY_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Serving:
    """Opens the engine once; where that failed, tries again when asked, so that a rebuilt index is picked up.

    `open_engine` raises a JiejianError when index or model cannot be used; it is called again `retry_seconds` after
    a failure at the earliest.
    """

    def __init__(self, open_engine: Callable[[], Engine], retry_seconds: float) -> None:
        self._open_engine = open_engine
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._opened: Engine | JiejianError = GenerationError("索引还没有打开", "请稍候再试")
        self._tried = float("-inf")

    def engine(self) -> Engine:
        """The engine.

        Raises:
            JiejianError: there is none, for the reason found at the latest try.
        """
        with self._lock:
            if isinstance(self._opened, JiejianError) and time.monotonic() - self._tried >= self._retry_seconds:
                self._opened = self._open()
                self._tried = time.monotonic()
            opened = self._opened
        if isinstance(opened, JiejianError):
            raise opened.with_traceback(None)  # raised many times: it must not gather the frames of each
        return opened

    def failure(self) -> JiejianError | None:
        """Why there is no engine; None when there is one."""
        try:
            self.engine()
        except JiejianError as error:
            return error
        return None

    def close(self) -> None:
        """Close the engine if one was opened."""
        if not isinstance(self._opened, JiejianError):
            self._opened.close()

    def _open(self) -> Engine | JiejianError:
        try:
            return self._open_engine()
        except JiejianError as error:
            _log.error("%s", error)
            return error
