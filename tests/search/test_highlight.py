"""What a reader's eye should find: figures, words of the query, the sentence that carries them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.report import Span
from indexer.tokens import default_tokenizer
from search_api.highlight import Sought, best_sentence, exact_places, figures, matches, within

TOKENS = default_tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年受理86件，罚款3.5万元。", ["86件", "3.5万元"]),
        ("办理1,234件、２人次", ["1,234件", "２人次"]),
        ("培训1600余人次", ["1600余人次"]),
        ("调解成功率93.75%，提高2个百分点", ["93.75%", "2个百分点"]),
        ("投入1.2亿元", ["1.2亿元"]),
        ("压缩到5个工作日", ["5个工作日"]),
        ("12345政务服务热线接到工单3件", ["3件"]),  # a number to call is no figure
        ("2023年12月5日", []),  # a date
        ("2023年办案12件", ["12件"]),
        ("印发〔2023〕15号文件", []),  # document number
        ("1.加强领导", []),  # list mark
        ("（2）规范执法3次", ["3次"]),
        ("建设“5G+”平台", []),
        ("没有数字", []),
    ],
)
def test_figures(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in figures(text)] == expected


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        ("医疗纠纷", "调解医疗纠纷86件，医疗机构", ["医疗纠纷", "医疗"]),
        ("行政执法", "规范行政执法，行政执法公示", ["行政执法", "行政执法"]),
        ("ABC平台", "ａｂｃ平台建成", ["ａｂｃ平台"]),
        ("垃圾分类", "医疗纠纷调解", []),
    ],
)
def test_matches(content: str, text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in matches(Sought.of(content, TOKENS), text)] == expected


def test_what_stands_for_a_word_is_marked_as_a_whole() -> None:
    text = "办理行政诉讼2件，行政处罚9件。"
    assert [text[a:b] for a, b in matches(Sought.of("打官司", TOKENS, ["行政诉讼", "应诉"]), text)] == ["行政诉讼"]


ALPHABET = st.text(st.sampled_from("医疗纠纷行政执法公示，。12A "), max_size=30)


@given(ALPHABET, ALPHABET)
def test_matches_lie_inside_the_text_in_order_and_apart(content: str, text: str) -> None:
    found = matches(Sought.of(content, TOKENS), text)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(b < c for (_, b), (c, _) in pairwise(found))


@given(st.text(st.sampled_from("0123456789.,，年月日件万余亿元%〔〕（） 个的"), max_size=30))
def test_figures_begin_with_a_digit_and_end_without_a_blank(text: str) -> None:
    for start, stop in figures(text):
        assert text[start].isdecimal()
        assert text[start:stop] == text[start:stop].strip()


@pytest.mark.parametrize(
    ("sentences", "best"),
    [
        (["规范执法。", "调解医疗纠纷86件。", "医疗服务。"], 1),
        (["医疗纠纷。", "医疗纠纷。"], 0),  # the first of equals
        (["规范执法。", "加强培训。"], None),
        ([], None),
    ],
)
def test_the_sentence_that_carries_the_match(sentences: list[str], best: int | None) -> None:
    assert best_sentence(Sought.of("医疗纠纷", TOKENS), sentences, lambda word: 1.0) == best


def test_a_telling_word_outweighs_common_ones() -> None:
    weight = {"医疗": 0.1, "会商": 5.0}
    sentences = ["医疗服务，医疗机构。", "建立会商机制。"]
    assert best_sentence(Sought.of("医疗会商", TOKENS), sentences, lambda word: weight.get(word, 0.0)) == 1


def test_within() -> None:
    assert within(Span(100, 200), Span(110, 120)) == (10, 20)


@pytest.mark.parametrize(
    ("wording", "marked"),
    [
        ("双随机、一公开", ["双随机，一公开"]),
        ("2021 年", ["2021年"]),
        ("没有的话", []),
        ("，", []),
    ],
)
def test_exact_wording_is_marked_whole(wording: str, marked: list[str]) -> None:
    text = "2021年推行“双随机，一公开”，随机抽查83户。"
    assert [text[a:b] for a, b in exact_places(wording, text)] == marked
