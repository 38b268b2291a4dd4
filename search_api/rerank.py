"""A second look at the first candidates: a model that reads query and passage together, where one is set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_api.fuse import Candidate

OFF = "off"  # the setting's value for none
FIRST = 30  # candidates that are looked at again: the rest are too far down to be seen


class Reranker(Protocol):
    """Anything that judges how well passages answer a query."""

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """The higher the better, shape (len(passages),), on whatever scale; an empty `passages` gives (0,)."""
        ...


def open_reranker(model: str) -> Reranker | None:
    """The reranker that the settings name, or None; torch is imported only where one is named.

    Raises:
        ModelError: the model cannot be found or loaded, or is no reranker.
    """
    if model == OFF:
        return None
    from search_api.cross_encoder import CrossEncoderReranker  # noqa: PLC0415 - seconds of import, for those who set it

    return CrossEncoderReranker(model)


def reranked(
    candidates: Sequence[Candidate], scores: Sequence[float], preference: Mapping[int, float]
) -> list[Candidate]:
    """The first `len(scores)` candidates in the order of `scores`, the others after them as they were.

    Scores are brought to [0, 1] and what the query prefers (`preference`, by passage) is added, as it is to the fused
    scores; equals keep their order. Each of the first has its score and former rank with it.
    """
    first = candidates[: len(scores)]
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    share = [(s - low) / (high - low) if high > low else 1.0 for s in scores]
    order = sorted(range(len(first)), key=lambda i: -share[i] - preference.get(first[i].passage, 0.0))
    again = [replace(first[i], reranker_score=float(scores[i]), fused_rank=i + 1) for i in order]
    return again + list(candidates[len(scores) :])
