"""Printed lines to paragraphs, over the pages: where a line is full, the next one goes on with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.read.paged.lines import Line, Page, em_width

INDENT = "\u3000\u3000"  # how a paragraph begins that is set in from the margin
_STARTER = re.compile(r"[0-9A-Za-z.,%％+/:@_-]+|.")
_NEVER_FIRST = "，。、；：！？》〉”’）】％%!?;:,.…"
_ENDS = "。！？；!?;：:"
_TITLE = 1.15  # times the body's type: print of a title
_LEADING = 1.45  # times the usual distance of lines: space between paragraphs
_SEVERAL = 4  # spaces between lines that make a habit
_OFTEN = 0.05  # share of lines set in, from which paragraphs are
_NUMBERED = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d)")


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Set:
    """How a document is set: its type, the distance of its lines, and whether paragraphs are set in."""

    em: float
    pitch: float
    margins: _Margins
    set_in: bool
    parted: bool  # by space between them


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line, its page (from 0), and the margins of that page."""

    line: Line
    page: int
    margins: _Margins

    @property
    def indent(self) -> float:
        return (self.line.left - self.margins.left) / self.line.em

    @property
    def space(self) -> float:
        """What is left free at its end, in its own characters."""
        return (self.margins.right - self.line.right) / self.line.em

    @property
    def room(self) -> float:
        """What more would have fitted on it; a centred line has room at both ends."""
        return self.space + (self.indent if self.centred else 0.0)

    @property
    def centred(self) -> bool:
        return self.indent > 0.7 and abs(self.indent - self.space) < 0.6 and abs(self.indent - 2) > 0.3


def to_text(pages: Sequence[Page]) -> str:
    """One paragraph a line, set in by two blanks where it is in print, and a form feed after every page but the last.

    A paragraph that runs over the page's end stands whole before the form feed.
    """
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return "\f" * (len(pages) - 1)
    return _written(_paragraphs(pages, _measured(lines)), len(pages))


def _measured(lines: Sequence[Line]) -> _Set:
    em = _weighted_median([(line.em, em_width(line.text)) for line in lines])
    body = [line for line in lines if abs(line.em - em) < 0.1 * em and not line.row] or list(lines)
    gaps = [b.top - a.top for a, b in pairwise(body) if 0.8 * em < b.top - a.top < 4 * em]
    pitch, margins = median(gaps) if gaps else 1.8 * em, _margins(body, em)
    indents = sum(1.2 <= (line.left - margins.left) / em <= 3.5 for line in body)
    return _Set(em, pitch, margins, indents > _OFTEN * len(body), _are_parted(body, pitch, margins))


def _are_parted(body: Sequence[Line], pitch: float, margins: _Margins) -> bool:
    """Whether space stands between paragraphs, that is, hardly anywhere but where a sentence or a line ends early."""
    wide = [a for a, b in pairwise(body) if _LEADING * pitch < b.top - a.top < 4 * pitch]
    ended = sum(a.text[-1] in _ENDS or margins.right - a.right > 2 * a.em for a in wide)
    return len(wide) >= _SEVERAL and ended >= 0.8 * len(wide)


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    half = sum(weight for _, weight in values) / 2
    for value, weight in sorted(values):
        half -= weight
        if half <= 0:
            return value
    return values[-1][0]


def _margins(lines: Sequence[Line], em: float) -> _Margins:
    """The outermost places at which several lines begin and end."""
    need = max(2, len(lines) // 10) if len(lines) > 3 else 1
    lefts = sorted(line.left for line in lines)
    rights = sorted((line.right for line in lines), reverse=True)
    left = next((x for x in lefts if sum(abs(x - y) < 0.5 * em for y in lefts) >= need), lefts[0])
    right = next((x for x in rights if sum(abs(x - y) < 0.7 * em for y in rights) >= need), rights[0])
    return _Margins(left, right)


def _paragraphs(pages: Sequence[Page], whole: _Set) -> list[tuple[int, str]]:
    """Each paragraph with the page, from 0, on which it begins."""
    paragraphs: list[tuple[int, str]] = []
    last: _Placed | None = None
    for number, page in enumerate(pages):
        margins = _page_margins(page, whole)
        for line in page.lines:
            placed = _Placed(line, number, margins)
            if last is not None and _goes_on(last, placed, whole):
                begun, text = paragraphs[-1]
                paragraphs[-1] = begun, _joined(text, line.text)
            else:
                paragraphs.append((number, (INDENT if _is_set_in(placed) else "") + line.text))
            last = placed
    return paragraphs


def _written(paragraphs: Sequence[tuple[int, str]], pages: int) -> str:
    text, feeds = "", 0
    for page, paragraph in paragraphs:
        text += ("\n" if text.strip("\f") else "") + "\f" * (page - feeds) + paragraph
        feeds = page
    return text + "\f" * (pages - 1 - feeds)


def _page_margins(page: Page, whole: _Set) -> _Margins:
    """The page's own margins where it has lines enough to tell: left and right pages are bound differently."""
    lines = [line for line in page.lines if abs(line.em - whole.em) < 0.1 * whole.em and not line.row]
    full = [line for line in lines if line.right - line.left > 0.8 * (whole.margins.right - whole.margins.left)]
    return _margins(lines, whole.em) if len(full) >= 4 else whole.margins


def _is_set_in(placed: _Placed) -> bool:
    return 1.2 <= placed.indent <= 3.5 and not placed.centred


def _goes_on(last: _Placed, placed: _Placed, whole: _Set) -> bool:
    """Whether `placed` belongs to the paragraph that `last` was a line of."""
    above, line = last.line, placed.line
    if above.row or line.row or abs(above.em - line.em) > 0.2 * max(above.em, line.em):
        return False
    if line.text[0] in _NEVER_FIRST:
        return True
    slack = 0.3 if placed.centred and last.centred else 0.7
    if last.room > _first_word(line.text) + slack:  # it would have found room on the line above
        return False
    if line.em > _TITLE * whole.em or (placed.centred and last.centred):
        return not _spaced(last, placed, whole)
    if _is_set_in(placed) or (placed.indent > 3.5 and abs(line.left - above.left) > line.em):  # a date
        return False
    ended = above.text[-1] in _ENDS
    numbered = ended and not whole.set_in and _NUMBERED.match(line.text)
    return not (numbered or (_spaced(last, placed, whole) and (ended or whole.parted)))


def _spaced(last: _Placed, placed: _Placed, whole: _Set) -> bool:
    pitch = whole.pitch * max(1.0, placed.line.em / whole.em)
    return last.page == placed.page and placed.line.top - last.line.top > _LEADING * pitch


def _first_word(text: str) -> float:
    """The width that the line's beginning takes: a word, or a character with what may not be parted from it."""
    found = _STARTER.match(text)
    end = found.end() if found else 1
    while end < len(text) and text[end] in _NEVER_FIRST:
        end += 1
    return em_width(text[:end])


def _joined(text: str, more: str) -> str:
    latin = text[-1].isascii() and text[-1].isalpha() and more[0].isascii() and more[0].isalpha()
    return text.rstrip() + (" " if latin else "") + more
