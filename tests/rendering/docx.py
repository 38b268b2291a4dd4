"""An outline as a Word document, with the automatic numbering of an office's template or with typed numbers."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as DocxParagraph

from indexer.parsing.marks import numeral
from tests.rendering.outline import Paragraph, Part

LEVELS = (  # form and text of the template's levels
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("japaneseCounting", "%4是"),
)
_ABSTRACT = "700"
_STYLES = {1: "Heading 1", 2: "Heading 2", 3: "List Paragraph", 4: "List Paragraph"}


def render_docx(paragraphs: Sequence[Paragraph], numbering: Literal["automatic", "typed"] = "automatic") -> bytes:
    """The bytes of a docx; with automatic numbering, numbers that the template cannot print stay typed."""
    document = Document()
    for style in ("Heading 1", "Heading 2"):
        document.styles[style].paragraph_format.first_line_indent = None
    numbers = _Numbers(document) if numbering == "automatic" else None
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


class _Numbers:
    """Gives paragraphs their place in one multi-level list of the template.

    Where the count is broken (a level begins anew without a parent, a number is skipped) a new w:num starts at the
    number that is printed, as Word's “restart at” does.
    """

    def __init__(self, document: DocumentType) -> None:
        self._root = document.part.numbering_part.element
        self._next = 9000
        first_num = self._root.find("{*}num")
        abstract = parse_xml(_template(LEVELS))
        if first_num is None:
            self._root.append(abstract)
        else:
            first_num.addprevious(abstract)
        self._usual = self._num = self._new({})
        self._counts: dict[int, int] = {}
        self._restarted = 0  # the level that `_num` starts anew

    def give(self, added: DocxParagraph, paragraph: Paragraph) -> bool:
        """Whether the template prints the paragraph's number; if so the paragraph is numbered."""
        level, number = paragraph.level, paragraph.number
        if level is None or not number or _printed(level, number) is None:
            return False
        count = _printed(level, number) or 0
        if level < self._restarted:
            self._num, self._restarted = self._usual, 0
        if self._counts.get(level, 0) + 1 != count:
            self._num, self._restarted = self._new({level: count}), level
        self._counts = {deep: n for deep, n in self._counts.items() if deep < level} | {level: count}
        properties = added._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="{self._num}"/></w:numPr>')
        )
        return True

    def _new(self, starts: dict[int, int]) -> int:
        self._next += 1
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{level - 1}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in starts.items()
        )
        abstract = f'<w:abstractNumId w:val="{_ABSTRACT}"/>'
        self._root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{self._next}">{abstract}{overrides}</w:num>'))
        return self._next


def _printed(level: int, number: str) -> int | None:
    """The value of `number` if it is as the template prints it: 三、 but not (三) or 3、."""
    before, after = LEVELS[level - 1][1].split(f"%{level}")
    inner = number[len(before) : len(number) - len(after)]
    value = numeral(inner)
    arabic = LEVELS[level - 1][0] == "decimal"
    sound = number == before + inner + after and value and inner.isdigit() == arabic and not inner.startswith("0")
    return value if sound and value < 100 else None


def _template(levels: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_ABSTRACT}"><w:multiLevelType w:val="multilevel"/>'
        f"{inner}</w:abstractNum>"
    )
