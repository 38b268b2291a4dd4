"""Text that came as one endless line: where its line breaks were there are blanks now, and they are put back."""

import re
from collections.abc import Sequence

_ENDLESS = 400  # characters of a line that is no paragraph any more, if it is most of the text as well
_MOST = 0.6
_PIECE = 12.0  # mean length between two blanks, below which the blanks are part of the setting: 1 9 9 8 年
_HEADING = 44
_RAGGED = 3.0  # Han characters by which the lines of a paragraph differ
_BLANKS = re.compile("[ \t\u00a0\u3000]+")
_MARKED = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[、)）][^。；：！？]+$")
_BARE = re.compile(r"^[^，。；：！？、]{4,25}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ITEM = re.compile(r"^\d{1,2}[.．、](?!\d)\D")
_FIGURE = re.compile(r"(?!(?:19|20)\d\d)[0-9A-Za-z]")  # goes on with a heading, where a year may begin its text
_ENDED = re.compile(r"[。！？；][”’》）)]*$")
_SPACED_PAGE = re.compile(r"(?<!\S)([-—–]+)[ \u3000](\d{1,3})[ \u3000]\1(?!\S)")
_PAGE = re.compile(r"^([-—–]+)\d{1,3}\1$")
_QUOTES = ("“《（(", "”》）)")


def unrolled(raw: str) -> str:
    """`raw` with line breaks for blanks, if nearly all of it stands in one line; otherwise as it is."""
    lines = raw.split("\n")
    longest = max(lines, key=len)
    pieces = [piece for piece in _BLANKS.split(_SPACED_PAGE.sub(r"\1\2\1", longest)) if piece]
    if len(longest) < max(_ENDLESS, _MOST * len(raw)) or len(longest) < _PIECE * len(pieces):
        return raw
    broken = _broken(pieces, None)
    if wrap := _wrap(broken):
        broken = _broken(pieces, wrap)
    return "\n".join("\n".join(broken) if line is longest else line for line in lines)


def _broken(pieces: Sequence[str], wrap: float | None) -> list[str]:
    """The lines that `pieces` were printed in; at the width `wrap`, if it is known, any blank was a line break."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        full = wrap is not None and abs(printed_width(lines[-1]) - wrap) <= _RAGGED
        if full or _breaks(lines[-1], piece):
            lines.append(piece)
        else:
            lines[-1] += f" {piece}"
    return lines


def _wrap(lines: Sequence[str]) -> float | None:
    """The width at which most of `lines` end, in Han characters; None where they end anywhere."""
    widths = sorted(map(printed_width, lines))
    middle = widths[len(widths) // 2]
    return middle if sum(abs(w - middle) <= _RAGGED for w in widths) >= 0.5 * len(widths) else None


def printed_width(text: str) -> float:
    """How wide `text` is, in Han characters: Latin letters and figures are half as wide."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def _breaks(left: str, right: str) -> bool:
    """Whether a line break stood between `left` and `right`: between two sentences, headings, or Chinese characters."""
    if _PAGE.match(left) or _PAGE.match(right) or _ITEM.match(right) or (_BARE.match(left) and _YEAR.match(right)):
        return True
    if _ENDED.search(left) or (_MARKED.match(left) and len(left) <= _HEADING and not _FIGURE.match(right)):
        return True
    if right[0] in _QUOTES[0] or left[-1] in _QUOTES[1]:
        return False
    return not left[-1].isascii() and not right[0].isascii()
