"""An archive's files, read in child processes and held against each other: who is in, who is not, and why."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive import Archive, ArchiveFile
from indexer.confine import Limits
from indexer.errors import ReportError
from indexer.intake.duplicates import settle
from indexer.intake.examine import Origin, opening, refused
from indexer.intake.record import FileRecord, Intake
from indexer.intake.roster import roster_cells
from indexer.intake.take import Contents, Taken, TakeTask, take
from indexer.isolate import run_isolated
from indexer.places import Gazetteer
from indexer.report import Passage, Report
from indexer.settings import Settings

STAGE = "读取报告"
_TOTAL = 60  # a scan that tells of its pages may take this many times the seconds that a file has

Progress = Callable[[str, int, int], None]  # what is being done (Chinese), how far, of how much


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` that shows nothing."""


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
    taken = _read(archive, settings, places, progress)
    records = iter(settle([(t.record, t.print) for t in taken if t.print is not None]))
    settled = [t if t.print is None else replace(t, record=_opened(next(records), t)) for t in taken]
    every = tuple(t.record for t in settled)
    reports = tuple((t.report, t.passages) for t in settled if t.report is not None and t.record.indexed)
    lists = (*archive.doubts, *_strangers(archive, every))
    return Admitted(reports, Intake(every, roster_cells(archive.roster, every, places), lists))


def limits_of(settings: Settings) -> Limits:
    """What one file may use."""
    seconds = settings.file_seconds
    return Limits(seconds=seconds, total_seconds=_TOTAL * seconds, memory_megabytes=settings.file_memory_megabytes)


def _opened(record: FileRecord, taken: Taken) -> FileRecord:
    """`record` with its first page where the index will not have the text."""
    return record if record.indexed or taken.report is None else replace(record, opening=opening(taken.report.text))


def _read(archive: Archive, settings: Settings, places: Gazetteer, progress: Progress) -> list[Taken]:
    """Every file in archive order, the members of a zip in its place."""
    told = _Told(progress, len(archive.files))
    tasks = [_task(file, archive, settings) for file in archive.files]
    first = [_taken(task, result, task.name, places) for task, result in _run(tasks, settings, told)]
    members = [
        (replace(task, member=number), f"{task.name}/{name}")
        for task, of in zip(tasks, first, strict=True)
        if isinstance(of, Contents)
        for number, name in enumerate(of.names)
    ]
    told.more(len(members))
    inside = _run([task for task, _ in members], settings, told)
    made = iter([_taken(t, r, name, places) for (t, r), (_, name) in zip(inside, members, strict=True)])
    every = [[next(made) for _ in of.names] if isinstance(of, Contents) else [of] for of in first]
    return [taken for some in every for taken in some if isinstance(taken, Taken)]


def _run(
    tasks: Sequence[TakeTask], settings: Settings, told: "_Told"
) -> Iterator[tuple[TakeTask, Taken | Contents | ReportError]]:
    workers = settings.reading_workers or None
    results = run_isolated(take, tasks, limits_of(settings), workers, told.pages)
    for task, result in zip(tasks, results, strict=True):
        yield task, result
        told.file()


def _taken(task: TakeTask, result: Taken | Contents | ReportError, name: str, places: Gazetteer) -> Taken | Contents:
    """`result`, or the record of a file whose reader ran out of time or memory, or crashed."""
    if isinstance(result, ReportError):
        return Taken(refused(_origin(Path(task.path), name), result, places))
    return result


def _task(file: ArchiveFile, archive: Archive, settings: Settings) -> TakeTask:
    own = archive.root / "places.csv"
    ours = {n: c for n, c in archive.corrections.items() if n == file.name or n.startswith(f"{file.name}/")}
    return TakeTask(
        path=str(file.path),
        name=file.name,
        passage_characters=settings.passage_characters,
        megabytes=settings.file_megabytes,
        places=str(own) if own.is_file() else None,
        corrections=ours,
    )


def _origin(path: Path, name: str) -> Origin:
    try:
        with path.open("rb") as file:
            return Origin(name, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
    except OSError:  # gone meanwhile; the error that is told already says that it was not read
        return Origin(name, "", 0)


def _strangers(archive: Archive, records: Sequence[FileRecord]) -> Iterator[tuple[str, str]]:
    """Rows of the manifest about members that a zip does not hold; about other files `open_archive` has told."""
    held = {r.path for r in records}
    files = {f.name for f in archive.files}
    for name in archive.corrections:
        if name not in held and name not in files and any(name.startswith(f"{file}/") for file in files):
            yield archive.manifest, f"清单中的文件“{name}”不在档案里"


class _Told:
    """Files and pages that are done, told as one number: of a scan's pages each takes as long as many a file."""

    def __init__(self, progress: Progress, files: int) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._done, self._total = 0, files
        self._pages: dict[int, tuple[int, int]] = {}

    def more(self, files: int) -> None:
        """So many members of zips are to be read as well."""
        with self._lock:
            self._total += files
            self._pages.clear()

    def file(self) -> None:
        """One more file is done."""
        with self._lock:
            self._done += 1
            self._progress(STAGE, self._done, self._total)

    def pages(self, task: int, done: int, total: int) -> None:
        """Of the file of `task` so many pages are done."""
        with self._lock:
            before, known = self._pages.get(task, (0, 0))
            self._pages[task] = done, total
            self._done += done - before
            self._total += total - known
            self._progress(STAGE, self._done, self._total)
