"""The account of an archive's files as the contract shows it."""

from collections.abc import Iterable, Mapping, Sequence

from indexer.intake.record import FORMAT_NAMES, FieldEvidence, FileRecord, Intake, RosterCell, State, Verdict
from indexer.report import Source
from search_api.schemas import (
    Doubt,
    Expected,
    FieldEvidenceOut,
    FileOut,
    FindingOut,
    IntakeResponse,
    NearOut,
    Refused,
    RosterCellOut,
)

_FIELDS: Mapping[str, str] = {
    "title": "标题",
    "district": "区划",
    "year": "年度",
    "genre": "文种",
    "issued_on": "发文日期",
    "issuers": "发文机关",
}
_ORIGINS: Mapping[str, str] = {
    Source.NONE: "不明",
    Source.FOLDER: "文件夹名",
    Source.FILE_NAME: "文件名",
    Source.HINT: "文件自带信息",
    Source.INFERRED: "推定",
    Source.TEXT: "正文",
    Source.MANIFEST: "清单",
}


def intake_response(intake: Intake) -> IntakeResponse:
    """The whole account."""
    return IntakeResponse(
        taken=len(intake.of(Verdict.TAKEN)),
        doubtful=len(intake.of(Verdict.DOUBTFUL)),
        refused=len(intake.of(Verdict.REFUSED)),
        missing=len(expected_out(intake.roster)),
        files=[file_out(r) for r in intake.records],
        roster=cells_out(intake.roster),
        lists=doubts_out(intake.lists),
    )


def file_out(r: FileRecord) -> FileOut:
    """One file."""
    return FileOut(
        path=r.path,
        source=r.source,
        size=r.size,
        verdict=r.verdict.value,
        indexed=r.indexed,
        format=r.format.value if r.format else None,
        format_name=FORMAT_NAMES[r.format] if r.format else "不明",
        encoding=r.encoding,
        characters=r.characters,
        passages=r.passages,
        pages=r.pages,
        blank_pages=list(r.blank_pages),
        garbled=r.garbled,
        confidence=r.confidence,
        heading_coverage=r.heading_coverage,
        numbering_gaps=r.numbering_gaps,
        long_sentences=r.long_sentences,
        title=r.title,
        district=r.district,
        city=r.city,
        province=r.province,
        year=r.year,
        genre=r.genre,
        evidence=[_evidence_out(e) for e in r.evidence],
        duplicate_of=r.duplicate_of,
        near=[NearOut(path=n.path, similarity=n.similarity) for n in r.near],
        findings=[FindingOut(code=f.code, reason=f.reason, cure=f.cure) for f in r.findings],
        notes=list(r.notes),
    )


def _evidence_out(e: FieldEvidence) -> FieldEvidenceOut:
    return FieldEvidenceOut(
        field=e.field,
        name=_FIELDS[e.field],
        value=e.value,
        origin=_ORIGINS[e.source],
        confidence=e.confidence,
        note=e.note,
    )


def cells_out(cells: Iterable[RosterCell]) -> list[RosterCellOut]:
    """The roster, cell by cell."""
    return [
        RosterCellOut(
            district=c.district,
            city=c.city,
            province=c.province,
            year=c.year,
            state=c.state.value,
            listed=c.listed,
            reports=list(c.paths),
        )
        for c in cells
    ]


def expected_out(cells: Iterable[RosterCell]) -> list[Expected]:
    """What the roster lists and no file covers."""
    return [Expected(district=c.district or "", city=c.city, year=c.year) for c in cells if c.state is State.MISSING]


def refused_out(refused: Sequence[tuple[str, str, str]]) -> list[Refused]:
    """(path, code, reason) of what is not taken in."""
    return [Refused(path=path, error=code, reason=reason) for path, code, reason in refused]


def doubts_out(doubts: Sequence[tuple[str, str]]) -> list[Doubt]:
    """(path, reason) of what is in doubt."""
    return [Doubt(path=path, reason=reason) for path, reason in doubts]
