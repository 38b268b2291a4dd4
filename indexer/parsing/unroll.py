"""Text that came as one endless line: where its line breaks were there are blanks now, and they are put back."""

import re

_ENDLESS = 400  # characters of a line that is no paragraph any more, if it is most of the text as well
_MOST = 0.6
_PIECE = 12.0  # mean length between two blanks, below which the blanks are part of the setting: 1 9 9 8 年
_HEADING = 44
_BLANKS = re.compile("[ \t\u00a0\u3000]+")
_MARKED = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[、)）][^。，；：！？]+$")
_ENDED = re.compile(r"[。！？；][”’》）)]*$")
_QUOTES = ("“《（(", "”》）)")


def unrolled(raw: str) -> str:
    """`raw` with line breaks for blanks, if nearly all of it stands in one line; otherwise as it is."""
    lines = raw.split("\n")
    longest = max(lines, key=len)
    pieces = _BLANKS.split(longest.strip())
    if len(longest) < max(_ENDLESS, _MOST * len(raw)) or len(longest) < _PIECE * len(pieces):
        return raw
    return "\n".join(_broken(line) if line is longest else line for line in lines)


def _broken(line: str) -> str:
    pieces = _BLANKS.split(line)
    text = last = pieces[0]
    for piece in pieces[1:]:
        between = "\n" if last and piece and _breaks(last, piece) else " "
        last = piece if between == "\n" else f"{last} {piece}"
        text += between + piece
    return text


def _breaks(left: str, right: str) -> bool:
    """Whether a line break stood between `left` and `right`: between two sentences, headings, or Chinese characters."""
    if _ENDED.search(left) or (_MARKED.match(left) and len(left) <= _HEADING):
        return True
    if right[0] in _QUOTES[0] or left[-1] in _QUOTES[1]:
        return False
    return not left[-1].isascii() and not right[0].isascii()
