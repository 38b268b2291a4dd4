"""An archive's files, read in child processes and held against each other: who is in, who is not, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.archive import Archive
from indexer.intake.duplicates import settle
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


def admit(archive: Archive, settings: Settings, places: Gazetteer, progress: Progress) -> Admitted:
    """Read every file of `archive`; what comes out is the same whatever the number of processes.

    Raises:
        ArchiveError: the archive's places.csv is bad.
    """
    taken = gather(archive, settings, places, progress)
    records = iter(settle([(t.record, t.print) for t in taken if t.print is not None]))
    settled = [t if t.print is None else replace(t, record=_opened(next(records), t)) for t in taken]
    every = tuple(t.record for t in settled)
    reports = tuple((t.report, t.passages) for t in settled if t.report is not None and t.record.indexed)
    lists = (*archive.doubts, *_strangers(archive, every))
    return Admitted(reports, Intake(every, roster_cells(archive.roster, every, places), lists))


def _opened(record: FileRecord, taken: Taken) -> FileRecord:
    """`record` with its first page where the index will not have the text."""
    return record if record.indexed or taken.report is None else replace(record, opening=opening(taken.report.text))


def _strangers(archive: Archive, records: Sequence[FileRecord]) -> Iterator[tuple[str, str]]:
    """Rows of the manifest about members that a zip does not hold; about other files `open_archive` has told."""
    held = {r.path for r in records}
    files = {f.name for f in archive.files}
    for name in archive.corrections:
        if name not in held and name not in files and any(name.startswith(f"{file}/") for file in files):
            yield archive.manifest, f"清单中的文件“{name}”不在档案里"
