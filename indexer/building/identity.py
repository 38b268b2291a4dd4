"""What the outcome of each step depends on beside its input: our own code, the libraries, the settings, the lists."""

import hashlib
import shutil
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable
from pathlib import Path

from indexer.archive import DICTIONARY, LISTS, Archive
from indexer.building.shelf import key_of
from indexer.embed import Encoder
from indexer.settings import Settings
from indexer.snapshot import FORMAT

_READING = ("read", "isolation", "errors.py")
_PARSING = ("parsing", "places", "intake", "report.py", "split.py", "tokens.py", "rows.py", "data")
_TERMS = ("tokens.py", "terms.py", "data")
_SEGMENTS = ("building/parts.py",)
_LIBRARIES = ("lxml", "selectolax", "pypdfium2", "pillow", "ofdkit", "rapidocr", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Identity:
    """Keys that change when the outcome of a step may: reading bytes, parsing and splitting, terms, their segments."""

    reading: str
    parsing: str
    terms: str
    segments: str


def identity_of(archive: Archive, settings: Settings) -> Identity:
    """The identity of a build of `archive`."""
    reading = key_of(
        _code(_READING),
        [_version(name) for name in _LIBRARIES],
        shutil.which("soffice") is None,
        settings.file_megabytes,
    )
    lists = contents(archive.root, LISTS)
    terms = key_of(_code(_TERMS), _version("jieba"), lists[DICTIONARY])
    return Identity(
        reading,
        key_of(reading, _code(_PARSING), settings.passage_characters, lists["places.csv"]),
        terms,
        key_of(terms, _code(_SEGMENTS), _version("tantivy")),
    )


def inputs_of(
    archive: Archive, sources: dict[str, str], identity: Identity, encoder: Encoder, manifest: Path | None
) -> str:
    """All that a generation is made from, as one key: two builds with the same are equal."""
    listed = manifest or archive.root / "manifest.csv"
    return key_of(
        FORMAT,
        _version("jiejian"),
        _code(("",)),
        [identity.reading, identity.parsing, identity.segments],
        [encoder.name, encoder.precision],
        sources,
        contents(archive.root, LISTS),
        contents(listed.parent, (listed.name,)),
    )


def contents(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """SHA-256 of each of the files `names` in `folder`; empty for one that is not there."""
    return {name: _sha256((folder / name).read_bytes()) if (folder / name).is_file() else "" for name in names}


@cache
def _code(names: tuple[str, ...]) -> str:
    """A key of the modules and data of `indexer` with these names; of a package, of all that it holds."""
    found: list[tuple[str, str]] = []
    for name in names:
        _walk(resources.files("indexer").joinpath(name) if name else resources.files("indexer"), name, found)
    return key_of(sorted(found))


def _walk(place: Traversable, name: str, found: list[tuple[str, str]]) -> None:
    if place.is_file():
        found.append((name, _sha256(place.read_bytes())))
    elif place.is_dir() and place.name != "__pycache__":
        for inside in place.iterdir():
            _walk(inside, f"{name}/{inside.name}", found)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
