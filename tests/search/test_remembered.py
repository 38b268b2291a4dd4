"""A question is embedded once, whatever is asked beside it, and the oldest is forgotten."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_api.remembered import Remembered
from tests.indexer.made import HashEncoder


class Counting(HashEncoder):
    """Notes what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode_queries(texts)


def test_the_same_vectors_as_without_and_each_text_embedded_once() -> None:
    plain, counting = HashEncoder(), Counting()
    remembered = Remembered(counting)
    for texts in (["医疗纠纷", "接诉即办"], ["接诉即办"], ["双随机", "医疗纠纷", "双随机"], []):
        found = remembered.encode_queries(texts)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, plain.encode_queries(texts))
    assert counting.asked == ["医疗纠纷", "接诉即办", "双随机"]


def test_what_was_asked_longest_ago_is_forgotten() -> None:
    counting = Counting()
    remembered = Remembered(counting, most=2)
    for text in ("甲", "乙", "甲", "丙", "甲", "乙"):
        remembered.encode_queries([text])
    assert counting.asked == ["甲", "乙", "丙", "乙"]


def test_whoever_holds_a_vector_cannot_change_what_is_kept() -> None:
    remembered = Remembered(HashEncoder())
    first = remembered.encode_queries(["医疗纠纷"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(remembered.encode_queries(["医疗纠纷"]), kept)
