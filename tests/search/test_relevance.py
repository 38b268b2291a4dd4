"""The measures of the benchmark of relevance: literal arithmetic."""

import math

import pytest

from search_api.schemas import Hit
from tests.benchmarks.relevance_judged import Judged, Right, measure, overlap

SECOND = 1 / math.log2(3)


def hit(report: str, text: str) -> Hit:
    return Hit.model_construct(report=report, text=text)


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("调解纠纷八十六件", "全年调解纠纷，八十六件。", 1.0),  # punctuation aside
        ("调解纠纷八十六件", "调解纠纷九十件", 0.5),
        ("全年调解纠纷八十六件，其中医疗四件", "调解纠纷八十六件", 1.0),  # wholly inside the quote
        ("全年调解纠纷八十六件", "八十六件", 0.4),  # but too short to count as that
        ("办件２０件", "办件20件", 1.0),
        ("", "全年", 0.0),
    ],
)
def test_overlap(quote: str, text: str, expected: float) -> None:
    assert overlap(quote, text) == pytest.approx(expected)


def test_passages_are_judged_by_grade_and_place() -> None:
    judged = Judged("1", "keyword", "调解", (Right("甲", "调解纠纷八十六件", 2), Right("乙", "设立调解室五处", 1)))
    hits = [hit("甲_2024.txt", "另一件事"), hit("甲_2024.txt", "调解纠纷八十六件"), hit("乙.txt", "设立调解室五处")]
    measured = measure(judged, hits)
    assert measured.ndcg10 == pytest.approx((3 * SECOND + 1 / 2) / (3 + SECOND))
    assert (measured.recall10, measured.recall100, measured.first) == (1.0, 1.0, 0.0)


def test_a_quote_pays_once() -> None:
    judged = Judged("1", "keyword", "调解", (Right("甲", "调解纠纷八十六件", 1), Right("乙", "设立调解室五处", 1)))
    hits = [hit("甲.txt", "调解纠纷八十六件")] * 2
    measured = measure(judged, hits)
    assert measured.ndcg10 == pytest.approx(1 / (1 + SECOND))
    assert (measured.recall10, measured.first) == (0.5, 1.0)


def test_a_document_stands_where_its_best_passage_does() -> None:
    judged = Judged("1", "all", "调解", (Right("乙", "", 1),))
    hits = [hit("甲.txt", "一"), hit("甲.txt", "二"), hit("乙.txt", "三")]
    assert measure(judged, hits).ndcg10 == pytest.approx(SECOND)


def test_nothing_found_is_worth_nothing() -> None:
    measured = measure(Judged("1", "all", "调解", (Right("乙", "", 1),)), [])
    assert (measured.ndcg10, measured.recall10, measured.recall100, measured.first) == (0.0, 0.0, 0.0, 0.0)
