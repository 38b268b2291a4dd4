"""One file to one Report: read, mend, find headings and metadata, say what is in doubt."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.errors import ReportError
from indexer.parsing.glued import split_glued
from indexer.parsing.headings import find_headings
from indexer.parsing.layout import TELEPHONE, find_layout
from indexer.parsing.marks import numeral
from indexer.parsing.mend import HEADER, Dropped, mend
from indexer.parsing.metadata import Corrections, read_metadata
from indexer.parsing.sections import build_sections
from indexer.places import Gazetteer
from indexer.read import read_file
from indexer.read.reading import Reading
from indexer.report import Metadata, Report, Section, Source

_LONG_TITLE = 60
_UNSURE = 0.65
_LONG_REPORT = 1000  # characters from which a report without any heading is worth a look


def parse_file(path: Path, name: str, gazetteer: Gazetteer, corrections: Corrections | None = None) -> Report:
    """The report in the file at `path`, whose path inside the archive is `name`, with forward slashes.

    Raises:
        ReportError: the file cannot be opened, is empty, binary, garbled, or not Chinese text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReportError(f"文件打不开：{error.strerror}", "请检查文件和权限") from error
    return parse_reading(read_file(data), name, hashlib.sha256(data).hexdigest(), gazetteer, corrections)


def parse_reading(
    reading: Reading, name: str, source: str, gazetteer: Gazetteer, corrections: Corrections | None = None
) -> Report:
    """The report in `reading`, from a file whose bytes have the SHA-256 `source`.

    Raises:
        ReportError: nothing is left of it once marks of pages and web pages are dropped.
    """
    return parse_text(reading.text, name, gazetteer, corrections, source=source, encoding=reading.encoding)


def parse_text(
    raw: str,
    name: str,
    gazetteer: Gazetteer,
    corrections: Corrections | None = None,
    *,
    source: str = "",
    encoding: str = "",
) -> Report:
    """The report in `raw`, text as its file has it; `source` and `encoding` are passed through.

    Raises:
        ReportError: nothing is left of it once marks of pages and web pages are dropped.
    """
    mended = mend(raw)
    text = mended.text
    if not text:
        raise ReportError("去掉页码和网页附件后没有正文", "请换上完整的文件")
    text = split_glued(text, find_layout(text).body)
    layout = find_layout(text)
    sections = build_sections(text, layout, find_headings(text, layout))
    metadata = read_metadata(text, layout, name, gazetteer, corrections)
    warnings = (
        *_metadata_warnings(metadata),
        *_section_warnings(text, sections),
        *_header_warnings(mended.dropped),
    )
    if TELEPHONE.search(layout.body.of(text)):
        warnings += ("联系方式：正文里有电话号码，请看是否应当略去",)
    return Report(name, source, encoding, text, layout, sections, metadata, warnings)


def _metadata_warnings(metadata: Metadata) -> Iterator[str]:
    for field, name in (("title", "标题"), ("district", "地区"), ("year", "年份")):
        evidence = metadata.evidence[field]
        if evidence.note and (evidence.source in (Source.NONE, Source.FILE_NAME) or evidence.confidence < _UNSURE):
            yield f"{name}：{evidence.note}"


def _header_warnings(dropped: Sequence[Dropped]) -> Iterator[str]:
    for line, times in Counter(d.text for d in dropped if d.reason == HEADER).items():
        if re.search("[\u3400-\u9fff]", line):
            yield f"页眉：略去了重复 {times} 次的行“{line}”，当作页眉"


def _section_warnings(text: str, sections: Sequence[Section]) -> Iterator[str]:
    if not any(s.level == 1 for s in sections) and len(text) >= _LONG_REPORT:
        yield "章节：没有找到一级标题（一、二、……）"
    last: dict[tuple[int | None, int], int] = {}
    for section in sections:
        if section.level < 3 and section.number:
            value = numeral(section.number.strip("第部分（()）、 "))
            before = last.get((section.parent, section.level), 0)
            if value > before + 1:
                yield f"章节：“{section.number}{section.title[:20]}”之前缺 {value - before - 1} 个编号"
            last[section.parent, section.level] = value
        if section.level < 4 and len(section.title) > _LONG_TITLE:
            yield f"章节：标题过长（{len(section.title)} 字）：{section.title[:20]}……"
