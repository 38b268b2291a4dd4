"""One topic over all reports: for each its best passage, or that it does not mention the topic."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.report import SectionKind
from indexer.snapshot import Generation
from indexer.store import Store, StoredPassage, StoredReport
from indexer.tokens import fold
from search_api.conditions import excludes
from search_api.context import with_neighbours
from search_api.evidence import Coverage, without_laws
from search_api.fuse import Candidate
from search_api.hits import HitMaker
from search_api.retrieve import Retriever
from search_api.schemas import Cell, CompareResponse, Filters, Hit
from search_api.scope import Scope
from search_api.uncollected import untold_cells
from search_api.wanted import Wanted

ENOUGH = 0.5  # share of a part of the topic that a passage under its headings must hold to count as mentioning it
JUDGED = 10  # passages of a report that are looked at: the best of what both legs say
_FIRST_PART, _HEADING, _DONE = 1.0, 0.2, 0.1  # what is added to the fused score; see ARCHITECTURE.md, "compare"
_JOINTS = re.compile(r"[/／、，,；;\s]+|以及|与|和|及")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate with what speaks for it; `mentions` is the best share of any part of the topic."""

    candidate: Candidate
    passage: StoredPassage
    mentions: float
    score: float


@dataclass(frozen=True, slots=True)
class Comparer:
    """Fills the table of one topic."""

    retriever: Retriever

    def compare(self, wanted: Wanted, scope: Scope, filters: Filters) -> CompareResponse:
        """One cell for each report in `scope`, and for each within `filters` that is not held, by place and year."""
        generation = self.retriever.generation
        leading = self.retriever.leading(wanted, scope, JUDGED)
        best = _best(_judged(leading, topic_parts(wanted.content, generation), generation))
        cells = [_told(best[report].passage, wanted, generation.store) for report in best]
        hits = HitMaker(generation).of_passages(wanted, [best[report].candidate for report in best], cells)
        by_report = dict(zip(best, hits, strict=True))
        kept = None if scope.reports is None else frozenset(scope.reports)
        held = [r for r in generation.store.reports if kept is None or r.number in kept]
        table = [_cell(r, by_report.get(r.number)) for r in held]
        table += untold_cells(generation.intake, filters, generation.gazetteer)
        return CompareResponse(topic=wanted.text, cells=sorted(table, key=_order))


def _told(passage: StoredPassage, wanted: Wanted, store: Store) -> StoredPassage:
    """The passage with what goes on beside it, unless that has wording which the query excludes."""
    around = with_neighbours(passage, store)
    return passage if excludes(wanted, around.text) else around


def topic_parts(content: str, generation: Generation) -> list[Coverage]:
    """The topic's parts, first the one that comes first: 政务公开/依申请公开 is on the table when either is."""
    parts = [part for part in _JOINTS.split(content) if len(part) > 1]
    return [Coverage(part, generation) for part in parts or [content]]


def _judged(candidates: Sequence[Candidate], parts: Sequence[Coverage], generation: Generation) -> list[_Judged]:
    passages = generation.store.passages([c.passage for c in candidates])
    paths = generation.store.section_paths((p.report, p.section) for p in passages)
    return [
        _judge(c, p, "，".join(paths[p.report, p.section]), parts) for c, p in zip(candidates, passages, strict=True)
    ]


def _judge(candidate: Candidate, passage: StoredPassage, path: str, parts: Sequence[Coverage]) -> _Judged:
    headings = fold(path)
    told = f"{headings}，{fold(without_laws(passage.text))}"
    shares = [part.share_of_folded(told) for part in parts]
    heading = max(part.share_of_folded(headings) for part in parts)
    done = passage.kind is SectionKind.ACHIEVEMENTS
    score = math.fsum((candidate.score, _FIRST_PART * shares[0], _HEADING * heading, _DONE * done))
    return _Judged(candidate, passage, max(shares), score)


def _best(judged: Sequence[_Judged]) -> dict[int, _Judged]:
    """The best passage of each report that mentions the topic."""
    best: dict[int, _Judged] = {}
    for one in sorted(judged, key=lambda j: (-j.score, j.passage.number)):
        if one.mentions >= ENOUGH:
            best.setdefault(one.passage.report, one)
    return best


def _order(cell: Cell) -> tuple[str, str, str, int, str]:
    return cell.province or "", cell.city or "", cell.district or "", cell.year or 0, cell.report or ""


def _cell(report: StoredReport, hit: Hit | None) -> Cell:
    m = report.metadata
    return Cell(
        district=m.district,
        city=m.city,
        province=m.province,
        year=m.year,
        report=report.path,
        title=m.title,
        status="absent" if hit is None else "present",
        passage=hit,
        same_wording=[] if hit is None else hit.same_wording,
    )
