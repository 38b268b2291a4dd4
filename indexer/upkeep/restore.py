"""A backup put in place: checked whole, unpacked aside, opened and asked, and only then given its name."""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from indexer.checksum import sha256_of
from indexer.errors import BackupError, GenerationError
from indexer.history import CURRENT, Act
from indexer.history import entry as done_now
from indexer.publish import generations, only_builder, publish, serve, served_name, sync_folder
from indexer.settings import Settings
from indexer.snapshot import read_manifest, verify
from indexer.upkeep.aside import aside, remove, require_room, whole_or_nothing
from indexer.upkeep.backup import ARCHIVE, BYTES, INDEX, MANIFEST_SETTING
from indexer.upkeep.bundle import Bundle, Entry, Progress, opened

LEFT = "restore"  # what a killed restore leaves in the index: .restore.<pid>.partial

_TOLD = {"made_at", "served", "settings", "generation", "proof"}

Prove = Callable[[Path, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: generations with the names they have here, and the archive when one was asked for.

    `settings` are those of the office's that made the backup, as environment variables; they are told, not set.
    """

    served: str
    generations: tuple[str, ...]
    reports: int
    archive: str | None
    archive_files: int  # in the backup, whether they were asked for or not
    made_at: str
    settings: Mapping[str, str]


def restore(source: Path, settings: Settings, archive: Path | None, prove: Prove, progress: Progress) -> Restored:
    """Put the backup at `source` in place as the served index, and its archive into the folder `archive`.

    `prove` is given an index to open, not yet in place, and the proof of whoever made the backup; it raises where they
    do not agree. What is killed or fails leaves the index and the archive that were there.

    Raises:
        BackupError: the backup is not whole, holds no archive though one is asked for, the folder `archive` has other
            files, or the disk is full.
        GenerationError: the index in it is damaged, or somebody is building.
    """
    with opened(source, progress) as bundle, whole_or_nothing("恢复", settings.index):
        parts = _parts(bundle, archive)
        with only_builder(settings.index):
            _require_rooms(settings.index, archive, parts)
            written = aside(settings.index / LEFT)
            try:
                _extract(bundle, parts.index, written, progress)
                _check(written, bundle.contents.about, prove)
                if archive is not None:
                    _put_archive(bundle, parts.archive, archive, progress)
                names = _put_index(
                    written, settings.index, str(bundle.contents.about["served"]), str(bundle.contents.about["made_at"])
                )
            finally:
                remove(written)
    about = bundle.contents.about
    told = dict(about["settings"])
    if MANIFEST_SETTING in told:
        told[MANIFEST_SETTING] = str((archive or Path("档案目录")) / told[MANIFEST_SETTING])
    return Restored(
        served=names[str(about["served"])],
        generations=tuple(sorted(names.values())),
        reports=int(about["generation"]["reports"]),
        archive=None if archive is None else str(archive),
        archive_files=len(parts.archive),
        made_at=str(about["made_at"]),
        settings=told,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The files of a backup by where they belong: (entry, path under the index or the archive)."""

    index: Sequence[tuple[Entry, Path]]
    archive: Sequence[tuple[Entry, Path]]


def _parts(bundle: Bundle, archive: Path | None) -> _Parts:
    index, reports = [], []
    for entry in bundle.contents.entries.values():
        first, _, rest = entry.name.partition("/")
        if first == INDEX and rest:
            index.append((entry, Path(rest)))
        elif first == ARCHIVE and rest:
            reports.append((entry, Path(rest)))
        elif first == BYTES and rest:
            reports.append((entry, _from_bytes(entry.name, rest)))
        else:
            raise BackupError(f"备份里有不认识的文件 {entry.name}", "请升级借鉴后再试")
    if not set(bundle.contents.about) >= _TOLD:
        raise BackupError("备份的清单不全", "请换一份完整的备份")
    if archive is not None and not reports:
        raise BackupError("备份里没有报告原件", "请去掉 --archive，只恢复索引")
    return _Parts(index, reports)


def _from_bytes(name: str, quoted: str) -> Path:
    path = Path(os.fsdecode(unquote_to_bytes(quoted)))
    if path.is_absolute() or ".." in path.parts or "\0" in str(path):
        raise BackupError(f"备份里有越出目录的路径：{name!r}", "请换一份完整的备份")
    return path


def _require_rooms(index: Path, archive: Path | None, parts: _Parts) -> None:
    needed = sum(entry.size for entry, _ in parts.index)
    if archive is not None:
        archive.parent.mkdir(parents=True, exist_ok=True)
        reports = sum(entry.size for entry, _ in parts.archive)
        require_room(archive.parent, reports)
        if archive.parent.stat().st_dev == index.stat().st_dev:
            needed += reports
    require_room(index, needed)


def _extract(bundle: Bundle, files: Sequence[tuple[Entry, Path]], into: Path, progress: Progress) -> None:
    """Write `files` under `into`, a folder that is made, and have them on the disk."""
    into.mkdir()
    for done, (entry, path) in enumerate(files, 1):
        bundle.extract(entry.name, into / path)
        os.utime(into / path, ns=(entry.modified, entry.modified))
        with (into / path).open("rb") as file:
            os.fsync(file.fileno())
        progress("恢复（个文件）", done, len(files))
    for folder in [into, *(p for p in into.rglob("*") if p.is_dir())]:
        sync_folder(folder)


def _check(index: Path, about: Mapping[str, Any], prove: Prove) -> None:
    """Every generation is whole, and the one to be served answers as it did where the backup was made."""
    held = sorted(generations(index).iterdir()) if generations(index).is_dir() else []
    if str(about.get("served")) not in {folder.name for folder in held}:
        raise BackupError("备份里没有它说的那一代索引", "请换一份完整的备份")
    for folder in held:
        verify(folder, read_manifest(folder))
    publish(index, str(about["served"]))
    prove(index, about["proof"])


def _put_archive(bundle: Bundle, files: Sequence[tuple[Entry, Path]], archive: Path, progress: Progress) -> None:
    """The archive under its name by one rename; one that is there already is left, when it is the same."""
    if archive.exists() and (not archive.is_dir() or any(archive.iterdir())):
        if _same(files, archive):
            return
        raise BackupError(f"{archive} 里已有别的文件，没有恢复", "请用 --archive 指一个不存在的或空的目录")
    written = aside(archive)
    try:
        _extract(bundle, files, written, progress)
        written.replace(archive)
        sync_folder(archive.parent)
    finally:
        remove(written)


def _same(files: Sequence[tuple[Entry, Path]], folder: Path) -> bool:
    """Whether `folder` holds these files with these contents, whatever else it holds."""
    return all((folder / path).is_file() and sha256_of(folder / path) == entry.sha256 for entry, path in files)


def _put_index(written: Path, index: Path, served: str, made_at: str) -> dict[str, str]:
    """Move what was checked into the index, publish `served`; the names that the generations have here."""
    target = generations(index)
    target.mkdir(exist_ok=True)
    names = {folder.name: _put(folder, target) for folder in sorted(generations(written).iterdir())}
    sync_folder(target)
    for path in sorted(p for p in written.rglob("*") if p.is_file() and generations(written) not in p.parents):
        here = index / path.relative_to(written)
        if not path.name.startswith(".") and path.name != CURRENT and not here.exists():
            here.parent.mkdir(exist_ok=True)
            path.replace(here)
    for left in index.glob(f".{CURRENT}.*"):  # of publications that were killed, for we hold the lock
        left.unlink()
    figures = {"reports": read_manifest(target / names[served]).reports}
    serve(index, done_now(Act.RESTORED, names[served], served_name(index), f"备份于 {made_at}", figures))
    return names


def _put(folder: Path, into: Path) -> str:
    """Move a generation to `into`; beside one of its name that is damaged, it gets another."""
    target = into / folder.name
    if target.exists():
        if _whole(target):
            return target.name
        target = into / f"{folder.name}-{secrets.token_hex(2)}"
    folder.replace(target)
    return target.name


def _whole(folder: Path) -> bool:
    try:
        verify(folder, read_manifest(folder))
    except GenerationError:
        return False
    return True
