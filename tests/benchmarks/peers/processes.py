"""Programs that are run and watched: seconds, seconds of CPU, and memory of a process with all its children."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.5  # seconds between two looks at the memory; a look at a gigabyte takes some milliseconds


class ProgramError(Exception):
    """A program ended with another status than 0; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a program cost, from its start to its end."""

    seconds: float
    cpu_seconds: float  # of the program and of the children that it waited for
    peak_mb: float
    output: str


def run(command: Sequence[str | Path], environ: Mapping[str, str]) -> Spent:
    """Run a program to its end.

    Raises:
        ProgramError: it failed.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environ, stdin=subprocess.DEVNULL)
        watch = Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.stop()
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise ProgramError(f"{' '.join(map(str, command[:4]))} …: {err.read()[-2000:]}")
        return Spent(seconds, used.ru_utime + used.ru_stime, peak, out.read())


class Watch:
    """Looks at a tree of processes until it is stopped, and keeps the most memory that it saw."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most memory in MB."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self._most = max(self._most, memory_mb(self._pid))


def memory_mb(pid: int) -> float:
    """Resident memory of a process and its children now: each one's private pages, and shared pages once.

    What they share is taken to be the most that any one of them shares: children share their parent's pages.
    """
    private = shared = 0
    for one in tree(pid):
        rows = _rows(Path(f"/proc/{one}/smaps_rollup"))
        own = rows.get("Private_Clean", 0) + rows.get("Private_Dirty", 0)
        private += own
        shared = max(shared, rows.get("Rss", 0) - own)
    return (private + shared) / 1024


def peak_mb(pid: int) -> float:
    """The most resident memory that the process and its children have had, each at its own time; costs nothing."""
    return sum(_rows(Path(f"/proc/{one}/status")).get("VmHWM", 0) for one in tree(pid)) / 1024


def tree(pid: int) -> Iterator[int]:
    """The process and all below it; one that has just ended has no children."""
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for t in threads for c in (t / "children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in children:
        yield from tree(child)


def _rows(path: Path) -> dict[str, int]:
    """Kilobytes by name; empty when the process has just ended."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {parts[0].rstrip(":"): int(parts[1]) for parts in map(str.split, lines) if parts[2:] == ["kB"]}
