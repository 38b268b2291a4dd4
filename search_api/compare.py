"""One topic over all reports: for each its best passage, or that it does not mention the topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.store import StoredReport
from search_api.evidence import Coverage
from search_api.fuse import Candidate
from search_api.hits import HitMaker
from search_api.retrieve import Retriever
from search_api.schemas import Cell, CompareResponse, Hit
from search_api.scope import Scope
from search_api.wanted import Wanted

_ENOUGH = 0.5  # share of the topic's words that a passage must hold to count as mentioning it


@dataclass(frozen=True, slots=True)
class Comparer:
    """Fills the table of one topic."""

    retriever: Retriever

    def compare(self, wanted: Wanted, scope: Scope) -> CompareResponse:
        """One cell for each report in `scope`, ordered by place and year."""
        store = self.retriever.generation.store
        found = self.retriever.retrieve(wanted, scope, depth=max(1, len(self.retriever.generation.vectors)))
        best: dict[int, Candidate] = {}
        coverage = Coverage.of(wanted.content, self.retriever.generation)
        for candidate in found:
            best.setdefault(int(store.passage_reports[candidate.passage]), candidate)
        hits = HitMaker(self.retriever.generation).hits(wanted, list(best.values()))
        by_report = dict(zip(best, hits, strict=True))
        held = [r for r in store.reports if scope.reports is None or r.number in set(scope.reports)]
        cells = [_cell(r, by_report.get(r.number), coverage) for r in sorted(held, key=_order)]
        return CompareResponse(topic=wanted.text, cells=cells)


def _order(report: StoredReport) -> tuple[str, str, str, int, str]:
    m = report.metadata
    return m.province or "", m.city or "", m.district or "", m.year or 0, report.path


def _cell(report: StoredReport, hit: Hit | None, coverage: Coverage) -> Cell:
    m = report.metadata
    present = hit is not None and coverage.share(hit.text) >= _ENOUGH
    return Cell(
        district=m.district,
        city=m.city,
        province=m.province,
        year=m.year,
        report=report.path,
        title=m.title,
        status="present" if present else "absent",
        passage=hit if present else None,
        same_wording=hit.same_wording if present and hit else [],
    )
