"""The JSON of the contract, once: what the service answers over HTTP is what the command line prints with --json."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MAX_QUERY_CHARACTERS = 2_000
PATH_JOIN = " > "  # between the headings of a `section` or `path`

Mode = Literal["hybrid", "meaning", "words", "exact"]
Group = Literal["none", "report", "district"]
Kind = Literal["成效", "问题", "计划", "第一责任人", "其他"]
Status = Literal["present", "absent", "unreadable", "not_collected"]


def _encodable(text: str) -> str:
    """JSON can spell half a surrogate pair, which nothing after it can take."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("string_unicode", "含有不合法的字符")
    return text


Text = Annotated[str, AfterValidator(_encodable)]
QueryText = Annotated[Text, Field(description="Chinese words, a phrase or a question", examples=["医疗纠纷怎么调解"])]


class Schema(BaseModel):
    """Base of all: unknown fields are refused, so that a misspelt filter is an error and not a wider search."""

    model_config = ConfigDict(extra="forbid")


class Filters(Schema):
    """What narrows the archive before the search: all filters must hold, several values of one are alternatives."""

    province: list[Text] = Field(default=[], examples=[["北京市"]])
    city: list[Text] = []
    district: list[Text] = Field(default=[], examples=[["西城区"]])
    year_from: int | None = Field(default=None, ge=1949, le=2100, description="report year, inclusive")
    year_to: int | None = Field(default=None, ge=1949, le=2100, description="report year, inclusive")
    kind: list[Kind] = []
    genre: list[Text] = []
    report: list[Text] = Field(default=[], description="paths inside the archive")

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        first, last = self.year_from, self.year_to
        if first is not None and last is not None and first > last:
            raise PydanticCustomError(
                "year_range", "起始年 {year_from} 晚于截止年 {year_to}", {"year_from": first, "year_to": last}
            )
        return self


class SearchRequest(Filters):
    """A search."""

    text: QueryText
    limit: int = Field(default=10, ge=1, le=200, description="passages; with group=district, groups")
    mode: Mode = "hybrid"
    group: Group = "none"


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


class Facet(Schema):
    """One value of a filter with the number of reports that have it."""

    value: str
    reports: int


class SearchResponse(Schema):
    """Passages best first (`hits`), or by group (`groups`) when grouping was asked for; the other list is empty."""

    query: str
    hits: list[Hit] = []
    groups: list[HitGroup] = []
    notes: list[str] = Field(
        default=[], description="what the reader should know, in Chinese: an ignored word, no match"
    )


class CompareRequest(Filters):
    """One topic over all reports."""

    topic: QueryText


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


class AskRequest(Filters):
    """A question in Chinese."""

    text: QueryText


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


class AskResponse(Schema):
    """An answer made of sentences of the reports, or an abstention with its reason in Chinese."""

    question: str
    answer: str | None
    abstained: bool
    reason: str
    citations: list[Citation]
    related: list[Hit] = Field(default=[], description="when abstaining: the nearest passages, which do not answer")


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


class ReportSummary(ReportMetadata):
    """A report in the list of what is held."""

    characters: int
    passages: int
    sections: int
    warnings: list[str]


class ReportResponse(Schema):
    """A report as text with its section tree (`jiejian parse` and /v1/reports/{path})."""

    report: ReportMetadata
    sections: list[SectionOut]
    text: str
    warnings: list[str]


class Refused(Schema):
    """A file that is not in the index, and why."""

    path: str
    error: str = Field(description="what is wrong, in Chinese")
    reason: str = Field(description="the same, with what to do about it")


class Doubt(Schema):
    """A report that is in the index but has something for the maintainer to look at."""

    path: str
    reason: str


class BuildResponse(Schema):
    """What a build did."""

    generation: str
    reports: int
    passages: int
    sentences: int
    seconds: float
    embedded: int = Field(description="passages embedded now")
    reused: int = Field(description="vectors taken from the cache")
    refused: list[Refused]
    doubts: list[Doubt]


class ArchiveResponse(Schema):
    """What is held and what is not (/v1/archive)."""

    reports: list[ReportSummary]
    refused: list[Refused]
    doubts: list[Doubt] = Field(default=[], description="reports that are held but need a look")
    expected: list["Expected"] = Field(default=[], description="district x year of roster.csv that no report covers")


class Expected(Schema):
    """A district and year that the roster lists and no report covers."""

    district: str
    city: str | None
    year: int


class FacetsResponse(Schema):
    """The values that filters can take, with counts (/v1/facets)."""

    province: list[Facet]
    city: list[Facet]
    district: list[Facet]
    year: list[Facet]
    kind: list[Facet]
    genre: list[Facet]


class StatusResponse(Schema):
    """The generation being served."""

    ready: bool
    generation: str
    built_at: str
    model: str
    reports: int
    passages: int
    sentences: int
    characters: int
    refused: int
    index: str
    version: str


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


class HealthResponse(Schema):
    """The service is alive; `ready` says whether it can answer, `reason` and `cure` (Chinese) why not."""

    ready: bool
    reason: str = ""
    cure: str = ""


class Problem(Schema):
    """An error as problem details (RFC 9457) with a cure, both in Chinese."""

    type: str
    title: str
    status: int
    detail: str
    cure: str
    field: str | None = None
