"""What children are made to do in the tests of `isolate`; they find these functions by their module."""

import ctypes
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indexer.errors import ReportError
from indexer.read.reading import Told


def misbehave(task: str, told: Told) -> object:
    """Do what `task` says."""
    return _DEEDS[task](told) if task in _DEEDS else task


def sleep(milliseconds: int, told: Told) -> int:
    """Take a while, then give back how long."""
    time.sleep(milliseconds / 1000)
    return milliseconds


def count(pages: int, told: Told) -> int:
    """Tell of a page every fifth of a second."""
    for page in range(pages):
        time.sleep(0.2)
        told(page + 1, pages)
    return pages


def start_and_hang(file: str, told: Told) -> None:
    """Start a program in a session of its own that writes into `file` for as long as it lives, and hang."""
    subprocess.Popen(["sh", "-c", f"while true; do date >> {file}; sleep 0.1; done"], start_new_session=True)
    while True:
        time.sleep(1)


def connect(port: int, told: Told) -> str:
    """Try the network in Python and in a program; what became of each."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2)
    except OSError as error:
        python = type(error).__name__
    else:
        python = "connected"
    script = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=2)"
    program = subprocess.run([sys.executable, "-I", "-c", script], check=False, capture_output=True)
    return f"{python} {program.returncode}"


def write(path: str, told: Told) -> str:
    """Write a file; what became of it."""
    try:
        Path(path).write_text("x", encoding="utf-8")
    except PermissionError:
        return "refused"
    return "written"


def modules(task: str, told: Told) -> list[str]:
    """What the child has imported."""
    return sorted(sys.modules)


def peak(megabytes: int, told: Told) -> int:
    """Take so much memory; the child's peak so far, in megabytes."""
    taken = bytearray(megabytes << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 if taken else 0


class _Wicked:
    """Data that is code once it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def _segfault(told: Told) -> None:
    ctypes.string_at(0)


def _loop(told: Told) -> None:
    while True:
        pass


def _allocate(told: Told) -> None:
    taken = []
    while True:
        taken.append(bytearray(50 << 20))


def _print(told: Told) -> str:
    print("out")  # what a C library does
    os.write(1, b"raw")
    return "printed"


def _fail(told: Told) -> None:
    raise KeyError("a bug")


def _refuse(told: Told) -> None:
    raise ReportError("读不了", "换一份", "damaged")


def _sink(told: Told) -> None:
    def deeper(level: int) -> int:
        return deeper(level + 1) + 1

    deeper(0)


_DEEDS: dict[str, Callable[[Told], object]] = {
    "loop": _loop,
    "allocate": _allocate,
    "segfault": _segfault,
    "abort": lambda told: os.abort(),
    "exit": lambda told: os._exit(0),
    "leave": lambda told: sys.exit(1),
    "print": _print,
    "fail": _fail,
    "refuse": _refuse,
    "sink": _sink,
    "wicked": lambda told: _Wicked(),
    "huge": lambda told: "字" * 10_000_000,
    "read stdin": lambda told: sys.stdin.read(),
}
