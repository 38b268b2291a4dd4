"""Questions with what should be found for them, and how well an engine finds it: what a new index is held to."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.archive import GOLDEN
from indexer.errors import ArchiveError, QueryError
from indexer.read.lists import decode_list
from indexer.tokens import squeeze
from search_api.address import read_address
from search_api.engine import Engine
from search_api.schemas import Hit, SearchRequest

DEPTH = 10  # hits that are looked at
HEADINGS = {"query", "问题", "检索内容"}
_SHORTEST = 8  # word characters of a passage that may lie wholly inside a quote


class Shown(Protocol):
    """What is asked of a hit: where it stands, and what it says."""

    report: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Golden:
    """What `query` should find: a report by its path, or a passage of it by its words or its address (`quote`)."""

    query: str
    report: str
    quote: str

    def fits(self, hit: Shown) -> bool:
        """Whether `hit` shows it."""
        if not self.quote:
            return hit.report == self.report
        try:
            at, shown = read_address(self.quote), read_address(hit.address)
        except QueryError:
            said, passage = squeeze(self.quote), squeeze(hit.text)
            inside = len(passage) >= _SHORTEST and passage in said
            return hit.report == self.report and (said in passage or inside)
        within = at.span.start < shown.span.stop and shown.span.start < at.span.stop
        return within and (shown.source.startswith(at.source) or at.source.startswith(shown.source))


@dataclass(frozen=True, slots=True)
class Found:
    """At which place, from 1, each golden row was found; None where it is not among the first DEPTH."""

    places: tuple[int | None, ...]

    @property
    def score(self) -> float:
        """Mean over the rows of 1 / log2(place + 1): 1 where each is first, 0 where none is found."""
        return math.fsum(map(worth, self.places)) / max(1, len(self.places))


def worth(place: int | None) -> float:
    """1 at the first place, 0.29 at the tenth, 0 where it was not found."""
    return 0.0 if place is None else 1 / math.log2(place + 1)


def read_golden(folder: Path) -> list[Golden]:
    """The rows of golden.tsv in `folder`, an archive or a generation: query, report, quote or address, by tabs.

    Raises:
        ArchiveError: it is not text, or a row has neither query nor report.
    """
    path = folder / GOLDEN
    if not path.is_file():
        return []
    try:
        text = decode_list(path.read_bytes())
    except ValueError as error:
        raise ArchiveError(f"{GOLDEN} 读不了：{error}", "请存为 UTF-8 文本，一行一题，用制表符分隔") from error
    rows = []
    for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        row = [cell.strip() for cell in cells]
        if not any(row) or row[0].lower() in HEADINGS or row[0].startswith("#"):
            continue
        query, report, quote = (*row, "", "", "")[:3]
        if not query or not (report or quote):
            raise ArchiveError(f"{GOLDEN} 第 {line} 行不完整", "每行写：问题、报告路径、原文或出处，用制表符分隔")
        rows.append(Golden(query, report.replace("\\", "/"), quote))
    return rows


def ask_golden(engine: Engine, rows: Sequence[Golden]) -> Found:
    """Where `engine` finds each of `rows`; a question that it refuses finds nothing."""
    hits = {query: _hits(engine, query) for query in dict.fromkeys(row.query for row in rows)}
    return Found(tuple(next((n for n, h in enumerate(hits[r.query], 1) if r.fits(h)), None) for r in rows))


def _hits(engine: Engine, query: str) -> list[Hit]:
    try:
        return list(engine.search(SearchRequest(text=query, limit=DEPTH)).hits or [])
    except QueryError:
        return []
