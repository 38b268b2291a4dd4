"""Two ranked lists to one: a convex combination of min-max scores, which beat reciprocal rank fusion on every set."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that at least one leg found; `meaning` is a cosine, `words` a BM25 score (0: no shared term).

    The score of the passage's report is counted into that of its words. A rank counts from 1 and is None where that
    leg's list does not have the passage. `parts` are what meaning and words give the score: it is their sum. Where a
    reranker put the candidate in its place, its score, and the rank that it had by the fused one.
    """

    passage: int
    score: float
    meaning: float
    words: float
    meaning_rank: int | None
    words_rank: int | None
    parts: tuple[float, float] = (0.0, 0.0)
    reranker_score: float | None = None
    fused_rank: int | None = None


def convex(
    meaning: Mapping[int, float],
    words: Mapping[int, float],
    ranks: tuple[Mapping[int, int], Mapping[int, int]],
    weight: float,
) -> list[Candidate]:
    """Candidates best first; `meaning` has the cosine of every candidate, `words` the BM25 of those that share a term.

    score = weight * minmax(meaning) + (1 - weight) * words / max(words), summed with `math.fsum`, since plain addition
    would let the order of the legs break ties; equal scores keep the order of passages.
    """
    low, high = min(meaning.values(), default=0.0), max(meaning.values(), default=0.0)
    top = max(words.values(), default=0.0)
    fused = []
    for passage, cosine in meaning.items():
        share = (cosine - low) / (high - low) if high > low else 1.0
        bm25 = words.get(passage, 0.0)
        parts = (weight * share, (1 - weight) * (bm25 / top if top else 0.0))
        ranked = (ranks[0].get(passage), ranks[1].get(passage))
        fused.append(Candidate(passage, math.fsum(parts), cosine, bm25, *ranked, parts))
    return sorted(fused, key=lambda c: (-c.score, c.passage))
