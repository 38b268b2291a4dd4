"""The two legs and their fusion: a query and a scope in, candidates best first out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Encoder
from indexer.snapshot import Generation
from indexer.tokens import squeeze
from search_api.fuse import MEANING_WEIGHT, Candidate, convex
from search_api.schemas import Mode
from search_api.scope import Scope
from search_api.wanted import Wanted

DEPTH = 200  # candidates of each leg
FIELD_WEIGHTS = (1.0, 1.0)  # BM25 of jieba words, of character pairs
_LEGS = {"hybrid": MEANING_WEIGHT, "meaning": 1.0, "words": 0.0}  # weight of the meaning leg


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches one generation with the encoder that made its vectors."""

    generation: Generation
    encoder: Encoder

    def retrieve(self, wanted: Wanted, scope: Scope, mode: Mode = "hybrid", depth: int = DEPTH) -> list[Candidate]:
        """Candidates within `scope`, best first, `depth` from each leg; an empty scope has none."""
        if scope.empty:
            return []
        if mode == "exact":
            return self._exact(wanted, scope)
        query = self.vector(wanted)
        meaning = self.generation.vectors.search(query, depth, scope.passages) if mode != "words" else []
        words = self.words(wanted.content, scope, depth) if mode != "meaning" else []
        passages = list(dict.fromkeys([p for p, _ in meaning] + [p for p, _ in words]))
        cosines = dict(zip(passages, map(float, self.generation.vectors.cosines(query, passages)), strict=True))
        return convex(cosines, dict(words), (_ranks(meaning), _ranks(words)), _LEGS[mode])

    def vector(self, wanted: Wanted) -> NDArray[np.float32]:
        """The query's vector, shape (dim,)."""
        vector: NDArray[np.float32] = self.encoder.encode_queries([wanted.text])[0]
        return vector

    def words(self, text: str, scope: Scope, limit: int = DEPTH) -> list[tuple[int, float]]:
        """The word leg alone: (passage, BM25), best first."""
        return self.generation.terms.search(text, limit, FIELD_WEIGHTS, scope.reports, scope.kinds)

    def _exact(self, wanted: Wanted, scope: Scope) -> list[Candidate]:
        found = self.generation.terms.containing(wanted.text, scope.reports, scope.kinds)
        held = self.generation.store.passages(found)
        needle = squeeze(wanted.text)
        kept = [p.number for p in held if needle in squeeze(p.text)]
        return [Candidate(p, 1.0, 0.0, 1.0, None, rank) for rank, p in enumerate(kept, 1)]


def _ranks(found: list[tuple[int, float]]) -> dict[int, int]:
    return {passage: rank for rank, (passage, _) in enumerate(found, 1)}
