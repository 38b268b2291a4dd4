"""The chips of the conditions in force, and what is left of a question when one is lifted."""

from urllib.parse import parse_qs, urlsplit

import pytest

from search_api.operators import read_operators
from search_api.schemas import SearchResponse
from tests.ui.markup import text_of, values_of
from ui.conditions import HINT, chips, notes_beside, readmitted, unquoted
from ui.links import Asked


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [
        ("医疗纠纷 -诉讼", "诉讼", "医疗纠纷"),
        ("-诉讼 医疗纠纷 -仲裁", "诉讼", "医疗纠纷 -仲裁"),
        ("医疗纠纷 －“诉讼 仲裁”", "诉讼 仲裁", "医疗纠纷"),
        ("诉讼风险 -诉讼", "诉讼", "诉讼风险"),
        ("医疗纠纷 不含诉讼", "诉讼", "医疗纠纷"),
        ("医疗纠纷 不含诉讼、仲裁", "诉讼", "医疗纠纷 不含仲裁"),
        ("医疗纠纷 不含诉讼、仲裁", "仲裁", "医疗纠纷 不含诉讼"),
        ("医疗纠纷 不含“诉讼”、“仲裁”", "仲裁", "医疗纠纷 不含“诉讼”"),
        ("医疗纠纷不含“诉讼”", "诉讼", "医疗纠纷"),
    ],
)
def test_a_word_is_excluded_no_more(text: str, word: str, left: str) -> None:
    before, after = read_operators(text).excluded, read_operators(readmitted(text, word)).excluded
    assert readmitted(text, word) == left
    assert set(before) - set(after) == {word}


@pytest.mark.parametrize(
    ("text", "phrase", "left"),
    [
        ("“一案一档” 回访", "一案一档", "一案一档 回访"),
        ('回访 " 一案一档 "', "一案一档", "回访 一案一档"),
        ("“一案一档”“回访” 调解", "一案一档", "一案一档 “回访” 调解"),
    ],
)
def test_a_phrase_is_required_no_more_and_still_ranks(text: str, phrase: str, left: str) -> None:
    assert unquoted(text, phrase) == left
    assert phrase not in read_operators(left).phrases


def test_a_chip_a_condition_each_with_its_way_out() -> None:
    now = Asked("“一案一档” 调解 -诉讼")
    html = chips(now, SearchResponse(query=now.text, phrases=["一案一档"], excluded=["诉讼"]))
    assert text_of(html) == "必须写有一案一档×排除诉讼×"
    lifted = [parse_qs(urlsplit(href).query)["q"][0] for href in values_of(html, "href")]
    assert lifted == ["一案一档 调解 -诉讼", "“一案一档” 调解"]
    assert values_of(html, "aria-label")[1:] == ["去掉条件：必须写有一案一档", "去掉条件：排除诉讼"]


def test_what_the_text_does_not_hold_cannot_be_lifted_there() -> None:
    assert values_of(chips(Asked("调解"), SearchResponse(query="调解", excluded=["诉讼"])), "href") == []


def test_without_conditions_there_are_no_chips() -> None:
    assert chips(Asked("调解"), SearchResponse(query="调解")) == ""


@pytest.mark.parametrize(
    ("phrases", "excluded", "left"),
    [([], [], "甲乙丙"), (["一"], [], "乙丙"), ([], ["二"], "乙丙"), (["一"], ["二"], "丙")],
)
def test_notes_that_chips_tell_are_not_told_twice(phrases: list[str], excluded: list[str], left: str) -> None:
    found = SearchResponse(query="调解", phrases=phrases, excluded=excluded, notes=["甲", "乙", "丙"])
    assert list(notes_beside(found)) == list(left)


def test_the_example_of_the_hint_is_what_it_says() -> None:
    example = read_operators(HINT.partition("如：")[2])
    assert (example.phrases, example.excluded) == (("一案一档",), ("诉讼",))
