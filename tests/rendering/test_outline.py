"""The outline of a report, and what the table of formats counts."""

from tests.parsing.made import parse
from tests.rendering.outline import Paragraph, Part, outline, plain
from tests.rendering.table import Line, compare, markdown, recall

RAW = """桐陂区卫生健康局
2023年工作总结
区政府：
2023年，我局依法履职。
一、工作成效
（一）强化学习。全年集中学习12次。
二、存在不足
一是人手不足。二是经费紧张。
桐陂区卫生健康局
2024年1月9日"""


def test_an_outline_says_what_is_printed_and_what_is_a_heading() -> None:
    assert outline(parse(RAW)) == [
        Paragraph("桐陂区卫生健康局", part=Part.TITLE),
        Paragraph("2023年工作总结", part=Part.TITLE),
        Paragraph("区政府：", part=Part.ADDRESSEE),
        Paragraph("2023年，我局依法履职。"),
        Paragraph("工作成效", 1, "一、", 4),
        Paragraph("强化学习。全年集中学习12次。", 2, "（一）", 4),
        Paragraph("存在不足", 1, "二、", 4),
        Paragraph("人手不足。二是经费紧张。", 4, "一是", 4),
        Paragraph("桐陂区卫生健康局", part=Part.CLOSING),
        Paragraph("2024年1月9日", part=Part.CLOSING),
    ]


def test_its_paragraphs_are_the_report_s_text() -> None:
    report = parse(RAW)
    assert plain(outline(report)) == report.text


def test_recall_counts_the_characters_that_came_back_in_order() -> None:
    assert recall("全年顺利", "全年顺利") == 1.0
    assert recall("全年顺利", "全年利") == 0.75
    assert recall("全年顺利", "顺利全年") == 0.5


def test_a_lost_heading_shows_in_its_level_and_in_the_tree_only() -> None:
    match = compare(parse(RAW), parse(RAW.replace("（一）强化学习", "强化学习")), 0.5)
    assert (match.upper, match.points, match.tree, match.metadata) == ((2, 3, 2), (2, 2, 2), False, True)


def test_a_line_of_the_table() -> None:
    whole, lost = (compare(parse(RAW), parse(raw), 0.5) for raw in (RAW, RAW.replace("二是", "还有")))
    assert list(markdown([Line("docx", (whole, lost)), Line("ofd", skipped="no module x")]))[2:] == [
        "| docx | 1.0000 | 0.8571 | 1/2 | 2/2 | 0.98947 | 0.50 |",
        "| ofd | skipped: no module x |  |  |  |  |  |",
    ]
