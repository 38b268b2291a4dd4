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
from indexer.split import split_sentences
from indexer.synonyms import Synonyms
from search_api.conditions import conditioned
from search_api.exact import ExactSearch
from search_api.fuse import Candidate, convex
from search_api.rerank import FIRST, Reranker, reranked
from search_api.schemas import Mode
from search_api.scope import Scope, named_reports, narrowed
from search_api.wanted import Wanted
from search_api.weights import CHOSEN, Weights

DEPTH = 100  # candidates of each leg, and no fewer than asked for
_SENTENCE = 6  # characters of a sentence of the query that is looked for by itself
_WIDENED_WORDS = 2  # other wordings of each piece that the widened vector takes in


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches one generation with the encoder that made its vectors."""

    generation: Generation
    encoder: Encoder
    exact: ExactSearch
    synonyms: Synonyms
    weights: Weights = CHOSEN
    reranker: Reranker | None = None

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
        cosines = self._cosines(wanted, query, list(meaning.scores | words.scores))
        share = self._meaning_share(mode, wanted, words.scores)
        told = self._with_reports(wanted, words.scores) if mode == "hybrid" else words.scores  # alone, a leg is itself
        fused = convex(cosines, told, (meaning.ranks, words.ranks), share)
        preferred = {c.passage: self._preference(c, wanted, named) for c in fused}
        return self._again(wanted, sorted(fused, key=lambda c: -c.score - preferred[c.passage]), preferred)

    def _again(self, wanted: Wanted, ranked: list[Candidate], preferred: Mapping[int, float]) -> list[Candidate]:
        """`ranked` as the reranker would have it, where there is one."""
        if self.reranker is None:
            return ranked
        held = self.generation.store.passages([c.passage for c in ranked[:FIRST]])
        scores = self.reranker.scores(wanted.matter, [p.text for p in held])
        return reranked(ranked, scores.tolist(), preferred)

    def _cosines(self, wanted: Wanted, query: NDArray[np.float32] | None, passages: Sequence[int]) -> dict[int, float]:
        """The cosine of every candidate, the nearest sentence's mixed in; 0 for all where meaning is not asked."""
        if query is None or not passages:
            return dict.fromkeys(passages, 0.0)
        cosines = self.generation.vectors.cosines(query, passages)
        if sentences := self.telling(wanted):
            each = [self.generation.vectors.cosines(v, passages) for v in self.encoder.encode_queries(sentences)]
            cosines = (1 - self.weights.sentence) * cosines + self.weights.sentence * np.max(each, axis=0)
        return dict(zip(passages, map(float, cosines), strict=True))

    def telling(self, wanted: Wanted) -> list[str]:
        """The telling sentences of a query that has several; of any other none, it is one itself."""
        text = wanted.matter
        sentences = [s.of(text) for s in split_sentences(text, 0, len(text)) if s.stop - s.start >= _SENTENCE]
        if len(sentences) < 2 or not self.weights.sentence:
            return []
        worth = [self._worth(sentence) for sentence in sentences]
        return [s for s, w in zip(sentences, worth, strict=True) if w >= self.weights.telling * max(worth)]

    def _worth(self, sentence: str) -> float:
        """How telling the words of `sentence` are that the archive has at all: their inverse document frequencies."""
        terms, words = self.generation.terms, self.generation.tokenizer.words(sentence)
        held = [terms.document_frequency(word) for word in sorted({word for word, _, _ in words})]
        return math.fsum(math.log((len(terms) + 1) / (frequency + 0.5)) for frequency in held if frequency)

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

    def leading(self, wanted: Wanted, scope: Scope, each: int) -> list[Candidate]:
        """The `each` best passages of every report within `scope`, best first, as `retrieve` to any depth ranks them.

        No passage is left out of either leg, and nothing is made of those that are not among the best of their report.
        """
        scope = conditioned(scope, wanted, self.exact, self.generation.store)
        if scope.empty:
            return []
        store, query = self.generation.store, self.vector(wanted)
        size = len(store.passage_reports)
        passages = np.arange(size) if scope.passages is None else np.flatnonzero(scope.passages)
        words = dict(self.words(wanted.content, scope, size))
        told = np.zeros(size)
        told[list(words)] = list(self._with_reports(wanted, words).values())
        cosines = np.fromiter(self._cosines(wanted, query, passages.tolist()).values(), np.float64)
        share = self._meaning_share("hybrid", wanted, words)
        parts = np.stack([share * _scaled(cosines), (1 - share) * told[passages] / max(told.max(), 1e-9)])
        scores, reports = parts.sum(axis=0), store.passage_reports[passages]
        named = np.array([*named_reports(wanted, store, self.generation.gazetteer)], dtype=np.int32)
        years = np.array(wanted.years, dtype=np.int32)
        preferred = self.weights.place * np.isin(reports, named)
        preferred = preferred + self.weights.year * np.isin(store.report_years[reports], years)
        order = np.lexsort((passages, -scores, -scores - preferred))
        nearest = np.empty(len(passages), dtype=np.int64)
        nearest[np.argsort(-cosines, kind="stable")] = np.arange(1, len(passages) + 1)
        ranks = {passage: rank for rank, passage in enumerate(words, 1)}
        return [
            Candidate(
                int(passages[i]),
                float(scores[i]),
                float(cosines[i]),
                float(told[passages[i]]),
                int(nearest[i]),
                ranks.get(int(passages[i])),
                (float(parts[0, i]), float(parts[1, i])),
            )
            for i in order[_among_first(reports[order], each)]
        ]


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0, the lowest, to 1; all 1 where they are the same."""
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.ones_like(values)


def _among_first(groups: NDArray[np.int32], most: int) -> NDArray[np.bool_]:
    """Which members of `groups` are among the first `most` of their group, in this order."""
    together = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[together], prepend=-1))
    place = np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))
    among = np.empty(len(groups), dtype=np.bool_)
    among[together] = place < most
    return among


class _Leg:
    """What one leg found over the scopes that it searched; ranks are those of the first."""

    def __init__(self) -> None:
        self.scores: dict[int, float] = {}
        self.ranks: dict[int, int] = {}

    def add(self, found: Sequence[tuple[int, float]]) -> None:
        if not self.scores:
            self.ranks = {passage: rank for rank, (passage, _) in enumerate(found, 1)}
        self.scores |= dict(found)
