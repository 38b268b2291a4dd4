"""An archive's files, read in child processes and held against each other: who is in, who is not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.archive import Archive
from indexer.intake.duplicates import Print, settle
from indexer.intake.examine import opening
from indexer.intake.gather import Progress, gather
from indexer.intake.record import FileRecord, Intake
from indexer.intake.roster import roster_cells
from indexer.intake.take import Taken
from indexer.places.gazetteer import Gazetteer
from indexer.report import Passage, Report
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Admitted:
    """The reports that are to be indexed, with their passages, in archive order; and the account of all files."""

    reports: tuple[tuple[Report, tuple[Passage, ...]], ...]
    intake: Intake


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the account of an archive needs of a file: its record and, where it was read, its print and first page."""

    record: FileRecord
    print: Print | None = None
    opening: str = ""


def admit(archive: Archive, settings: Settings, places: Gazetteer, progress: Progress) -> Admitted:
    """Read every file of `archive`; what comes out is the same whatever the number of processes.

    Raises:
        ArchiveError: the archive's places.csv is bad.
    """
    taken = gather(archive, settings, places, progress)
    intake = account(archive, [sheet_of(t) for t in taken], places)
    read = zip(taken, intake.records, strict=True)
    return Admitted(tuple((t.report, t.passages) for t, r in read if t.report is not None and r.indexed), intake)


def sheet_of(taken: Taken) -> Sheet:
    """The sheet of a file that was taken in or refused."""
    return Sheet(taken.record, taken.print, "" if taken.report is None else opening(taken.report.text))


def account(archive: Archive, sheets: Sequence[Sheet], places: Gazetteer) -> Intake:
    """The files of `sheets`, all of the archive in its order, held against each other and against its lists."""
    read = [(s.record, s.print) for s in sheets if s.print is not None]
    records = iter(settle(read, archive.replaces))
    every = tuple(s.record if s.print is None else _opened(next(records), s) for s in sheets)
    lists = (*archive.doubts, *_strangers(archive, every))
    return Intake(every, roster_cells(archive.roster, every, places), lists)


def _opened(record: FileRecord, sheet: Sheet) -> FileRecord:
    """`record` with its first page where the index will not have the text."""
    return record if record.indexed else replace(record, opening=sheet.opening)


def _strangers(archive: Archive, records: Sequence[FileRecord]) -> Iterator[tuple[str, str]]:
    """Rows of the manifest about members that a zip does not hold; about other files `open_archive` has told."""
    held = {r.path for r in records}
    files = {f.name for f in archive.files}
    for name in archive.corrections:
        if name not in held and name not in files and any(name.startswith(f"{file}/") for file in files):
            yield archive.manifest, f"清单中的文件“{name}”不在档案里"
