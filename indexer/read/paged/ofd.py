"""OFD (GB/T 33190): the text that its pages print; where they are pictures, those are recognised."""

import io
import math
import zipfile
from collections.abc import Sequence
from contextlib import closing

import ofdkit
from ofdkit.package import Package

from indexer.errors import ReportError
from indexer.read.paged.edges import without_edges
from indexer.read.paged.image import read_image
from indexer.read.paged.legible import plain
from indexer.read.paged.lines import Page, Piece, to_lines
from indexer.read.paged.ofd_pictures import pictures_of
from indexer.read.paged.paragraphs import to_text
from indexer.read.reading import Format, Reading, Told, untold

MAX_PAGES = 1000
_POINTS = 72 / 25.4  # of a millimetre
_STICKS_OUT = 2.0  # millimetres by which text on the page may cross its edge
_LOCKS = ("encryptions.xml", "encryptinfo.xml", "decryptseed.dat", "entriesmap.dat")
_DAMAGED = "请重新传一份完整的文件，或者用 OFD 阅读器另存为 PDF 后放入"


def read_ofd(data: bytes, told: Told = untold) -> Reading:
    """The text of an OFD; `told` hears of every picture recognised.

    Raises:
        ReportError: it is locked, damaged, too long, without text, or of pictures that cannot be recognised.
    """
    _check_lock(data)
    try:
        with closing(ofdkit.open(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise ReportError(
                    f"OFD 有 {len(document.pages)} 页，多于 {MAX_PAGES} 页的上限",
                    "请拆成几个文件放入",
                    "too-many-pages",
                )
            pages, damaged = _pages(document)
            doubts = _doubts(damaged, document.warnings)
            locations = [page.location for page in document.pages]
    except ofdkit.OFDError as error:
        raise _refusal(error) from error
    if not any(page.lines for page in pages):
        return _recognised(data, locations, told)
    return _reading(pages, doubts)


def _check_lock(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise ReportError("OFD 文件不完整，打不开", _DAMAGED, "damaged") from error
    if any(m.flag_bits & 1 or m.filename.lower().rpartition("/")[2] in _LOCKS for m in members):
        raise ReportError("OFD 文件加了密，读不出来", "请用 OFD 阅读器打开，去掉密码后另存一份", "encrypted")


def _refusal(error: ofdkit.OFDError) -> ReportError:
    if isinstance(error, ofdkit.OFDLimitError):
        return ReportError("OFD 文件内部的部件过大，或者带有不许用的实体定义", "请另存为 PDF 后放入", "bomb")
    return ReportError("OFD 文件已损坏，或者缺少部件", _DAMAGED, "damaged")


def _pages(document: ofdkit.OFDDocument) -> tuple[list[Page], list[int]]:
    """Every page with its lines, and the numbers, from 1, of those that cannot be read."""
    pages, damaged = [], []
    for number, page in enumerate(document.pages, 1):
        try:
            pages.append(Page(tuple(to_lines(_pieces(page))), page.height * _POINTS))
            if page.location is None:
                damaged.append(number)
        except ofdkit.OFDFormatError:
            pages.append(Page((), 1.0))
            damaged.append(number)
    return pages, damaged


def _pieces(page: ofdkit.Page) -> list[Piece]:
    """What stands on the paper, in points."""
    left, top, width, height = page.box
    return [
        _piece(run)
        for run in page.runs
        if -_STICKS_OUT <= run.x - left <= width + _STICKS_OUT and -_STICKS_OUT <= run.y - top <= height + _STICKS_OUT
    ]


def _piece(run: ofdkit.TextRun) -> Piece:
    left, base, em = run.x * _POINTS, run.y * _POINTS, max(run.size * _POINTS, 1.0)
    return Piece(run.text, left, base - 0.88 * em, left + run.width * _POINTS, base + 0.12 * em, base, em)


def _doubts(damaged: Sequence[int], warnings: Sequence[str]) -> tuple[str, ...]:
    told = []
    if damaged:
        told.append(f"第 {'、'.join(map(str, damaged[:8]))} 页已损坏，未能读出")
    if any(warning.startswith("template") for warning in warnings):
        told.append("有的模板页读不出来，页上的文字可能不全")
    return tuple(told)


def _reading(pages: Sequence[Page], doubts: tuple[str, ...]) -> Reading:
    blank = tuple(number for number, page in enumerate(pages, 1) if not page.lines)
    kept, edges = without_edges(pages)
    if pictured := [number for number in blank if not any(f"第 {number} 页" in doubt for doubt in doubts)]:
        doubts = (*doubts, f"第 {'、'.join(map(str, pictured[:8]))} 页没有文字，可能是图片")
    return Reading(plain(to_text(kept)), Format.OFD, pages=len(pages), blank_pages=blank, doubts=(*doubts, *edges))


def _recognised(data: bytes, locations: Sequence[str | None], told: Told) -> Reading:
    """The reading of an OFD that is nothing but pictures, each page's read as a scan."""
    with closing(Package(data)) as package:
        pictures = pictures_of(package, locations)
    if not any(pictures):
        raise ReportError("OFD 里没有文字，页面是空白的或者是矢量图形", "请另存为 PDF 后放入", "no-text")
    readings: list[Reading | None] = []
    for number, picture in enumerate(pictures, 1):
        readings.append(read_image(picture) if picture else None)
        told(number, len(pictures))
    found = [(len(r.text), r.confidence) for r in readings if r and r.confidence is not None]
    return Reading(
        "\f".join(r.text if r else "" for r in readings),
        Format.OFD,
        pages=len(pictures),
        blank_pages=tuple(n for n, r in enumerate(readings, 1) if r is None),
        confidence=math.fsum(n * c for n, c in found) / sum(n for n, _ in found) if found else None,
        doubts=tuple(dict.fromkeys(doubt for r in readings if r for doubt in r.doubts)),
    )
