"""What became of every file, and what an archive holds, refuses and misses."""

from pydantic import Field

from search_api.schemas.base import Schema, State, Verdict
from search_api.schemas.reports import ReportSummary


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
    changed: bool = Field(default=True, description="false: what is served was made from the same files already")
    published: bool = Field(default=True, description="whether this build changed what is served")
    notes: list[str] = Field(default=[], description="what the gate asked, what it could not compare; in Chinese")


class Expected(Schema):
    """A district and year that the roster lists and no file covers."""

    district: str
    city: str | None
    year: int


class ArchiveResponse(Schema):
    """What is held and what is not (/v1/archive)."""

    reports: list[ReportSummary]
    refused: list[Refused]
    doubts: list[Doubt] = Field(default=[], description="reports that are held but need a look")
    expected: list[Expected] = Field(default=[], description="district x year of roster.csv that no file covers")
    files: list[FileOut] = Field(default=[], description="every file of the archive; its first page: /v1/intake/{path}")
    roster: list[RosterCellOut] = Field(default=[], description="place x year: listed ones first, then others found")
