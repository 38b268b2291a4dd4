"""Sentences lose nothing; passages are whole sentences of one section."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.report import Report, Span
from indexer.split import LONGEST_SENTENCE, split_passages, split_sentences
from tests.parsing.made import parse

TEXTS = st.text(st.sampled_from("法治政府建设，,：。；;！？”）\n 　a1"), max_size=700)


def sentences(text: str) -> list[str]:
    return [s.of(text) for s in split_sentences(text, 0, len(text))]


def passages(report: Report, longest: int = 100) -> list[str]:
    return [p.span.of(report.text) for p in split_passages(report, longest)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年办案12件。罚款3万元。", ["全年办案12件。", "罚款3万元。"]),
        ("他说：“依法办。”随后办结。", ["他说：“依法办。”", "随后办结。"]),  # the closing quote belongs to it
        ("第一段没有句号\n第二段。", ["第一段没有句号", "第二段。"]),  # a paragraph ends a sentence
        ("健全工作机制完善制度；加强执法培训。", ["健全工作机制完善制度；", "加强执法培训。"]),
        ("立案；办结；归档。", ["立案；办结；归档。"]),  # pieces too short to stand alone
        ("　　缩进。  \n\n  下一段！", ["缩进。", "下一段！"]),  # blanks around are no part
        ("率为93.75%", ["率为93.75%"]),  # a decimal point ends nothing
        (" \n　", []),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_sentence_too_long_is_cut_at_its_last_fitting_comma() -> None:
    clause = "推进依法行政工作，"  # 9 characters
    pieces = sentences(clause * 40 + "完。")
    assert [len(p) for p in pieces] == [243, 119]
    assert all(p.endswith("，") for p in pieces[:-1])
    assert "".join(pieces) == clause * 40 + "完。"


def test_a_long_sentence_without_a_comma_stays_whole() -> None:
    text = "法" * (LONGEST_SENTENCE + 50) + "。"
    assert sentences(text) == [text]


@given(TEXTS)
def test_sentences_in_order_disjoint_and_covering_every_character(text: str) -> None:
    spans = split_sentences(text, 0, len(text))
    assert all(a.stop <= b.start for a, b in pairwise(spans))
    inside = {i for s in spans for i in range(s.start, s.stop)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in inside)
    assert all(s.of(text) == s.of(text).strip() for s in spans)


@given(TEXTS, st.integers(0, 700), st.integers(0, 700))
def test_only_the_range_asked_for_is_split(text: str, start: int, stop: int) -> None:
    start, stop = sorted((min(start, len(text)), min(stop, len(text))))
    asked = split_sentences(text, start, stop)
    alone = split_sentences(text[start:stop], 0, stop - start)
    assert asked == [Span(s.start + start, s.stop + start) for s in alone]


LADDER = """\
桐陂区卫生健康局2023年法治政府建设情况报告

现将有关情况报告如下。
一、主要成效
（一）规范执法
全年办案12件。罚款3万元。
（二）普法宣传
开展宣传30场次。
二、存在的问题
执法力量不足。

桐陂区卫生健康局
2024年1月15日
联系人：某某某，电话：000-0000000
"""


def test_a_heading_opens_its_first_passage_and_one_without_text_makes_none() -> None:
    assert passages(parse(LADDER)) == [
        "现将有关情况报告如下。",
        "（一）规范执法\n全年办案12件。罚款3万元。",  # 一、主要成效 has no text of its own
        "（二）普法宣传\n开展宣传30场次。",
        "二、存在的问题\n执法力量不足。",
    ]


def test_the_closing_block_is_in_no_passage() -> None:
    report = parse(LADDER)
    assert report.layout.closing is not None
    assert all(p.span.stop <= report.layout.closing.start for p in split_passages(report, 100))
    assert not any("联系人" in text or "1月15日" in text for text in passages(report))


def test_sentences_are_packed_up_to_the_length_given() -> None:
    report = parse("桐陂区2023年工作总结\n一、成效\n" + "全年开展执法检查共计若干次。" * 6)  # 14 characters each
    assert [len(p) for p in passages(report, 42)] == [33, 42, 14]  # the first with its heading


def test_a_heading_that_nothing_follows_is_a_passage() -> None:
    point = "（二）选派三名执法人员到街道跟班办案一个月。"
    assert point in passages(parse(LADDER.replace("（二）普法宣传", f"{point}\n（三）普法宣传")))


def test_a_heading_keeps_its_first_sentence_however_long() -> None:
    long = "全年" + "办理案件，" * 15 + "成效明显。"
    report = parse(f"桐陂区2023年工作总结\n一、主要成效\n{long}随后总结。")
    assert passages(report, 40) == [f"一、主要成效\n{long}", "随后总结。"]


LINES = (
    "一、主要成效",
    "二、存在的问题",
    "（一）规范执法",
    "（二）普法宣传",
    "全年办案12件。",
    "一是加强培训。二是完善制度，推进落实；持续用力。",
    "",
)


@given(st.lists(st.sampled_from(LINES), max_size=14), st.integers(40, 120))
def test_a_passage_is_whole_sentences_of_one_section(lines: list[str], longest: int) -> None:
    report = parse("\n".join(["桐陂区2023年工作总结", *lines, "全年工作顺利完成。"]))
    found = split_passages(report, longest)
    assert all(a.span.stop <= b.span.start for a, b in pairwise(found))
    for passage in found:
        assert (passage.sentences[0].start, passage.sentences[-1].stop) == (passage.span.start, passage.span.stop)
        assert {report.section_at(s.start) for s in passage.sentences} == {passage.section}
        assert {report.section_at(s.stop - 1) for s in passage.sentences} == {passage.section}
        assert report.layout.body.contains(passage.span)
        heading = passage.section is not None and report.sections[passage.section].heading.start == passage.span.start
        assert len(passage.span) <= longest or len(passage.sentences) <= 1 + heading
