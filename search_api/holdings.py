"""What the archive holds, as the contract shows it: one report, the list of all, the values of the filters."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from indexer.intake.examine import opening
from indexer.rows import KINDS
from indexer.snapshot import Generation
from indexer.store import Store, StoredReport
from search_api.examined import cells_out, doubts_out, expected_out, file_out, refused_out
from search_api.rendered import detail_out, metadata_out, sections_out
from search_api.schemas import ArchiveResponse, Facet, FacetsResponse, FileResponse, ReportResponse, ReportSummary
from search_api.scope import Scope


def report_response(store: Store, report: StoredReport) -> ReportResponse:
    """A stored report as text with its section tree."""
    return ReportResponse(
        report=detail_out(report.path, report.metadata),
        sections=sections_out(store.sections(report.number)),
        text=store.text(report.number),
        warnings=list(report.warnings),
        replaced_by=report.replaced_by,
    )


def archive_response(generation: Generation) -> ArchiveResponse:
    """Everything held, refused, in doubt, and expected but missing."""
    intake = generation.intake
    return ArchiveResponse(
        reports=[_summary(r) for r in generation.store.reports],
        refused=refused_out(intake.refused),
        doubts=doubts_out(intake.doubts),
        expected=expected_out(intake.roster),
        files=[file_out(r) for r in intake.records],
        roster=cells_out(intake.roster),
    )


def file_response(generation: Generation, path: str) -> FileResponse | None:
    """The file at `path` inside the archive with its first page of text; None where there is no such file."""
    record = next((r for r in generation.intake.records if r.path == path), None)
    if record is None:
        return None
    report = generation.store.report(path)
    page = record.opening if report is None else opening(generation.store.text(report.number))
    return FileResponse(file=file_out(record), opening=page)


def _summary(report: StoredReport) -> ReportSummary:
    return ReportSummary(
        **metadata_out(report.path, report.metadata).model_dump(),
        characters=report.characters,
        passages=report.passages,
        sections=report.sections,
        warnings=list(report.warnings),
    )


def facets_response(store: Store, scope: Scope) -> FacetsResponse:
    """The values that filters can take within `scope`, each with its number of reports, the most frequent first."""
    allowed = None if scope.reports is None else frozenset(scope.reports)
    held = [r for r in store.reports if allowed is None or r.number in allowed]
    metadata = [r.metadata for r in held]
    return FacetsResponse(
        province=_facets(m.province for m in metadata),
        city=_facets(m.city for m in metadata),
        district=_facets(m.district for m in metadata),
        year=sorted(_facets(str(m.year) for m in metadata if m.year), key=lambda f: f.value, reverse=True),
        kind=_kinds(store, [r.number for r in held]),
        genre=_facets(m.genre for m in metadata),
    )


def _facets(values: Iterable[str | None]) -> list[Facet]:
    counts = Counter(v for v in values if v)
    return [Facet(value=v, reports=n) for v, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _kinds(store: Store, reports: Sequence[int]) -> list[Facet]:
    wanted = np.isin(store.passage_reports, np.asarray(reports, dtype=np.int32))
    pairs = {(int(r), int(k)) for r, k in zip(store.passage_reports[wanted], store.passage_kinds[wanted], strict=True)}
    counts = Counter(kind for _, kind in pairs)
    return [Facet(value=KINDS[kind].value, reports=counts[kind]) for kind in sorted(counts)]
