"""The doctor on an archive: whether its lists can be used, and whether the index still tells of what lies there."""

from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.archive import DICTIONARY, TAKEN_ALONG, Archive, open_archive
from indexer.checksum import sha256_of
from indexer.errors import ArchiveError
from indexer.intake.kept import read_intake
from indexer.snapshot import gazetteer
from indexer.synonyms import NAME as SYNONYMS
from indexer.synonyms import synonyms_of
from indexer.tokens import Tokenizer
from indexer.upkeep.finding import Finding, error, warning

_SHOWN = 5


def look(root: Path, manifest: Path | None, served: Path | None) -> Iterator[Finding]:
    """All that is wrong with the archive in `root`; `served` is the folder of the served generation."""
    for code, name, read in _READERS:
        if (root / name).is_file():
            yield from _list(code, root / name, read)
    try:
        archive = open_archive(root, manifest)
    except ArchiveError as caught:
        yield error("archive-broken", caught.reason, caught.cure, root)
        return
    for name, doubt in archive.doubts:
        yield warning("list-doubt", f"{name}：{doubt}", f"请改正 {root / name}", root / name)
    if served is not None:
        yield from _changed(archive, served)


def _dictionary(path: Path) -> None:
    Tokenizer(path)


def _synonyms(path: Path) -> None:
    synonyms_of(path.parent)


def _places(path: Path) -> None:
    gazetteer(path.parent)


_READERS: tuple[tuple[str, str, Callable[[Path], None]], ...] = (
    ("places-broken", "places.csv", _places),
    ("dictionary-broken", DICTIONARY, _dictionary),
    ("synonyms-broken", SYNONYMS, _synonyms),
)


def _list(code: str, path: Path, read: Callable[[Path], None]) -> Iterator[Finding]:
    try:
        read(path)
    except ArchiveError as caught:
        yield error(code, caught.reason, caught.cure, path)


def _changed(archive: Archive, served: Path) -> Iterator[Finding]:
    """What was added, changed or removed since the served generation was built, by content."""
    known = {r.path: r.source for r in read_intake(served / "intake.json").records}
    here = {f.name: f.path for f in archive.files}
    zips = {parent for name in known for parent in _parents(name) if parent in here}  # their members are recorded
    inside = {name for name in known if not zips.isdisjoint(_parents(name))}
    told = {
        "新增": sorted(name for name in here if name not in known and name not in zips),
        "改动": sorted(n for n, path in here.items() if n in known and path.is_file() and sha256_of(path) != known[n]),
        "移除": sorted(name for name in known if name not in here and name not in inside),
        "改动清单": [n for n in TAKEN_ALONG if _content(archive.root / n) != _content(served / n)],
    }
    parts = [f"{word} {len(names)}（{_shown(names)}）" for word, names in told.items() if names]
    if parts:
        cure = f"请重建索引：jiejian build {archive.root}"
        yield warning("archive-changed", f"建索引后档案有变动：{'，'.join(parts)}", cure, archive.root)


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")
    yield from ("/".join(parts[:stop]) for stop in range(1, len(parts)))


def _shown(names: list[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("……" if len(names) > _SHOWN else "")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
