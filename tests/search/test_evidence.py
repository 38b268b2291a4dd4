"""How much of what is asked a text holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.publish import current
from indexer.snapshot import Generation
from search_api.evidence import Coverage, without_laws


@pytest.fixture(scope="module")
def generation(sample_index: Path) -> Iterator[Generation]:
    opened = Generation.open(current(sample_index))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "share"),
    [("推进医疗纠纷调解工作", 1.0), ("规范行政执法", 0.0), ("", 0.0)],
)
def test_all_or_nothing(generation: Generation, text: str, share: float) -> None:
    assert Coverage("医疗纠纷调解", generation).share(text) == pytest.approx(share)


def test_the_surroundings_count_half(generation: Generation) -> None:
    coverage = Coverage("医疗纠纷调解", generation)
    assert coverage.graded("全年受理86件", "医疗纠纷调解") == pytest.approx(0.5)
    assert coverage.graded("医疗纠纷调解", "") == pytest.approx(1.0)


def test_a_rare_word_weighs_more_than_a_common_one(generation: Generation) -> None:
    words = Coverage("执法托育", generation).words
    assert generation.terms.document_frequency("执法") > generation.terms.document_frequency("托育") > 0
    assert words["托育"] > words["执法"] > 0


def test_a_question_without_words_is_held_by_nothing(generation: Generation) -> None:
    assert Coverage("，。", generation).share("医疗纠纷") == 0.0


LETTERS = st.text(st.sampled_from("医疗纠纷调解行政执法，。 "), max_size=20)


@given(LETTERS, LETTERS, LETTERS)
def test_always_a_share_and_surroundings_never_take_away_more_than_half(
    generation: Generation, content: str, text: str, around: str
) -> None:
    coverage = Coverage(content, generation)
    share, graded = coverage.share(text), coverage.graded(text, around)
    assert 0.0 <= share <= 1.0 + 1e-9
    assert share / 2 - 1e-9 <= graded <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("落实《安全生产法》要求", "落实要求"),
        ("《某某省医疗纠纷预防和处理条例》", ""),
        ("学习《行政处罚法实施细则》", "学习"),
        ("印发《三方会商机制》", "印发《三方会商机制》"),  # no law
    ],
)
def test_naming_a_law_says_nothing_of_what_was_done(text: str, left: str) -> None:
    assert without_laws(text) == left
