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
Verdict = Literal["收录", "存疑", "拒收"]
State = Literal["收录", "存疑", "拒收", "缺"]


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


class Refused(Schema):
    """A file that is not in the index, and why."""

    path: str
    error: str = Field(description="the kind of failure for programs: empty, encrypted, garbled, too-large …")
    reason: str = Field(description="what is wrong and what to do about it, in Chinese")


class Doubt(Schema):
    """A file or list that has something for the maintainer to look at, and what to do about it."""

    path: str
    reason: str


class FindingOut(Schema):
    """One thing that is wrong or in doubt about a file."""

    code: str = Field(description="for programs: blank-pages, garbled, same-content, place, year …")
    reason: str = Field(description="in Chinese, as is `cure`")
    cure: str


class FieldEvidenceOut(Schema):
    """A field of a file's metadata with where it came from and how sure it is."""

    field: str
    name: str = Field(description="of the field, in Chinese")
    value: str
    origin: str = Field(description="正文, 文件名, 清单, 推定 or 不明")
    confidence: float
    note: str = Field(description="what was in doubt, in Chinese; may be empty")


class NearOut(Schema):
    """Another edition of the same report."""

    path: str
    similarity: float


class FileOut(Schema):
    """What was found out about one file; a member of a zip is a file of its own (包.zip/甲.docx).

    Shares are in [0, 1]. Place and year of a refused file are those that its name tells.
    """

    path: str
    source: str = Field(description="SHA-256 of the file, in hex")
    size: int = Field(description="bytes")
    verdict: Verdict
    indexed: bool = Field(description="searches find it, /v1/reports/{path} has it")
    format: str | None = Field(description="docx, pdf …; null where it could not be told")
    format_name: str = Field(description="the same in Chinese, 不明 where it could not be told")
    encoding: str
    characters: int
    passages: int
    pages: int | None
    blank_pages: list[int] = Field(description="pages without text, from 1")
    garbled: float = Field(description="share of characters that are no text")
    confidence: float | None = Field(description="of the OCR; null where nothing was recognised")
    heading_coverage: float | None = Field(description="share of the body that stands under a heading")
    numbering_gaps: int = Field(description="numbers that the headings skip")
    long_sentences: int = Field(description="sentences that are longer than what the model reads")
    title: str | None
    district: str | None
    city: str | None
    province: str | None
    year: int | None
    genre: str | None
    evidence: list[FieldEvidenceOut]
    duplicate_of: str | None = Field(description="the file that says the same and is indexed in its stead")
    near: list[NearOut]
    findings: list[FindingOut] = Field(description="what to do something about; none where the verdict is 收录")
    notes: list[str] = Field(description="worth knowing, nothing to do, in Chinese")


class RosterCellOut(Schema):
    """A place and year: what roster.csv lists (`listed`) and what was found beside it."""

    district: str | None
    city: str | None
    province: str | None
    year: int
    state: State = Field(description="the best verdict of its files; 缺 where there is none")
    listed: bool
    reports: list[str] = Field(description="paths of its files, the best first")


class FileResponse(Schema):
    """One file with its first page of text (/v1/intake/{path})."""

    file: FileOut
    opening: str = Field(description="empty where no text could be read")


class IntakeResponse(Schema):
    """The examination of an archive (`jiejian intake`): every file, the roster, and what is odd about its lists."""

    taken: int = Field(description="files of verdict 收录")
    doubtful: int
    refused: int
    missing: int = Field(description="cells of the roster without a file")
    files: list[FileOut]
    roster: list[RosterCellOut]
    lists: list[Doubt]


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
    expected: list["Expected"] = Field(default=[], description="district x year of roster.csv that no file covers")
    files: list[FileOut] = Field(default=[], description="every file of the archive; its first page: /v1/intake/{path}")
    roster: list[RosterCellOut] = Field(default=[], description="place x year: listed ones first, then others found")


class Expected(Schema):
    """A district and year that the roster lists and no file covers."""

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
