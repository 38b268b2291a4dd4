"""What goes into `archive.sqlite`: a report with its sections, passages and sentences as rows, and the file itself."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.parsing.marks import MARK
from indexer.report import Passage, Report, Section, SectionKind
from indexer.tokens import squeeze

KINDS = tuple(SectionKind)

_TABLES = """
CREATE TABLE reports (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, source TEXT, encoding TEXT, title TEXT, issuers TEXT, district TEXT,
    city TEXT, province TEXT, code TEXT, year INTEGER, issued_on TEXT, genre TEXT, text TEXT, warnings TEXT,
    replaced_by TEXT
);
CREATE TABLE sections (
    report INTEGER, ordinal INTEGER, level INTEGER, number TEXT, title TEXT, kind INTEGER, path TEXT,
    heading_start INTEGER, heading_stop INTEGER, start INTEGER, stop INTEGER, parent INTEGER,
    PRIMARY KEY (report, ordinal)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, report INTEGER, section INTEGER, kind INTEGER, start INTEGER, stop INTEGER, text TEXT
);
CREATE TABLE sentences (
    passage INTEGER, start INTEGER, stop INTEGER, wording BLOB, PRIMARY KEY (passage, start)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX reports_source ON reports (source);
CREATE INDEX passages_report ON passages (report, start);
CREATE INDEX sentences_wording ON sentences (wording);
"""


def sentence_wording(text: str) -> bytes:
    """The wording of a sentence without the mark of its list: behind 一是 and behind 2. it is the same sentence."""
    return wording(MARK.sub("", text, count=1))


def wording(text: str) -> bytes:
    """A key of 8 bytes that two texts share when they differ only in width, case, blanks and punctuation."""
    return hashlib.sha256(squeeze(text).encode()).digest()[:8]


def section_kind(report: Report, passage: Passage) -> SectionKind:
    """The kind of the section that `passage` stands in; OTHER before the first heading."""
    return SectionKind.OTHER if passage.section is None else report.sections[passage.section].kind


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A report as the store takes it, but for the numbers that its place among the others gives it.

    `sections` lack report and ordinal; `passages` are (section, kind, start, stop, text); `sentences`, a list for each
    passage, are (start, stop, wording in hex).
    """

    report: tuple[Any, ...]
    sections: list[Any]
    passages: list[Any]
    sentences: list[Any]

    @property
    def characters(self) -> int:
        """Length of the canonical text."""
        return len(self.report[-2])

    @property
    def texts(self) -> list[str]:
        """The text of every passage, in order."""
        return [passage[4] for passage in self.passages]

    @property
    def kinds(self) -> list[SectionKind]:
        """The kind of the section of every passage, in order."""
        return [KINDS[passage[1]] for passage in self.passages]


def rows_of(report: Report, passages: Sequence[Passage]) -> ReportRows:
    """`report` with its passages, as rows."""
    kinds = [KINDS.index(section_kind(report, p)) for p in passages]
    return ReportRows(
        _report_row(report),
        [_section_row(s) for s in report.sections],
        [
            (p.section, k, p.span.start, p.span.stop, p.span.of(report.text))
            for p, k in zip(passages, kinds, strict=True)
        ],
        [[(s.start, s.stop, sentence_wording(s.of(report.text)).hex()) for s in p.sentences] for p in passages],
    )


def write_rows(path: Path, reports: Iterable[ReportRows], older: Iterable[tuple[ReportRows, str]] = ()) -> None:
    """Write `reports` to a new SQLite file at `path`; numbers follow the order given, from 0.

    `older` editions, each with the path of what replaced it, come after them, with text and sections but no passage.
    """
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("PRAGMA synchronous = OFF")  # what is not whole is never published, and what is was synced
        store.executescript(_TABLES)
        first, count = 0, 0
        for number, rows in enumerate(reports):
            count = number + 1
            _insert(store, "reports", [(number, *rows.report, None)])
            _insert(store, "sections", [(number, n, *section) for n, section in enumerate(rows.sections)])
            _insert(store, "passages", [(first + n, number, *passage) for n, passage in enumerate(rows.passages)])
            sentences = [
                (first + n, start, stop, bytes.fromhex(said))
                for n, own in enumerate(rows.sentences)
                for start, stop, said in own
            ]
            _insert(store, "sentences", sentences)
            first += len(rows.passages)
        for number, (rows, newer) in enumerate(older, count):
            _insert(store, "reports", [(number, *rows.report, newer)])
            _insert(store, "sections", [(number, n, *section) for n, section in enumerate(rows.sections)])
        store.executescript(_INDEXES)


def _insert(store: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        store.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)


def _report_row(report: Report) -> tuple[object, ...]:
    m = report.metadata
    issued_on = m.issued_on.isoformat() if m.issued_on else None
    place = (m.district, m.city, m.province, m.code)
    head = (report.path, report.source, report.encoding, m.title, _json(m.issuers))
    return (*head, *place, m.year, issued_on, m.genre, report.text, _json(report.warnings))


def _section_row(s: Section) -> tuple[object, ...]:
    spans = (s.heading.start, s.heading.stop, s.span.start, s.span.stop)
    return (s.level, s.number, s.title, KINDS.index(s.kind), _json(s.path), *spans, s.parent)


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
