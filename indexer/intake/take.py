"""One file of an archive to a report with its record: what a child process does. Nothing of torch is imported here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from indexer.errors import ReportError
from indexer.intake.duplicates import Print, print_of
from indexer.intake.examine import Origin, examine, refused
from indexer.intake.record import FileRecord
from indexer.parsing.corrected import Corrections
from indexer.parsing.parse import parse_reading
from indexer.places import Gazetteer
from indexer.read import read_file
from indexer.read.bundle import is_bundle, open_bundle
from indexer.read.reading import Reading, Told
from indexer.report import Passage, Report
from indexer.split import split_passages


@dataclass(frozen=True, slots=True)
class TakeTask:
    """A file to take in: where it is, its path in the archive, and what the lists of the archive say.

    `member` is the place of a file in a zip, from 0; without it a zip gives its `Contents`.
    """

    path: str
    name: str
    passage_characters: int
    megabytes: int
    places: str | None = None  # path of the archive's own places.csv
    corrections: Mapping[str, Corrections] = field(default_factory=dict)  # by path in the archive
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read: its record, and where it is no refusal the report, its passages and its print."""

    record: FileRecord
    report: Report | None = None
    passages: tuple[Passage, ...] = ()
    print: Print | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The names of the files in a zip: each is a task of its own, so that a bad one costs no other."""

    names: tuple[str, ...]


def take(task: TakeTask, told: Told) -> Taken | Contents:
    """What is in the file of `task`; a file that cannot be taken in gives a record of its refusal."""
    data, name = b"", task.name
    try:
        data = read_bytes(Path(task.path), task.megabytes)
        if is_bundle(data):
            files = open_bundle(data)
            if task.member is None:
                return Contents(tuple(file.name for file in files))
            name = f"{task.name}/{files[task.member].name}"
            data = files[task.member].unpack()
            _must_be_within(len(data), task.megabytes)
    except ReportError as error:
        return Taken(refused(_origin(name, data), error, _gazetteer(task.places)))
    return _taken(_origin(name, data), data, task, told)


def read_bytes(path: Path, megabytes: int) -> bytes:
    """The bytes of the file at `path`.

    Raises:
        ReportError: it cannot be opened, or has more than `megabytes`.
    """
    try:
        _must_be_within(path.stat().st_size, megabytes)
        return path.read_bytes()
    except OSError as error:
        raise ReportError(f"文件打不开：{error.strerror}", "请检查文件和权限", "unopenable") from error


def _must_be_within(size: int, megabytes: int) -> None:
    if size > megabytes * 1_000_000:
        raise ReportError(
            f"文件有 {size / 1_000_000:.1f} MB，超过上限 {megabytes} MB",
            "请拆分文件，或调大设置项 JIEJIAN_FILE_MEGABYTES",
            "too-large",
        )


def _origin(name: str, data: bytes) -> Origin:
    return Origin(name, hashlib.sha256(data).hexdigest(), len(data))


def _taken(origin: Origin, data: bytes, task: TakeTask, told: Told) -> Taken:
    places = _gazetteer(task.places)
    reading: Reading | None = None
    try:
        reading = read_file(data, told)
        corrections = task.corrections.get(origin.path)
        report = parse_reading(reading, origin.path, origin.source, places, corrections)
        passages = tuple(split_passages(report, task.passage_characters))
        record = examine(origin, reading, report, passages)
    except ReportError as error:
        return Taken(refused(origin, error, places, reading))
    return Taken(record, report, passages, print_of(report.text))


@cache
def _gazetteer(own: str | None) -> Gazetteer:
    return Gazetteer.default() if own is None else Gazetteer.default(Path(own))
