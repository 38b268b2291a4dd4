"""Files put into an archive and taken out of it: harmless names only, nothing overwritten unasked, nothing deleted."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from indexer.archive import LISTS
from indexer.errors import JiejianError, QueryError, ReportError
from indexer.history import CURRENT
from indexer.pretrained.record import RECORD
from indexer.publish import sync_folder
from indexer.read.bundle import harmless_parts, is_bundle, left_by_systems
from indexer.read.sniff import sniff
from search_api.maintaining.switch import Workshop

REMOVED = "removed"  # folder in the index for what was taken out of the archive, by date
_OURS = {CURRENT, RECORD, "manifest.json", "archive.sqlite", "build.lock", "generations"}  # would hide their folder
_LONGEST = 255  # bytes of a name in a folder, on every usual file system

Outcome = Literal["added", "replaced", "same"]


class ExistsError(JiejianError):
    """Another file has that name; it is replaced only when asked."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file of the archive after an upload; `same` is one that was there already, byte for byte."""

    path: str
    outcome: Outcome


def put(workshop: Workshop, name: str, data: bytes, *, replace: bool) -> Placed:
    """Put a file into the archive: written aside, then renamed; what it replaces is kept in the index's folder.

    Raises:
        QueryError: the name is not harmless.
        ReportError: it cannot be a report, or is too large.
        ExistsError: another file has the name, and it is not to be replaced.
    """
    target = _target(workshop, name)
    path = target.relative_to(workshop.archive).as_posix()
    _readable(path, data, workshop.settings.file_megabytes)
    there = target.exists()
    if there and target.read_bytes() == data:
        return Placed(path, "same")
    if there and not replace:
        raise ExistsError(f"档案里已有 {path}，内容不同", "要用新的代替，请选“替换”；要都保留，请改名后再传")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{secrets.token_hex(8)}.part")  # hidden: no build takes it
    try:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if there:
            _keep(workshop, target, path)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(target.parent)
    return Placed(path, "replaced" if there else "added")


def take_out(workshop: Workshop, name: str) -> Path:
    """Move a file of the archive to the folder of removed files; where it lies now.

    Raises:
        QueryError: there is no such file.
    """
    target = _target(workshop, name)
    if not target.is_file():
        raise QueryError(f"档案里没有文件 {name}", "请核对名称；压缩包里的文件要连压缩包一起移出", "path")
    kept = _keep(workshop, target, target.relative_to(workshop.archive).as_posix())
    target.unlink()
    sync_folder(target.parent)
    return kept


def held(workshop: Workshop) -> list[str]:
    """What may be taken out: every file of the archive that is none of the system's and none of an index, by path."""
    root, index = workshop.archive, workshop.settings.index.resolve()
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _OURS and Path(folder, name).resolve() != index]
        found += [Path(folder, name).relative_to(root) for name in names]
    return sorted(p.as_posix() for p in found if not left_by_systems(list(p.parts)) and _OURS.isdisjoint(p.parts))


def _keep(workshop: Workshop, target: Path, path: str) -> Path:
    """A copy of `target` in the folder of removed files, on the disk: the two folders may lie on different ones."""
    day = f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    kept = workshop.settings.index / REMOVED / day / path
    kept.parent.mkdir(parents=True)
    with kept.open("xb") as file:
        file.write(target.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(kept.parent)
    return kept


def _target(workshop: Workshop, name: str) -> Path:
    """Where `name` lies in the archive, in folders of its own only.

    Raises:
        QueryError: it leads elsewhere, is hidden, is too long, or would be taken for a part of an index.
    """
    plain = name.replace("\\", "/")
    parts = harmless_parts(plain)
    if "/".join(parts) != plain or any(len(part.encode("utf-8", "replace")) > _LONGEST for part in parts):
        raise QueryError(f"文件名不合要求：{name[:100]}", "请用普通的名称，不含 ..、盘符和控制字符", "name")
    if left_by_systems(parts) or not _OURS.isdisjoint(parts):
        raise QueryError(f"{name[:100]} 不是报告：名称由系统或索引占用", "请换一个名称", "name")
    root = workshop.archive.resolve()
    target = workshop.archive.joinpath(*parts)
    inside = target.resolve()
    if not inside.is_relative_to(root) or inside.is_relative_to(workshop.settings.index.resolve()):
        raise QueryError(f"{name[:100]} 不在档案目录里", "请换一个位置", "name")
    if target.is_dir() or any(p.is_file() for p in target.parents if p.is_relative_to(workshop.archive)):
        raise QueryError(f"{name[:100]} 与已有的文件夹或文件同名", "请换一个名称", "name")
    return target


def _readable(path: str, data: bytes, megabytes: int) -> None:
    if len(data) > megabytes * 1_000_000:
        raise ReportError(
            f"文件超过上限 {megabytes} MB", "请拆分文件，或调大设置项 JIEJIAN_FILE_MEGABYTES", "too-large"
        )
    if path not in LISTS and not is_bundle(data):
        sniff(data)
