"""An outline as a Word document, with the automatic numbering of an office's template or with typed numbers."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as DocxParagraph

from indexer.parsing.marks import numeral
from tests.rendering.outline import Paragraph, Part

Way = Literal["automatic", "apart", "typed"]
LEVELS = (  # form and text of the template's levels
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("japaneseCounting", "%4是"),
)
_STYLES = {1: "Heading 1", 2: "Heading 2", 3: "List Paragraph", 4: "List Paragraph"}


def render_docx(paragraphs: Sequence[Paragraph], numbering: Way = "automatic") -> bytes:
    """The bytes of a docx.

    With automatic numbering, numbers that the template cannot print stay typed; “apart” makes another list of each
    that begins anew, since LibreOffice saves lists that are only started anew as a .doc with other numbers.
    """
    document = Document()
    for style in ("Heading 1", "Heading 2"):
        document.styles[style].paragraph_format.first_line_indent = None
    numbers = None if numbering == "typed" else _Numbers(document, apart=numbering == "apart")
    for paragraph in paragraphs:
        level = paragraph.level or 0
        whole = paragraph.title == len(paragraph.text)
        added = document.add_paragraph(style=_STYLES[level] if level and (whole or level > 2) else None)
        if paragraph.part is Part.TITLE:
            added.alignment = WD_ALIGN_PARAGRAPH.CENTER
        automatic = numbers is not None and numbers.give(added, paragraph)
        _write(added, paragraph.text if automatic else paragraph.printed)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write(added: DocxParagraph, words: str) -> None:
    """The words in several runs, as an editor leaves them."""
    for piece in re.findall(r"\d+|[^\d]{1,40}", words):
        added.add_run(piece)


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: the numbers it has printed by level, shared with the lists that count on from each other."""

    id: int
    counts: dict[int, int]
    starts: dict[int, int]

    def coming(self, level: int) -> int:
        """The number that the next paragraph of `level` gets."""
        return self.counts.get(level, self.starts.get(level, 1) - 1) + 1

    def print(self, level: int, count: int) -> None:
        """Count a paragraph of `level`; what lies deeper begins anew, what was passed over above it counts as used."""
        for higher in range(1, level):
            self.counts.setdefault(higher, self.starts.get(higher, 1))
        for deeper in [deep for deep in self.counts if deep > level]:
            del self.counts[deeper]
        self.counts[level] = count


class _Numbers:
    """Gives paragraphs their place in a multi-level list of the template.

    Where the count is broken (a level begins anew without a parent, a number is skipped) another w:num starts at the
    number that is printed: of the same list, as Word's “restart at” does, or of a list of its own.
    """

    def __init__(self, document: DocumentType, *, apart: bool) -> None:
        self._root = document.part.numbering_part.element
        self._apart = apart
        self._next = 700  # ids of lists and of w:num
        self._usual = self._current = self._new({})

    def give(self, added: DocxParagraph, paragraph: Paragraph) -> bool:
        """Whether the template prints the paragraph's number; if so the paragraph is numbered."""
        level, number = paragraph.level, paragraph.number
        if level is None or not number or (count := _printed(level, number)) is None:
            return False
        fitting = (n for n in (self._current, self._usual) if n.coming(level) == count)
        self._current = next(fitting, None) or self._new({level: count})
        self._current.print(level, count)
        place = added._p.get_or_add_pPr().get_or_add_numPr()
        place.get_or_add_ilvl().val = level - 1
        place.get_or_add_numId().val = self._current.id
        return True

    def _new(self, starts: dict[int, int]) -> _List:
        first = self._next == 700
        self._next += 1
        own = first or self._apart
        if own:
            self._add(_template(self._next, LEVELS, starts), before="{*}num")
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{level - 1}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in starts.items()
            if not own
        )
        abstract = f'<w:abstractNumId w:val="{self._next if own else 701}"/>'
        self._add(f'<w:num {nsdecls("w")} w:numId="{self._next}">{abstract}{overrides}</w:num>')
        return _List(self._next, {} if own else self._usual.counts, starts)

    def _add(self, xml: str, before: str = "") -> None:
        first = self._root.find(before) if before else None
        if first is None:
            self._root.append(parse_xml(xml))
        else:
            first.addprevious(parse_xml(xml))


def _printed(level: int, number: str) -> int | None:
    """The value of `number` if it is as the template prints it: 三、 but not (三) or 3、."""
    before, after = LEVELS[level - 1][1].split(f"%{level}")
    inner = number[len(before) : len(number) - len(after)]
    value = numeral(inner)
    arabic = LEVELS[level - 1][0] == "decimal"
    sound = number == before + inner + after and value and inner.isdigit() == arabic and not inner.startswith("0")
    return value if sound and value < 100 else None


def _template(key: int, levels: Iterable[tuple[str, str]], starts: dict[int, int]) -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{starts.get(n + 1, 1)}"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>'
        f"{inner}</w:abstractNum>"
    )
