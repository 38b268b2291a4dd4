"""Quantities in a sentence: units that fit, the figure that is meant, statements that nothing happened."""

import pytest

from search_api.asking.quantity import fits, pick, read_figures, states_none

SENTENCE = "全年受理医疗纠纷43件，其中调解成功38件，成功率88.37%，培训1,200余人次，投入资金1.5万元。"


def test_figures_with_clause_unit_and_value() -> None:
    assert [(f.words, f.clause, f.unit, f.value) for f in read_figures(SENTENCE)] == [
        ("43件", "全年受理医疗纠纷43件", "件", 43.0),
        ("38件", "其中调解成功38件", "件", 38.0),
        ("88.37%", "成功率88.37%", "%", 88.37),
        ("1,200余人次", "培训1,200余人次", "人次", 1200.0),
        ("1.5万元", "投入资金1.5万元", "元", 15000.0),
    ]
    for figure in read_figures(SENTENCE):
        assert SENTENCE[figure.start : figure.stop] == figure.words


@pytest.mark.parametrize(
    ("unit", "sentence", "fit"),
    [
        ("件", "办案12件", True),
        ("起", "办案12件", True),  # counted alike
        ("宗", "办案12起", True),
        ("名", "聘请3人", True),
        ("家", "检查9户", True),
        ("天", "缩短到5个工作日", True),
        ("元", "罚款3.5万元", True),
        ("万元", "罚款356元", True),
        ("%", "占88％", True),  # full width
        ("", "建成2座", True),
        ("件", "聘请3人", False),
        ("元", "办案12件", False),
        ("%", "办案12件", False),
        ("人次", "办案12件", False),
        ("人", "培训12件次", False),
        ("件", "共计12", False),  # no unit at all
    ],
)
def test_units_that_fit(unit: str, sentence: str, fit: bool) -> None:
    (figure,) = read_figures(sentence)
    assert fits(unit, figure) is fit


def share_of(*words: str):
    """A measure: the share of `words` that a text holds."""
    return lambda text: sum(word in text for word in words) / len(words)


@pytest.mark.parametrize(
    ("unit", "words", "expected"),
    [
        ("件", ("受理",), "43件"),
        ("件", ("调解", "成功"), "38件"),
        ("件", ("无关",), "43件"),  # the first of equals
        ("%", ("成功率",), "88.37%"),
        ("元", ("资金",), "1.5万元"),
        ("吨", ("受理",), None),
    ],
)
def test_the_figure_whose_clause_says_most(unit: str, words: tuple[str, ...], expected: str | None) -> None:
    found = pick(SENTENCE, unit, share_of(*words))
    assert (found[0].words if found else None) == expected


def test_what_only_the_rest_of_the_sentence_says_counts_half() -> None:
    found = pick("开展医疗纠纷调解，成功38件。", "件", share_of("医疗", "成功"))
    assert found is not None
    assert found[1] == 0.75  # half of it in the clause, all of it in the sentence


@pytest.mark.parametrize(
    ("sentence", "words", "share"),
    [
        ("全年未发生行政复议案件。", ("复议",), 1.0),
        ("没有收到投诉，受理复议3件。", ("复议",), 0.0),  # said of another clause
        ("未发生行政复议、行政诉讼案件。", ("复议", "诉讼"), 1.0),  # a list is one clause
        ("零投诉。", ("投诉",), 1.0),
        ("受理复议3件。", ("复议",), 0.0),
    ],
)
def test_statements_that_nothing_happened(sentence: str, words: tuple[str, ...], share: float) -> None:
    assert states_none(sentence, share_of(*words)) == share
