"""From a file to a Report: what it says of itself, what it warns of, and what always holds of its sections."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ReportError
from indexer.parsing.parse import parse_file
from indexer.report import Report
from tests.parsing.made import GAZETTEER, parse

TEXT = "桐陂区卫生健康局2023年工作总结\n一、工作成效\n全年顺利。\n"


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    report = parse_file(path, "2023/总结.txt", GAZETTEER)
    assert (report.path, report.encoding) == ("2023/总结.txt", "gb18030")
    assert report.source == hashlib.sha256(TEXT.encode("gb18030")).hexdigest()
    assert report.text == TEXT.strip()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="打不开"):
        parse_file(tmp_path / "无.txt", "无.txt", GAZETTEER)


def test_a_page_of_nothing_but_furniture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "空页.txt"
    path.write_text("首页\n打印本页\n关闭窗口\n- 1 -\n", encoding="utf-8")
    with pytest.raises(ReportError, match="没有正文"):
        parse_file(path, "空页.txt", GAZETTEER)


@pytest.mark.parametrize(
    ("raw", "warning"),
    [
        ("桐陂区2023年工作总结\n" + "全年工作顺利推进。" * 150, "章节：没有找到一级标题（一、二、……）"),
        ("桐陂区2023年工作总结\n一、成效\n好。\n三、打算\n更好。", "章节：“三、打算”之前缺 1 个编号"),
        ("桐陂区2023年工作总结\n一、成效\n（一）学习\n好。\n（三）执法\n好。", "章节：“（三）执法”之前缺 1 个编号"),
        ("2023年工作总结\n一切顺利。", "地区：正文和文件名都没有写明地区"),
        ("桐陂区工作总结\n一切顺利。", "年份：正文没有写明是哪一年的报告"),
    ],
)
def test_what_is_in_doubt_is_said(raw: str, warning: str) -> None:
    assert warning in parse(raw).warnings


def test_a_sound_report_has_no_warnings() -> None:
    assert parse(TEXT).warnings == ()


HEADS = [
    "一、工作成效",
    "二、存在问题",
    "三、下步打算",
    "（一）强化学习",
    "（二）强化监管",
    "（三）强化保障",
    "1.集中学习",
    "2.个人自学",
]
LINES = [
    "2023年工作回顾",
    "2024年工作安排",
    "全年办结信访件12件。",
    "一是人手不足，二是经费紧张。",
    "其中：一是培训少；二是宣传少。",
    "名词解释",
]
GLUED = [
    "取得成效。二、存在问题当前工作还有不足。",
    "（一）增设站点一是选好位置，方便居民。（二）培养骨干 全年进修。",
]
CLOSING = ["特此报告。", "桐陂区卫生健康局", "2024年1月9日"]
RAW = st.lists(st.sampled_from([*HEADS, *LINES, *GLUED, *CLOSING]), min_size=1, max_size=30).map("\n".join)


def check_sections(report: Report) -> None:
    """Sections lie in reading order and nest; each heading stands where its span says, inside the body."""
    starts = [s.span.start for s in report.sections]
    assert starts == sorted(set(starts))
    for number, section in enumerate(report.sections):
        words = section.heading.of(report.text)
        assert words.startswith(section.number)
        assert words.endswith(section.title)
        assert section.heading.start == section.span.start
        assert section.span.contains(section.heading)
        assert report.layout.body.contains(section.span)
        for other in report.sections[:number]:
            assert other.span.stop <= section.span.start or other.span.contains(section.span)
        if section.parent is None:
            assert section.path == (section.number + section.title,)
        else:
            parent = report.sections[section.parent]
            assert section.parent < number
            assert parent.span.contains(section.span)
            assert parent.level <= section.level
            assert section.path == (*parent.path, section.number + section.title)


@given(RAW)
def test_sections_nest_in_reading_order(raw: str) -> None:
    check_sections(parse(raw))


@given(RAW)
def test_parsing_canonical_text_again_changes_nothing(raw: str) -> None:
    report = parse(raw)
    again = parse(report.text)
    assert (again.text, again.layout, again.sections, again.metadata) == (
        report.text,
        report.layout,
        report.sections,
        report.metadata,
    )
