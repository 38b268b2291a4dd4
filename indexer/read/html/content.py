"""Where on a page the document stands: in a container that official sites are known to use, or where the prose is."""

import re
from collections.abc import Mapping

from indexer.read.html.tree import Element

_KNOWN = re.compile(  # an id or a class, without hyphens and underscores
    r"trseditor|trsuedit|trsweb|ucapcontent|zoom|zoomcontent|article(?:content|con|body|text)|pagescontent|view|viewcontent"
    r"|xxgkcontent|vsbcontent|vnewscontent|easysitenewstext|btcontent|artcon|contxt|(?:detail|news|xl|info|gov)content"
    r"|wparticlecontent|jfontcontent|gsjcontent|content(?:txt|text|body)|textcontent|maincontent|newstext|conttext"
)
_FURNITURE = re.compile(
    r"share|toolbar|toolsbar|crumb|^position|dqwz|^wz$|^nav|nav$|menu|sidebar|^foot|footer|copyright|related|xgxx|xgwz|qrcode|ewm"
    r"|fontsize|pagination|^pages?$|prev|next|^close|dayin|^print|^header$|^top(?:bar)?$|login|search|banner|comment"
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside"))
_PUNCTUATION = re.compile("[，。；]")
_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
_ENOUGH = 0.5  # share of the page's prose that a known container holds
_NEARLY_ALL = 0.9  # share from which a child stands for its parent
_LITTLE = 0.2  # share of the page's prose that furniture may hold

Prose = Mapping[int, int]  # characters of sentences outside links, by id() of the element


def find_content(body: Element) -> Element:
    """The element that holds the document and as little else as can be."""
    _strip(body, weigh(body))
    prose = weigh(body)
    total = prose[id(body)]
    known = [e for e in body.walk() if _is_known(e) and prose[id(e)] >= _ENOUGH * total > 0]
    if known:
        most = max(prose[id(e)] for e in known)
        return [e for e in known if prose[id(e)] == most][-1]
    return _narrowed(body, prose)


def weigh(body: Element) -> Prose:
    """How much prose every element holds."""
    prose: dict[int, int] = {}
    for element in reversed(list(body.walk())):  # children before parents
        own = sum(_prose(child) for child in element.children if isinstance(child, str))
        below = sum(prose[id(child)] for child in element.elements if child.tag != "a")
        prose[id(element)] = own + below
    return prose


def _prose(text: str) -> int:
    return len("".join(text.split())) if _PUNCTUATION.search(text) or _HEADING.match(text) else 0


def _strip(body: Element, prose: Prose) -> None:
    """Take out navigation, share bars and the like."""
    total = prose[id(body)]
    for element in body.walk():
        element.children = [
            child
            for child in element.children
            if isinstance(child, str) or not _is_furniture(child) or prose[id(child)] > _LITTLE * total
        ]


def _is_known(element: Element) -> bool:
    return any(_KNOWN.fullmatch(name) for name in element.names)


def _is_furniture(element: Element) -> bool:
    return element.tag in _FURNITURE_TAGS or any(
        _FURNITURE.search(name) for name in element.names if not _KNOWN.fullmatch(name)
    )


def _narrowed(element: Element, prose: Prose) -> Element:
    """The deepest element outside which hardly any prose, and no heading, is left."""
    while True:
        child = max(element.elements, key=lambda e: prose[id(e)], default=None)
        if child is None or child.tag in ("p", "span", "font", "li", "tr", "ol", "ul", "table", "tbody"):
            return element if child is None or child.tag != "table" else _through(element, child, prose)
        if prose[id(child)] < _NEARLY_ALL * prose[id(element)] or _has_heading(element, child):
            return element
        element = child


def _through(element: Element, table: Element, prose: Prose) -> Element:
    """The cell of a table that lays out the page, or `element` where the table is the document's own."""
    if prose[id(table)] < _NEARLY_ALL * prose[id(element)] or _has_heading(element, table):
        return element
    cells = [e for e in table.walk() if e.tag in ("td", "th")]
    cell = max(cells, key=lambda e: prose[id(e)], default=None)
    if cell is None or prose[id(cell)] < _NEARLY_ALL * prose[id(table)]:
        return element
    return _narrowed(cell, prose)


def _has_heading(parent: Element, child: Element) -> bool:
    """Whether a numbered heading stands beside `child`."""
    beside = [c for c in parent.children if c is not child]
    return any(_HEADING.match(c if isinstance(c, str) else c.words()) for c in beside)
