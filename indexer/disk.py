"""What the system says when it does not let us write, told as what it is: nothing that was there is changed."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import GenerationError

_WHY = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件或目录不存在",
}
_BY_WORDS = {os.strerror(number).lower(): why for number, why in _WHY.items()} | {
    "disk is full": _WHY[errno.ENOSPC],  # SQLite's words
    "requested and": _WHY[errno.ENOSPC],  # NumPy's: so many items requested and so many written
    "readonly database": "磁盘是只读的",
}


def why(error: Exception) -> str:
    """Why the system refused, in Chinese where we know it; libraries that keep no number are known by their words."""
    told = _WHY.get(error.errno or 0) if isinstance(error, OSError) else None
    return told or next((why for words, why in _BY_WORDS.items() if words in str(error).lower()), str(error))


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Have a disk that is full or does not let us write told as what it is.

    Raises:
        GenerationError: the system would not let us; what is served is what was served.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        where = getattr(error, "filename", None) or index
        raise GenerationError(
            f"索引写不了（{where}：{why(error)}），原有索引未动", "请清理磁盘空间、检查目录权限后再试"
        ) from error
