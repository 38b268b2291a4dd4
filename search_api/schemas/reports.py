"""Reports as text with their section trees and their metadata."""

from datetime import date

from pydantic import Field

from search_api.schemas.base import Kind, Schema


class SectionOut(Schema):
    """A section of a report's tree."""

    level: int
    number: str
    title: str
    kind: Kind
    path: str = Field(description="headings from level 1 down, joined by ' > '")
    start: int
    stop: int


class ReportMetadata(Schema):
    """The metadata of one report, as the contract prints it."""

    path: str
    title: str
    issuers: list[str]
    district: str | None
    city: str | None
    province: str | None
    code: str | None
    year: int | None
    issued_on: date | None
    genre: str | None


class EvidenceOut(Schema):
    """Why a field of a report has its value."""

    source: str = Field(description="text, hint, file name, folder, inferred, manifest; none where it was not settled")
    confidence: float = Field(description="in [0, 1]")
    start: int | None = Field(description="of the words in the text that tell it; null where none do")
    stop: int | None
    note: str = Field(description="what was in doubt or left open, in Chinese; may be empty")


class ReportDetail(ReportMetadata):
    """The metadata of one report with their evidence, by field; none of a report that is held."""

    evidence: dict[str, EvidenceOut] = Field(default_factory=dict)


class ReportSummary(ReportMetadata):
    """A report in the list of what is held."""

    characters: int
    passages: int
    sections: int
    warnings: list[str]


class ReportResponse(Schema):
    """A report as text with its section tree (`jiejian parse` and /v1/reports/{path})."""

    report: ReportDetail
    sections: list[SectionOut]
    text: str
    warnings: list[str]
    replaced_by: str | None = Field(default=None, description="the newer edition; this one is not searched")
