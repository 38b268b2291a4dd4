"""One file of an archive to a report with its record: what a child process does. Nothing of torch is imported here."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from indexer.errors import ReportError
from indexer.intake.duplicates import Print, print_of
from indexer.intake.examine import Origin, examine, refused
from indexer.intake.record import FileRecord
from indexer.parsing.corrected import Corrections
from indexer.parsing.parse import parse_reading
from indexer.places.gazetteer import Gazetteer
from indexer.read import read_file
from indexer.read.bundle import Member, is_bundle, open_bundle
from indexer.read.office.convert import CONVERTED, convert_many, read_converted
from indexer.read.reading import Format, Reading, Told
from indexer.read.sniff import sniff
from indexer.report import Passage, Report
from indexer.split import split_passages


@dataclass(frozen=True, slots=True)
class TakeTask:
    """A file to take in: where it is, its path in the archive, and what the lists of the archive say.

    `member` is the place of a file in a zip, from 0; without it a zip gives its `Contents`. A file that LibreOffice has
    to convert is `Waiting` unless it is taken `alone`. `known` is a source that was read before and what was read;
    where readings are kept (`compared`) a zip tells the sources of its members, so that theirs can be found.
    """

    path: str
    name: str
    passage_characters: int
    megabytes: int
    places: str | None = None  # path of the archive's own places.csv
    corrections: Mapping[str, Corrections] = field(default_factory=dict)  # by path in the archive
    member: int | None = None
    alone: bool = False
    known: tuple[str, Reading] | None = None
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read: its record, and where it is no refusal the reading, the report, its passages, its print."""

    record: FileRecord
    report: Report | None = None
    passages: tuple[Passage, ...] = ()
    print: Print | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The names of the files in a zip: each is a task of its own, so that a bad one costs no other.

    `sources` are their SHA-256 where they were asked for, "" of one that cannot be had.
    """

    names: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that LibreOffice has to convert: `take_many` does it with others, since a start costs more than a file."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of its own or a member of a zip: its path in the archive and its bytes, or why they cannot be had."""

    name: str
    data: bytes = b""
    error: ReportError | None = None

    def origin(self) -> Origin:
        return Origin(self.name, hashlib.sha256(self.data).hexdigest(), len(self.data))


def take(task: TakeTask, told: Told) -> Taken | Contents | Waiting:
    """What is in the file of `task`; a file that cannot be taken in gives a record of its refusal."""
    file = _opened(task)
    if isinstance(file, Contents):
        return file
    if task.known is not None and task.known[0] == file.origin().source:
        reading = task.known[1]
        return _taken(file, task, lambda: reading)
    if not task.alone and _is_for_libreoffice(file):
        return Waiting()
    return _taken(file, task, lambda: read_file(file.data, told))


def take_many(tasks: Sequence[TakeTask], told: Told) -> tuple[Taken, ...]:
    """What is in each of the files, every one of which is `Waiting`, converted by one process of LibreOffice."""
    files = [file for task in tasks if isinstance(file := _opened(task), _File)]
    sound = [(file, sniff(file.data)) for file in files if _is_for_libreoffice(file)]
    made = convert_many([(file.data, kind) for file, kind in sound], told)
    converted = {file.name: (docx, kind) for (file, kind), docx in zip(sound, made, strict=True)}
    return tuple(
        _taken(file, task, partial(_reading, file, converted.get(file.name)))
        for task, file in zip(tasks, files, strict=True)
    )


def _reading(file: _File, converted: tuple[bytes | ReportError, Format] | None) -> Reading:
    if converted is None:  # it was changed since it was told to be for LibreOffice
        return read_file(file.data)
    docx, kind = converted
    if isinstance(docx, ReportError):
        raise docx
    return read_converted(docx, kind)


def _opened(task: TakeTask) -> _File | Contents:
    data, name = b"", task.name
    try:
        data = read_bytes(Path(task.path), task.megabytes)
        if is_bundle(data):
            files = open_bundle(data)
            if task.member is None:
                sources = tuple(_source(file, task.megabytes) for file in files) if task.compared else ()
                return Contents(tuple(file.name for file in files), sources)
            name = f"{task.name}/{files[task.member].name}"
            data = files[task.member].unpack()
            _must_be_within(len(data), task.megabytes)
    except ReportError as error:
        return _File(name, data, error)
    return _File(name, data)


def _source(member: Member, megabytes: int) -> str:
    """SHA-256 of a member; "" of one that is too large or cannot be unpacked, which is told when it is read."""
    if member.size > megabytes * 1_000_000:
        return ""
    try:
        return hashlib.sha256(member.unpack()).hexdigest()
    except ReportError:
        return ""


def _is_for_libreoffice(file: _File) -> bool:
    try:
        return file.error is None and sniff(file.data) in CONVERTED
    except ReportError:
        return False  # told as what it is when it is read


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


def _taken(file: _File, task: TakeTask, read: Callable[[], Reading]) -> Taken:
    places, origin = _gazetteer(task.places), file.origin()
    reading: Reading | None = None
    try:
        if file.error is not None:
            raise file.error
        reading = read()
        corrections = task.corrections.get(origin.path)
        report = parse_reading(reading, origin.path, origin.source, places, corrections)
        passages = tuple(split_passages(report, task.passage_characters))
        record = examine(origin, reading, report, passages)
    except ReportError as error:
        return Taken(refused(origin, error, places, reading))
    return Taken(record, report, passages, print_of(report.text), reading)


@cache
def _gazetteer(own: str | None) -> Gazetteer:
    return Gazetteer.default() if own is None else Gazetteer.default(Path(own))
