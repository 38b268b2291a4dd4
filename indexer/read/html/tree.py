"""A web page as a tree of plain elements: what a reader of the page cannot see is left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "object", "embed", "svg", "canvas", "audio", "video")
)
_UNSAID = frozenset(("input", "button", "select", "textarea", "option", "datalist", "map"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_DEEPEST = 200  # elements nested deeper are taken into the one above


@dataclass(slots=True)
class Element:
    """One element; `children` holds elements and text in the order of the page."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def names(self) -> frozenset[str]:
        """Its id and classes, in lower case, without hyphens and underscores."""
        words = f"{self.attributes.get('id', '')} {self.attributes.get('class', '')}".lower()
        return frozenset(re.sub("[-_]", "", words).split())

    def walk(self) -> Iterator["Element"]:
        """Itself and every element below, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements)

    def words(self) -> str:
        """All its text, white space as it stands in the source."""
        said, waiting = [], list[Element | str]([self])
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                said.append(item)
            else:
                waiting += reversed(item.children)
        return "".join(said)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: what it shows, and what its head says."""

    body: Element
    title: str
    meta: Mapping[str, str]  # by name, in lower case
    scripts: int


def parse_page(source: str) -> Page:
    """The page that `source` describes; anything at all is a page."""
    tree = LexborHTMLParser(source)
    meta: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property")
        if name and (content := (node.attributes.get("content") or "").strip()):
            meta.setdefault(name.lower(), content)
    title = tree.css_first("title")
    body = _grown(tree.root) if tree.root is not None else Element("html", {})
    return Page(body, " ".join(title.text().split()) if title else "", meta, len(tree.css("script")))


def _grown(root: LexborNode) -> Element:
    """The tree under `root`; without recursion, for a page may be nested as deep as its maker likes."""
    grown = Element("html", {})
    waiting = [(root.child, grown, 0)]
    while waiting:
        node, parent, depth = waiting.pop()
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                parent.children.append(node.text_content or "")
            elif tag.isalnum() and not _is_unseen(tag, node):
                deep = depth >= _DEEPEST
                element = parent if deep else Element(tag, {k: v or "" for k, v in node.attributes.items()})
                if not deep:
                    parent.children.append(element)
                if node.child is not None:
                    waiting.append((node.next, parent, depth))
                    node, parent, depth = node.child, element, depth + 1
                    continue
            node = node.next
    return grown


def _is_unseen(tag: str, node: LexborNode) -> bool:
    if tag in _UNSEEN or tag in _UNSAID:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDING.search((attributes.get("style") or "").lower()))
