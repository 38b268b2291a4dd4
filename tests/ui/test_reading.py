from hypothesis import given
from hypothesis import strategies as st

from tests.ui.made import report, section
from tests.ui.markup import tags_of, text_of, values_of
from ui.reading import article, contents, headings

TITLE = "云岭区卫生健康局关于2023年法治政府建设情况的报告"
TEXT = (
    "云岭区卫生健康局\n关于2023年法治政府建设情况的报告\n"
    "一、主要成效\n（一）推进调解。全年受理纠纷86件。\n"
    "二、存在不足\n一是力量不足。人员偏少。二是培训不够。次数偏少。\n"
    "云岭区卫生健康局\n2024年1月15日"
)


def at(words: str) -> int:
    return TEXT.index(words)


SECTIONS = [
    section(1, "一、", "主要成效", at("一、主要"), at("二、存在")),
    section(2, "（一）", "推进调解", at("（一）"), at("二、存在")),
    section(1, "二、", "存在不足", at("二、存在"), at("云岭区卫生健康局\n2024")),
    section(4, "一是", "力量不足", at("一是"), at("二是")),
    section(4, "二是", "培训不够", at("二是"), at("云岭区卫生健康局\n2024")),
]
REPORT = report(TEXT, SECTIONS, TITLE)


def blocks(html: str) -> list[str]:
    reading = html.split('<article class="reading" lang="zh-CN">')[1]
    return [block.split(">", 1)[0] for block in reading.split("<") if block[:1] in ("p", "h") and block[1:2] in " 2345"]


def test_title_headings_text_and_closing_are_told_apart() -> None:
    assert blocks(article(REPORT, None)) == [
        'p class="title"',
        'p class="title"',
        'h2 class="level1"',
        'p class="text"',  # （一）推进调解 runs into its text
        'h2 class="level1"',
        'p class="text"',
        'p class="closing"',
        'p class="closing"',
    ]


def test_a_report_in_one_line_is_broken_at_its_headings() -> None:
    text = "一、主要成效。全年平稳。（一）推进调解。受理86件。（二）规范执法。培训12次。二、存在不足一是力量不足。"
    sections = [
        section(1, "一、", "主要成效", 0, text.index("二、存在")),
        section(2, "（一）", "推进调解", text.index("（一）"), text.index("（二）")),
        section(2, "（二）", "规范执法", text.index("（二）"), text.index("二、存在")),
        section(1, "二、", "存在不足", text.index("二、存在"), len(text)),
        section(4, "一是", "力量不足", text.index("一是"), len(text)),
    ]
    assert blocks(article(report(text, sections), None)) == [
        'h2 class="level1"',
        'p class="text"',
        'p class="text"',
        'p class="text"',
        'h2 class="level1"',
        'p class="text"',
    ]


def test_the_cited_span_is_marked() -> None:
    span = (at("全年受理"), at("二、存在") - 1)
    assert '<mark class="cited">全年受理纠纷86件。</mark>' in article(REPORT, span)
    assert "<mark" not in article(REPORT, None)


def test_a_span_over_two_lines_is_marked_in_both_and_keeps_the_headings() -> None:
    html = article(REPORT, (at("推进调解"), at("不足")))
    assert html.count('<mark class="cited">') == 3  # rest of a heading, its text, the next heading
    assert values_of(html, "id").count("s1") == 1


def test_the_contents_link_to_the_headings_and_leave_run_in_points_out() -> None:
    html = article(REPORT, (at("全年受理"), at("全年受理") + 4))
    links = values_of(html, "href")
    assert links[:3] == ["#s0", "#s1", "#s2"]
    assert {link[1:] for link in links} <= set(values_of(html, "id"))
    assert values_of(contents(SECTIONS, (at("全年受理"), at("全年受理") + 4)), "aria-current") == ["location"] * 2


def test_a_heading_ends_where_its_title_does() -> None:
    found = [TEXT[slice(*h.span)] for h in headings(REPORT)]
    assert found == ["一、主要成效", "（一）推进调解", "二、存在不足", "一是力量不足", "二是培训不够"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=80), st.integers(0, 80))
def test_every_character_but_blanks_is_shown_once(text, start) -> None:
    html = article(report(text, []), (start, start + 10))
    assert "".join(text_of(html).split()) == "".join(text.split())


def test_a_hostile_report_never_becomes_markup() -> None:
    text = "<script>alert(1)</script>\n一、<img src=x onerror=alert(1)>"
    html = article(report(text, [section(1, "一、", "<img src=x onerror=alert(1)>", 26, len(text))]), (0, 8))
    assert not {"script", "img"} & set(tags_of(html))
