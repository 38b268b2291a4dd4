"""The moments at which something happens to the files of a folder, and what a test has happen at one of them."""

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ROOM = {"open", "os.mkdir", "os.rename", "os.link", "os.fsync", "sqlite3.connect"}  # what a full disk may refuse


def watch(folder: Path, then: Callable[[str, str], None]) -> None:
    """From now on, for as long as the process lives: `then(event, path)` before any change to what is in `folder`.

    The changes are what Python does itself: opening to write, renaming, removing, making folders, handing to the disk,
    opening a database. What SQLite, tantivy and FAISS write between two of them is for kills at random.
    """
    inside = str(folder.resolve()) + os.sep

    def told(event: str, of: tuple[Any, ...]) -> None:
        if event == "open" and not (isinstance(of[2], int) and of[2] & _WRITING):
            return
        if event == "open" or event in _PLACES:
            where = _where(of[_PLACES.get(event, 0)], of[_FOLDERS[event]] if event in _FOLDERS else -1)
            if where.startswith(inside):
                then(event, where.removeprefix(inside))

    sync = os.fsync

    def fsync(handle: int) -> None:
        where = _opened(handle)
        if (where + os.sep).startswith(inside):
            then("os.fsync", where.removeprefix(inside))
        sync(handle)

    os.fsync = fsync
    sys.addaudithook(told)


_PLACES = {"os.rename": 1, "os.remove": 0, "os.rmdir": 0, "os.mkdir": 0, "os.link": 1, "sqlite3.connect": 0}
_FOLDERS = {"os.rename": 3, "os.remove": 1, "os.rmdir": 1, "os.mkdir": 2}  # where the open folder stands that it is in


def _where(path: object, folder: int) -> str:
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    name = os.fsdecode(path)
    return str(Path(_opened(folder), name) if folder >= 0 else Path(name).absolute())


def _opened(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def kill_at(number: int) -> Callable[[str, str], None]:
    """Before the change of this number, from 1, the process is killed; with 0 it is let be."""
    numbers = itertools.count(1)

    def then(_event: str, _path: str) -> None:
        if next(numbers) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return then


def full_at(number: int) -> Callable[[str, str], None]:
    """The change of this number, of those that need room, and every later one find the disk full."""
    numbers = itertools.count(1)

    def then(event: str, path: str) -> None:
        if event in _ROOM and next(numbers) >= number:
            raise OSError(28, os.strerror(28), path)

    return then


def name_to(names: list[str]) -> Callable[[str, str], None]:
    """The changes are only put down."""
    return lambda event, path: names.append(f"{event} {path}")
