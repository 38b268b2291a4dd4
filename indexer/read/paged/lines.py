"""Pieces of print with their places to lines: characters of a PDF, or what was recognised in a picture."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60“”‘’—…\U00020000-\U0003ffff]"
)
_WORD_GAP = 0.22  # of an em: from here on two Latin letters are two words
_GAP = 0.8  # of an em: a blank between Chinese characters that somebody set
CELL_GAP = 1.8  # of an em: cells of a table, not words


@dataclass(frozen=True, slots=True)
class Piece:
    """Some printed text and its box, in points or pixels from the page's upper left corner; `base` is its baseline."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    em: float = 0.0  # the width of one Chinese character of it, where that is known; else its box tells


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `em` is the width of one Chinese character of it. The cells of a row are parted by tabs."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float
    row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, in reading order, and the height of the paper in their unit."""

    lines: tuple[Line, ...]
    height: float


def scaled(page: Page, factor: float) -> Page:
    """The page measured in another unit, `factor` of them to one of its own."""
    lines = (
        replace(
            line,
            left=line.left * factor,
            top=line.top * factor,
            right=line.right * factor,
            bottom=line.bottom * factor,
            em=line.em * factor,
        )
        for line in page.lines
    )
    return Page(tuple(lines), page.height * factor)


def em_width(text: str) -> float:
    """The width of `text` in Chinese characters: a Latin letter or a figure is half of one."""
    return sum(1.0 if _WIDE.match(c) else 0.5 for c in text)


def to_lines(pieces: Iterable[Piece]) -> list[Line]:
    """Lines from the top down."""
    rows = _rows(sorted((p for p in pieces if p.text), key=lambda p: (p.base, p.left)))
    return [line for row in rows for line in _line(row)]


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that stand on one baseline, give or take a third of their height."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.base - _base(rows[-1]) <= max(1.0, 0.34 * _height(rows[-1], piece)):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _base(row: Sequence[Piece]) -> float:
    return median(p.base for p in row[-24:])


def _height(row: Sequence[Piece], piece: Piece) -> float:
    return min(max(p.bottom - p.top for p in row[-24:]), max(1.0, piece.bottom - piece.top))


def _line(row: list[Piece]) -> list[Line]:
    """The line that a row of pieces prints; nothing where all of them are blank."""
    row = _once(row)
    inked = [p for p in row if p.text.strip()]
    if not inked:
        return []
    row = row[row.index(inked[0]) : len(row) - row[::-1].index(inked[-1])]
    em = _em(inked)
    text = row[0].text
    for before, piece in pairwise(row):
        text += _between(before, piece, em) + piece.text
    top, bottom = min(p.top for p in inked), max(p.bottom for p in inked)
    return [Line(text, inked[0].left, top, inked[-1].right, bottom, em, "\t" in text)]


def _once(row: list[Piece]) -> list[Piece]:
    """`row` without letters printed again a hair beside themselves to look bold."""
    kept: list[Piece] = []
    for piece in row:
        width = max(piece.right - piece.left, 0.1)
        if not any(k.text == piece.text and abs(k.left - piece.left) < 0.3 * width for k in kept[-3:]):
            kept.append(piece)
    return kept


def _em(row: Sequence[Piece]) -> float:
    known = [p.em for p in row if p.em]
    if known:
        return median(known)
    wide = [(p.right - p.left) / em_width(p.text) for p in row if _WIDE.match(p.text)]
    return median(wide) if wide else max(1.0, 0.9 * median(p.bottom - p.top for p in row))


def _between(left: Piece, right: Piece, em: float) -> str:
    gap = (right.left - left.right) / em
    if gap >= CELL_GAP:
        return "\t"
    blank = left.text.endswith(" ") or right.text.startswith(" ")
    latin = left.text[-1].isascii() and right.text[0].isascii() and (left.text[-1].isalpha() or right.text[0].isalpha())
    return " " if not blank and gap >= (_WORD_GAP if latin else _GAP) else ""


def turned(pieces: Iterable[Piece], angle: float) -> list[Piece]:
    """The pieces of a page that lay `angle` radians askew, clockwise, put straight about the origin."""
    cos, sin = math.cos(-angle), math.sin(-angle)

    def put(piece: Piece) -> Piece:
        x, y = piece.left, piece.base
        left, base = x * cos - y * sin, x * sin + y * cos
        across, up, down = piece.right - piece.left, piece.base - piece.top, piece.bottom - piece.base
        return Piece(piece.text, left, base - up, left + across, base + down, base, piece.em)

    return [put(piece) for piece in pieces]
