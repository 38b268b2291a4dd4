"""Why a hit ranks where it does: what the search did, done again for the hits that are shown, piece by piece."""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.lexical import Clause
from indexer.store import StoredPassage
from indexer.tokens import fold, pairs
from search_api.fuse import Candidate
from search_api.highlight import within
from search_api.retrieve import Retriever
from search_api.schemas import Explanation, Hit, Mode, WordAccount
from search_api.scope import named_reports
from search_api.wanted import Wanted

_DIGITS = 6  # of what is told, as of a hit's score


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query, at `text[start:stop]` of its content."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Given:
    """What one clause of the query gives each passage, and by which wording where it was not the one typed."""

    start: int  # where in the content it stands
    scores: Mapping[int, float]
    instead: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Explainer:
    """Accounts for the ranking of one search."""

    retriever: Retriever
    wanted: Wanted
    mode: Mode
    nearest: bool = True  # look for the sentence nearest in meaning, too

    def explained(self, hits: Sequence[Hit], shown: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Hit]:
        """`hits`, made of `shown`, with their accounts; `candidates` are all that the search found."""
        generation = self.retriever.generation
        passages = generation.store.passages([c.passage for c in shown])
        content = "" if self.mode == "exact" else self.wanted.content  # where the wording is all, no word counts
        words = words_of(content, generation.tokenizer.words(content))
        given = self._given([c.passage for c in shown])
        named = named_reports(self.wanted, generation.store, generation.gazetteer)
        share = max((c.parts[0] for c in candidates), default=0.0)  # the nearest in meaning has all of it
        explained = []
        for hit, c, p, nearest in zip(hits, shown, passages, self._sentences(shown, passages), strict=True):
            account = self._account(c, _shared(words, given, c, p.text), share)
            told = self._beside(p, named, nearest)
            explained.append(hit.model_copy(update={"explanation": account.model_copy(update=told)}))
        return explained

    def _account(self, candidate: Candidate, words: list[WordAccount], share: float) -> Explanation:
        """What the score is made of."""
        whole = candidate.parts[1] - math.fsum(w.part for w in words)
        return Explanation(
            meaning_part=_rounded(candidate.parts[0]),
            words_part=_rounded(candidate.parts[1]),
            place_bonus=0.0,
            year_bonus=0.0,
            meaning_rank=candidate.meaning_rank,
            words_rank=candidate.words_rank,
            meaning_score=_rounded(candidate.meaning) if self._by_meaning else None,
            words_score=_rounded(candidate.words) if self._by_words else None,
            meaning_share=_rounded(share),
            words=[w.model_copy(update={"part": _rounded(w.part)}) for w in words],
            report_part=_rounded(max(0.0, whole)) if self._by_words else 0.0,
            phrases=list(self.wanted.phrases),
            sentence=None,
            sentence_score=None,
            reranker_score=None if candidate.reranker_score is None else _rounded(candidate.reranker_score),
            fused_rank=candidate.fused_rank,
        )

    def _beside(
        self, passage: StoredPassage, named: Collection[int], nearest: tuple[tuple[int, int], float] | None
    ) -> dict[str, object]:
        """What is no part of the score: the bonuses for what the query names, the sentence nearest in meaning."""
        weights, report = self.retriever.weights, self.retriever.generation.store.reports[passage.report]
        ranked = self.mode != "exact"
        return {
            "place_bonus": weights.place * (ranked and report.number in named),
            "year_bonus": weights.year * (ranked and report.metadata.year in self.wanted.years),
            "sentence": nearest[0] if nearest else None,
            "sentence_score": _rounded(nearest[1]) if nearest else None,
        }

    def _given(self, passages: Sequence[int]) -> list[Given]:
        """What each clause of the word leg gives these passages; none where words were not asked."""
        if not self._by_words:
            return []
        content, fields = self.wanted.content, self.retriever.weights.fields
        clauses = self.retriever.generation.terms.clauses(content, fields, self.retriever.widenings(content))
        places = self._places()
        return [self._of_clause(clause, places, passages) for clause in clauses]

    def _of_clause(self, clause: Clause, places: Mapping[str, int], passages: Sequence[int]) -> Given:
        terms = self.retriever.generation.terms
        scores: dict[int, float] = {}
        instead: dict[int, str] = {}
        for wording, held in clause.options:
            for passage, score in terms.scores(held, passages).items():
                if score > scores.get(passage, 0.0):
                    scores[passage] = score
                    instead[passage] = "" if wording == clause.said else wording
        return Given(places.get(clause.said, 0), scores, {p: w for p, w in instead.items() if w})

    def _places(self) -> dict[str, int]:
        """Where in the content each of its terms first stands, and each wording that has others."""
        content = fold(self.wanted.content)
        found: dict[str, int] = {}
        for said, _ in self.retriever.synonyms.found(content):
            found.setdefault(said, content.find(said))
        for term, start, _ in (*self.retriever.generation.tokenizer.words(content), *pairs(content)):
            found.setdefault(term, start)
        for start, character in enumerate(content):
            found.setdefault(character, start)
        return found

    def _sentences(
        self, shown: Sequence[Candidate], passages: Sequence[StoredPassage]
    ) -> list[tuple[tuple[int, int], float] | None]:
        """The sentence of each passage that is nearest in meaning, with its cosine; None where that was not asked.

        A passage of one sentence is as near as its sentence: nothing is embedded for it.
        """
        if not (self._by_meaning and self.nearest):
            return [None] * len(shown)
        spans = [[within(p.span, s) for s in p.sentences] for p in passages]
        several = [p.text[a:b] for p, own in zip(passages, spans, strict=True) if len(own) > 1 for a, b in own]
        vectors = self.retriever.encoder.encode_passages(several)
        cosines = iter(np.asarray(vectors @ self.retriever.vector(self.wanted), dtype=float) if several else ())
        found: list[tuple[tuple[int, int], float] | None] = []
        for candidate, own in zip(shown, spans, strict=True):
            scores = [next(cosines) for _ in own] if len(own) > 1 else [candidate.meaning]
            best = max(range(len(own)), key=lambda i: (scores[i], -i))
            found.append((own[best], float(scores[best])))
        return found

    @property
    def _by_meaning(self) -> bool:
        return self.mode in {"hybrid", "meaning"}

    @property
    def _by_words(self) -> bool:
        return self.mode in {"hybrid", "words"}


def words_of(content: str, terms: Iterable[tuple[str, int, int]]) -> list[Word]:
    """The longest of the `terms` of `content`, with their ranges: none that lies inside another, each once."""
    longest: list[Word] = []
    for term, start, stop in sorted(terms, key=lambda t: (t[1], -t[2])):
        if not longest or stop > longest[-1].stop:
            longest.append(Word(term, start, stop))
    return longest


def _shared(words: Sequence[Word], given: Sequence[Given], candidate: Candidate, text: str) -> list[WordAccount]:
    """What each word of the query gives the candidate's score: of every clause that begins in it.

    A passage beyond the reach of the word leg was given nothing by it.
    """
    per_point = candidate.parts[1] / candidate.words if candidate.words else 0.0
    folded = fold(text)
    return [
        WordAccount(
            word=word.text,
            held=word.text in folded,
            instead=next((g.instead[candidate.passage] for g in own if candidate.passage in g.instead), None),
            part=per_point * math.fsum(g.scores.get(candidate.passage, 0.0) for g in own),
        )
        for word, own in zip(words, _by_word(words, given), strict=True)
    ]


def _by_word(words: Sequence[Word], given: Sequence[Given]) -> list[list[Given]]:
    """The clauses that begin in each word, or behind it and before the next."""
    starts = [w.start for w in words]
    own: list[list[Given]] = [[] for _ in words]
    for one in given:
        if own:
            own[max(0, bisect_right(starts, one.start) - 1)].append(one)
    return own


def _rounded(number: float) -> float:
    return round(float(number), _DIGITS)
