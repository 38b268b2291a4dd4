"""PDF: the text that it prints, page by page; pages that are pictures are recognised."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from indexer.errors import ReportError
from indexer.read import legible
from indexer.read.edges import without_edges
from indexer.read.lines import Page, to_lines
from indexer.read.paragraphs import to_text
from indexer.read.pdfium import Document, Print
from indexer.read.reading import Format, Reading, Told, untold

MAX_PAGES = 1000
DPI = 200  # of the pictures that are recognised
_FEW = 20  # characters: a page with a picture and no more text than this is a scan


@dataclass(frozen=True, slots=True)
class _Text:
    """A page read as text; `damaged` and `garbled` say why it gave none."""

    page: Page
    hidden: int = 0
    askew: int = 0
    damaged: bool = False
    garbled: bool = False
    picture: bool = False  # to be recognised
    layer: bool = False  # its text is what a scanner made of it


def read_pdf(data: bytes, told: Told = untold, max_pages: int = MAX_PAGES) -> Reading:
    """The text of a PDF; `told` hears of every page that is done.

    Raises:
        ReportError: it is locked, damaged, too long, without text, garbled throughout, or a scan that cannot be recognised.
    """
    with closing(Document(data)) as document:
        count = len(document)
        if not count:
            raise ReportError("PDF 里没有一页", "请换上完整的文件", "damaged")
        if count > max_pages:
            raise ReportError(f"PDF 有 {count} 页，多于 {max_pages} 页的上限", "请拆成几个文件放入", "too-many-pages")
        texts = []
        for number in range(count):
            texts.append(_read_page(document.print_of(number)))
            told(number + 1, count)
    return _reading(texts)


def _read_page(found: Print | None) -> _Text:
    if found is None:
        return _Text(Page((), 1.0), damaged=True)
    lines = tuple(to_lines(found.pieces))
    text = "".join(line.text for line in lines)
    garbled = legible.is_garbled(text)
    picture = garbled or (found.is_picture and (found.layer or len(text) < _FEW))
    return _Text(Page(lines, found.height), found.hidden, found.askew, False, garbled, picture, found.layer)


def _reading(texts: Sequence[_Text]) -> Reading:
    pages, doubts = without_edges([t.page for t in texts])
    text = legible.plain(to_text(pages))
    blank = tuple(n for n, page in enumerate(pages, 1) if not page.lines)
    return Reading(text, Format.PDF, pages=len(pages), blank_pages=blank, doubts=doubts)
