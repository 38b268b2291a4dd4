"""Two legs to one list: literal arithmetic."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.fuse import convex

NO_RANKS: tuple[dict[int, int], dict[int, int]] = ({}, {})


def scores(meaning: dict[int, float], words: dict[int, float], weight: float) -> list[tuple[int, float]]:
    return [(c.passage, round(c.score, 6)) for c in convex(meaning, words, NO_RANKS, weight)]


@pytest.mark.parametrize(
    ("meaning", "words", "weight", "expected"),
    [
        # cosines 0.8 0.6 0.4 become 1, 0.5, 0; BM25 10 and 5 become 1 and 0.5
        ({1: 0.8, 2: 0.6, 3: 0.4}, {3: 10.0, 2: 5.0}, 0.75, [(1, 0.75), (2, 0.5), (3, 0.25)]),
        ({1: 0.8, 2: 0.6, 3: 0.4}, {3: 10.0, 2: 5.0}, 0.25, [(3, 0.75), (2, 0.5), (1, 0.25)]),
        ({1: 0.8, 2: 0.6}, {}, 0.75, [(1, 0.75), (2, 0.0)]),  # the word leg found nothing
        ({1: 0.8, 2: 0.6}, {2: 3.0}, 0.0, [(2, 1.0), (1, 0.0)]),  # words alone
        ({1: 0.8, 2: 0.6}, {2: 3.0}, 1.0, [(1, 1.0), (2, 0.0)]),  # meaning alone
        ({7: 0.5}, {7: 2.0}, 0.5, [(7, 1.0)]),  # a lone candidate is the best and the worst
        ({9: 0.5, 4: 0.5}, {}, 0.5, [(4, 0.5), (9, 0.5)]),  # equal scores: in the order of passages
        ({}, {}, 0.5, []),
    ],
)
def test_arithmetic(
    meaning: dict[int, float], words: dict[int, float], weight: float, expected: list[tuple[int, float]]
) -> None:
    assert scores(meaning, words, weight) == expected


def test_each_candidate_keeps_what_the_legs_said_of_it() -> None:
    first, second = convex({1: 0.8, 2: 0.6}, {2: 3.0}, ({1: 1}, {2: 1}), 0.9)
    assert (first.passage, first.meaning, first.words, first.meaning_rank, first.words_rank) == (1, 0.8, 0.0, 1, None)
    assert (second.passage, second.meaning, second.words, second.meaning_rank, second.words_rank) == (
        2,
        0.6,
        3.0,
        None,
        1,
    )


FIGURES = st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=12)


@given(FIGURES, st.dictionaries(st.integers(0, 30), st.floats(0, 50), max_size=12), st.floats(0, 1), st.randoms())
def test_the_order_in_which_the_legs_found_them_changes_nothing(
    meaning: dict[int, float], words: dict[int, float], weight: float, order: random.Random
) -> None:
    words = {p: s for p, s in words.items() if p in meaning}
    fused = convex(meaning, words, NO_RANKS, weight)
    shuffled = [dict(order.sample(list(leg.items()), len(leg))) for leg in (meaning, words)]
    assert convex(shuffled[0], shuffled[1], NO_RANKS, weight) == fused
    assert {c.passage for c in fused} == set(meaning)
    assert all(0.0 <= c.score <= 1.0 + 1e-9 for c in fused)
