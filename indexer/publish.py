"""Which generation is served: `CURRENT` says so and is replaced by one rename; readers keep the old one open.

Its first line is the name of the generation; the second, where there is one, is the act that made it so, as the history
has it. So whoever is killed between the rename and the line in the history leaves what the history is made whole from.
"""

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from indexer.disk import why
from indexer.errors import GenerationError
from indexer.history import CURRENT, Entry, line_of, served_before, settle

KEPT = 3  # generations that stay on disk after a publication, the new one included


def generations(index: Path) -> Path:
    """The folder that holds the generations of `index`."""
    return index / "generations"


def current(index: Path) -> Path:
    """The folder of the generation being served.

    Raises:
        GenerationError: there is no index, or it names a generation that is not there.
    """
    try:
        name = (index / CURRENT).read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    except OSError as error:
        raise GenerationError(f"目录 {index} 里没有索引", "请先建索引：jiejian build 档案目录") from error
    folder = generations(index) / name
    if not name or name != folder.name or name.startswith(".") or not folder.is_dir():
        raise GenerationError(f"索引目录 {index} 指向的“{name}”不存在", "请重建索引：jiejian build 档案目录")
    return folder


def served_name(index: Path) -> str:
    """The name of the generation being served, "" where there is none."""
    try:
        return current(index).name
    except GenerationError:
        return ""


def held_generations(index: Path) -> list[Path]:
    """The generations that have their names, whole or not, newest first."""
    folder = generations(index)
    found = folder.glob("[!.]*") if folder.is_dir() else ()
    return sorted((p for p in found if p.is_dir()), key=lambda p: p.name, reverse=True)


def serve(index: Path, done: Entry) -> None:
    """Serve `done.generation` from now on, and have the history say so; whatever fails, both or neither are so."""
    settle(index)
    _point(index, f"{done.generation}\n".encode() + line_of(done))
    with suppress(OSError):  # it stands in CURRENT: the next act puts it down
        settle(index)


def publish(index: Path, name: str) -> None:
    """Serve generation `name` from now on, of which no history tells."""
    _point(index, f"{name}\n".encode())


def _point(index: Path, content: bytes) -> None:
    """Replace CURRENT by one rename: at every moment it names a whole generation."""
    aside = index / f".{CURRENT}.{os.getpid()}"
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(index / CURRENT)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # it is served already, whether or not that outlives a power failure
        sync_folder(index)


def prune(index: Path) -> None:
    """Remove what is neither served, nor one of the KEPT - 1 served last before, nor the newest that never was."""
    held = {folder.name: folder for folder in held_generations(index)}
    served = current(index).name
    once = [name for name in served_before(index) if name in held and name != served]
    never = sorted(set(held) - {served, *once}, reverse=True)
    kept = {served, *once[: KEPT - 1], *never[: max(1, KEPT - 1 - len(once))]}
    for name in set(held) - kept:
        unnamed = held[name].with_name(f".{name}.partial")  # killed half-way, it is what the next build sweeps
        with suppress(OSError):
            held[name].replace(unnamed)
            shutil.rmtree(unnamed)


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_builder(index: Path) -> Iterator[None]:
    """Hold the right to build in `index`; the operating system frees it when the process dies, however it dies.

    Raises:
        GenerationError: another process is building, or the folder cannot be made.
    """
    with only_one(index, "build.lock", "正在重建或发布"):
        yield


@contextmanager
def only_one(index: Path, name: str, doing: str) -> Iterator[None]:
    """Hold the lock `name` in `index`; the file says who holds it, and since when.

    Raises:
        GenerationError: another process holds it (the message says which, and what it is `doing`), or `index` cannot be
            made.
    """
    with _lock(index, name) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            reason = f"另一个进程（{_told(lock.read().decode('utf-8', 'replace'))}）{doing} {index}"
            raise GenerationError(reason, "请等它结束后再试；确实卡住的，可结束该进程，锁会自动放开") from error
        since = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError):  # on a full disk it is held all the same, only not told by whom
            lock.truncate(0)
            lock.write(f"进程号 {os.getpid()}，主机 {socket.gethostname()}，始于 {since}".encode())
        yield


def _told(owner: str) -> str:
    """What the holder wrote, with how long ago that was."""
    told, _, since = owner.strip().partition("，始于 ")
    try:
        minutes = (datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds() / 60
    except ValueError:
        return owner.strip()
    return f"{told}，已 {minutes:.0f} 分钟"


def _lock(index: Path, name: str) -> BinaryIO:
    try:
        index.mkdir(parents=True, exist_ok=True)
        return (index / name).open("a+b", buffering=0)
    except OSError as error:
        raise GenerationError(
            f"索引目录 {index} 写不了：{why(error)}", "请检查磁盘空间和权限，或换一个 --index"
        ) from error
