"""One file to one Report: read, mend, find headings and metadata, say what is in doubt."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.errors import ReportError
from indexer.parsing.account import gaps, long_titles
from indexer.parsing.canonical import canonical
from indexer.parsing.furniture import HEADER, Dropped
from indexer.parsing.headings import find_headings
from indexer.parsing.layout import TELEPHONE, find_layout
from indexer.parsing.metadata import Corrections, read_metadata
from indexer.parsing.sections import build_sections
from indexer.places.gazetteer import Gazetteer
from indexer.read import read_file
from indexer.read.reading import Reading
from indexer.report import Metadata, Report, Section, Source

_NO_HINTS: Mapping[str, str] = {}
_WEAK = (Source.NONE, Source.FOLDER, Source.FILE_NAME)
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
    return parse_text(
        reading.text, name, gazetteer, corrections, source=source, encoding=reading.encoding, hints=reading.hints
    )


def parse_text(
    raw: str,
    name: str,
    gazetteer: Gazetteer,
    corrections: Corrections | None = None,
    *,
    source: str = "",
    encoding: str = "",
    hints: Mapping[str, str] = _NO_HINTS,
) -> Report:
    """The report in `raw`, text as its file has it; `source` and `encoding` are passed through.

    `hints` is what the file says of itself beside its text (`Reading.hints`).

    Raises:
        ReportError: nothing is left of it once marks of pages and web pages are dropped.
    """
    mended = canonical(raw)
    text = mended.text
    layout = find_layout(text)
    sections = build_sections(text, layout, find_headings(text, layout))
    metadata = read_metadata(text, layout, name, gazetteer, corrections, hints=hints)
    warnings = (
        *_metadata_warnings(metadata),
        *_section_warnings(text, sections),
        *_header_warnings(mended.dropped),
    )
    if TELEPHONE.search(layout.body.of(text)):
        warnings += ("联系方式：正文里有电话号码，请看是否应当略去",)
    return Report(name, source, encoding, text, layout, sections, metadata, warnings, _counted(mended.dropped))


def _counted(dropped: Sequence[Dropped]) -> dict[str, int]:
    """How many characters, blanks aside, were dropped for each reason."""
    counts: Counter[str] = Counter()
    for piece in dropped:
        counts[piece.reason] += sum(not c.isspace() for c in piece.text)
    return dict(counts)


def _metadata_warnings(metadata: Metadata) -> Iterator[str]:
    for field, name in (("title", "标题"), ("district", "地区"), ("year", "年份")):
        evidence = metadata.evidence[field]
        if evidence.note and (evidence.source in _WEAK or evidence.confidence < _UNSURE):
            yield f"{name}：{evidence.note}"


def _header_warnings(dropped: Sequence[Dropped]) -> Iterator[str]:
    for line, times in Counter(d.text for d in dropped if d.reason == HEADER).items():
        if re.search("[\u3400-\u9fff]", line):
            yield f"页眉：略去了重复 {times} 次的行“{line}”，当作页眉"


def _section_warnings(text: str, sections: Sequence[Section]) -> Iterator[str]:
    if not any(s.level == 1 for s in sections) and len(text) >= _LONG_REPORT:
        yield "章节：没有找到一级标题（一、二、……）"
    for gap in gaps(sections):
        section = sections[gap.section]
        yield f"章节：“{section.number}{section.title[:20]}”之前缺 {gap.missing} 个编号"
    for number in long_titles(sections):
        title = sections[number].title
        yield f"章节：标题过长（{len(title)} 字）：{title[:20]}……"
