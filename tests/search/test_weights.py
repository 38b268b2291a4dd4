"""How much meaning counts beside words: by how much of the query the best passage holds."""

import pytest

from search_api.weights import Weights


@pytest.mark.parametrize(
    ("held", "expected"),
    [(0.0, 0.8), (0.5, 0.6), (1.0, 0.4), (1.5, 0.2), (3.0, 0.2)],  # the last: never less than that
)
def test_words_that_are_held_are_trusted(held: float, expected: float) -> None:
    assert Weights(meaning=0.8, held=0.4).meaning_share(held) == pytest.approx(expected)


def test_without_that_the_share_is_one_number() -> None:
    assert {Weights(meaning=0.65, held=0.0).meaning_share(h) for h in (0.0, 0.7, 2.0)} == {0.65}
