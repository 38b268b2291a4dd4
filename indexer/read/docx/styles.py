"""The styles of a docx, as far as text depends on them: numbering, hidden text, tables of contents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from indexer.read.docx.numbering import Numbering, paragraph_list
from indexer.read.docx.package import Element, attribute, is_on, name_of, value
from indexer.read.docx.package import child as child_of

_LONGEST = 20  # styles based on each other; Word allows eleven
_CONTENTS = re.compile(r"^(?:toc \d|toc heading|目录 ?\d)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style sets itself; None where it leaves the matter to the style that it is based on."""

    id: str
    name: str
    base: str | None
    num_id: str | None
    level: int | None
    hidden: bool | None


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles, by id; `usual` is the one of paragraphs that name none."""

    by_id: Mapping[str, Style] = field(default_factory=dict)
    usual: str | None = None
    lists: Mapping[str, str] = field(default_factory=dict)  # w:numId of styles of lists

    def chain(self, style: str | None) -> Iterator[Style]:
        """The style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while style is not None and style in self.by_id and style not in seen and len(seen) < _LONGEST:
            seen.add(style)
            yield self.by_id[style]
            style = self.by_id[style].base

    def is_hidden(self, style: str | None) -> bool:
        """Whether text of the style is not shown."""
        return next((s.hidden for s in self.chain(style) if s.hidden is not None), False)

    def is_contents(self, style: str | None) -> bool:
        """Whether paragraphs of the style are lines of a table of contents."""
        return any(_CONTENTS.match(s.name) for s in self.chain(style))

    def of_paragraph(self, properties: Element | None) -> str | None:
        """The style of the paragraph with these w:pPr."""
        return value(properties, "w:pStyle") or self.usual

    def list_of(self, properties: Element | None, numbering: Numbering) -> tuple[str, int] | None:
        """The list and the level of the paragraph with these w:pPr; None where it has no number."""
        num_id, level = paragraph_list(properties)
        chain = list(self.chain(self.of_paragraph(properties)))
        if num_id is None:
            num_id = next((s.num_id for s in chain if s.num_id is not None), None)
            if level is None and num_id is not None:
                level = numbering.level_of_style(num_id, (s.id for s in chain))
        if level is None:
            level = next((s.level for s in chain if s.level is not None), 0)
        return None if num_id in (None, "0") else (str(num_id), level)


def read_styles(root: Element | None) -> Styles:
    """The styles of styles.xml, `root`."""
    styles, lists, usual = {}, {}, None
    for element in root if root is not None else ():
        key = attribute(element, "styleId")
        if name_of(element) != "w:style" or not key:
            continue
        num_id, level = paragraph_list(child_of(element, "w:pPr"))
        kind = attribute(element, "type")
        if kind == "numbering" and num_id is not None:
            lists[key] = num_id
        if kind == "paragraph" and attribute(element, "default") in ("1", "true", "on"):
            usual = key
        hidden = is_on(element, "w:rPr", "w:vanish")
        styles[key] = Style(key, value(element, "w:name") or "", value(element, "w:basedOn"), num_id, level, hidden)
    return Styles(styles, usual, lists)
