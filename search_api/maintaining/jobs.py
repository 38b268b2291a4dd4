"""The job of the service: one at a time, in a process of its own, so that whatever befalls it the service answers."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from indexer.errors import JiejianError
from indexer.settings import Settings, environment
from search_api.schemas.maintenance import Job, Work

_STOP_SECONDS = 5.0


class BusyError(JiejianError):
    """Another job is under way."""


class Jobs:
    """Runs jobs and tells of the last one; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._job: Job | None = None
        self._began = 0.0
        self._cancelled = False

    def last(self) -> Job | None:
        """The job that runs, or that ran last; None where there was none."""
        with self._lock:
            if self._job is not None and self._job.state == "running":
                return self._job.model_copy(update={"seconds": self._seconds()})
            return self._job

    def start(self, work: Work, settings: Settings, by: str, order: dict[str, Any]) -> Job:
        """Begin a job.

        Raises:
            BusyError: another one is under way.
        """
        with self._lock:
            if self._job is not None and self._job.state == "running":
                raise BusyError("已有一项建索引或发布的操作在进行", "请等它结束，或先取消它")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "search_api.maintaining"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=environment(settings, os.environ),
                start_new_session=True,
            )
            self._began, self._cancelled = time.monotonic(), False
            at = datetime.now(UTC).isoformat(timespec="seconds")
            self._job = Job(work=work, state="running", by=by, started_at=at, seconds=0, stage="准备")
            threading.Thread(target=self._follow, args=(self._process, {"work": work, "by": by, **order})).start()
            return self._job

    def cancel(self) -> None:
        """End the job that runs, if one does: nothing is published by it then, and what is served stays."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return
            self._cancelled = True
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End what runs: the service stops."""
        self.cancel()

    def _follow(self, process: "subprocess.Popen[str]", order: dict[str, Any]) -> None:
        last: dict[str, Any] = {}
        with process:
            with suppress(BrokenPipeError):  # it died at once: told below
                if process.stdin is not None:
                    process.stdin.write(json.dumps(order) + "\n")
                    process.stdin.flush()
            for line in process.stdout or ():
                last = json.loads(line)
                if "stage" in last:
                    self._change(last)
        self._end(last if "ok" in last else None, process.returncode)

    def _end(self, told: dict[str, Any] | None, status: int) -> None:
        ended: dict[str, Any]
        if told is not None:
            state = "done" if told["ok"] else "failed"
            ended = {"state": state, "message": told["message"], "cure": told["cure"]}
        elif self._cancelled:
            ended = {"state": "cancelled", "message": "已取消，正在使用的索引未动", "cure": ""}
        else:
            cure = "正在使用的索引未动。请再试一次；若仍如此，请把服务日志交给维护人员"
            ended = {"state": "failed", "message": f"操作意外中断（退出码 {status}）", "cure": cure}
        self._change({**ended, "seconds": self._seconds()})

    def _change(self, update: dict[str, Any]) -> None:
        with self._lock:
            if self._job is not None:
                self._job = self._job.model_copy(update=update)

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 1)
