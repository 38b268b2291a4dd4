"""A report's metadata and sections as the contract shows them."""

from collections.abc import Sequence

from indexer.report import Evidence, Metadata, Section
from search_api.schemas import PATH_JOIN, EvidenceOut, ReportDetail, ReportMetadata, SectionOut


def metadata_out(path: str, m: Metadata) -> ReportMetadata:
    """The metadata of the report at `path`."""
    return ReportMetadata(
        path=path,
        title=m.title,
        issuers=list(m.issuers),
        district=m.district,
        city=m.city,
        province=m.province,
        code=m.code,
        year=m.year,
        issued_on=m.issued_on,
        genre=m.genre,
    )


def detail_out(path: str, m: Metadata) -> ReportDetail:
    """The metadata of the report at `path`, and for each field why it has its value."""
    evidence = {field: _evidence_out(e) for field, e in m.evidence.items()}
    return ReportDetail(**metadata_out(path, m).model_dump(), evidence=evidence)


def _evidence_out(e: Evidence) -> EvidenceOut:
    return EvidenceOut(
        source=e.source.value,
        confidence=e.confidence,
        start=None if e.span is None else e.span.start,
        stop=None if e.span is None else e.span.stop,
        note=e.note,
    )


def sections_out(sections: Sequence[Section]) -> list[SectionOut]:
    """The section tree, in reading order."""
    return [
        SectionOut(
            level=s.level,
            number=s.number,
            title=s.title,
            kind=s.kind.value,
            path=PATH_JOIN.join(s.path),
            start=s.span.start,
            stop=s.span.stop,
        )
        for s in sections
    ]
