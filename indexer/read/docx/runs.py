"""What a paragraph of a docx shows: its characters, the text boxes that hang on it, the notes that it refers to."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.read.docx.package import Element, attribute, child, is_on, name_of, value
from indexer.read.docx.styles import Styles

_THROUGH = frozenset(  # elements that only hold what is shown
    {"w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:customXml", "w:fldSimple"}
    | {"w:dir", "w:bdo", "w:ruby", "w:rubyBase"}
)
_REVISED = frozenset(("w:ins", "w:moveTo", "w:del", "w:moveFrom"))
_WRITTEN = {"w:br": "\n", "w:cr": "\n", "w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "-"}
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
_SYMBOLS = {  # what w:sym means in the symbol fonts that Word puts in: the low byte of w:char
    "symbol": {0xB7: "•", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB8: "÷", 0xB9: "≠", 0x6D: "μ"},
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0xA8: "□", 0x71: "□", 0xFC: "√", 0xFB: "×", 0xFE: "☑", 0xFD: "☒"}
    | {0xD8: "➢", 0x75: "◆", 0x76: "❖", 0xE0: "→", 0xA1: "○"}
    | {0x81 + n: chr(ord("①") + n) for n in range(10)},
    "wingdings 2": {0x52: "☑", 0xA3: "□", 0x50: "√", 0x4F: "×", 0x54: "☒"}
    | {0x6A + n: chr(ord("①") + n) for n in range(10)},
}


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a note: `part` is footnotes or endnotes, `id` is the note's there."""

    part: str
    id: str


@dataclass(frozen=True, slots=True)
class Content:
    """What one paragraph shows; `boxes` are the w:txbxContent that hang on it."""

    text: str
    boxes: tuple[Element, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Field:
    """A field that has begun: its instruction, and whether its result has."""

    instruction: str = ""
    shown: bool = False

    def shows(self) -> bool:
        """Whether text at this place is seen; a table of contents only repeats the headings."""
        return self.shown and not self.instruction.lstrip().upper().startswith("TOC")


@dataclass(slots=True)
class Runs:
    """Reads paragraphs in the order of the document, since a field may begin in one and end in another.

    `seen` counts what the maintainer should hear of: 修订, 图片, 嵌入对象, 批注, 符号.
    """

    styles: Styles
    fields: bool = True  # every field that begins also ends; otherwise nothing is hidden on their account
    seen: Counter[str] = field(default_factory=Counter)
    _open: list[_Field] = field(default_factory=list)

    def read(self, paragraph: Element, hidden: bool) -> Content:
        """What `paragraph` shows; `hidden` where its style hides it."""
        pieces = list(self._inside(paragraph, hidden))
        return Content(
            "".join(p for p in pieces if isinstance(p, str)),
            tuple(p for p in pieces if not isinstance(p, str | Note)),
            tuple(p for p in pieces if isinstance(p, Note)),
        )

    def _inside(self, element: Element, hidden: bool) -> Iterator[str | Note | Element]:
        for part in element:
            name = name_of(part)
            if name in _REVISED:
                self.seen["修订"] += 1
            if name in _THROUGH or name.startswith("m:"):
                yield from self._inside(part, hidden)
            elif name == "w:r":
                yield from self._inside(part, self._is_hidden(part, hidden))
            elif name == "mc:AlternateContent":
                yield from self._inside(branch(part), hidden)
            elif name in ("w:fldChar", "w:instrText"):
                self._follow(part, name)
            elif not hidden and all(f.shows() for f in self._open):
                yield from self._shown(part, name)
            if name == "m:t" and not hidden:
                yield _flat(part.text)

    def _shown(self, part: Element, name: str) -> Iterator[str | Note | Element]:
        if name == "w:t":
            yield _flat(part.text)
        elif name in _WRITTEN:
            yield _WRITTEN[name]
        elif name == "w:sym":
            yield self._symbol(part)
        elif name in _NOTES:
            yield Note(_NOTES[name], attribute(part, "id"))
        elif name in ("w:drawing", "w:pict", "w:object"):
            yield from self._drawn(part)
        elif name == "w:commentReference":
            self.seen["批注"] += 1

    def _is_hidden(self, run: Element, hidden: bool) -> bool:
        properties = child(run, "w:rPr")
        own = is_on(properties, "w:vanish")
        if own is not None:
            return own
        return hidden or self.styles.is_hidden(value(properties, "w:rStyle"))

    def _follow(self, part: Element, name: str) -> None:
        if not self.fields:
            return
        if name == "w:instrText":
            if self._open and not self._open[-1].shown:
                self._open[-1].instruction += part.text or ""
            return
        kind = attribute(part, "fldCharType")
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].shown = True
        elif kind == "end" and self._open:
            self._open.pop()

    def _symbol(self, part: Element) -> str:
        written = attribute(part, "char")
        code = int(written, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", written) else 0
        signs = _SYMBOLS.get(attribute(part, "font").lower(), {})
        if code & 0xFF in signs:
            return signs[code & 0xFF]
        if 0x20 <= code < 0xD800:
            return chr(code)
        self.seen["符号"] += 1
        return ""

    def _drawn(self, drawing: Element) -> Iterator[Element]:
        boxes = list(_boxes(drawing))
        yield from boxes
        self.seen["文本框"] += len(boxes)
        names = {name_of(e) for e in drawing.iter("*")}
        if names & {"o:OLEObject", "c:chart", "dgm:relIds"}:
            self.seen["嵌入对象"] += 1
        elif names & {"a:blip", "v:imagedata"}:
            self.seen["图片"] += 1


def branch(alternatives: Element) -> Element:
    """The one branch of an mc:AlternateContent that is read: the first with text or a picture."""
    full = (b for b in alternatives if any(name_of(e) in ("w:t", "a:blip", "v:imagedata") for e in b.iter("*")))
    return next(full, alternatives[0] if len(alternatives) else alternatives)


def _boxes(element: Element) -> Iterator[Element]:
    for part in element:
        name = name_of(part)
        if name == "w:txbxContent":
            yield part
        else:
            yield from _boxes(branch(part) if name == "mc:AlternateContent" else part)


def _flat(text: str | None) -> str:
    """The characters of a w:t, in which a line break of the XML is a blank."""
    return (text or "").translate({10: " ", 13: " ", 9: " "})
