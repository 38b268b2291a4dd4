"""What reading and parsing say of a file, weighed: its figures, its findings, its verdict."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.errors import ReportError
from indexer.intake.record import FieldEvidence, FileRecord, Finding, Verdict
from indexer.parsing.account import coverage, gaps
from indexer.places.gazetteer import Gazetteer
from indexer.read.characters import MIN_HAN, is_han, is_none
from indexer.read.reading import Reading
from indexer.report import Metadata, Passage, Report, Source

OPENING = 1200  # characters: a printed page has some 28 lines of 28, a closely set one half as much again
MODEL_CHARACTERS = 500  # the default model reads 512 tokens, and tables of figures come near to one a character
GARBLED_DOUBT = 0.001  # one character a page: a report that was read right has none
GARBLED_REFUSED = 0.1  # every tenth character: words break apart, and what is cited would be wrong
SURE = 0.9  # of recognised characters; clean scans measure 0.97 and above, below this every tenth one may be wrong
COVERED = 0.5  # share of the body under headings; of 250 real reports 249 have 0.77 and more
_SHORT = 1000  # characters under which a report may do without headings

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIELDS = ("title", "district", "year", "genre", "issued_on", "issuers")
_WARNED = {  # how a warning of the parser begins: code and cure; one without a cure is only worth knowing
    "标题": ("title", "请在清单 manifest.csv 的“标题”列填上标题"),
    "地区": ("place", "请在清单 manifest.csv 的“区县”“地市”列填上区县和地市"),
    "年份": ("year", "请在清单 manifest.csv 的“年份”列填上报告年度"),
    "章节": ("headings", "请对照原文，看是不是漏了标题、段落或页"),
    "联系方式": ("contact", "请看是否应当从原文件里略去后重新放入"),
    "页眉": ("header", ""),
}
_OTHER = ("look", "请打开原文核对")


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that is examined: its path in the archive, the SHA-256 of its bytes, their number."""

    path: str
    source: str
    size: int


def examine(origin: Origin, reading: Reading, report: Report, passages: Sequence[Passage]) -> FileRecord:
    """The record of a file that was read and parsed.

    Raises:
        ReportError: it cannot be taken in: garbled, not Chinese, or without a passage.
    """
    garbled = garbled_share(reading.text)
    _must_be_a_report(report.text, garbled, passages)
    m, longs = report.metadata, _long_sentences(passages)
    covered = coverage(report)
    findings = tuple(_findings(reading, report, garbled, covered, longs))
    return FileRecord(
        path=origin.path,
        source=origin.source,
        size=origin.size,
        verdict=Verdict.DOUBTFUL if findings else Verdict.TAKEN,
        format=reading.format,
        encoding=reading.encoding,
        characters=len(report.text),
        pages=reading.pages,
        blank_pages=reading.blank_pages,
        garbled=round(garbled, 4),
        confidence=None if reading.confidence is None else round(reading.confidence, 3),
        heading_coverage=round(covered, 3),
        numbering_gaps=sum(gap.missing for gap in gaps(report.sections)),
        long_sentences=longs,
        passages=len(passages),
        title=m.title,
        district=m.district,
        city=m.city,
        province=m.province,
        year=m.year,
        genre=m.genre,
        evidence=tuple(_evidence(m)),
        indexed=True,
        findings=findings,
        notes=tuple(w for w in report.warnings if _warned(w)[1] == ""),
    )


def refused(origin: Origin, error: ReportError, gazetteer: Gazetteer, reading: Reading | None = None) -> FileRecord:
    """The record of a file that cannot be taken in; place and year are what its name tells, `reading` what was read."""
    told = told_by_name(origin.path, gazetteer)
    return FileRecord(
        path=origin.path,
        source=origin.source,
        size=origin.size,
        verdict=Verdict.REFUSED,
        format=reading.format if reading else None,
        encoding=reading.encoding if reading else "",
        pages=reading.pages if reading else None,
        blank_pages=reading.blank_pages if reading else (),
        garbled=round(garbled_share(reading.text), 4) if reading else 0.0,
        confidence=reading.confidence if reading else None,
        district=told.district,
        city=told.city,
        province=told.province,
        year=told.year,
        findings=(Finding(error.code, error.reason, error.cure),),
        opening=opening(reading.text) if reading else "",
    )


def opening(text: str) -> str:
    """The first page of `text`: up to OPENING characters, to the end of a line where one is near."""
    page = text.strip()[:OPENING]
    return page if len(page) < OPENING else page[: max(page.rfind("\n"), OPENING * 3 // 4)].rstrip()


def told_by_name(path: str, gazetteer: Gazetteer) -> Metadata:
    """Place and year as far as the name of the file tells them; two years in a name tell none."""
    stem = PurePosixPath(path).stem
    years = set(_YEAR.findall(stem))
    year = int(years.pop()) if len(years) == 1 else None
    at = gazetteer.resolve([stem])
    return Metadata("", (), at.district, at.city, at.province, at.code, year) if at else Metadata("", year=year)


def garbled_share(text: str) -> float:
    """The share of characters that are no text: replaced, private, unassigned, or control characters."""
    counts = Counter(text)
    return sum(n for c, n in counts.items() if is_none(c)) / max(1, len(text))


def _must_be_a_report(text: str, garbled: float, passages: Sequence[Passage]) -> None:
    if garbled > GARBLED_REFUSED:
        cure = "请用原来的软件打开，另存为 docx 或 UTF-8 纯文本后放入"
        raise ReportError(f"文件有 {garbled:.0%} 的乱码字符", cure, "garbled")
    letters = [c for c in text if c.isalpha()]
    if sum(is_han(c) for c in letters) < MIN_HAN * max(1, len(letters)):
        raise ReportError("文件里几乎没有汉字，不像中文报告", "请换上中文报告", "not-chinese")
    if not passages:
        raise ReportError("没有可收录的正文", "请检查文件内容", "no-text")


def _findings(reading: Reading, report: Report, garbled: float, covered: float, longs: int) -> Iterator[Finding]:
    """All that somebody should look at, the gravest first."""
    if reading.confidence is not None and reading.confidence < SURE:
        reason = f"识别的文字把握不大（平均 {reading.confidence:.0%}）"
        yield Finding("ocr", reason, "请对照原件核对，或换上更清楚的扫描件、电子版")
    if garbled > GARBLED_DOUBT:
        yield Finding("garbled", f"有 {garbled:.1%} 的乱码字符", "请用原来的软件打开，另存一份后放入")
    if blank := _blank_within(reading):
        where = "、".join(map(str, blank[:5])) + ("等" if len(blank) > 5 else "")
        reason = f"第 {where} 页没有文字（{reading.pages} 页中 {len(blank)} 页）"
        yield Finding("blank-pages", reason, "请看这些页是不是图片或空白页，缺页请补上")
    for doubt in reading.doubts:
        yield Finding("reading", doubt, _OTHER[1])
    for warning in report.warnings:
        code, cure = _warned(warning)
        if cure:
            yield Finding(code, warning, cure)
    if covered < COVERED and len(report.text) >= _SHORT and any(s.level == 1 for s in report.sections):
        reason = f"只有 {covered:.0%} 的正文在标题之下"
        yield Finding("coverage", reason, "请对照原文，看标题是不是没有认全")
    if longs:
        reason = f"有 {longs} 句超过 {MODEL_CHARACTERS} 字，后半句按意思检索不到"
        yield Finding("long-sentence", reason, "请看是不是表格，或丢了标点")


def _warned(warning: str) -> tuple[str, str]:
    return _WARNED.get(warning.partition("：")[0], _OTHER)


def _blank_within(reading: Reading) -> tuple[int, ...]:
    """The pages without text that others follow: an empty back of the last sheet says nothing."""
    blank = set(reading.blank_pages)
    last = max((p for p in range(1, (reading.pages or 0) + 1) if p not in blank), default=0)
    return tuple(sorted(p for p in blank if p < last))


def _long_sentences(passages: Sequence[Passage]) -> int:
    return sum(len(s) > MODEL_CHARACTERS for p in passages for s in p.sentences)


def _evidence(m: Metadata) -> Iterator[FieldEvidence]:
    for field in _FIELDS:
        value = getattr(m, field)
        if field == "district":
            value = "".join(dict.fromkeys(filter(None, (m.province, m.city, m.district))))
        told = "、".join(value) if isinstance(value, tuple) else str(value or "")
        of = m.evidence.get(field)
        if of is not None:
            yield FieldEvidence(field, told, of.source.value, round(of.confidence, 2), of.note)
        elif told:
            yield FieldEvidence(field, told, Source.NONE.value, 0.0)
