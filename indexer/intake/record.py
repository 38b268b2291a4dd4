"""The nouns of the intake: what was found out about each file, and which expected report is where."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.read.reading import Format

FORMAT_NAMES: Mapping[Format, str] = {  # as the maintainer reads them
    Format.TXT: "纯文本",
    Format.DOCX: "Word 文档（docx）",
    Format.DOC: "Word 97-2003（doc）",
    Format.WPS: "WPS 文字",
    Format.RTF: "RTF",
    Format.ODT: "ODT",
    Format.PDF: "PDF",
    Format.SCAN: "扫描 PDF",
    Format.IMAGE: "图片",
    Format.HTML: "网页",
    Format.OFD: "OFD",
}


class Verdict(StrEnum):
    """What becomes of a file: in the index; in the index or beside it, to be looked at; not in the index."""

    TAKEN = "收录"
    DOUBTFUL = "存疑"
    REFUSED = "拒收"


class State(StrEnum):
    """Where the report of a district and year is: the best verdict of its files, or that there is no file."""

    TAKEN = "收录"
    DOUBTFUL = "存疑"
    REFUSED = "拒收"
    MISSING = "缺"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or in doubt: `code` for programs, `reason` and `cure` in plain Chinese."""

    code: str
    reason: str
    cure: str

    def __str__(self) -> str:
        return f"{self.reason}。{self.cure}"


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """A field of the metadata in short: its value as text, from where (a `Source`), how sure, what was in doubt."""

    field: str
    value: str
    source: str
    confidence: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Another file that tells nearly the same; `similarity` is the share of common wording, in [0, 1]."""

    path: str
    similarity: float


@dataclass(frozen=True, slots=True)
class FileRecord:
    """All that the intake says of one file; a member of a zip is a file of its own, at `包.zip/甲.docx`.

    Shares are in [0, 1]. What could not be told of a refused file is None, 0 or empty; its place and year are those
    that its name tells.
    """

    path: str
    source: str  # SHA-256 of the bytes in lower-case hex
    size: int  # bytes
    verdict: Verdict
    format: Format | None = None
    encoding: str = ""
    characters: int = 0  # of the canonical text
    pages: int | None = None  # of formats that have pages
    blank_pages: tuple[int, ...] = ()  # from 1
    garbled: float = 0.0  # share of characters that are no text
    confidence: float | None = None  # of the OCR, where there was any
    heading_coverage: float | None = None  # share of the body that stands under a heading
    numbering_gaps: int = 0  # numbers that the headings skip
    long_sentences: int = 0  # of more than `examine.MODEL_CHARACTERS`
    passages: int = 0
    title: str | None = None
    district: str | None = None
    city: str | None = None
    province: str | None = None
    year: int | None = None
    genre: str | None = None
    evidence: tuple[FieldEvidence, ...] = ()
    indexed: bool = False  # whether searches find it; a doubtful file that only repeats another is not
    duplicate_of: str | None = None  # the file that says the same, and is indexed in its stead
    replaced_by: str | None = None  # the newer edition that searches find; this one is read at its address only
    near: tuple[Near, ...] = ()  # other editions of it, most similar first
    findings: tuple[Finding, ...] = ()  # none where it is TAKEN
    notes: tuple[str, ...] = ()  # worth knowing, nothing to do, in Chinese
    opening: str = ""  # its first page of text, where it is not indexed; of one that is, the index has the text


@dataclass(frozen=True, slots=True)
class RosterCell:
    """A place and year: expected by the roster (`listed`), or only found; `paths` are its files, the best first."""

    province: str | None
    city: str | None
    district: str | None
    year: int
    state: State
    listed: bool
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The account of an archive: every file, every cell of the roster, and (list, what is odd about it)."""

    records: tuple[FileRecord, ...] = ()
    roster: tuple[RosterCell, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()

    @property
    def refused(self) -> tuple[tuple[str, str, str], ...]:
        """(path, code, reason with its cure) of each file that is not taken in."""
        return tuple((r.path, r.findings[0].code, str(r.findings[0])) for r in self.of(Verdict.REFUSED))

    @property
    def doubts(self) -> tuple[tuple[str, str], ...]:
        """(path, reason with its cure) of all that is in doubt, about lists first."""
        return (*self.lists, *((r.path, str(finding)) for r in self.of(Verdict.DOUBTFUL) for finding in r.findings))

    def of(self, verdict: Verdict) -> tuple[FileRecord, ...]:
        """The files with that verdict, in archive order."""
        return tuple(r for r in self.records if r.verdict is verdict)
