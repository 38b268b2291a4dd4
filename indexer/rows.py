"""What goes into `archive.sqlite`: a report with its sections, passages and sentences as rows, and the file itself."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

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
# A part's rows as they are taken over, their numbers counted on from those before.
_ADDED = (
    """INSERT INTO reports SELECT id + :report, path, source, encoding, title, issuers, district, city, province, code,
        year, issued_on, genre, text, warnings, replaced_by FROM part.reports ORDER BY id""",
    """INSERT INTO sections SELECT report + :report, ordinal, level, number, title, kind, path, heading_start,
        heading_stop, start, stop, parent FROM part.sections ORDER BY report, ordinal""",
    """INSERT INTO passages SELECT id + :passage, report + :report, section, kind, start, stop, text
        FROM part.passages ORDER BY id""",
    """INSERT INTO sentences SELECT passage + :passage, start, stop, wording FROM part.sentences
        ORDER BY passage, start""",
)
_COUNTED = """SELECT count(*), coalesce(sum(length(text)), 0), (SELECT count(*) FROM part.passages),
    (SELECT count(*) FROM part.sentences) FROM part.reports"""


class Counts(NamedTuple):
    """How much there is in a part of a store."""

    reports: int
    characters: int
    passages: int
    sentences: int


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
    """Write `reports`, numbered as given from 0, to a new SQLite file at `path`; `older` as in `join_rows`."""
    join_rows(path, [part_of_rows(reports)], older)


def part_of_rows(reports: Iterable[ReportRows]) -> bytes:
    """A part of a store: the rows of `reports`, numbered from 0, as `join_rows` takes them."""
    with closing(sqlite3.connect(":memory:")) as store, store:
        store.executescript(_TABLES)
        first = 0
        for number, rows in enumerate(reports):
            _insert_report(store, number, rows, None)
            _insert(store, "passages", [(first + n, number, *passage) for n, passage in enumerate(rows.passages)])
            sentences = [
                (first + n, start, stop, bytes.fromhex(said))
                for n, own in enumerate(rows.sentences)
                for start, stop, said in own
            ]
            _insert(store, "sentences", sentences)
            first += len(rows.passages)
        store.commit()
        return store.serialize()


def join_rows(path: Path, parts: Iterable[bytes], older: Iterable[tuple[ReportRows, str]] = ()) -> list[Counts]:
    """Write `parts`, one after the other, to a new SQLite file at `path`; what each of them adds.

    `older` editions, each with the path of what replaced it, come after them, with text and sections but no passage.
    """
    added: list[Counts] = []
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA synchronous = OFF")  # what is not whole is never published, and what is was synced
        store.executescript(_TABLES)
        for part in parts:
            store.execute("ATTACH ':memory:' AS part")
            store.deserialize(part, name="part")
            offsets = {"report": sum(c.reports for c in added), "passage": sum(c.passages for c in added)}
            with store:
                for statement in _ADDED:
                    store.execute(statement, offsets)
            added.append(Counts(*store.execute(_COUNTED).fetchone()))
            store.execute("DETACH part")
        with store:
            for number, (rows, newer) in enumerate(older, sum(c.reports for c in added)):
                _insert_report(store, number, rows, newer)
            store.executescript(_INDEXES)
    return added


def passage_texts(path: Path) -> list[str]:
    """The text of every passage of the store at `path`, by number."""
    with closing(sqlite3.connect(path)) as store:
        return [text for (text,) in store.execute("SELECT text FROM passages ORDER BY id")]


def _insert_report(store: sqlite3.Connection, number: int, rows: ReportRows, replaced_by: str | None) -> None:
    _insert(store, "reports", [(number, *rows.report, replaced_by)])
    _insert(store, "sections", [(number, n, *section) for n, section in enumerate(rows.sections)])


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
