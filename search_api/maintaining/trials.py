"""The preview of other lists that a service is asked for: one at a time, how far it is, and its end before its time."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from indexer.errors import JiejianError
from indexer.intake.gather import Progress
from search_api.maintaining.jobs import BusyError
from search_api.schemas.maintenance import Trial

_Found = TypeVar("_Found")


class CancelledError(JiejianError):
    """Somebody ended it before its time."""


class Trials:
    """Runs previews in the thread that asks; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: Trial | None = None
        self._began = 0.0
        self._cancelled = False

    def run(self, preview: Callable[[Progress], _Found]) -> _Found:
        """What `preview` finds, which tells its progress, and is ended there when it is cancelled.

        Raises:
            BusyError: another one is under way.
            CancelledError: it was cancelled.
        """
        with self._lock:
            if self._now is not None:
                raise BusyError("正在进行另一次预览", "请等它结束，或先取消它")
            self._now, self._began, self._cancelled = Trial(stage="准备", seconds=0), time.monotonic(), False
        try:
            return preview(self._told)
        finally:
            with self._lock:
                self._now = None

    def now(self) -> Trial | None:
        """How far the preview is, None where none is under way."""
        with self._lock:
            if self._now is None:
                return None
            return self._now.model_copy(update={"seconds": round(time.monotonic() - self._began, 1)})

    def cancel(self) -> None:
        """End the preview at its next step."""
        with self._lock:
            self._cancelled = True

    def _told(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if self._cancelled:
                raise CancelledError("预览已取消", "需要时可重新预览")
            self._now = Trial(stage=stage, done=done, total=total, seconds=0)
