"""One file that an installation can be moved by, or brought back from: its index, its archive, what it was set to."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from indexer.errors import BackupError
from indexer.publish import current, generations, only_builder
from indexer.settings import PREFIX, Settings, named
from indexer.snapshot import MANIFEST, read_manifest
from indexer.upkeep.aside import aside, name_file, remove, require_room, whole_or_nothing
from indexer.upkeep.bundle import BundleWriter, Progress, is_packed

INDEX, ARCHIVE, BYTES = "index", "archive", "archive-bytes"  # first folders in a backup
_NOT_TAKEN = {"CURRENT", "cache", "generations"}  # of an index: taken otherwise, or made anew; so are its locks

_SQUEEZED = 8  # text packs to a third, hardly ever to less than this part
_PLACES = {"index", "home", "archive", "manifest"}
MANIFEST_SETTING = f"{PREFIX}MANIFEST"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to back up: `archive`, when given, with all its files; every generation, or the served one; the cache."""

    archive: Path | None = None
    every_generation: bool = False
    cache: bool = False


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds; sizes in bytes. `left_out` are (path, why, in Chinese) of files that could not be taken."""

    path: str
    bytes: int
    files: int
    served: str
    generations: tuple[str, ...]
    reports: int
    archive_files: int
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Every file by the name it gets, what is left out, and where in the archive the list lies that a setting names."""

    files: Mapping[str, Path]
    left_out: tuple[tuple[str, str], ...]
    manifest: str | None

    def least(self) -> int:
        """Bytes that the backup takes at the very least."""
        return sum(path.stat().st_size // (_SQUEEZED if is_packed(name) else 1) for name, path in self.files.items())


def backup(
    target: Path, settings: Settings, wish: Wish, proof: Mapping[str, Any], progress: Progress, *, force: bool = False
) -> BackedUp:
    """Write a backup to `target`; `proof` is kept for whoever restores it, to hold the restored index against.

    Without `force` no file is overwritten. What is killed or fails leaves what was there.

    Raises:
        BackupError: the file is there already, cannot be written, or a file changed while it was read.
        GenerationError: there is no index, it is damaged, or (with the cache) somebody is building.
    """
    if target.exists() and not force:
        raise BackupError(f"{target} 已经存在", "请换一个文件名，或加 --force 覆盖")
    served = current(settings.index).name
    with whole_or_nothing("备份", target), only_builder(settings.index) if wish.cache else nullcontext():
        target.parent.mkdir(parents=True, exist_ok=True)
        plan = _planned(settings, wish, served, target)
        require_room(target.parent, plan.least())
        written = aside(target)
        try:
            _write(written, plan, settings, _about(settings, served, proof, plan.manifest), progress)
            size = written.stat().st_size
            _named(written, target, force)
        finally:
            remove(written)
    names = tuple(sorted({name.split("/")[2] for name in plan.files if name.startswith(f"{INDEX}/generations/")}))
    return BackedUp(
        path=str(target),
        bytes=size,
        files=len(plan.files),
        served=served,
        generations=names,
        reports=read_manifest(generations(settings.index) / served).reports,
        archive_files=sum(name.startswith((f"{ARCHIVE}/", f"{BYTES}/")) for name in plan.files),
        left_out=plan.left_out,
    )


def _named(written: Path, target: Path, force: bool) -> None:
    try:
        name_file(written, target, over=force)
    except FileExistsError as error:
        raise BackupError(f"{target} 已经存在", "请换一个文件名，或加 --force 覆盖") from error


def _about(settings: Settings, served: str, proof: Mapping[str, Any], manifest: str | None) -> dict[str, Any]:
    """What the list says beside the files; of the settings those that differ from the defaults.

    Paths are left out, but for `manifest`, which lies in the archive.
    """
    default = Settings()
    changed = {
        PREFIX + f.name.upper(): str(getattr(settings, f.name))
        for f in fields(Settings)
        if f.name not in _PLACES and getattr(settings, f.name) != getattr(default, f.name)
    }
    if manifest is not None:
        changed[MANIFEST_SETTING] = manifest
    sealed = asdict(read_manifest(generations(settings.index) / served))
    kept = {key: sealed[key] for key in ("built_at", "version", "model", "reports", "passages")}
    made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"made_at": made, "served": served, "settings": changed, "generation": kept, "proof": dict(proof)}


def _write(written: Path, plan: _Plan, settings: Settings, about: Mapping[str, Any], progress: Progress) -> None:
    vouched = _vouched(settings.index, plan)
    with written.open("x+b") as file:
        with BundleWriter(file) as writer:
            for done, (name, path) in enumerate(sorted(plan.files.items()), 1):
                entry = writer.add(name, path)
                if vouched.get(name, (entry.size, entry.sha256)) != (entry.size, entry.sha256):
                    raise BackupError(f"{path} 与索引的清单不符，未作备份", "请先运行 jiejian doctor")
                progress("备份（个文件）", done, len(plan.files))
            writer.close(about)
        file.flush()
        os.fsync(file.fileno())


def _vouched(index: Path, plan: _Plan) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 that the manifests of the generations promise for their files."""
    promised = {}
    for name in plan.files:
        if name.startswith(f"{INDEX}/generations/") and name.endswith(f"/{MANIFEST}"):
            folder = name.removesuffix(MANIFEST)
            for inner, told in read_manifest(index / folder.removeprefix(f"{INDEX}/")).files.items():
                promised[folder + inner] = told
    return promised


def _planned(settings: Settings, wish: Wish, served: str, target: Path) -> _Plan:
    index = settings.index
    files = dict(_of_index(index))
    held = generations(index)
    names = (
        [p.name for p in held.iterdir() if p.is_dir() and not p.name.startswith(".")]
        if wish.every_generation
        else [served]
    )
    for name in names:
        for inner in (MANIFEST, *read_manifest(held / name).files):
            files[f"{INDEX}/generations/{name}/{inner}"] = held / name / inner
    if wish.cache:
        files |= {f"{INDEX}/{p.relative_to(index).as_posix()}": p for p in (index / "cache").rglob("*") if p.is_file()}
    left_out, manifest = [], None
    if wish.archive is not None:
        for path, why in _of_archive(wish.archive, {index.resolve(), settings.home.resolve()}, target):
            if why:
                left_out.append((str(path), why))
            else:
                files[_in_archive(path.relative_to(wish.archive))] = path
        if (listed := named(settings.manifest)) is not None:
            manifest = _with_manifest(files, listed, wish.archive)
    return _Plan(files, tuple(left_out), manifest)


def _with_manifest(files: dict[str, Path], manifest: Path, archive: Path) -> str:
    """Have `files` hold the list that a setting names instead of the archive's own; its path in the archive.

    One that lies elsewhere comes into the archive's folder, under a name that nothing has there.
    """
    if not manifest.is_file():
        raise BackupError(f"清单文件 {manifest} 不存在", f"请检查设置项 {MANIFEST_SETTING}")
    if manifest.resolve().is_relative_to(archive.resolve()):
        return manifest.resolve().relative_to(archive.resolve()).as_posix()
    name = manifest.name
    while _in_archive(Path(name)) in files:
        name = f"另存-{name}"
    files[_in_archive(Path(name))] = manifest
    return name


def _of_index(index: Path) -> Iterator[tuple[str, Path]]:
    """What lies in the folder of the index beside the generations: its history, lists that were kept there."""
    for path in index.iterdir():
        ours = path.name in _NOT_TAKEN or path.name.startswith(".") or path.suffix == ".lock"
        if path.is_file() and not ours:
            yield f"{INDEX}/{path.name}", path


def _of_archive(root: Path, ours: set[Path], target: Path) -> Iterator[tuple[Path, str]]:
    """Every file under `root`, lists and hidden ones too, with why it is left out; not the index, not the backup."""
    if not root.is_dir():
        raise BackupError(f"档案目录 {root} 不存在", "请检查 --archive 后的路径，或设置项 JIEJIAN_ARCHIVE")
    partial = f".{target.name}."
    for path in sorted(root.rglob("*")):
        if not ours.isdisjoint({p.resolve() for p in (path, *path.parents)}):
            continue
        mode = path.lstat().st_mode
        if path.parent.resolve() == target.parent.resolve() and (
            path.name == target.name or path.name.startswith(partial)
        ):
            continue
        if stat.S_ISLNK(mode) and not path.exists():
            yield path, "是断开的链接"
        elif path.is_file():
            yield path, "" if os.access(path, os.R_OK) else "没有读取权限"
        elif not path.is_dir():
            yield path, "不是普通文件"
        elif stat.S_ISLNK(mode):
            yield path, "是指向文件夹的链接，建索引也不读它"


def _in_archive(name: Path) -> str:
    """Its name in the backup; of a name that is no UTF-8 (unpacked from a zip of old Windows) the bytes, quoted."""
    text = name.as_posix()
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"{BYTES}/{quote(os.fsencode(text))}"
    return f"{ARCHIVE}/{text}"
