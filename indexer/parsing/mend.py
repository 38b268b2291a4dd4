"""Raw text to canonical text: page marks and furniture dropped, wraps and page breaks joined, stray blanks removed.

Nothing is invented: apart from white space, every character of the source is in the canonical text or in `dropped`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.parsing.furniture import ENDS, Dropped, Line, drop, is_torn_figure, without_furniture
from indexer.parsing.marks import MARK, is_list_item, is_row, read_mark
from indexer.parsing.unroll import printed_width, unrolled
from indexer.tokens import crosses_word, default_tokenizer

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
_CLOSERS = "”’』」）)】》〉\"'"
_NEVER_FIRST = "，。、；：！？》〉”’）】%％"  # no line of print begins with one
_PARTED = 0.6  # share of lines with an empty line before them, from which empty lines part the paragraphs
_HEADING = 44  # characters of a heading that is set on two lines
_CUT = 20  # printed width from which a page break may have cut a line inside a word
_ADDRESS = re.compile(r"^各位(?:代表|委员|同志|主任|领导)")
_OPEN_END = re.compile(r"[，、,（(《“‘〈—·-]$|[第共约近达超的]$|[一二三四五六七八九十]是$|[“《][^”》]{0,24}$")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff，。、；：！？（）《》“”‘’【】〔〕—…％]"
_BLANKS = re.compile(rf"(?<={_HAN})[ \t\u00a0\u3000]+(?=[0-9A-Za-z.%])|(?<=[0-9A-Za-z.%])[ \t\u00a0\u3000]+(?={_HAN})")
_PUNCTUATED = re.compile(
    r"[ \t\u00a0\u3000]+(?=[，。、；：！？）》”’】〕％%])|(?<=[，。、；：！？（《“‘【〔])[ \t\u00a0\u3000]+"
)
_QUOTED = re.compile(
    r"(?<=[\u3400-\u9fff])[ \t\u00a0\u3000]+(?=[“《（])|(?<=[”》）])[ \t\u00a0\u3000]+(?=[\u3400-\u9fff])"
)
_APART = re.compile(r"(?<![0-9.])[0-9](?: [0-9]){2,}(?=[\u3400-\u9fff％])")  # 1 9 9 8年
_APART_DAY = re.compile(r"(?<![0-9.])([0-9]) ([0-9])(?=[年月日])")
_MANY = re.compile(r"[ \t\u00a0\u3000]+")
_CELLS = re.compile(rf"^(?!(?:{MARK.pattern[1:]})[ \u3000]*\t[^\t]*$)[^\t]+\t")  # not a heading's number and its title
_SPACED = re.compile(r"^(?:\S\s+){2,}\S$")  # 政 府 工 作 报 告


@dataclass(frozen=True, slots=True)
class Mended:
    """Canonical text, one paragraph a line, and what was left out of it."""

    text: str
    dropped: tuple[Dropped, ...]


def mend(raw: str) -> Mended:
    """The canonical text of `raw`; mending it again changes nothing.

    A pass only takes away characters or line breaks, so that repeating it comes to an end.
    """
    dropped: list[Dropped] = []
    text = _pass(raw, dropped)
    while (again := _pass(text, dropped)) != text:
        text = again
    return Mended(text, tuple(dropped))


def _pass(raw: str, dropped: list[Dropped]) -> str:
    raw = unrolled(drop(_BOOKMARK, drop(_INVISIBLE, raw, "不可见字符", dropped), "Word 书签", dropped))
    lines = without_furniture(_lines(raw), dropped)
    paragraphs = [_tidy(p) for p in _joined(lines)]
    return "\n".join(p for p in paragraphs if p)


def _lines(raw: str) -> list[Line]:
    lines = []
    printed = re.split(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]|(?<=\f)|(?=\f)", raw)
    for number, line in enumerate(printed):
        text = line.strip()
        if text:
            lead = line[: len(line) - len(line.lstrip())]
            indent = lead.count("\u3000") * 2 + len(lead.replace("\u3000", "").expandtabs(4)) >= 2
            alone = not any(
                part.strip() for part in (*printed[max(0, number - 1) : number], *printed[number + 1 : number + 2])
            )
            at_break = _breaks(reversed(printed[max(0, number - 4) : number])) or _breaks(
                printed[number + 1 : number + 5]
            )
            parted = not number or not printed[number - 1].strip()
            lines.append(Line(text, alone, at_break, indent, parted))
    return _with_rows(lines)


def _with_rows(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the tabs of those that are no row of a table made blanks: a row has another beside it."""
    tabbed = [bool(_CELLS.search(line.text)) for line in lines]
    beside = [any(tabbed[max(0, n - 1) : n] + tabbed[n + 1 : n + 2]) for n in range(len(lines))]
    return [
        line if tabbed[n] and beside[n] else replace(line, text=line.text.replace("\t", " "))
        for n, line in enumerate(lines)
    ]


def _breaks(printed: Iterable[str]) -> bool:
    """Whether a form feed comes before any text."""
    return "\f" in next((part for part in printed if part.strip() or "\f" in part), "")


def _with_units(lines: Sequence[Line]) -> list[Line]:
    """`lines` with a figure that was torn from its words and its unit put back between them."""
    whole: list[Line] = []
    torn = False
    for number, line in enumerate(lines):
        begins = is_torn_figure(lines, number) and whole and whole[-1].text[-1] not in ENDS
        if torn or begins:
            whole[-1] = replace(whole[-1], text=_glue(whole[-1].text, line.text))
        else:
            whole.append(line)
        torn = bool(begins)
    return whole


def _joined(lines: Sequence[Line]) -> list[str]:
    if not lines:
        return []
    lines = _with_units(lines)
    wrap = _wrap_width(lines)
    parted = len(lines) >= 8 and sum(line.parted for line in lines) >= _PARTED * len(lines)
    paragraphs = [lines[0].text]
    last = lines[0]
    for line in lines[1:]:
        torn = parted and not line.parted and _is_torn(paragraphs[-1], line.text)
        if torn or _continues(paragraphs[-1], last, line, wrap):
            paragraphs[-1] = _glue(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
        last = line
    return paragraphs


def _wrap_width(lines: Sequence[Line]) -> float | None:
    """The width at which the lines were wrapped by hand, in Han characters; None when they were not."""
    widths = [printed_width(line.text) for line in lines]
    ceiling = sorted(widths)[int(0.9 * (len(widths) - 1))]
    full = [w for w in widths if ceiling - 3 <= w <= ceiling + 3]
    hard = len(lines) >= 8 and 15 <= ceiling <= 60 and len(full) >= 0.5 * len(lines)
    return ceiling if hard else None


def _continues(paragraph: str, last: Line, line: Line, wrap: float | None) -> bool:
    """Whether `line` goes on with `paragraph`, whose last printed line is `last`."""
    if is_row(paragraph) or is_row(line.text):
        return False
    if line.text[0] in _NEVER_FIRST or _is_left_over(paragraph, line.text):
        return True
    if is_list_item(line.text) or _ADDRESS.match(line.text):
        return False
    full = wrap is not None and printed_width(last.text) >= wrap - 3 and not line.indent
    body = paragraph.rstrip(_CLOSERS)
    if body and body[-1] in ENDS and not _OPEN_END.search(paragraph):
        return full and body[-1] in "；;：:" and not MARK.match(line.text)
    half = wrap is not None and not full and _is_heading_half(paragraph, last, line, wrap)
    cut = _OPEN_END.search(paragraph) or (not MARK.match(line.text) and _is_cut(paragraph, last, line))
    return full or half or bool(cut)


def _is_heading_half(paragraph: str, last: Line, line: Line, wrap: float) -> bool:
    """Whether `line` is the second line of a heading that is set on two, shorter than the lines of the text."""
    marked = read_mark(paragraph)
    if marked is None or marked.level == 3 or paragraph != last.text or re.search("[。，；：]", paragraph):
        return False
    bare = not re.search(r"[。，；：！？、\d]", line.text) and not MARK.match(line.text)
    return bare and 4 <= len(line.text) < wrap - 3 and len(paragraph) + len(line.text) <= _HEADING


def _is_torn(paragraph: str, line: str) -> bool:
    """Whether `line` goes on with `paragraph` in a text that has empty lines between its paragraphs, but none here."""
    if is_row(paragraph) or is_row(line) or MARK.match(line) or _ADDRESS.match(line):
        return False
    if paragraph.rstrip(_CLOSERS)[-1:] in ENDS or (read_mark(paragraph) and "。" not in paragraph):
        return False
    return "。" in paragraph or ("。" in line and paragraph.startswith("——"))


def _is_left_over(paragraph: str, line: str) -> bool:
    """Whether `line` is one character that the line before had no room for."""
    return len(line) == 1 and line not in "无略" and not line.isdigit() and paragraph[-1] not in ENDS


def _is_cut(paragraph: str, last: Line, line: Line) -> bool:
    """Whether a page break may have cut `paragraph` before `line`: inside a word, or inside a sentence after others."""
    heading = bool(MARK.match(paragraph)) and "。" not in paragraph
    glued = read_mark(re.split("[。！？]", paragraph)[-1])  # a heading behind the text before it
    if glued and glued.level < 3 and not heading:
        return False
    if printed_width(last.text) >= _CUT and crosses_word(paragraph[-6:], line.text[:6]):
        return not heading or _ends_in_piece(paragraph[-6:])  # 回顾 | 过去 is a word across the seam by chance
    return any(c in paragraph for c in "。；！？") and not line.indent and len(paragraph) > 30


def _ends_in_piece(text: str) -> bool:
    """Whether `text` ends in a single character that is left of a word: 及时化 | 解纠纷."""
    start, stop = list(default_tokenizer().cut(text))[-1]
    return stop - start == 1


def _glue(left: str, right: str) -> str:
    between = " " if left[-1].isascii() and left[-1].isalpha() and right[0].isascii() and right[0].isalpha() else ""
    return left + between + right


def _tidy(paragraph: str) -> str:
    if "\t" in paragraph:
        return "\t".join(_tidy(cell) for cell in paragraph.split("\t"))
    if _SPACED.match(paragraph):
        return re.sub(r"\s+", "", paragraph)
    paragraph = _MANY.sub(" ", paragraph)
    paragraph = _APART.sub(lambda found: found.group().replace(" ", ""), paragraph)
    paragraph = _APART_DAY.sub(r"\1\2", paragraph)
    for stray in (_BLANKS, _PUNCTUATED, _QUOTED):
        paragraph = stray.sub("", paragraph)
    return paragraph.strip()
