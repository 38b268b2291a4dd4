"""The file of a backup: an ordinary zip, every byte of which is vouched for.

The last member, backup.json, lists every other with its size and SHA-256 and says what the backup is of. The comment at
the end of the zip is the SHA-256 of all that stands before it, so that any byte that changes anywhere is noticed.
"""

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from indexer.errors import BackupError

FORMAT = 1
LIST = "backup.json"
_MARK = b"jiejian backup 1, sha256 of all before: "
_DIGEST = 64  # hex digits
_CHUNK = 1 << 20
_PACKED = {"", ".sqlite", ".json", ".jsonl", ".txt", ".csv", ".tsv", ".html", ".htm"}  # the rest gets no smaller
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of zip; times stand in the list
_DAMAGED = "请换一份完整的备份"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup: size in bytes, SHA-256 in lower-case hex, time of last change in nanoseconds."""

    name: str
    size: int
    sha256: str
    modified: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself; `about` is what its writer noted."""

    entries: Mapping[str, Entry]
    about: Mapping[str, Any]


class BundleWriter:
    """Writes a backup to an open file; it is one only after `close`. To be used in a `with`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._entries: list[Entry] = []

    def __enter__(self) -> "BundleWriter":
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError, ValueError):  # of one that was given up, on a full disk; what counts was raised already
            self._zip.close()

    def add(self, name: str, path: Path) -> Entry:
        """Take in the file at `path` under `name`, a path with forward slashes, as it is at this moment."""
        with path.open("rb") as source:
            return self._add(name, source, path.stat().st_mtime_ns)

    def close(self, about: Mapping[str, Any]) -> None:
        """Write the list and seal the file."""
        data = {"format": FORMAT, "about": dict(about), "files": [asdict(entry) for entry in self._entries]}
        self._zip.writestr(_member(LIST), json.dumps(data, ensure_ascii=False, indent=1))
        self._zip.comment = _MARK + b"0" * _DIGEST
        self._zip.close()
        self._file.flush()
        self._file.seek(0, 2)
        end = self._file.tell() - _DIGEST
        digest = _digest(self._file, end)
        self._file.seek(end)
        self._file.write(digest.encode())

    def _add(self, name: str, source: BinaryIO, modified: int) -> Entry:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        entry = Entry(name, size, digest.hexdigest(), modified)
        self._entries.append(entry)
        return entry


def is_packed(name: str) -> bool:
    """Whether a file of this name is compressed; what would get no smaller is not."""
    return PurePosixPath(name).suffix.lower() in _PACKED


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if is_packed(name) else zipfile.ZIP_STORED
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


class Bundle:
    """A backup that was found whole, opened for reading."""

    def __init__(self, archive: zipfile.ZipFile, contents: Contents) -> None:
        self._zip = archive
        self.contents = contents

    def extract(self, name: str, target: Path) -> None:
        """Write the file `name` to `target` (its folder is made), and check what was written.

        Raises:
            BackupError: it is not what the list says.
        """
        entry = self.contents.entries[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._zip.open(name) as source, target.open("xb") as file:
            if _copy(source, file, entry.size) != entry.sha256:
                raise BackupError(f"备份里的 {name} 与清单不符", _DAMAGED)


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[Bundle]:
    """The backup at `path`, after every byte of it was checked.

    Raises:
        BackupError: it is not there, is no backup of ours, was changed or cut short, or names a path that leads astray.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"打不开备份文件 {path}（{error.strerror}）", "请检查路径和权限") from error
    try:
        with file:
            _check_seal(file, path, progress)
            with zipfile.ZipFile(file) as archive:
                yield Bundle(archive, _contents(archive, path))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise BackupError(f"{path} 不是完整的备份：{error}", _DAMAGED) from error


def _check_seal(file: BinaryIO, path: Path, progress: Progress) -> None:
    file.seek(0, 2)
    end = file.tell() - _DIGEST
    if end < len(_MARK):
        raise BackupError(f"{path} 不是借鉴的备份文件", _DAMAGED)
    file.seek(end - len(_MARK))
    mark, told = file.read(len(_MARK)), file.read()
    digest = _digest(file, end, lambda done: progress("核对备份（MB）", done // 1_000_000, end // 1_000_000))
    if mark != _MARK or digest.encode() != told:
        raise BackupError(f"{path} 不是借鉴的备份文件，或者不完整、被改动过（校验和不符）", _DAMAGED)
    file.seek(0)


def _contents(archive: zipfile.ZipFile, path: Path) -> Contents:
    try:
        data = json.loads(archive.read(LIST))
        if data["format"] != FORMAT:
            raise BackupError(f"备份 {path} 是第 {data['format']} 版格式，本程序读第 {FORMAT} 版", "请升级借鉴后再试")
        entries = {entry["name"]: Entry(**entry) for entry in data["files"]}
        about = dict(data["about"])
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(f"备份 {path} 里没有可用的清单 {LIST}", _DAMAGED) from error
    held = [info for info in archive.infolist() if info.filename != LIST]
    if sorted(info.filename for info in held) != sorted(entries):
        raise BackupError(f"备份 {path} 里的文件与清单不符", _DAMAGED)
    for info in held:
        _refuse_astray(info)
    return Contents(entries, about)


def _refuse_astray(info: zipfile.ZipInfo) -> None:
    """Refuse a name that would be written elsewhere than under the folder it is extracted to, and what is no file."""
    name = info.orig_filename
    parts = name.split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not all(parts) or {".", ".."} & set(parts) or "\\" in name or "\0" in name or ":" in parts[0]:
        raise BackupError(f"备份里有越出目录的路径：{name!r}", _DAMAGED)
    if kind not in (0, stat.S_IFREG):
        raise BackupError(f"备份里的 {name!r} 不是普通文件", _DAMAGED)


def _copy(source: IO[bytes], file: BinaryIO, size: int) -> str:
    """Copy at most `size` bytes and one; the SHA-256 of what was copied."""
    digest, left = hashlib.sha256(), size + 1
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):
        digest.update(chunk)
        file.write(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _digest(file: BinaryIO, stop: int, told: Callable[[int], None] = lambda _done: None) -> str:
    """The SHA-256 of the first `stop` bytes of `file`."""
    file.seek(0)
    digest, done = hashlib.sha256(), 0
    while done < stop and (chunk := file.read(min(_CHUNK, stop - done))):
        digest.update(chunk)
        done += len(chunk)
        told(done)
    return digest.hexdigest()
