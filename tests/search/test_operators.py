"""What is an operator and what is ordinary wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.operators import consists_of_phrases, read_operators

NONE: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("text", "phrases", "excluded", "bare"),
    [
        # Nothing asked for.
        ("医疗纠纷怎么调解", NONE, NONE, "医疗纠纷怎么调解"),
        # Excluded words, by a hyphen of either width, in any place.
        ("医疗纠纷 -诉讼", NONE, ("诉讼",), "医疗纠纷"),
        ("医疗纠纷 －诉讼", NONE, ("诉讼",), "医疗纠纷"),
        ("-诉讼 医疗纠纷", NONE, ("诉讼",), "医疗纠纷"),
        ("医疗纠纷\u3000-诉讼\u3000-仲裁 调解", NONE, ("诉讼", "仲裁"), "医疗纠纷 调解"),
        ("医疗纠纷 -“行政 复议”", NONE, ("行政 复议",), "医疗纠纷"),
        ("医疗纠纷 -双随机、一公开", NONE, ("双随机、一公开",), "医疗纠纷"),  # one term with its punctuation
        ("医疗纠纷 -诉讼， 调解", NONE, ("诉讼",), "医疗纠纷 调解"),
        ("核酸 -COVID-19", NONE, ("COVID-19",), "核酸"),
        ("培训 -2020年", NONE, ("2020年",), "培训"),
        # The same in words.
        ("医疗纠纷 不含诉讼", NONE, ("诉讼",), "医疗纠纷"),
        ("医疗纠纷 不含：诉讼", NONE, ("诉讼",), "医疗纠纷"),
        ("医疗纠纷 不含 诉讼 调解", NONE, ("诉讼",), "医疗纠纷 调解"),
        ("医疗纠纷 不含诉讼、仲裁", NONE, ("诉讼", "仲裁"), "医疗纠纷"),
        ("医疗纠纷 不含“诉讼”、“仲裁”", NONE, ("诉讼", "仲裁"), "医疗纠纷"),
        ("不含“诉讼” 医疗纠纷", NONE, ("诉讼",), "医疗纠纷"),
        ("医疗纠纷调解不含“诉讼”", NONE, ("诉讼",), "医疗纠纷调解"),  # at the end
        # Ordinary wording.
        ("2019-2020年培训", NONE, NONE, "2019-2020年培训"),
        ("2019 -2020 培训", NONE, NONE, "2019 -2020 培训"),  # a range, loosely
        ("2019年 － 2020年 培训", NONE, NONE, "2019年 － 2020年 培训"),
        ("COVID-19", NONE, NONE, "COVID-19"),
        ("增速 -3.2%", NONE, NONE, "增速 -3.2%"),
        ("医疗纠纷 - 调解", NONE, NONE, "医疗纠纷 - 调解"),
        ("医疗纠纷 -- 调解", NONE, NONE, "医疗纠纷 -- 调解"),
        ("医疗纠纷——调解", NONE, NONE, "医疗纠纷——调解"),
        ("不含税收入", NONE, NONE, "不含税收入"),
        ("不含诉讼的纠纷", NONE, NONE, "不含诉讼的纠纷"),
        ("合同价款不含税收入", NONE, NONE, "合同价款不含税收入"),
        ("合同价款 不含税", NONE, NONE, "合同价款 不含税"),
        ("处方不含“抗生素”的比例", NONE, NONE, "处方不含“抗生素”的比例"),
        ("医疗纠纷不含诉讼", NONE, NONE, "医疗纠纷不含诉讼"),
        ("医疗纠纷 -，", NONE, NONE, "医疗纠纷 -，"),
        # Phrases, in quotes of every kind.
        ("“一案一档” 回访", ("一案一档",), NONE, "“一案一档” 回访"),
        ('回访 "一案一档"', ("一案一档",), NONE, '回访 "一案一档"'),
        ("回访 ＂一案一档＂", ("一案一档",), NONE, "回访 ＂一案一档＂"),
        ("回访 「一案一档」", ("一案一档",), NONE, "回访 「一案一档」"),
        ("回访 『一案一档』 制度", ("一案一档",), NONE, "回访 『一案一档』 制度"),
        ("“一案一档”", ("一案一档",), NONE, "“一案一档”"),
        ("什么是 “一案一档”？", ("一案一档",), NONE, "什么是 “一案一档”？"),
        ("“一案一档”“回访” 调解", ("一案一档", "回访"), NONE, "“一案一档”“回访” 调解"),
        ("“一案一档”、“回访” 调解", ("一案一档", "回访"), NONE, "“一案一档”、“回访” 调解"),
        ("“双随机、一公开” “双随机一公开”", ("双随机、一公开",), NONE, "“双随机、一公开” “双随机一公开”"),  # once
        ("“一案一档” -“回访”", ("一案一档",), ("回访",), "“一案一档”"),
        # Quotes of ordinary wording, and what is no pair of quotes.
        ("推进“放管服”改革", NONE, NONE, "推进“放管服”改革"),
        ("“放管服”改革怎么做的", NONE, NONE, "“放管服”改革怎么做的"),
        ("“内部性”“终局性”特征", NONE, NONE, "“内部性”“终局性”特征"),
        ("落实“谁执法谁普法”责任制", NONE, NONE, "落实“谁执法谁普法”责任制"),
        ("回访 “一案一档", NONE, NONE, "回访 “一案一档"),
        ("回访 “”", NONE, NONE, "回访 “”"),
        ("回访 “，”", NONE, NONE, "回访 “，”"),
    ],
)
def test_operators(text: str, phrases: tuple[str, ...], excluded: tuple[str, ...], bare: str) -> None:
    found = read_operators(text)
    assert (found.phrases, found.excluded) == (phrases, excluded)
    assert found.bare.split() == bare.split()
    assert len(found.bare) == len(text)


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("推进“放管服”改革", ("放管服",)),
        ("推进“放管服”改革 “一网通办”", ("放管服",)),
        ("“放管服”", NONE),
        ("推进放管服 -“一网通办”", NONE),
    ],
)
def test_quotes_of_ordinary_wording_are_told(text: str, loose: tuple[str, ...]) -> None:
    assert read_operators(text).loose == loose


@pytest.mark.parametrize(
    ("bare", "expected"), [("“甲法” “乙法”", True), ("“甲法”。", True), ("“甲法” 丙", False), ("推进“甲法”改革", False)]
)
def test_what_consists_of_phrases(bare: str, expected: bool) -> None:
    assert consists_of_phrases(bare) is expected


@given(st.text(alphabet='医疗纠纷诉讼 \u3000-－“”"「」、，不含税2019年', max_size=30))
def test_positions_stay_and_what_is_left_is_as_it_was(text: str) -> None:
    found = read_operators(text)
    assert len(found.bare) == len(text)
    assert all(left in (was, " ") for left, was in zip(found.bare, text, strict=True))
    assert (found.bare == text) == (found.excluded == ())
