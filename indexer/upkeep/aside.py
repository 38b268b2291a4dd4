"""What is written must be there whole or not at all: it is written aside, put on the disk, and gets its name last."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from indexer.disk import why
from indexer.errors import BackupError
from indexer.publish import sync_folder

_ROOM = "请清理磁盘，或换一个位置"


@contextlib.contextmanager
def whole_or_nothing(doing: str, where: Path) -> Iterator[None]:
    """Tell a full disk or a missing right as what it is.

    Raises:
        BackupError: the system would not let us; it says that nothing which was there is changed.
    """
    try:
        yield
    except OSError as error:
        reason = f"{doing}失败（{error.filename or where}：{why(error)}），原有的内容未动"
        raise BackupError(reason, "请检查磁盘空间和目录权限后再试") from error


def aside(target: Path) -> Path:
    """A hidden name beside `target` for this process to write under; those that dead processes left are removed."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"(\d+)\.partial")
    for path in target.parent.iterdir():
        found = pattern.fullmatch(path.name)
        if found and not _alive(int(found[1])):
            remove(path)
    return target.with_name(f".{target.name}.{os.getpid()}.partial")


def remove(path: Path) -> None:
    """Remove a file or a folder, whichever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def name_file(written: Path, target: Path, *, over: bool) -> None:
    """Give the file `written` the name `target`; not `over` another one, also when that came a moment ago.

    Raises:
        FileExistsError: there is one.
    """
    if not over:
        try:
            os.link(written, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if target.exists():
                raise FileExistsError(target) from None
            written.replace(target)
        else:
            written.unlink()
    else:
        written.replace(target)
    sync_folder(target.parent)


def require_room(folder: Path, needed: int) -> None:
    """Refuse to begin what cannot be finished.

    Raises:
        BackupError: the disk that `folder` is on has less than `needed` bytes free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(f"{folder} 所在的磁盘只剩 {free:,} 字节，需要 {needed:,} 字节", _ROOM)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
