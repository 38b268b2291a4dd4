"""PDF: the text that it prints, page by page; pages that are pictures are recognised."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from indexer.errors import ReportError
from indexer.read.paged import legible
from indexer.read.paged.edges import without_edges
from indexer.read.paged.lines import Line, Page, scaled, to_lines
from indexer.read.paged.paragraphs import to_text
from indexer.read.paged.pdfium import Document, Print
from indexer.read.paged.ruled import grids, row_lines
from indexer.read.paged.scan import Recognised, mean_confidence, page_list, recognise, unsure
from indexer.read.reading import Format, Reading, Told, untold

MAX_PAGES = 1000
DPI = 200  # of the pictures that are recognised
_FEW = 20  # characters: a page with a picture and no more text than this is a scan


@dataclass(frozen=True, slots=True)
class _Text:
    """A page as it was read, from its text, or from its picture where it is to be recognised."""

    page: Page
    hidden: int = 0
    askew: int = 0
    damaged: bool = False
    garbled: bool = False
    picture: bool = False  # to be recognised
    layer: bool = False  # its text is what a scanner made of it
    recognised: Recognised | None = None


def read_pdf(data: bytes, told: Told = untold, max_pages: int = MAX_PAGES) -> Reading:
    """The text of a PDF; `told` hears of every page that is done.

    Raises:
        ReportError: it is locked, damaged, too long, without text, garbled, or a scan that cannot be recognised.
    """
    with closing(Document(data)) as document:
        count = len(document)
        if not count:
            raise ReportError("PDF 里没有一页", "请换上完整的文件", "damaged")
        if count > max_pages:
            raise ReportError(f"PDF 有 {count} 页，多于 {max_pages} 页的上限", "请拆成几个文件放入", "too-many-pages")
        texts = [_read_page(document.print_of(number)) for number in range(count)]
        told(sum(not t.picture for t in texts), count)
        texts, doubts = _with_scans(document, texts, told)
    return _reading(texts, doubts)


def _read_page(found: Print | None) -> _Text:
    if found is None:
        return _Text(Page((), 1.0), damaged=True)
    lines = _lines(found)
    text = "".join(line.text for line in lines)
    garbled = legible.is_garbled(text)
    picture = garbled or (found.is_picture and (found.layer or len(text) < _FEW))
    return _Text(Page(lines, found.height), found.hidden, found.askew, False, garbled, picture, found.layer)


def _lines(found: Print) -> tuple[Line, ...]:
    """The lines of a page from the top down, those of ruled tables by their cells."""
    tables = grids(found.rules)
    loose = [p for p in found.pieces if not any(t.holds(p) for t in tables)]
    rows = [row for t in tables for row in row_lines(t, [p for p in found.pieces if t.holds(p)])]
    return tuple(sorted([*to_lines(loose), *rows], key=lambda line: line.top)) if rows else tuple(to_lines(loose))


def _with_scans(document: Document, texts: Sequence[_Text], told: Told) -> tuple[list[_Text], tuple[str, ...]]:
    """The pages with those that are pictures recognised, or left blank, with a doubt, where that cannot be done."""
    scans = [number for number, text in enumerate(texts) if text.picture]
    whole = list(texts)
    found = recognise(document.picture_of(number, DPI) for number in scans)
    try:
        for done, (number, page) in enumerate(zip(scans, found, strict=False), len(texts) - len(scans) + 1):
            whole[number] = _Text(scaled(page.page, 72 / DPI), garbled=texts[number].garbled, recognised=page)
            told(done, len(texts))
    except ReportError as error:
        if error.code != "no-ocr" or not any(_is_readable(t) for t in texts):
            raise _garbled() if all(t.garbled for t in texts if t.picture) else error from error
        return _unrecognised(texts)
    return whole, ()


def _is_readable(text: _Text) -> bool:
    """Whether there is text on the page that can stand in for its recognition, or needs none."""
    return bool(text.page.lines) and not text.garbled


def _unrecognised(texts: Sequence[_Text]) -> tuple[list[_Text], tuple[str, ...]]:
    blank = [replace(t, page=Page((), t.page.height)) if t.picture and not _is_readable(t) else t for t in texts]
    pages = [n for n, (t, b) in enumerate(zip(texts, blank, strict=True), 1) if t.picture and not b.page.lines]
    doubt = f"{page_list(pages)}是扫描或乱码，没有装识别组件，未能读出；请运行 make ocr"
    return blank, (doubt,) if pages else ()


def _reading(texts: Sequence[_Text], doubts: tuple[str, ...]) -> Reading:
    pages, edges = without_edges([t.page for t in texts])
    scanned = [t.recognised for t in texts if t.recognised]
    text = legible.plain(to_text(pages))
    if not text.strip():
        raise _nothing(texts)
    return Reading(
        text,
        Format.SCAN if 2 * len(scanned) > len(texts) else Format.PDF,
        pages=len(pages),
        blank_pages=tuple(n for n, page in enumerate(pages, 1) if not page.lines),
        confidence=mean_confidence(scanned),
        doubts=(*doubts, *_doubts(texts), *edges),
    )


def _garbled() -> ReportError:
    return ReportError(
        "PDF 里的文字是乱码（字体没有带文字对照表）",
        "请用原来的软件重新导出 PDF，或者运行 make ocr 后按图像识别",
        "garbled",
    )


def _nothing(texts: Sequence[_Text]) -> ReportError:
    if all(t.damaged for t in texts):
        return ReportError("PDF 的每一页都已损坏", "请重新传一份完整的文件", "damaged")
    return ReportError("PDF 里没有文字，页面是空白的", "请换上有文字的文件，或者清晰的扫描件", "no-text")


def _doubts(texts: Sequence[_Text]) -> Iterator[str]:
    if damaged := [n for n, t in enumerate(texts, 1) if t.damaged]:
        yield f"{page_list(damaged)}已损坏，未能读出"
    if layer := [n for n, t in enumerate(texts, 1) if t.layer]:
        yield f"{page_list(layer)}是扫描件，用的是文件自带的识别文字"
    if garbled := [n for n, t in enumerate(texts, 1) if t.garbled and t.recognised]:
        yield f"{page_list(garbled)}的文字是乱码，改按图像识别"
    yield from unsure(t.recognised for t in texts)
    if hidden := sum(t.hidden for t in texts):
        yield f"有 {hidden} 个看不见的字（白字、隐藏字），没有收入"
    if askew := sum(t.askew for t in texts):
        yield f"有 {askew} 个斜排或竖排的字（水印、印章），没有收入"
