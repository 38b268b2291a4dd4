"""The doctor on what the product stands on: Python, packages, programs, room on the disk, rights."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from indexer.read.office.libreoffice import installed
from indexer.upkeep.finding import Finding, error, warning

PRODUCT = "jiejian"
_PYTHON = (3, 11)
_INSTALL = "请重新安装：make run（离线机器：在离线包里运行 sh install.sh）"
_OCR = ("rapidocr", "onnxruntime")
_ROOM = 1 << 30  # bytes that a working machine should have free, besides room for another generation
_LOCK = Path(__file__).parents[2] / "requirements.lock"  # beside the source; an installed wheel has none


def look(index: Path, home: Path) -> Iterator[Finding]:
    """All that is wrong with the installation that this process runs in."""
    yield from _python(sys.version_info[:2])
    yield from packages(PRODUCT)
    yield from _unlike(_LOCK)
    yield from _programs()
    yield from _room(index)
    yield from _rights(index, home)


def _python(version: tuple[int, int]) -> Iterator[Finding]:
    told = ".".join(map(str, version))
    if version < _PYTHON:
        yield error("python-too-old", f"Python 是 {told}，应为 3.11", "请安装 Python 3.11，再运行 make run")
    elif version > _PYTHON:
        yield warning("python-untested", f"Python 是 {told}，测试用的是 3.11", "如有异常，请改用 Python 3.11")


def packages(product: str) -> Iterator[Finding]:
    """What `product` requires and is not there, or in another version; what its requirements require as well."""
    waiting, met = [(product, frozenset[str]())], set[tuple[str, frozenset[str]]]()
    while waiting:
        name, extras = wanted = waiting.pop()
        if wanted in met:
            continue
        met.add(wanted)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            yield error("package-missing", f"没有安装 {name}", _INSTALL, name)
            continue
        for needed in _requirements(found, extras):
            yield from _unmet(needed, name)
            waiting.append((needed.name, frozenset(needed.extras)))


def _requirements(found: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in found.requires or ():
        needed = Requirement(line)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield needed


def _unmet(needed: Requirement, by: str) -> Iterator[Finding]:
    try:
        version = distribution(needed.name).version
    except PackageNotFoundError:
        return  # told when its turn comes
    if not needed.specifier.contains(version, prereleases=True):
        what = f"{needed.name} 是 {version}，{by} 要求 {needed.specifier}"
        yield error("package-version", what, _INSTALL, needed.name)


def _unlike(lock: Path) -> Iterator[Finding]:
    """One warning for all packages of another version than was tested."""
    if not lock.is_file():
        return
    others = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        name, pinned, version = line.partition("==")
        if pinned and not line.startswith("#") and (held := _version(name)) not in {None, version}:
            others.append(f"{name} {held}（测试用 {version}）")
    if others:
        shown = "、".join(others[:8]) + (f"……共 {len(others)} 个" if len(others) > 8 else "")
        yield warning("package-not-locked", f"有软件包与测试过的版本不同：{shown}", _INSTALL, lock)


def _version(name: str) -> str | None:
    """The version of `name` without its local part (2.13.0+cpu is 2.13.0); None where it is not installed."""
    try:
        return distribution(name).version.partition("+")[0]
    except PackageNotFoundError:
        return None


def _programs() -> Iterator[Finding]:
    if installed() is None:
        cure = "要读这些格式，请安装：apt install libreoffice-writer-nogui"
        yield warning("libreoffice-missing", "没有 LibreOffice，读不了 doc、wps、rtf、odt", cure)
    if lacking := [name for name in _OCR if _version(name) is None]:
        yield warning("ocr-missing", f"没有 {'、'.join(lacking)}，读不了扫描件和图片", "要读扫描件，请运行：make ocr")


def _room(index: Path) -> Iterator[Finding]:
    there = next(folder for folder in (index.absolute(), *index.absolute().parents) if folder.is_dir())
    free, largest = shutil.disk_usage(there).free, _largest(index / "generations")
    cure = "请清理磁盘，或用 JIEJIAN_INDEX 把索引放到别的磁盘"
    if free < largest * 3 // 2:
        yield error("disk-full", f"磁盘只剩 {_mb(free)}，再建一代索引要 {_mb(largest * 3 // 2)}", cure, there)
    elif free < _ROOM:
        yield warning("disk-low", f"磁盘只剩 {_mb(free)}", cure, there)


def _largest(folder: Path) -> int:
    """Bytes of the largest generation."""
    held = folder.iterdir() if folder.is_dir() else ()
    return max((sum(p.lstat().st_size for p in one.rglob("*")) for one in held if one.is_dir()), default=0)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def _rights(index: Path, home: Path) -> Iterator[Finding]:
    for folder, need in (
        (index, os.W_OK),
        (index / "generations", os.W_OK),
        (index / "cache", os.W_OK),
        (home, os.R_OK),
    ):
        if folder.is_dir() and not os.access(folder, need | os.R_OK | os.X_OK):
            act = "读写" if need == os.W_OK else "读"
            yield error("no-permission", f"没有{act}目录 {folder} 的权限", f"请运行：chmod -R u+rwX {folder}", folder)
