"""Every file of an archive, read in child processes: one by one, and many at a time where LibreOffice converts."""

import hashlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive import Archive, ArchiveFile
from indexer.errors import ReportError
from indexer.intake.examine import Origin, refused
from indexer.intake.take import Contents, Taken, TakeTask, Waiting, take, take_many
from indexer.isolation.confine import Limits
from indexer.isolation.isolate import run_isolated
from indexer.places.gazetteer import Gazetteer
from indexer.read.reading import Reading
from indexer.settings import Settings

STAGE = "读取报告"
_BATCH = 20  # files that one process of LibreOffice converts: its start takes as long as ten
_TOTAL = 60  # a scan that tells of its pages may take this many times the seconds that a file has

Progress = Callable[[str, int, int], None]  # what is being done (Chinese), how far, of how much
Named = tuple[TakeTask, str]  # a task with the path in the archive of what it is about
Outcome = Taken | Contents | Waiting


@dataclass(frozen=True, slots=True)
class Known:
    """What was read before: SHA-256 of the files, by path in the archive, and what gives the reading of a SHA-256."""

    sources: Mapping[str, str]
    reading: Callable[[str], Reading | None]

    def of(self, source: str) -> tuple[str, Reading] | None:
        """`source` with its reading; None where it was not read before."""
        found = self.reading(source) if source else None
        return None if found is None else (source, found)


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` that shows nothing."""


def gather(
    archive: Archive,
    settings: Settings,
    places: Gazetteer,
    progress: Progress,
    known: Known | None = None,
) -> list[Taken]:
    """Every file in archive order, the members of a zip in its place, whatever the number of processes.

    What is `known` is only parsed, whatever it was called when it was read.

    Raises:
        ArchiveError: the archive's places.csv is bad.
    """
    told = _Told(progress, len(archive.files))
    readers = _Readers(settings, places, told)
    tasks = [_task(file, archive, settings) for file in archive.files]
    tasks = [replace(task, known=_known(known, task.name), compared=known is not None) for task in tasks]
    first = readers.each([(task, task.name) for task in tasks])
    inside = [one for (task, _), of in first if isinstance(of, Contents) for one in _members(task, of, known)]
    told.more(len(inside))
    members = iter(readers.each(inside))
    every: list[tuple[Named, Outcome]] = []
    for named, of in first:
        every += [next(members) for _ in of.names] if isinstance(of, Contents) else [(named, of)]
    converted = iter(readers.converted([named for named, of in every if isinstance(of, Waiting)]))
    outcomes = [next(converted) if isinstance(of, Waiting) else of for _, of in every]
    return [taken for taken in outcomes if isinstance(taken, Taken)]


def limits_of(settings: Settings) -> Limits:
    """What one file may use."""
    seconds = settings.file_seconds
    return Limits(seconds=seconds, total_seconds=_TOTAL * seconds, memory_megabytes=settings.file_memory_megabytes)


def _known(known: Known | None, name: str) -> tuple[str, Reading] | None:
    return None if known is None else known.of(known.sources.get(name, ""))


def _members(task: TakeTask, contents: Contents, known: Known | None) -> list[Named]:
    """A task for each member; its reading where the bytes are known."""
    read = [known.of(source) if known else None for source in contents.sources or [""] * len(contents.names)]
    pairs = enumerate(zip(contents.names, read, strict=True))
    return [(replace(task, member=n, known=own), f"{task.name}/{name}") for n, (name, own) in pairs]


@dataclass(frozen=True, slots=True)
class _Readers:
    """Child processes that take files in; a file whose reader is lost has a record that says so."""

    settings: Settings
    places: Gazetteer
    told: "_Told"

    def each(self, named: Sequence[Named]) -> list[tuple[Named, Outcome]]:
        """Every file by itself."""
        results = run_isolated(
            take, [task for task, _ in named], limits_of(self.settings), self._workers(), self.told.pages
        )
        return [(of, self._kept(of, result)) for of, result in zip(named, results, strict=True)]

    def converted(self, named: Sequence[Named]) -> list[Outcome]:
        """Files of old formats, many at a time; those of a batch that was lost each by itself."""
        size = min(_BATCH, max(1, -(-len(named) // self._workers())))
        batches = [named[at : at + size] for at in range(0, len(named), size)]
        tasks = [[task for task, _ in batch] for batch in batches]
        results = run_isolated(take_many, tasks, limits_of(self.settings), self._workers(), self.told.pages)
        every: list[Outcome] = []
        for batch, result in zip(batches, results, strict=True):
            if isinstance(result, ReportError):
                every += [of for _, of in self.each([(replace(task, alone=True), name) for task, name in batch])]
            else:
                every += result
        return every

    def _workers(self) -> int:
        return self.settings.reading_workers or os.cpu_count() or 1

    def _kept(self, named: Named, result: Outcome | ReportError) -> Outcome:
        self.told.file()
        if isinstance(result, ReportError):
            task, name = named
            return Taken(refused(_origin(Path(task.path), name), result, self.places))
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
