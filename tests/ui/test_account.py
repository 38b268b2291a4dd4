"""Why a passage ranks where it does, as its reader is told."""

from typing import Any

import pytest

from search_api.schemas import WordAccount
from tests.ui.made import TEXT, explanation, hit
from tests.ui.markup import tags_of, text_of, values_of
from ui.account import account

OTHERWISE = WordAccount(word="打官司", held=False, instead="诉讼", part=0.1)
LACKING = WordAccount(word="仲裁", held=False, instead=None, part=0.0)
EXACT = {"meaning_share": 0.0, "meaning_part": 0.0, "meaning_score": None, "words_score": None}
HELD = WordAccount(word="医疗纠纷", held=True, instead=None, part=0.4)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "缘由主要是字词相同含有医疗纠纷名次按字词第 3，按意思第 1"),
        ({"words_part": 0.05}, "缘由主要是意思相近含有医疗纠纷名次按字词第 3，按意思第 1"),
        ({"words_part": 0.3, "words_rank": None}, "缘由字词和意思都相近含有医疗纠纷名次按字词不在前列，按意思第 1"),
        (
            {"words": [HELD, OTHERWISE, LACKING]},
            "缘由主要是字词相同含有医疗纠纷换了说法打官司（写作诉讼）不含仲裁名次按字词第 3，按意思第 1",
        ),
        (
            {"place_bonus": 0.3, "year_bonus": 0.1},
            "缘由主要是字词相同；正是所问的地方和年份，排得靠前含有医疗纠纷名次按字词第 3，按意思第 1",
        ),
        ({"phrases": ["一案一档"]}, "缘由主要是字词相同一字不差一案一档含有医疗纠纷名次按字词第 3，按意思第 1"),
        ({"phrases": ["医疗纠纷"]}, "缘由主要是字词相同一字不差医疗纠纷名次按字词第 3，按意思第 1"),
        (
            {"sentence": (8, len(TEXT)), "sentence_score": 0.9},
            f"缘由主要是字词相同含有医疗纠纷相近的句{TEXT[8:]}名次按字词第 3，按意思第 1",
        ),
        # One leg alone has no ranks to tell apart; exact mode neither.
        ({"meaning_share": 0.0, "meaning_part": 0.0}, "缘由主要是字词相同含有医疗纠纷"),
        ({"meaning_share": 1.0, "words_part": 0.0, "words": []}, "缘由主要是意思相近"),
        (
            {**EXACT, "words": [], "phrases": ["医疗纠纷"]},
            "缘由原文一字不差一字不差医疗纠纷",
        ),
    ],
)
def test_the_reasons_in_plain_words(changed: dict[str, Any], told: str) -> None:
    html = account(hit(explanation=explanation(**changed)))
    assert text_of(html) == f"为什么排在这里{told}"
    assert tags_of(html)[0] == "details"


def test_it_is_folded_away_unless_its_sentence_was_asked_for() -> None:
    assert values_of(account(hit(explanation=explanation())), "open") == []
    assert values_of(account(hit(explanation=explanation(sentence=(0, 3)))), "open") == [""]


def test_the_nearest_sentence_is_a_step_away() -> None:
    assert values_of(account(hit(explanation=explanation()), "./?q=x&near=1"), "href") == ["./?q=x&near=1"]
    assert values_of(account(hit(explanation=explanation(sentence=(0, 3))), "./?q=x&near=1"), "href") == []


def test_what_was_not_explained_says_nothing() -> None:
    assert account(hit()) == ""
