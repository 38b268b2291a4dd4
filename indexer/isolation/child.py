"""The parent's side of one child process: start it, talk with it, end it with everything that it started."""

import contextlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from indexer.errors import ReportError
from indexer.isolation.confine import Limits, receive, send

_TAIL = 2000  # bytes of what a child last said
_PATIENCE = 2.0  # seconds from a closed pipe to the end of a process
_BOOT = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from indexer.isolation.confine import serve; serve()"


class Child:
    """A process that serves tasks (`indexer.isolation.confine`), with its own temporary folder."""

    def __init__(self) -> None:
        self.ready = False
        self._folder = Path(tempfile.mkdtemp(prefix="jiejian-"))
        self._said = (self._folder / "said").open("w+b")
        self._told_from = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, _path()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_environment(self._folder),
            start_new_session=True,
        )
        self.tasks = cast(BinaryIO, self._process.stdin)
        self._results = cast(BinaryIO, self._process.stdout)

    def open(self, function: bytes, limits: Limits) -> None:
        """Hand over function and limits and wait until the child has imported what it needs.

        Raises:
            RuntimeError: it died of it.
        """
        try:
            send(self.tasks, (function, limits))
            receive(self._results, _loaded)
        except (EOFError, OSError) as error:
            self.kill()
            raise RuntimeError(f"a child process does not start: {self.said()}") from error
        self.ready = True
        self.said()

    def heard(self, limits: Limits) -> tuple[str, Any]:
        """What the child says next.

        Raises:
            EOFError: it has died, or says more than it may.
        """
        return cast(tuple[str, Any], receive(self._results, _loaded, (limits.result_megabytes + 1) << 20))

    def said(self) -> str:
        """What it has written to its standard error since this was last asked; of a long text the end."""
        end = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(self._told_from, end - _TAIL))
        self._told_from = end
        return self._said.read().decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """Kill it with every process that it started."""
        if self._process.poll() is None:
            _kill_tree(self._process)

    def status(self) -> int | None:
        """Its exit status once it has ended by itself; None when it does not."""
        try:
            return self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Have it end, or kill it, and leave nothing behind."""
        with contextlib.suppress(OSError):  # what was still to be sent
            self.tasks.close()
        if self.status() is None:
            self.kill()
        self._process.wait()
        self._results.close()
        self._said.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Unpickler(pickle.Unpickler):
    """Takes data and no code: a child that a document has taken over must not take over the parent."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(sys.modules.get(module), name, None)
        plain = isinstance(found, type) and (is_dataclass(found) or issubclass(found, (Enum, date, ReportError)))
        if not plain:
            raise pickle.UnpicklingError(f"a child may not send {module}.{name}")
        return found


def _loaded(packed: bytes) -> Any:
    return _Unpickler(BytesIO(packed)).load()


def _path() -> str:
    return json.dumps([str(Path(entry).absolute()) for entry in sys.path])


def _environment(folder: Path) -> dict[str, str]:
    """The child's environment: its own temporary folder, and one thread, since there is a child a core."""
    own = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return os.environ | own | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, its group, and what it started in groups of their own."""
    if sys.platform == "win32":
        process.kill()
        return
    started = _descendants(process.pid)
    for kill, target in ((os.killpg, process.pid), *((os.kill, pid) for pid in started)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(target, signal.SIGKILL)


def _descendants(pid: int) -> list[int]:
    """Processes below `pid`, where the system tells of them in /proc."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):  # it has ended meanwhile
            below.setdefault(int(stat.read_text(errors="replace").rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name)
            )
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return found[1:]
