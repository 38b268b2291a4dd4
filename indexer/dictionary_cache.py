"""The words of a large dictionary as a table, kept where this user's programs keep such: read in a third of a second.

jieba keeps such a table too, but in the folder that all users write to, whoever wrote it, and reads it three times as
slowly.
"""

import contextlib
import hashlib
import logging
import marshal
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

Frequencies = tuple[dict[str, int], int]  # of every word and, with 0, of every beginning of one; and their sum

_DIGEST = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


def kept(dictionary: bytes, make: Callable[[bytes], Frequencies], folder: Path | None = None) -> Frequencies:
    """What `make` gives of `dictionary`, from the file that an earlier call wrote when that is whole."""
    name = f"{hashlib.sha256(dictionary).hexdigest()[:16]}-{sys.implementation.cache_tag}.words"
    path = (folder or folder_of(os.environ)) / name
    found = _read(path)
    if found is None:
        found = make(dictionary)
        _write(path, found)
    return found


def folder_of(environ: Mapping[str, str]) -> Path:
    """Where a user's programs keep what they can make again."""
    base = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or "/nonexistent") / ".cache"
    return Path(base) / "jiejian"


def _read(path: Path) -> Frequencies | None:
    """None where there is no file, or one that is not as it was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        _log.info("%s is damaged and is made anew", path)
        return None
    words, total = marshal.loads(data[_DIGEST:])
    return words, total


def _write(path: Path, frequencies: Frequencies) -> None:
    """Without the file the next start is slower by half a second, and that is all."""
    data = marshal.dumps(frequencies)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.write_bytes(hashlib.sha256(data).digest() + data)
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # it may be the folder that is missing
            aside.unlink()
        _log.info("%s cannot be written: %s", path, error)
