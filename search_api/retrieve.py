"""The two legs and their fusion: a query and a scope in, candidates best first out."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Encoder
from indexer.lexical import Widening
from indexer.snapshot import Generation
from indexer.synonyms import Synonyms
from search_api.conditions import conditioned
from search_api.exact import ExactSearch
from search_api.fuse import Candidate, convex
from search_api.schemas import Mode
from search_api.scope import Scope, named_reports, narrowed
from search_api.wanted import Wanted
from search_api.weights import CHOSEN, Weights

DEPTH = 100  # candidates of each leg, and no fewer than asked for
_WIDENED_WORDS = 2  # other wordings of each piece that the widened vector takes in


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches one generation with the encoder that made its vectors."""

    generation: Generation
    encoder: Encoder
    exact: ExactSearch
    synonyms: Synonyms
    weights: Weights = CHOSEN

    def retrieve(self, wanted: Wanted, scope: Scope, mode: Mode = "hybrid", depth: int = DEPTH) -> list[Candidate]:
        """Candidates within `scope`, best first, `depth` from each leg; an empty scope has none.

        None lacks a phrase of `wanted` or has what it excludes, and none is missing for that: the legs go on until
        they have as many. In exact mode the phrases decide alone.
        """
        scope = conditioned(scope, wanted, self.exact, self.generation.store)
        if scope.empty:
            return []
        if mode == "exact":
            return self._exact(scope)
        query = None if mode == "words" else self.vector(wanted)
        named = named_reports(wanted, self.generation.store, self.generation.gazetteer)
        scopes = [scope, narrowed(scope, named, self.generation.store)] if named else [scope]
        meaning, words = _Leg(), _Leg()
        for part in filterfalse(lambda s: s.empty, scopes):
            if query is not None:
                meaning.add(self.generation.vectors.search(query, depth, part.passages))
            if mode != "meaning":
                words.add(self.words(wanted.content, part, depth))
        cosines = self._cosines(query, list(meaning.scores | words.scores))
        share = self._meaning_share(mode, wanted, words.scores)
        told = self._with_reports(wanted, words.scores) if mode == "hybrid" else words.scores  # alone, a leg is itself
        fused = convex(cosines, told, (meaning.ranks, words.ranks), share)
        return sorted(fused, key=lambda c: -c.score - self._preference(c, wanted, named))

    def _cosines(self, query: NDArray[np.float32] | None, passages: Sequence[int]) -> dict[int, float]:
        """The cosine of every candidate; 0 for all where meaning is not asked."""
        if query is None:
            return dict.fromkeys(passages, 0.0)
        return dict(zip(passages, map(float, self.generation.vectors.cosines(query, passages)), strict=True))

    def vector(self, wanted: Wanted) -> NDArray[np.float32]:
        """The query's vector, shape (dim,); drawn towards what reports may say instead of its words."""
        others = [other for _, found in self.synonyms.found(wanted.matter) for other in found[:_WIDENED_WORDS]]
        if not (others and self.weights.widened):
            alone: NDArray[np.float32] = self.encoder.encode_queries([wanted.matter])[0]
            return alone
        alone, widened = self.encoder.encode_queries([wanted.matter, " ".join([wanted.matter, *others])])
        drawn: NDArray[np.float32] = (1 - self.weights.widened) * alone + self.weights.widened * widened
        return drawn / np.linalg.norm(drawn)

    def _preference(self, candidate: Candidate, wanted: Wanted, named: Collection[int]) -> float:
        """What a candidate gains for being of a place or of a year that the query names."""
        report = int(self.generation.store.passage_reports[candidate.passage])
        year = self.generation.store.reports[report].metadata.year
        return self.weights.place * (report in named) + self.weights.year * (year in wanted.years)

    def widenings(self, text: str) -> list[Widening]:
        """The pieces of `text` that reports may put otherwise."""
        share = self.weights.synonym
        return [Widening(said, others, share) for said, others in self.synonyms.found(text)] if share else []

    def words(self, text: str, scope: Scope, limit: int = DEPTH) -> list[tuple[int, float]]:
        """The word leg alone: (passage, BM25), best first."""
        return self.generation.terms.search(
            text,
            limit,
            self.weights.fields,
            scope.reports,
            scope.kinds,
            widenings=self.widenings(text),
            allowed=scope.passages if scope.worded else None,
        )

    def _meaning_share(self, mode: Mode, wanted: Wanted, words: Mapping[int, float]) -> float:
        if mode != "hybrid":
            return 1.0 if mode == "meaning" else 0.0
        worth = self.generation.terms.worth(wanted.content, self.weights.fields)
        return self.weights.meaning_share(max(words.values(), default=0.0) / worth if worth else 0.0)

    def _with_reports(self, wanted: Wanted, words: Mapping[int, float]) -> dict[int, float]:
        """The word scores with what the passages' whole reports score, which tells what a report is about."""
        if not self.weights.report:
            return dict(words)
        of = self.generation.store.passage_reports
        scores = self.generation.terms.report_scores(wanted.content, sorted({int(of[passage]) for passage in words}))
        return {p: math.fsum((bm25, self.weights.report * scores[int(of[p])])) for p, bm25 in words.items()}

    def _exact(self, scope: Scope) -> list[Candidate]:
        """All that the wording left of the scope, in the order of the archive."""
        kept = [] if scope.passages is None else np.flatnonzero(scope.passages).tolist()
        return [Candidate(p, 1.0, 0.0, 1.0, None, rank, (0.0, 1.0)) for rank, p in enumerate(kept, 1)]


class _Leg:
    """What one leg found over the scopes that it searched; ranks are those of the first."""

    def __init__(self) -> None:
        self.scores: dict[int, float] = {}
        self.ranks: dict[int, int] = {}

    def add(self, found: Sequence[tuple[int, float]]) -> None:
        if not self.scores:
            self.ranks = {passage: rank for rank, (passage, _) in enumerate(found, 1)}
        self.scores |= dict(found)
