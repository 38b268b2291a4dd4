"""Passages that match, and sentences that are cited."""

from pydantic import Field

from search_api.schemas.base import Kind, Schema


class Hit(Schema):
    """One passage that matches.

    `start` and `stop` are code points of the report's canonical text; `highlights`, `sentence` and `figures` are code
    points of `text`. Ranks count from 1 and are null where that leg did not find the passage.
    """

    report: str
    title: str
    district: str | None
    city: str | None
    province: str | None
    year: int | None
    genre: str | None
    section: str = Field(description="headings from level 1 down, joined by ' > '")
    kind: Kind
    text: str
    start: int
    stop: int
    address: str = Field(description="permanent citation; /v1/address/{address} resolves it")
    score: float
    meaning_rank: int | None
    words_rank: int | None
    highlights: list[tuple[int, int]] = Field(description="words of the query in `text`")
    sentence: tuple[int, int] | None = Field(default=None, description="the sentence of `text` that carries the match")
    figures: list[tuple[int, int]] = Field(default=[], description="numbers with their units in `text`")
    same_wording: list[str] = Field(
        default=[], description="other reports that have the sentence of the match word for word"
    )


class HitGroup(Schema):
    """The hits of one report, or of one district in one year, best first."""

    district: str | None
    city: str | None
    province: str | None
    year: int | None
    report: str | None
    hits: list[Hit]


class Citation(Schema):
    """A sentence of a report, word for word."""

    report: str
    title: str
    district: str | None
    year: int | None
    section: str
    quote: str
    start: int
    stop: int
    address: str
