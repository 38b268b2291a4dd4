"""The doctor on an index: which generation is served, whether each is whole to the byte, and what lies about."""

import fcntl
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from indexer.errors import GenerationError
from indexer.history import CURRENT, HISTORY, damaged
from indexer.publish import current, generations
from indexer.snapshot import FORMAT, MANIFEST, Generation, Manifest, read_manifest, verify
from indexer.upkeep.finding import Finding, error, warning

LOCK = "build.lock"
_REBUILD = "请重建索引：jiejian build 档案目录；有备份的：jiejian restore 备份文件"


def look(index: Path) -> Iterator[Finding]:
    """All that is wrong with the index in `index`."""
    yield from _building(index)
    yield from _leftovers(index)
    yield from _history(index)
    folder = generations(index)
    if not folder.is_dir():
        yield error("no-index", f"目录 {index} 里没有索引", "请建索引：jiejian build 档案目录", index)
        return
    served = None
    try:
        served = current(index).name
    except GenerationError as caught:
        yield error("current-broken", caught.reason, _REBUILD, index / CURRENT)
    for held in sorted(folder.iterdir()):
        if held.name.startswith("."):
            continue
        if held.is_symlink() or not held.is_dir():
            yield warning("stray", f"{held.name} 不是一代索引", f"请运行：rm {held}", held)
        else:
            yield from _generation(held, served)


def _generation(folder: Path, served: str | None) -> Iterator[Finding]:
    """What is wrong with one generation; of one that is not served the cure is to remove it."""
    cure = _REBUILD if folder.name == served else f"它没有在用，请删除：rm -r {folder}"
    try:
        manifest = read_manifest(folder)
    except GenerationError as caught:
        yield _unread(folder, caught, served, cure)
        return
    broken = [*_printed_otherwise(folder, cure), *_altered(folder, manifest, cure)]
    yield from broken
    yield from _strays(folder, manifest)
    if not broken:
        yield from _disagreements(folder, manifest, cure)


def _unread(folder: Path, caught: GenerationError, served: str | None, cure: str) -> Finding:
    """A manifest that cannot be used; an old generation of an older format is merely of no use any more."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        older = isinstance(told["format"], int) and told["format"] < FORMAT
    except (OSError, ValueError, TypeError, KeyError):
        older = False
    if older and folder.name != served:
        return warning("format-older", f"索引 {folder.name} 是旧版格式，退不回去了", cure, folder)
    return error("format-older" if older else "manifest-broken", caught.reason, cure, folder / MANIFEST)


def _printed_otherwise(folder: Path, cure: str) -> Iterator[Finding]:
    """A byte of the manifest that changes nothing it says (a blank for a tab) is a byte that was changed."""
    written = (folder / MANIFEST).read_bytes()
    if json.dumps(json.loads(written), ensure_ascii=False, indent=1).encode() != written:
        yield error("manifest-broken", f"索引 {folder.name} 的清单 {MANIFEST} 有字节被改动", cure, folder / MANIFEST)


def _altered(folder: Path, manifest: Manifest, cure: str) -> Iterator[Finding]:
    for name in manifest.files:
        path = folder / name
        try:
            verify(folder, _only(manifest, name))
        except GenerationError as caught:
            yield error("file-broken", caught.reason, cure, path)
        except OSError as caught:
            yield error("file-unreadable", f"{path} 读不了：{caught.strerror}", f"请检查权限：ls -l {path}", path)


def _only(manifest: Manifest, name: str) -> Manifest:
    """`manifest` as if it held the file `name` alone: each file is judged for itself."""
    return Manifest(**{**{key: getattr(manifest, key) for key in _FIELDS}, "files": {name: manifest.files[name]}})


_FIELDS = tuple(Manifest.__dataclass_fields__)


def _strays(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """What the manifest does not vouch for: files beside those it lists, links out of the folder, empty folders."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        mode = path.lstat().st_mode
        remove = f"请运行：rm -r {path}"
        if stat.S_ISLNK(mode):
            what = f"索引 {folder.name} 的 {name} 是链接，内容不在索引里"
            yield error("link", what, "请重建索引：jiejian build 档案目录", path)
        elif stat.S_ISDIR(mode):
            if not any(path.iterdir()):
                yield warning("stray", f"索引 {folder.name} 里多出空文件夹 {name}", remove, path)
        elif name not in {*manifest.files, MANIFEST} and not _empty_lock(path, mode):
            yield warning("stray", f"索引 {folder.name} 里多出文件 {name}，检索不读它", remove, path)


def _empty_lock(path: Path, mode: int) -> bool:
    """The word index leaves empty lock files."""
    return stat.S_ISREG(mode) and path.suffix == ".lock" and path.stat().st_size == 0


def _disagreements(folder: Path, manifest: Manifest, cure: str) -> Iterator[Finding]:
    """Whole files that do not belong together, or that the libraries of today do not open."""
    try:
        generation = Generation.open(folder)
    except (GenerationError, ValueError, KeyError, TypeError) as caught:
        yield error("not-opened", str(getattr(caught, "reason", caught)), cure, folder)
        return
    with closing(generation):
        said, held = asdict(manifest), _counted(generation)
        for name, count in held.items():
            if said[name] != count:
                what = f"索引 {folder.name} 的清单记 {name} 为 {said[name]}，实有 {count}"
                yield error("parts-disagree", what, cure, folder)
        unrecorded = {r.path for r in generation.store.reports} - {r.path for r in generation.intake.records}
        if unrecorded:
            what = f"索引 {folder.name} 有 {len(unrecorded)} 份报告没有收录记录：{min(unrecorded)}"
            yield error("parts-disagree", what, cure, folder)
    yield from _database(folder / "archive.sqlite", cure)


def _counted(generation: Generation) -> dict[str, int]:
    return {
        "reports": len(generation.store.reports),
        "passages": len(generation.store.passage_reports),
        "sentences": generation.store.sentence_count(),
    }


def _database(path: Path, cure: str) -> Iterator[Finding]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as store:
        said = str(store.execute("PRAGMA quick_check(1)").fetchone()[0])
    if said != "ok":
        yield error("database-broken", f"数据库 {path.name} 内部不一致：{said}", cure, path)


def _building(index: Path) -> Iterator[Finding]:
    if owner := builder(index):
        yield warning("building", f"正在重建索引（{owner}），结果可能随即变化", "请等它结束后再检查一遍", index / LOCK)


def builder(index: Path) -> str:
    """Who holds the lock of `index` now, empty where nobody does: the system frees it when its holder dies."""
    try:
        with (index / LOCK).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read().decode("utf-8", "replace").strip() or "另一个进程"
    except OSError:
        return ""  # no index, or no right to it, which is told elsewhere
    return ""


def _history(index: Path) -> Iterator[Finding]:
    if lines := damaged(index):
        what = f"历史里有 {lines} 行被改动或不完整，没有采用；检索不受影响"
        yield warning(
            "history-broken", what, "请核对：jiejian history；有备份的，可取回其中的 history.jsonl", index / HISTORY
        )


def _leftovers(index: Path) -> Iterator[Finding]:
    """What a killed process left; while one is at work it is no leftover."""
    if builder(index):
        return
    for path in sorted([*index.glob(".*"), *generations(index).glob(".*")]):
        what = f"上次中断留下了 {path.name}，占 {_bytes(path):,} 字节，没有用处"
        yield warning("leftover", what, f"请运行：rm -r {path}", path)


def _bytes(path: Path) -> int:
    inside = path.rglob("*") if path.is_dir() and not path.is_symlink() else ()
    return sum(os.lstat(p).st_size for p in (path, *inside) if not p.is_dir() or p.is_symlink())
