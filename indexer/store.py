"""Reports, sections, passages and sentences as they are read from `archive.sqlite`, which `rows` wrote."""

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationError
from indexer.report import Metadata, Section, SectionKind, Span
from indexer.rows import KINDS, sentence_wording

_AT_ONCE = 500  # rows asked for by number


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as the index keeps it; `number` is its row, from 0."""

    number: int
    path: str
    source: str
    metadata: Metadata
    characters: int
    passages: int
    sections: int
    warnings: tuple[str, ...]
    replaced_by: str | None = None  # of an older edition: the path of the newest


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the index keeps it; `span` and `sentences` are positions in the report's canonical text."""

    number: int
    report: int
    section: int | None
    kind: SectionKind
    span: Span
    text: str
    sentences: tuple[Span, ...]


class Stretch(NamedTuple):
    """A passage with what is its own of its report's text: [start, stop), the passage itself beginning at `opens`.

    Stretches lie end to end; a heading of its own lies in that of the passage after it.
    """

    passage: int
    start: int
    opens: int
    stop: int


class Store:
    """Reads one `archive.sqlite`; usable from several threads (SQLite itself serialises them).

    `passage_reports` (int32) and `passage_kinds` (int8, positions in KINDS) have one entry a passage, `report_years`
    (int32, 0 where the year is not known) one a report.

    Raises:
        GenerationError: the file is missing, damaged or not of this format.
    """

    passage_reports: NDArray[np.int32]
    passage_kinds: NDArray[np.int8]
    report_years: NDArray[np.int32]

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            weakref.finalize(self, self._db.close)  # it and its cache refer to each other, and would lie open for long
            cursor = self._db.execute("SELECT report, kind FROM passages ORDER BY id")
            rows = np.fromiter(cursor, dtype=[("report", np.int32), ("kind", np.int8)])
            every = tuple(self._reports())
            self.reports = tuple(r for r in every if r.replaced_by is None)
            self.older = tuple(r for r in every if r.replaced_by is not None)
        except sqlite3.DatabaseError as error:
            raise GenerationError(f"数据库 {path.name} 损坏或读不了：{error}", "请重建索引：jiejian build") from error
        self.passage_reports = np.ascontiguousarray(rows["report"])
        self.passage_kinds = np.ascontiguousarray(rows["kind"])
        self.report_years = np.array([r.metadata.year or 0 for r in self.reports], dtype=np.int32)
        self._by_path = {r.path: r for r in self.reports}

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def edition(self, path: str) -> StoredReport | None:
        """The report at `path`, also where it is an older edition that no search finds; or None."""
        return self.report(path) or next((r for r in self.older if r.path == path), None)

    def report(self, path: str) -> StoredReport | None:
        """The report at `path` inside the archive, or None."""
        return self._by_path.get(path)

    @cached_property
    def places(self) -> Mapping[tuple[str | None, str | None, str | None], NDArray[np.int32]]:
        """Numbers of the reports of each (province, city, district): of few places there are many reports."""
        found: dict[tuple[str | None, str | None, str | None], list[int]] = {}
        for r in self.reports:
            found.setdefault((r.metadata.province, r.metadata.city, r.metadata.district), []).append(r.number)
        return {place: np.array(numbers, dtype=np.int32) for place, numbers in found.items()}

    def text(self, report: int) -> str:
        """The canonical text of a report."""
        return str(self._db.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()[0])

    def sections(self, report: int) -> tuple[Section, ...]:
        """The section tree of a report, in reading order."""
        rows = self._db.execute("SELECT * FROM sections WHERE report = ? ORDER BY ordinal", (report,))
        return tuple(_section(row) for row in rows)

    def section_paths(self, keys: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], tuple[str, ...]]:
        """Headings from level 1 down for each (report, section); empty where a passage stands in no section."""
        paths: dict[tuple[int, int | None], tuple[str, ...]] = {}
        for key in set(keys):
            row = self._db.execute("SELECT path FROM sections WHERE report = ? AND ordinal = ?", key).fetchone()
            paths[key] = tuple(json.loads(row[0])) if row else ()
        return paths

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """The passages with these numbers, in this order."""
        held: dict[int, StoredPassage] = {}
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            held |= {p.number: p for p in self._passages(f"id IN ({','.join('?' * len(some))})", some)}
        return [held[number] for number in numbers]

    def passages_of(self, report: int) -> list[StoredPassage]:
        """All passages of a report, in reading order."""
        return self._passages("report = ?", [report])

    def passages_of_section(self, report: int, section: int | None) -> list[StoredPassage]:
        """Those of one section alone, without the sections in it; of None those before the first heading."""
        return self._passages("report = ? AND section IS ?", [report, section])

    def passage_texts(self, numbers: Sequence[int]) -> Iterator[str]:
        """The texts of the passages with these numbers, which are in ascending order."""
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            query = f"SELECT text FROM passages WHERE id IN ({','.join('?' * len(some))}) ORDER BY id"
            yield from (row[0] for row in self._db.execute(query, some).fetchall())

    def stretches(self, report: int) -> list[Stretch]:
        """The passages of a report with their stretches, in reading order, from its first section or passage on."""
        rows = self._db.execute("SELECT id, start, stop FROM passages WHERE report = ? ORDER BY start", (report,))
        found: list[Stretch] = []
        at = self._db.execute("SELECT min(start) FROM sections WHERE report = ?", (report,)).fetchone()[0]
        for number, opens, stop in rows.fetchall():
            found.append(Stretch(number, opens if at is None else min(at, opens), opens, stop))
            at = stop
        return found

    def reports_with(self, sentence: str) -> list[int]:
        """Numbers of the reports that have `sentence` word for word (blanks and punctuation aside)."""
        query = "SELECT DISTINCT p.report FROM sentences s JOIN passages p ON p.id = s.passage WHERE s.wording = ?"
        return sorted(row[0] for row in self._db.execute(query, (sentence_wording(sentence),)))

    def sentence_count(self) -> int:
        """How many sentences the passages hold together."""
        return int(self._db.execute("SELECT count(*) FROM sentences").fetchone()[0])

    def _passages(self, which: str, values: Sequence[int | None]) -> list[StoredPassage]:
        """The passages that meet the condition `which`, in reading order."""
        columns = "id, report, section, kind, start, stop, text"
        query = f"SELECT {columns} FROM passages WHERE {which} ORDER BY report, start"
        rows = self._db.execute(query, values).fetchall()
        said: dict[int, list[Span]] = {row[0]: [] for row in rows}
        spans = f"SELECT passage, start, stop FROM sentences WHERE passage IN (SELECT id FROM passages WHERE {which})"
        for passage, start, stop in self._db.execute(f"{spans} ORDER BY passage, start", values):
            said[passage].append(Span(start, stop))
        return [
            StoredPassage(number, report, section, KINDS[kind], Span(start, stop), text, tuple(said[number]))
            for number, report, section, kind, start, stop, text in rows
        ]

    def _reports(self) -> Iterator[StoredReport]:
        query = """
            SELECT id, path, source, title, issuers, district, city, province, code, year, issued_on, genre, warnings,
                length(text), (SELECT count(*) FROM passages WHERE report = reports.id),
                (SELECT count(*) FROM sections WHERE report = reports.id), replaced_by FROM reports ORDER BY id"""
        for row in self._db.execute(query):
            number, path, source, title, issuers, district, city, province, code, year, day, genre, warnings = row[:13]
            issued_on = date.fromisoformat(day) if day else None
            bodies = tuple(json.loads(issuers))
            metadata = Metadata(title, bodies, district, city, province, code, year, issued_on, genre)
            size, held, sections, newer = row[13:]
            yield StoredReport(number, path, source, metadata, size, held, sections, tuple(json.loads(warnings)), newer)


def _section(row: Sequence[Any]) -> Section:
    _, _, level, number, title, kind, path, heading_start, heading_stop, start, stop, parent = row
    heading, span = Span(heading_start, heading_stop), Span(start, stop)
    return Section(level, number, title, KINDS[kind], tuple(json.loads(path)), heading, span, parent)
