"""The nouns of reading: which format a file is in, and what a reader got out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Told = Callable[[int, int], None]  # how many pages are done, of how many


class Format(StrEnum):
    """What a file is, told from its content."""

    TXT = "txt"
    DOCX = "docx"
    DOC = "doc"
    WPS = "wps"
    RTF = "rtf"
    ODT = "odt"
    PDF = "pdf"
    SCAN = "scanned pdf"
    IMAGE = "image"
    HTML = "html"
    OFD = "ofd"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of one file.

    `text` is raw: a paragraph or a printed line a line; every page but the last ends in a form feed where the format
    has pages; mending it is not a reader's job. A table stands in its place, a row a line, cells parted by tabs.
    """

    text: str
    format: Format
    encoding: str = ""  # of txt and html, by its Python name
    pages: int | None = None  # of formats that have pages
    blank_pages: tuple[int, ...] = ()  # pages, from 1, that gave no text
    confidence: float | None = None  # mean over the recognised characters, in [0, 1]; None where nothing was recognised
    hints: Mapping[str, str] = field(default_factory=dict)  # what the file says of itself: title, issued_on, issuer
    doubts: tuple[str, ...] = ()  # what the maintainer should look at, in Chinese: 修订, 文本框 …


def untold(done: int, total: int) -> None:
    """A `Told` that tells nobody."""
