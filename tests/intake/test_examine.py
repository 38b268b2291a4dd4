"""What makes a file taken, doubtful or refused; each with a reason and a cure."""

import pytest

from indexer.errors import ReportError
from indexer.intake.examine import OPENING, Origin, opening, refused, told_by_name
from indexer.intake.record import FileRecord, Verdict
from indexer.parsing.metadata import Corrections
from indexer.read.reading import Format, Reading
from tests.intake.made import file, record_of, text
from tests.parsing.made import GAZETTEER

WHOLE = text()
LONG = "，".join(["本局负责事项"] * 80).replace("，", "")  # 480 characters
NO_HEADINGS = "本年度各项工作有序推进。" * 100


def codes(record: FileRecord) -> list[str]:
    return [finding.code for finding in record.findings]


def test_a_whole_report_is_taken_with_its_figures() -> None:
    record, _ = file("桐陂区2023.txt", WHOLE, encoding="gb18030")
    assert (record.verdict, record.findings, record.indexed) == (Verdict.TAKEN, (), True)
    assert (record.format, record.encoding, record.pages, record.garbled) == (Format.TXT, "gb18030", None, 0)
    assert (record.province, record.city, record.district, record.year) == ("沧澜省", "临沧澜市", "桐陂区", 2023)
    assert record.characters > 500
    assert record.passages > 8
    assert (record.numbering_gaps, record.long_sentences) == (0, 0)
    assert record.heading_coverage is not None
    assert 0.8 < record.heading_coverage < 1
    sources = {e.field: (e.value, e.source) for e in record.evidence}
    assert sources["district"] == ("沧澜省临沧澜市桐陂区", "text")
    assert sources["issued_on"] == ("2024-01-15", "text")


@pytest.mark.parametrize(
    ("reading", "code", "words"),
    [
        (Reading(WHOLE, Format.SCAN, pages=2, confidence=0.82), "ocr", "82%"),
        (Reading(WHOLE.replace("件", "\ufffd", 4), Format.TXT), "garbled", "乱码"),
        (Reading(WHOLE, Format.PDF, pages=4, blank_pages=(2,)), "blank-pages", "第 2 页没有文字（4 页中 1 页）"),
        (Reading(WHOLE, Format.DOCX, doubts=("文中有文本框",)), "reading", "文中有文本框"),
        (Reading(WHOLE.replace("（四）", "（七）"), Format.TXT), "headings", "缺"),
        (Reading(WHOLE.replace("桐陂区", "某区").replace("临沧澜市", ""), Format.TXT), "place", "地区"),
        (Reading(WHOLE.replace("专家共同会商", LONG), Format.TXT), "long-sentence", "有 1 句超过 500 字"),
        (Reading(f"桐陂区2023年工作总结\n{NO_HEADINGS}\n", Format.TXT), "headings", "没有找到一级标题"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_in_doubt_is_indexed_and_says_what_to_do(reading: Reading, code: str, words: str) -> None:
    record, _ = record_of(reading, "报告.txt")
    assert (record.verdict, record.indexed) == (Verdict.DOUBTFUL, True)
    finding = next(f for f in record.findings if f.code == code)
    assert words in finding.reason
    assert finding.cure.startswith("请")


@pytest.mark.parametrize(
    "reading",
    [
        Reading(WHOLE, Format.SCAN, pages=2, confidence=0.97),
        Reading(WHOLE, Format.PDF, pages=4, blank_pages=(4,)),  # the back of the last sheet
    ],
    ids=["a clean scan", "an empty last page"],
)
def test_what_is_no_matter_for_doubt(reading: Reading) -> None:
    assert record_of(reading)[0].verdict is Verdict.TAKEN


def test_a_header_that_was_left_out_is_worth_knowing_and_no_doubt() -> None:
    head = "临沧澜市卫生健康工作简报"
    said = WHOLE
    for page in ("（一）", "（五）", "二、"):
        said = said.replace(page, f"\f{head}\n{page}")
    record, _ = file("甲.txt", said)
    assert (record.verdict, len(record.notes)) == (Verdict.TAKEN, 1)
    assert head in record.notes[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (WHOLE.replace("件", "\ue000\ue001\ue002\ue003" * 20), "garbled"),
        ("The annual report of the district health office. " * 30, "not-chinese"),
    ],
)
def test_what_cannot_be_cited_is_refused(said: str, code: str) -> None:
    with pytest.raises(ReportError) as caught:
        file("甲.txt", said)
    assert (caught.value.code, bool(caught.value.cure)) == (code, True)


def test_a_refused_file_keeps_what_was_found_out() -> None:
    error = ReportError("扫描件里没有认出文字", "请换上更清楚的扫描件", "no-text")
    reading = Reading("二〇", Format.SCAN, pages=3, blank_pages=(1, 2))
    record = refused(Origin("包.zip/桐陂区2022年.pdf", "cd" * 32, 70_000), error, GAZETTEER, reading)
    assert (record.verdict, record.indexed) == (Verdict.REFUSED, False)
    assert (record.format, record.pages, record.blank_pages, record.opening) == (Format.SCAN, 3, (1, 2), "二〇")
    assert (record.city, record.district, record.year) == ("临沧澜市", "桐陂区", 2022)
    assert str(record.findings[0]) == "扫描件里没有认出文字。请换上更清楚的扫描件"


def test_the_manifest_settles_what_was_in_doubt() -> None:
    bare = WHOLE.replace("桐陂区", "某区").replace("临沧澜市", "")
    corrections = Corrections(district="桐陂区", city="临沧澜市")
    record, _ = record_of(Reading(bare, Format.TXT), "报告.txt", corrections)
    assert "place" not in codes(record)
    assert next(e.source for e in record.evidence if e.field == "district") == "manifest"


def test_the_opening_ends_where_a_line_does() -> None:
    lines = ("一二三四五六七八九\n" * 200).strip()
    assert len(opening(lines)) == OPENING - 1
    assert opening("  短文\n") == "短文"
    assert len(opening("字" * 5000)) == OPENING * 3 // 4


@pytest.mark.parametrize(
    ("path", "year"),
    [("甲2023.txt", 2023), ("2022/甲2023.txt", 2023), ("甲2022-2023.txt", None), ("甲20230115.txt", None)],
)
def test_two_years_in_a_name_tell_none(path: str, year: int | None) -> None:
    assert told_by_name(path, GAZETTEER).year == year
