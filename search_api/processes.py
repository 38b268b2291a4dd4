"""Processes that belong together: started, waited for, watched, and stopped together."""

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

READY_SECONDS = 180  # torch alone may take a minute from a cold disk
_STOP_SECONDS = 10
_POLL_SECONDS = 0.2
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Process = subprocess.Popen[bytes]

# A proxy of the environment is no way to this machine.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@dataclass(frozen=True, slots=True)
class Part:
    """A process that serves."""

    name: str  # in Chinese
    module: tuple[str, ...]  # of `python -m`, with its arguments
    ready: str  # the address that answers 200 once it is ready


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does; later ones do not cut short what the first began."""
    stopping = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_step(module: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run `python -m MODULE` to its end; its exit status."""
    with _stopped_at_the_end([]) as running:
        running.append(_start(module, environ))
        return running[0].wait()


def run_together(parts: Sequence[Part], environ: Mapping[str, str], tell: Callable[[], None]) -> int:
    """Run `parts` until Ctrl-C (0) or until one of them ends (1); `tell` is called once all are ready."""
    with _stopped_at_the_end([]) as running:
        running.extend(_start(part.module, environ, subprocess.DEVNULL) for part in parts)
        try:
            if not _all_ready(parts, running):
                return 1
            tell()
            while not _ended(parts, running):
                time.sleep(_POLL_SECONDS)
        except KeyboardInterrupt:
            return 0
    return 1


def _all_ready(parts: Sequence[Part], running: Sequence[Process]) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    waiting = list(parts)
    while waiting:
        if _ended(parts, running):
            return False
        if time.monotonic() > deadline:
            _say(f"{waiting[0].name}在 {READY_SECONDS} 秒内没有就绪，原因见上面的日志")
            return False
        waiting = [part for part in waiting if not _answers(part.ready)]
        if waiting:
            time.sleep(_POLL_SECONDS)
    return True


def _ended(parts: Sequence[Part], running: Sequence[Process]) -> bool:
    for part, process in zip(parts, running, strict=True):
        status = process.poll()
        if status is not None:
            _say(f"{part.name}意外停止（退出码 {status}），原因见上面的日志")
            return True
    return False


def _answers(address: str) -> bool:
    try:
        with _open(address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:  # an HTTP error is one as well
        return False


def _start(module: Sequence[str], environ: Mapping[str, str], stdout: int | None = None) -> Process:
    """`python -m MODULE`; what it says on stderr is seen, its `stdout` (None: ours) may be silenced."""
    return subprocess.Popen([sys.executable, "-m", *module], env=dict(environ), stdout=stdout)


@contextmanager
def _stopped_at_the_end(running: list[Process]) -> Iterator[list[Process]]:
    try:
        yield running
    finally:
        _stop(running)


def _stop(running: Sequence[Process]) -> None:
    """End all that still run, politely first; a second Ctrl-C does not leave them behind."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _SIGNALS}
    for process in running:
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for number, handler in before.items():
        signal.signal(number, handler)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
