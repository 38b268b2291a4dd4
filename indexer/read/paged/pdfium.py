"""PDF pages as pieces of print or as pictures; the only module that knows PDFium."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from indexer.errors import ReportError
from indexer.read.paged.lines import Piece
from indexer.read.paged.ruled import Rule, rules_of

_POINTS = 72  # to the inch
_ASKEW = math.radians(20)  # off the page's own direction: a stamp or a watermark
_TINY = 2.0  # points: nobody reads smaller print
_WHITE = 250  # of 255
_FAINT = 24  # of 255: the contrast below which nothing is seen
_SHEET = 0.25  # of the page: a picture as large as this may be the page itself
_DRAWN = 200  # shapes on a page without text: letters drawn as outlines
_MOST_PIXELS = 40_000_000  # of a page's picture: beyond, it is made coarser


_RECTANGLE = 5  # segments
_MOST_SHAPES = 5000  # of a page, or strokes of a shape: beyond, it is a drawing
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Print:
    """What a page prints: its pieces, its height in points, and how many characters were not taken, and why.

    `layer` holds the invisible text of a page that has no other: what a scanner recognised.
    """

    pieces: tuple[Piece, ...]
    height: float
    hidden: int = 0
    askew: int = 0
    layer: bool = False
    rules: tuple[Rule, ...] = ()
    is_picture: bool = False  # it has a picture as large as a page, or nothing but shapes


class Document:
    """An open PDF; close it when done."""

    def __init__(self, data: bytes) -> None:
        """Open `data`.

        Raises:
            ReportError: it is locked by a password, or no whole PDF.
        """
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None)
            if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
                raise ReportError("PDF 加了密码，打不开", "请去掉密码后放入", "encrypted") from error
            raise ReportError("PDF 不完整或已损坏，打不开", "请重新传一份完整的文件", "damaged") from error

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        """Free what it holds."""
        self._document.close()

    def title(self) -> str:
        """The title that the file gives itself, often that of a template."""
        return str(self._document.get_metadata_dict(skip_empty=True).get("Title", "")).strip("\0 ")

    def print_of(self, number: int) -> Print | None:
        """What page `number`, from 0, prints; None when it cannot be opened."""
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            return None
        try:
            return _print_of(page)
        finally:
            page.close()

    def picture_of(self, number: int, dpi: int) -> NDArray[np.uint8]:
        """Page `number`, from 0, as printed: blue, green, red; shape (height, width, 3)."""
        page = self._document[number]
        try:
            width, height = page.get_size()
            scale = min(dpi / _POINTS, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
            return np.ascontiguousarray(page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3])
        finally:
            page.close()


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character with its box in the page's own axes, which point up and right, and the direction of its line."""

    text: str
    box: _Box  # left, bottom, right, top
    origin: tuple[float, float]
    angle: float
    size: float  # of its type in points; a box drawn closely round 一 is far lower
    invisible: bool
    white: bool


def _print_of(page: pypdfium2.PdfPage) -> Print:
    textpage = page.get_textpage()
    try:
        glyphs = list(_glyphs(textpage))
    finally:
        textpage.close()
    inked = [g for g in glyphs if g.text.strip()]
    layer = bool(inked) and all(g.invisible for g in inked)
    seen = glyphs if layer else [g for g in glyphs if not g.invisible]
    seen = _without_white(page, seen)
    quarter = _direction(seen)
    straight = [g for g in seen if abs(_turn(g.angle - quarter)) < _ASKEW]
    frame = _Frame(page.get_cropbox(), quarter)
    pieces = tuple(piece for glyph in straight if (piece := frame.piece(glyph)))
    solid = sum(bool(g.text.strip()) for g in straight)
    askew = sum(bool(g.text.strip()) for g in seen) - solid
    rules = tuple(rules_of(frame.box(box) for box in _shapes(page)))
    hidden = len(inked) - solid - askew
    return Print(pieces, frame.height, hidden, askew, layer, rules, _is_picture(page, solid))


def _glyphs(textpage: pypdfium2.PdfTextPage) -> Iterator[_Glyph]:
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    looks: dict[int, tuple[bool, bool]] = {}
    high = 0
    for index in range(textpage.count_chars()):
        if pdfium.FPDFText_IsGenerated(textpage, index):
            continue
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, rect):
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        pdfium.FPDFText_GetMatrix(textpage, index, matrix)
        thing = pdfium.FPDFText_GetTextObject(textpage, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in looks:
            looks[key] = _look(thing)
        text = "\ufffd" if pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1 else _character(code)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        yield _Glyph(text, box, (x.value, y.value), math.atan2(matrix.b, matrix.a), size, *looks[key])


def _character(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return " " if chr(code).isspace() else chr(code)


def _look(thing: Any) -> tuple[bool, bool]:
    """Whether a text object is invisible, and whether it is white."""
    if not thing:
        return False, False
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
    white = min(red.value, green.value, blue.value) >= _WHITE and mode == pdfium.FPDF_TEXTRENDERMODE_FILL
    invisible = mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
    return invisible or alpha.value == 0, white


def _without_white(page: pypdfium2.PdfPage, glyphs: list[_Glyph]) -> list[_Glyph]:
    """The glyphs without those that are white on white, which only a picture of the page can tell."""
    glyphs = [g for g in glyphs if max(g.size, g.box[3] - g.box[1]) >= _TINY or not g.text.strip()]
    if not any(g.white for g in glyphs):
        return glyphs
    shown = page.render(scale=1.5, grayscale=True).to_numpy()
    shown = shown.reshape(shown.shape[0], shown.shape[1])
    return [g for g in glyphs if not g.white or _is_seen(page, shown, g)]


def _is_seen(page: pypdfium2.PdfPage, shown: NDArray[np.uint8], glyph: _Glyph) -> bool:
    height, width = shown.shape
    column, row = ctypes.c_int(), ctypes.c_int()
    at = []
    for x, y in ((glyph.box[0], glyph.box[1]), (glyph.box[2], glyph.box[3])):
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, column, row)
        at.append((column.value, row.value))
    (x0, x1), (y0, y1) = (sorted(values) for values in zip(*at, strict=True))
    patch = shown[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1]
    return bool(patch.size) and int(patch.max()) - int(patch.min()) >= _FAINT


def _direction(glyphs: list[_Glyph]) -> float:
    """The direction in which most of the page reads, a multiple of a quarter turn, in radians."""
    quarters = Counter(round(g.angle / (math.pi / 2)) % 4 for g in glyphs if g.text.strip())
    return quarters.most_common(1)[0][0] * math.pi / 2 if quarters else 0.0


def _turn(angle: float) -> float:
    return (angle + math.pi) % (2 * math.pi) - math.pi


class _Frame:
    """The paper as it is read: from the page's axes to points from its upper left corner."""

    def __init__(self, paper: _Box, quarter: float) -> None:
        self._cos, self._sin = round(math.cos(quarter)), round(math.sin(quarter))
        self._west = self._north = 0.0
        left, top, right, bottom = self.box(paper)
        self._west, self._north = left, -top
        self._width, self.height = right - left, bottom - top

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Right and down from the corner."""
        return x * self._cos + y * self._sin - self._west, self._north - (y * self._cos - x * self._sin)

    def box(self, box: _Box) -> _Box:
        """Left, top, right, bottom."""
        (x0, y0), (x1, y1) = self.point(box[0], box[1]), self.point(box[2], box[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def piece(self, glyph: _Glyph) -> Piece | None:
        """The glyph on the paper; None where it lies outside of it."""
        left, top, right, bottom = self.box(glyph.box)
        base = self.point(*glyph.origin)[1]
        inside = 0 <= (left + right) / 2 <= self._width and 0 <= base <= self.height
        return Piece(glyph.text, left, top, right, bottom, base) if inside else None


def _shapes(page: pypdfium2.PdfPage) -> Iterator[_Box]:
    """The boxes of what is drawn on the page; of a shape of many strokes, those of the strokes."""
    for number, thing in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)):
        if number >= _MOST_SHAPES:
            return
        count = pdfium.FPDFPath_CountSegments(thing)
        if count <= _RECTANGLE:
            yield thing.get_bounds()
        elif count <= _MOST_SHAPES:
            yield from _strokes(thing, count)


def _strokes(thing: pypdfium2.PdfObject, count: int) -> Iterator[_Box]:
    matrix = thing.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(thing, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if last is not None and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            yield min(last[0], point[0]), min(last[1], point[1]), max(last[0], point[0]), max(last[1], point[1])
        last = point


def _is_picture(page: pypdfium2.PdfPage, characters: int) -> bool:
    width, height = page.get_size()
    shapes = 0
    for thing in page.get_objects(max_depth=3):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) >= _SHEET * width * height:
                return True
        shapes += thing.type == pdfium.FPDF_PAGEOBJ_PATH
    return shapes >= _DRAWN and not characters
