"""Zip files of reports: their members by readable names, unpacked within limits; zips within them are opened too."""

import io
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.errors import ReportError
from indexer.read.packages import BROKEN, ZIP, package_kind

_DEPTH = 2  # zips within zips
_MEMBERS = 5000
_ALL = 2 << 30  # bytes of all members together, unpacked
_ONE = 256 << 20  # bytes of one member
_RATIO = 200  # unpacked to packed; a report of text packs to a fifth, one of repeated lines to a fiftieth
_SMALL = 4 << 20  # bytes below which the ratio says nothing
_LEFT_BY_SYSTEMS = ("__macosx", "thumbs.db", "desktop.ini")
_UTF8 = 0x800  # flag of a member whose name is UTF-8
_ENCRYPTED = 1
_REPACK = "请解压后放入"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a bundle. `name` is harmless: no drive, no way up, no control characters, forward slashes.

    `size` is what it declares to have unpacked, in bytes; it never unpacks to more.
    """

    name: str
    size: int
    unpack: Callable[[], bytes]  # raises ReportError where the member is locked, damaged, a link, or too large


def is_bundle(data: bytes) -> bool:
    """Whether it is a sound zip of files, rather than a document that happens to be packed."""
    if not data.startswith(ZIP):
        return False
    try:
        return package_kind(data) is None
    except ReportError:
        return False


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file in the bundle, one after another.

    Raises:
        ReportError: as `open_bundle` and `Member.unpack` have it.
    """
    for member in open_bundle(data):
        yield member.name, member.unpack()


def open_bundle(data: bytes) -> tuple[Member, ...]:
    """The files in the bundle, unpacked only when asked; what systems leave in zips is not among them.

    Python unpacks no member further than the size that it declares, so the declared sizes are what is held to limits.

    Raises:
        ReportError: it is a bomb, is damaged, or holds no file (code bomb, damaged, empty).
    """
    budget = _Budget()
    found = list(_opened(data, "", 0, budget))
    if not found:
        raise ReportError("压缩包里没有文件", "请换上完整的文件", "empty")
    seen: Counter[str] = Counter()
    return tuple(Member(_unique(member.name, seen), member.size, member.unpack) for member in found)


class _Budget:
    """What a bundle has declared so far, zips within it included."""

    def __init__(self) -> None:
        self.members = 0
        self.bytes = 0

    def take(self, member: zipfile.ZipInfo) -> None:
        """Count a member.

        Raises:
            ReportError: it is one too many, or packed tighter than any document.
        """
        self.members += 1
        self.bytes += member.file_size
        if self.members > _MEMBERS:
            raise ReportError(f"压缩包里的文件超过 {_MEMBERS} 个", "请解压后分开放入", "bomb")
        if self.bytes > _ALL:
            raise ReportError(f"压缩包解开后超过 {_ALL >> 30} GB", "请检查文件来源；确是报告的，请解压后放入", "bomb")
        if member.file_size > _SMALL and member.file_size > _RATIO * max(1, member.compress_size):
            raise ReportError("压缩包解开后是原来的几百倍，不像报告", "请检查文件来源", "bomb")


def _opened(data: bytes, folder: str, depth: int, budget: _Budget) -> Iterator[Member]:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
    except BROKEN as error:
        raise ReportError("压缩包不完整，打不开", "请重新传一份完整的文件", "damaged") from error
    for info in infos:
        parts = harmless_parts(_decoded(info))
        if info.is_dir() or left_by_systems(parts):
            continue
        budget.take(info)
        name = folder + "/".join(parts)
        inner = _inner(package, info) if name.lower().endswith(".zip") else None
        if inner is None:
            yield Member(name, info.file_size, _unpacking(package, info))
        elif depth + 1 > _DEPTH:
            raise ReportError(f"压缩包套了超过 {_DEPTH} 层", _REPACK, "bomb")
        else:
            yield from _opened(inner, f"{name}/", depth + 1, budget)


def _inner(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a zip within a zip; None when it is none, or cannot be unpacked, which is told when it is read."""
    try:
        data = _unpacking(package, info)()
    except ReportError:
        return None
    return data if is_bundle(data) else None


def _unpacking(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def unpack() -> bytes:
        if info.flag_bits & _ENCRYPTED:
            raise ReportError("压缩包加了密码", "请用密码解压后放入", "encrypted")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ReportError("压缩包里的这一项是链接，不是文件", "请放入链接所指的文件", "not-a-report")
        if info.file_size > _ONE:
            raise ReportError(f"文件解开后有 {info.file_size >> 20} MB，不像报告", "请检查文件来源", "too-large")
        try:
            return package.read(info)
        except BROKEN as error:
            raise ReportError("压缩包里的这个文件坏了，解不开", "请重新压缩，或解压后放入", "damaged") from error

    return unpack


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's name: without the flag of UTF-8, Windows in Chinese writes GBK."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def harmless_parts(name: str) -> list[str]:
    """The folders and the name, without drive, way up, or what cannot be shown."""
    shown = "".join(c for c in name if c.isprintable())
    parts = (part.strip() for part in shown.replace("\\", "/").split("/"))
    return [part for part in parts if part.strip(". ") and not (len(part) == 2 and part[1] == ":")] or ["未命名"]


def left_by_systems(parts: list[str]) -> bool:
    """Whether a program left it beside the reports: hidden, a lock of Word, a cache of thumbnails."""
    return any(part.startswith((".", "~$")) or part.lower() in _LEFT_BY_SYSTEMS for part in parts)


def _unique(name: str, seen: Counter[str]) -> str:
    """`name`, with a number where the bundle has had it before: 甲 (2).txt."""
    stem, dot, suffix = name.rpartition(".")
    unique = name
    while unique in seen:
        seen[name] += 1
        unique = f"{stem} ({seen[name]}){dot}{suffix}" if dot and "/" not in suffix else f"{name} ({seen[name]})"
    seen[unique] = 1
    return unique
