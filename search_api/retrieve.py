"""The two legs and their fusion: a query and a scope in, candidates best first out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import filterfalse

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Encoder
from indexer.snapshot import Generation
from search_api.exact import ExactSearch
from search_api.fuse import MEANING_WEIGHT, Candidate, convex
from search_api.schemas import Mode
from search_api.scope import Scope, named_reports, narrowed
from search_api.wanted import Wanted

DEPTH = 100  # candidates of each leg, and no fewer than asked for
FIELD_WEIGHTS = (1.0, 1.0)  # BM25 of jieba words, of character pairs
PLACE_BONUS, YEAR_BONUS = 0.3, 0.1  # a query that names a place or a year wants that first, not only that
_LEGS = {"hybrid": MEANING_WEIGHT, "meaning": 1.0, "words": 0.0}  # weight of the meaning leg


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches one generation with the encoder that made its vectors."""

    generation: Generation
    encoder: Encoder
    exact: ExactSearch

    def retrieve(self, wanted: Wanted, scope: Scope, mode: Mode = "hybrid", depth: int = DEPTH) -> list[Candidate]:
        """Candidates within `scope`, best first, `depth` from each leg; an empty scope has none."""
        if scope.empty:
            return []
        if mode == "exact":
            return self._exact(wanted, scope)
        query = None if mode == "words" else self.vector(wanted)
        named = named_reports(wanted, self.generation.store, self.generation.gazetteer)
        scopes = [scope, narrowed(scope, named, self.generation.store)] if named else [scope]
        meaning, words = _Leg(), _Leg()
        for part in filterfalse(lambda s: s.empty, scopes):
            if query is not None:
                meaning.add(self.generation.vectors.search(query, depth, part.passages))
            if mode != "meaning":
                words.add(self.words(wanted.content, part, depth))
        passages = list(meaning.scores | words.scores)
        cosines = self._cosines(query, passages)
        fused = convex(cosines, words.scores, (meaning.ranks, words.ranks), _LEGS[mode])
        return sorted(fused, key=lambda c: -c.score - self._preference(c, wanted, named))

    def _cosines(self, query: NDArray[np.float32] | None, passages: Sequence[int]) -> dict[int, float]:
        """The cosine of every candidate; 0 for all where meaning is not asked."""
        if query is None:
            return dict.fromkeys(passages, 0.0)
        return dict(zip(passages, map(float, self.generation.vectors.cosines(query, passages)), strict=True))

    def vector(self, wanted: Wanted) -> NDArray[np.float32]:
        """The query's vector, shape (dim,)."""
        vector: NDArray[np.float32] = self.encoder.encode_queries([wanted.matter])[0]
        return vector

    def _preference(self, candidate: Candidate, wanted: Wanted, named: Collection[int]) -> float:
        """What a candidate gains for being of a place or of a year that the query names."""
        report = int(self.generation.store.passage_reports[candidate.passage])
        year = self.generation.store.reports[report].metadata.year
        return PLACE_BONUS * (report in named) + YEAR_BONUS * (year in wanted.years)

    def words(self, text: str, scope: Scope, limit: int = DEPTH) -> list[tuple[int, float]]:
        """The word leg alone: (passage, BM25), best first."""
        return self.generation.terms.search(text, limit, FIELD_WEIGHTS, scope.reports, scope.kinds)

    def _exact(self, wanted: Wanted, scope: Scope) -> list[Candidate]:
        store = self.generation.store
        reports = range(len(store.reports)) if scope.reports is None else scope.reports
        found = self.exact.passages(wanted.text, reports)
        kept = [p for p in found if scope.passages is None or scope.passages[p]]
        return [Candidate(p, 1.0, 0.0, 1.0, None, rank) for rank, p in enumerate(kept, 1)]


class _Leg:
    """What one leg found over the scopes that it searched; ranks are those of the first."""

    def __init__(self) -> None:
        self.scores: dict[int, float] = {}
        self.ranks: dict[int, int] = {}

    def add(self, found: Sequence[tuple[int, float]]) -> None:
        if not self.scores:
            self.ranks = {passage: rank for rank, (passage, _) in enumerate(found, 1)}
        self.scores |= dict(found)
