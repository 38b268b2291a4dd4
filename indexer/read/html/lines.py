"""What a web page's element shows, line by line: paragraphs, list items with their numbers, rows of tables."""

import re
from collections.abc import Callable

from indexer.read.docx.numerals import numeral_of
from indexer.read.html.tree import Element

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header"
    "|hgroup|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|caption|frameset|iframe"
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_WIDE = "[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2026\U00020000-\U0003ffff]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_LAID_OUT = 200  # characters of a cell from which a table only lays out the page
_FORMS = (  # a type or style of list, the same in Word
    *((word, "chineseCounting") for word in ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal")),
    *((word, "lowerLetter") for word in ("a", "lower-alpha", "lower-latin")),
    *((word, "upperLetter") for word in ("A", "upper-alpha", "upper-latin")),
    *((word, "lowerRoman") for word in ("i", "lower-roman")),
    *((word, "upperRoman") for word in ("I", "upper-roman")),
)
_BREAK, _KEPT, _TAB = "\ue000", "\ue001", "\ue002"  # a line's end, a kept line end of <pre>, between cells


def lines_of(element: Element) -> list[str]:
    """The lines that `element` shows; none is empty, and the indentation of a paragraph stays."""
    pieces: list[str] = []
    _render(element, pieces, pre=False)
    text = _WRAPPED.sub("", "".join(pieces))
    lines = _BLANKS.sub(" ", text).replace(_KEPT, _BREAK).replace(_TAB, "\t").split(_BREAK)
    return [line.strip(" ") for line in lines if line.strip()]


def is_layout(table: Element) -> bool:
    """Whether a table only lays out the page: it holds a table, one column, or a cell as long as an article."""
    rows = _rows(table)
    if any(inner.tag == "table" for inner in table.walk() if inner is not table):
        return True
    return all(len(cells) == 1 for cells in rows) or any(
        len(cell.words().strip()) > _LAID_OUT and _paragraphs(cell) > 1 for cells in rows for cell in cells
    )


def _render(element: Element, out: list[str], pre: bool) -> None:
    tag = element.tag
    if tag == "br":
        out.append(_BREAK)
    elif tag == "table" and not is_layout(element):
        _table(element, out)
    elif tag == "ol":
        _numbered(element, out, pre)
    else:
        pre = pre or tag == "pre" or "white-space:pre" in element.attributes.get("style", "").replace(" ", "")
        _within(element, out, pre, _BLOCK.fullmatch(tag) is not None)


def _within(element: Element, out: list[str], pre: bool, block: bool, number: str = "") -> None:
    if block:
        out.append(_BREAK)
    if number:
        out.append(number)
    for child in element.children:
        if isinstance(child, Element):
            _render(child, out, pre)
        else:
            out.append(_cleaned(child, pre))
    if block:
        out.append(_BREAK)


def _cleaned(text: str, pre: bool) -> str:
    text = re.sub(f"[{_BREAK}{_KEPT}{_TAB}]", "", text).replace("\u00a0", "\u3000" if pre else "\u00a0")
    return re.sub(r"\r\n?|\n", _KEPT, text) if pre else text


def _table(table: Element, out: list[str]) -> None:
    """A row a line, cells parted by tabs; a paragraph's end inside a cell is a blank."""
    for caption in (e for e in table.elements if e.tag == "caption"):
        _within(caption, out, pre=False, block=True)
    for cells in _rows(table):
        out += [_BREAK, _TAB.join(" ".join(lines_of(cell)) for cell in cells), _BREAK]


def _rows(table: Element) -> list[list[Element]]:
    groups = [table, *(e for e in table.elements if e.tag in ("tbody", "thead", "tfoot"))]
    rows = [row for group in groups for row in group.elements if row.tag == "tr"]
    return [[cell for cell in row.elements if cell.tag in ("td", "th")] for row in rows]


def _paragraphs(cell: Element) -> int:
    return sum(e.tag in ("p", "br", "div", "li") for e in cell.walk())


def _numbered(element: Element, out: list[str], pre: bool) -> None:
    items = [child for child in element.elements if child.tag == "li"]
    step = -1 if "reversed" in element.attributes else 1
    number = _whole(element.attributes.get("start"), len(items) if step < 0 else 1)
    mark = _marks(element)
    out.append(_BREAK)
    for child in element.children:
        if not isinstance(child, Element):
            out.append(_cleaned(child, pre))
        elif child.tag != "li":
            _render(child, out, pre)
        else:
            number = _whole(child.attributes.get("value"), number)
            _within(child, out, pre, block=True, number=mark(number))
            number += step
    out.append(_BREAK)


def _whole(value: str | None, default: int) -> int:
    try:
        return max(-9999, min(9999, int(value))) if value else default
    except ValueError:
        return default


def _marks(element: Element) -> Callable[[int], str]:
    """How a browser prints the number of an item."""
    style = element.attributes.get("style", "").lower()
    named = re.search(r"list-style(?:-type)?\s*:\s*([\w\s-]+)", style)
    kinds = set(named.group(1).split()) if named else set()
    if "none" in kinds:
        return lambda number: ""
    for word, form in _FORMS:
        if word in kinds or word == element.attributes.get("type"):
            return lambda number: numeral_of(number, form) + ("、" if form == "chineseCounting" else ".")
    return lambda number: f"{number}."
