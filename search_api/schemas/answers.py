"""What is answered to a search, a comparison, a question, an address."""

from operator import not_
from typing import Any

from pydantic import Field

from search_api.schemas.base import Schema, Status
from search_api.schemas.hits import Citation, Hit, HitGroup

_NOTES: Any = Field(
    default=[], exclude_if=not_, description="what was required or excluded, in Chinese; left out if none"
)


class SearchResponse(Schema):
    """Passages best first (`hits`), or by group (`groups`) when grouping was asked for; the other list is empty.

    `phrases` and `excluded` are the conditions in force, those of the text with those of the request; where there are
    some, the first notes tell of them, one note each.
    """

    query: str
    phrases: list[str] = Field(default=[], exclude_if=not_, description="required wording; left out if none")
    excluded: list[str] = Field(default=[], exclude_if=not_, description="excluded wording; left out if none")
    hits: list[Hit] = Field(default=[])
    groups: list[HitGroup] = Field(default=[])
    notes: list[str] = Field(
        default=[], description="what the reader should know, in Chinese: an ignored word, no match"
    )


class Cell(Schema):
    """What one report says of the topic."""

    district: str | None
    city: str | None
    province: str | None
    year: int | None
    report: str | None
    title: str | None
    status: Status
    passage: Hit | None
    same_wording: list[str] = Field(
        default=[], description="other reports, of the table or not, that have the sentence of the match word for word"
    )
    reason: str = Field(default="", description="why unreadable or not collected, in Chinese")


class CompareResponse(Schema):
    """Topic x report, ordered by place and year."""

    topic: str
    cells: list[Cell]
    notes: list[str] = _NOTES


class AskResponse(Schema):
    """An answer made of sentences of the reports, or an abstention with its reason in Chinese."""

    question: str
    answer: str | None
    abstained: bool
    reason: str
    citations: list[Citation]
    related: list[Hit] = Field(default=[], description="when abstaining: the nearest passages, which do not answer")
    notes: list[str] = _NOTES


class Facet(Schema):
    """One value of a filter with the number of reports that have it."""

    value: str
    reports: int


class FacetsResponse(Schema):
    """The values that filters can take, with counts (/v1/facets)."""

    province: list[Facet]
    city: list[Facet]
    district: list[Facet]
    year: list[Facet]
    kind: list[Facet]
    genre: list[Facet]


class AddressResponse(Schema):
    """What an address points at (/v1/address/{address})."""

    address: str
    report: str
    title: str
    district: str | None
    year: int | None
    section: str
    text: str
    start: int
    stop: int
    moved: bool = Field(description="the words were found elsewhere than the address says: the report was parsed anew")
    replaced_by: str | None = Field(default=None, description="the newer edition; this one is not searched")
