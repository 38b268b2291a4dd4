"""Word's docx: paragraphs with their automatic numbers, tables in place, accepted revisions, text boxes, notes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from indexer.errors import ReportError
from indexer.read.docx.numbering import Counting, Numbering, read_numbering
from indexer.read.docx.package import Element, Package, attribute, child, is_on, name_of, value
from indexer.read.docx.runs import Content, Note, Runs, branch
from indexer.read.docx.styles import read_styles
from indexer.read.reading import Format, Reading

_HOLDERS = frozenset(("w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"))
_LETTER = re.compile(r"[^\W_]")
_WORDS = {
    "修订": "修订：文件里有 {} 处未定稿的修订，按全部接受读取",
    "文本框": "文本框：有 {} 个，其中文字放在所在段落之后，请核对位置",
    "图片": "图片：有 {} 张，图上如有文字没有读入",
    "嵌入对象": "嵌入对象：有 {} 个（图表、附件等），内容没有读入",
    "批注": "批注：有 {} 条，没有读入",
    "符号": "符号：有 {} 个认不出，没有读入",
}


def read_docx(data: bytes) -> Reading:
    """The text of a docx (or docm, whose macros nobody runs): a paragraph a line, a row of a table a line.

    Automatic numbers stand before their paragraph as Word prints them, bullets are left out. Notes follow the
    paragraph that refers to them as a line （注：…）. Headers, footers, comments, hidden text and tables of contents
    are left out.

    Raises:
        ReportError: the file is locked, damaged, too large unpacked, or has no text.
    """
    package = Package(data)
    styles = read_styles(package.related("styles"))
    numbering = read_numbering(package.related("numbering"), styles.lists)
    root = package.document()
    body = child(root, "w:body")
    if body is None:
        raise ReportError("文件里缺正文部分", "请重新传一份完整的文件", "damaged")
    notes = {part: _notes(package.related(part)) for part in ("footnotes", "endnotes")}
    runs = Runs(styles, fields=_fields_end(root))
    reader = _Reader(runs, numbering, Counting(numbering), notes)
    text = "\n".join(reader.lines(body)).strip("\n")
    if not _LETTER.search(text):
        raise _no_text(pictured=runs.seen["图片"] + runs.seen["嵌入对象"] > 0)
    return Reading(text, Format.DOCX, doubts=tuple(reader.doubts()))


def _no_text(pictured: bool) -> ReportError:
    if pictured:
        cure = "请用 Word 或 WPS 另存为 PDF 后放入，按扫描件识别文字"
        return ReportError("文件里只有图片，没有文字", cure, "no-text")
    return ReportError("文件里没有文字", "请换上完整的文件", "no-text")


def _notes(root: Element | None) -> dict[str, Element]:
    return {attribute(e, "id"): e for e in root} if root is not None else {}


def _fields_end(root: Element) -> bool:
    kinds = [attribute(e, "fldCharType") for e in root.iter("*") if name_of(e) == "w:fldChar"]
    return kinds.count("begin") == kinds.count("end")


@dataclass(slots=True)
class _Carried:
    """What waits for the next paragraph, because the mark that parts them is deleted or hidden."""

    numbered: str = ""  # stands before the next one's number: the mark is hidden
    joined: str = ""  # stands behind it: the mark is deleted, and the paragraphs are one
    after: list[str] = field(default_factory=list)  # boxes and notes

    def full(self) -> bool:
        return bool(self.numbered or self.joined or self.after)


@dataclass(slots=True)
class _Reader:
    runs: Runs
    numbering: Numbering
    counting: Counting
    notes: Mapping[str, dict[str, Element]]  # those not yet read: each stands where it is first referred to
    begun: bool = False  # some text has been read

    def lines(self, container: Element, *, in_cell: bool = False) -> Iterator[str]:
        """The lines of the body, a cell, a text box or a note; an empty paragraph is an empty line."""
        carried = _Carried()
        for block in _blocks(container):
            if name_of(block) == "w:p":
                yield from self._paragraph(block, carried, in_cell)
                continue
            yield from _rest(carried)
            carried = _Carried()
            if name_of(block) == "w:tbl":
                yield from self._table(block)
            else:
                self.runs.seen["嵌入对象"] += 1
        yield from _rest(carried)

    def doubts(self) -> Iterator[str]:
        """What the maintainer should look at."""
        for what, words in _WORDS.items():
            if self.runs.seen[what]:
                yield words.format(self.runs.seen[what])
        for form in sorted(self.counting.unknown):
            yield f"编号：格式 {form} 不认得，按阿拉伯数字读取"

    def _paragraph(self, paragraph: Element, carried: _Carried, in_cell: bool) -> Iterator[str]:
        properties = child(paragraph, "w:pPr")
        styles = self.runs.styles
        style = styles.of_paragraph(properties)
        content = self.runs.read(paragraph, styles.is_hidden(style))
        if styles.is_contents(style):
            return
        before, after = self._hanging(content)
        yield from before
        carried.after += after
        mark = child(properties, "w:rPr")
        if child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None:
            self.runs.seen["修订"] += 1
            carried.joined += content.text
            return
        hidden = bool(is_on(mark, "w:vanish"))
        if hidden and not content.text and not carried.joined:
            return
        listed = styles.list_of(properties, self.numbering)
        label = self.counting.label(*listed) if listed else ""
        text = carried.joined + content.text
        line = carried.numbered + _labelled(label, text, alone=in_cell)
        if hidden:
            carried.numbered, carried.joined = line, ""
            return
        self.begun = self.begun or bool(text.strip())
        yield line
        yield from carried.after
        carried.numbered, carried.joined, carried.after = "", "", []

    def _hanging(self, content: Content) -> tuple[list[str], list[str]]:
        """Lines to stand before and behind the paragraph: a text box above everything is a title or a letterhead."""
        boxes = [line for box in content.boxes for line in self.lines(box) if line.strip()]
        notes = [f"（注：{text}）" for note in content.notes if (text := self._note(note))]
        return (boxes, notes) if not self.begun and not content.text.strip() else ([], boxes + notes)

    def _note(self, note: Note) -> str:
        found = self.notes[note.part].pop(note.id, None)
        return "" if found is None else "".join(line.strip() for line in self.lines(found))

    def _table(self, table: Element) -> Iterator[str]:
        for row in _through(table, "w:tr"):
            properties = child(row, "w:trPr")
            if child(properties, "w:del") is not None or is_on(properties, "w:hidden"):
                continue
            cells = [[line for line in self._cell(cell) if line.strip()] for cell in _through(row, "w:tc")]
            if len(cells) == 1:  # a frame around text
                yield from cells[0]
            elif any(cells):
                yield "\t".join(" ".join(lines).replace("\n", " ").replace("\t", " ") for lines in cells).rstrip("\t")

    def _cell(self, cell: Element) -> Iterator[str]:
        """The lines of a cell, none where it only goes on with the one above or before it."""
        properties = child(cell, "w:tcPr")
        for merge in ("w:vMerge", "w:hMerge"):
            if child(properties, merge) is not None and value(properties, merge) != "restart":
                return
        if child(properties, "w:cellDel") is None:
            yield from self.lines(cell, in_cell=True)


def _rest(carried: _Carried) -> Iterator[str]:
    if carried.full():
        yield carried.numbered + carried.joined
        yield from carried.after


def _labelled(label: str, text: str, *, alone: bool) -> str:
    """Number and text; a number without text is kept in a table, where it may be all that a cell has."""
    if not text.strip():
        return label.rstrip() if alone else ""
    lead = text[: len(text) - len(text.lstrip())] if label else ""
    text = text[len(lead) :]
    apart = " " if label[-1:] in (".", "．") and text[0].isdigit() else ""  # 1. 2023年, not 1.2023年
    return lead + label + apart + text


def _blocks(container: Element) -> Iterator[Element]:
    return _through(container, "w:p", "w:tbl", "w:altChunk")


def _through(container: Element, *wanted: str) -> Iterator[Element]:
    """The elements of these names in `container`, those in content controls and their like among them."""
    for part in container:
        name = name_of(part)
        if name in wanted:
            yield part
        elif name == "w:sdt":
            gallery = value(child(part, "w:sdtPr"), "w:docPartObj", "w:docPartGallery") or ""
            inside = child(part, "w:sdtContent")
            if gallery != "Table of Contents" and inside is not None:
                yield from _through(inside, *wanted)
        elif name in _HOLDERS:
            yield from _through(part, *wanted)
        elif name == "mc:AlternateContent":
            yield from _through(branch(part), *wanted)
