"""Automatic numbering of Word, case by case: what is set in numbering.xml and styles.xml, and what is printed."""

import pytest

from indexer.read.docx.document import read_docx
from tests.reading.made_docx import (
    LADDER,
    abstract,
    item,
    level,
    made,
    num,
    numbered,
    override,
    p,
    read,
    style,
)

ONE = abstract(0, *LADDER) + num(1, 0)


def of_style(text: str, key: str, more: str = "") -> str:
    return p(text, f'<w:pStyle w:val="{key}"/>{more}')


@pytest.mark.parametrize(
    ("numbering", "body", "lines"),
    [
        # levels count inside their parent and begin anew after it
        (
            ONE,
            [item("甲", 1), item("乙", 1, 1), item("丙", 1, 1), item("丁", 1), item("戊", 1, 1), item("己", 1, 2)],
            ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己"],
        ),
        # plain paragraphs and other lists between do not disturb the count
        (
            ONE + abstract(5, level(0, "decimal", "%1）")) + num(6, 5),
            [item("甲", 1), p("正文。"), item("其一", 6), item("其二", 6), item("乙", 1)],
            ["一、甲", "正文。", "1）其一", "2）其二", "二、乙"],
        ),
        # two w:num of one abstract list count on from each other
        (ONE + num(2, 0), [item("甲", 1), item("乙", 2), item("丙", 1)], ["一、甲", "二、乙", "三、丙"]),
        # … unless one starts anew, which it does once
        (
            ONE + num(2, 0, override(0, 1)),
            [item("甲", 1), item("乙", 1), item("丙", 2), item("丁", 2), item("戊", 1)],
            ["一、甲", "二、乙", "一、丙", "二、丁", "三、戊"],
        ),
        (ONE + num(2, 0, override(0, 5)), [item("甲", 2), item("乙", 2)], ["五、甲", "六、乙"]),
        # only the level that is named starts anew
        (
            ONE + num(2, 0, override(1, 1)),
            [item("甲", 1), item("乙", 1, 1), item("丙", 2, 1), item("丁", 1)],
            ["一、甲", "（一）乙", "（一）丙", "二、丁"],
        ),
        # a list may override a level's form
        (
            ONE + num(2, 0, '<w:lvlOverride w:ilvl="0">', level(0, "upperLetter", "%1."), "</w:lvlOverride>"),
            [item("甲", 1), item("乙", 2)],
            ["一、甲", "B.乙"],
        ),
        # a higher level that was passed over counts as used once (Microsoft, Q110380)
        (
            abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + num(1, 0),
            [item("甲", 1, 1), item("乙", 1, 0), item("丙", 1, 1), item("丁", 1, 1)],
            ["1.1甲", "2乙", "2.1丙", "2.2丁"],
        ),
        (
            abstract(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")) + num(1, 0),
            [item("甲", 1), item("乙", 1), item("丙", 1, 1)],
            ["第一章甲", "第二章乙", "2.1丙"],
        ),
        # w:lvlRestart: never, or only after a level high enough
        (
            abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "（%2）", '<w:lvlRestart w:val="0"/>'))
            + num(1, 0),
            [item("甲", 1), item("乙", 1, 1), item("丙", 1), item("丁", 1, 1)],
            ["1.甲", "（1）乙", "2.丙", "（2）丁"],
        ),
        (
            abstract(
                0,
                level(0, "decimal", "%1."),
                level(1, "decimal", "（%2）"),
                level(2, "decimal", "%3）", '<w:lvlRestart w:val="1"/>'),
            )
            + num(1, 0),
            [
                item("甲", 1),
                item("乙", 1, 1),
                item("丙", 1, 2),
                item("丁", 1, 1),
                item("戊", 1, 2),
                item("己", 1),
                item("庚", 1, 2),
            ],
            ["1.甲", "（1）乙", "1）丙", "（2）丁", "2）戊", "2.己", "1）庚"],
        ),
        # what parts number and text
        (abstract(0, level(0, "decimal", "%1", suffix="space")) + num(1, 0), [item("甲", 1)], ["1 甲"]),
        (abstract(0, level(0, "decimal", "%1", suffix="tab")) + num(1, 0), [item("甲", 1)], ["1 甲"]),
        (abstract(0, level(0, "decimal", "%1、", suffix="tab")) + num(1, 0), [item("甲", 1)], ["1、甲"]),
        (abstract(0, level(0, "decimal", "%1.")) + num(1, 0), [item("2023年", 1)], ["1. 2023年"]),
        # bullets are dropped; w:numFmt none prints its text; an unknown list or level prints nothing
        (abstract(0, level(0, "bullet", "●")) + num(1, 0), [item("甲", 1)], ["甲"]),
        (abstract(0, level(0, "none", "附：")) + num(1, 0), [item("甲", 1)], ["附：甲"]),
        (ONE, [item("甲", 9), item("乙", 1, 8)], ["甲", "乙"]),
        # w:numId 0 takes the number away
        (ONE, [item("甲", 1), item("乙", 0), item("丙", 1)], ["一、甲", "乙", "二、丙"]),
        # a paragraph without text prints no line of its own, but is counted
        (ONE, [item("甲", 1), item("", 1), item("丙", 1)], ["一、甲", "", "三、丙"]),
        # counting begins where w:start says, at 0 where nothing says so
        (
            abstract(0, level(0, "decimal", "%1.", start=3)) + num(1, 0),
            [item("甲", 1), item("乙", 1)],
            ["3.甲", "4.乙"],
        ),
        (
            abstract(0, '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>') + num(1, 0),
            [item("甲", 1), item("乙", 1)],
            ["0.甲", "1.乙"],
        ),
        # run-in points
        (
            abstract(0, level(0, "japaneseCounting", "%1是")) + num(1, 0),
            [item("学习。", 1), item("宣传。", 1)],
            ["一是学习。", "二是宣传。"],
        ),
    ],
)
def test_numbers_are_printed_as_word_prints_them(numbering: str, body: list[str], lines: list[str]) -> None:
    assert read("".join(body), numbering) == lines


HEADINGS = (
    style("1", numbered(1), name="heading 1")
    + style("2", numbered(level=1), name="heading 2", base="1")
    + style("20", name="own heading 2", base="2")
)


@pytest.mark.parametrize(
    ("styles", "body", "lines"),
    [
        # numbers that stand in styles alone, list and level each from the nearest that sets it
        (
            HEADINGS,
            [of_style("甲", "1"), of_style("乙", "2"), of_style("丙", "20")],
            ["一、甲", "（一）乙", "（二）丙"],
        ),
        # the paragraph's own wins; numId 0 takes away what the style gives
        (
            HEADINGS,
            [of_style("甲", "1", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>'), of_style("乙", "1")],
            ["1.甲", "二、乙"],
        ),
        (HEADINGS, [of_style("甲", "1", '<w:numPr><w:numId w:val="0"/></w:numPr>')], ["甲"]),
        (HEADINGS, [of_style("甲", "1", '<w:numPr><w:ilvl w:val="1"/></w:numPr>')], ["（一）甲"]),
        # the style that paragraphs without one are of
        (style("a", numbered(1, 2), usual=True), [p("甲"), p("乙")], ["1.甲", "2.乙"]),
        # styles that are based on each other in a circle, or on none that exists
        (style("a", base="b") + style("b", base="a"), [of_style("甲", "a")], ["甲"]),
        (style("a", base="无"), [of_style("甲", "a")], ["甲"]),
    ],
)
def test_numbers_come_from_styles(styles: str, body: list[str], lines: list[str]) -> None:
    assert read("".join(body), ONE, styles) == lines


def test_a_list_names_the_styles_of_its_levels() -> None:
    of_levels = abstract(
        0,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/>'),
    )
    styles = style("1", numbered(1)) + style("2", numbered(1)) + style("21", base="2")
    body = of_style("甲", "1") + of_style("乙", "2") + of_style("丙", "21")
    assert read(body, of_levels + num(1, 0), styles) == ["一、甲", "（一）乙", "（二）丙"]


def test_a_list_that_is_a_style_of_lists_is_found_through_it() -> None:
    linked = (
        abstract(0, '<w:styleLink w:val="办公"/>', *LADDER)
        + abstract(1, '<w:numStyleLink w:val="办公"/>')
        + num(1, 0)
        + num(2, 1)
    )
    styles = style("办公", numbered(1), kind="numbering")
    assert read(item("甲", 2) + item("乙", 1) + item("丙", 2, 1), linked, styles) == ["一、甲", "二、乙", "（一）丙"]


def test_a_style_of_lists_that_names_itself_ends() -> None:
    circle = abstract(0, '<w:numStyleLink w:val="办公"/>') + num(1, 0)
    assert read(item("甲", 1), circle, style("办公", numbered(1), kind="numbering")) == ["甲"]


def test_counting_goes_on_over_a_table() -> None:
    table = f"<w:tbl><w:tr><w:tc>{p('事项')}</w:tc><w:tc>{p('件数')}</w:tc></w:tr></w:tbl>"
    assert read(item("甲", 1) + table + item("乙", 1), ONE) == ["一、甲", "事项\t件数", "二、乙"]


def test_typed_and_automatic_numbers_stand_side_by_side() -> None:
    body = p("一、甲") + item("乙", 1, 1) + p("（二）丙") + item("丁", 1, 2)
    assert read(body, ONE) == ["一、甲", "（一）乙", "（二）丙", "1.丁"]


@pytest.mark.parametrize(
    "numbering",
    [
        abstract(0, f'<w:lvl w:ilvl="零"/><w:lvl/><w:lvl w:ilvl="{"9" * 5000}"/>') + num(1, 0),
        abstract(0, '<w:lvl w:ilvl="0"><w:start w:val="九"/></w:lvl>') + num(1, 0),
        num(1, 7),
        num(1, 0) + "<w:num/><w:abstractNum/>",
        abstract(0, '<w:lvl w:ilvl="0"><w:numFmt/><w:lvlText/></w:lvl>') + num(1, 0, '<w:lvlOverride w:ilvl="x"/>'),
    ],
)
def test_nonsense_numbers_nothing(numbering: str) -> None:
    assert read(item("甲", 1), numbering) == ["甲"]


def test_a_format_that_is_not_known_is_a_doubt() -> None:
    reading = read_docx(made(item("甲", 1), abstract(0, level(0, "koreanLegal", "%1.")) + num(1, 0)))
    assert (reading.text, reading.doubts) == ("1.甲", ("编号：格式 koreanLegal 不认得，按阿拉伯数字读取",))
