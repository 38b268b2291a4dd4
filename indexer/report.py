"""The nouns: what a report is made of, from the file's metadata down to one sentence.

Every position is a half-open range of the report's canonical text, counted in Unicode code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of a report's canonical text: `report.text[start:stop]`.

    Counted in Unicode code points (what `len(str)` counts), never in bytes or tokens.

    Raises:
        ValueError: the range is empty, reversed, or starts below zero.
    """

    start: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise ValueError(f"not a span: [{self.start}, {self.stop})")

    def __len__(self) -> int:
        return self.stop - self.start

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.stop]

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.stop <= self.stop


class SectionKind(StrEnum):
    """What a first-level section is about; its subsections inherit it."""

    ACHIEVEMENTS = "成效"
    PROBLEMS = "问题"
    PLANS = "计划"
    LEADERSHIP = "第一责任人"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it.

    `level` is 1 for 一、 2 for （一） 3 for 1. 4 for run-in points (一是); levels are never filled in. `number` is as
    printed, empty where a first-level heading lost it. `title` is without white space at its ends and without a closing
    full stop. `path` names the sections from level 1 down to this one, each as number and title in one.
    """

    level: int
    number: str
    title: str
    kind: SectionKind
    path: tuple[str, ...]
    heading: Span
    span: Span  # the heading, its own text and every subsection
    parent: int | None  # index of the enclosing section in `Report.sections`


class Source(StrEnum):
    """Where a piece of metadata came from; listed from the weakest to the strongest."""

    NONE = "none"
    FOLDER = "folder"
    FILE_NAME = "file name"
    HINT = "hint"  # what the file says of itself beside its text: a web page's or a document's metadata
    INFERRED = "inferred"  # from the gazetteer or from another field
    TEXT = "text"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field of the metadata has its value: source, the words if it was read in the text, confidence in [0, 1]."""

    source: Source
    confidence: float
    span: Span | None = None
    note: str = ""  # Chinese, for the maintainer: what was in doubt, which candidates were left


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report is: `year` is the year reported on, not the year of the date line.

    A field that could not be settled is None (or empty) and has a note in `evidence`; it is never guessed silently.
    """

    title: str
    issuers: tuple[str, ...] = ()
    district: str | None = None
    city: str | None = None
    province: str | None = None
    code: str | None = None
    year: int | None = None
    issued_on: date | None = None
    genre: str | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # by field name


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the canonical text that belong to no section; each is None where the report has none.

    `body` holds everything from the first word after title and addressee to the last before the closing block: what
    may become passages. Contact names and telephone numbers lie in `closing`.
    """

    title: Span | None
    addressee: Span | None
    body: Span
    closing: Span | None


@dataclass(frozen=True, slots=True)
class Report:
    """One document, read and understood.

    `path` is inside the archive, with forward slashes; `source` is the SHA-256 of the file's bytes in lower-case hex;
    `warnings` are in Chinese, for the maintainer.
    """

    path: str
    source: str
    encoding: str
    text: str
    layout: Layout
    sections: tuple[Section, ...]
    metadata: Metadata
    warnings: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)  # characters of the file left out of `text`, by reason

    def section_at(self, position: int) -> int | None:
        """Index of the innermost section that covers `position`, or None between title and first heading."""
        found = None
        for index, section in enumerate(self.sections):
            if section.span.start <= position < section.span.stop:
                found = index
        return found


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one section: what is retrieved and cited; `sentences` cover it, blanks between excepted."""

    span: Span
    section: int | None  # index in `Report.sections`; None before the first heading
    sentences: tuple[Span, ...]
