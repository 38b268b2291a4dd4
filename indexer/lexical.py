"""The word index as it is searched: BM25 of passages and of whole reports."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.errors import GenerationError
from indexer.terms import FIELDS, PART_BITS, PARTS, REPORTS, Part, by_field, spaced
from indexer.tokens import Tokenizer, pairs

_NAMED = 4_096  # passages, up to which they are named one by one to the index
_DEEPER = 4  # times as deep with each round
_FREQUENCIES = 65_536  # terms of which it is remembered how often they occur …
_CUT = 1_024  # … and pieces of queries of which the terms are: a long one has thousands

FieldWeights = tuple[float, float, float]  # of words, of character pairs, of characters
_Terms = dict[tuple[str, str], float]  # (field, term) to weight
_Wanted = tuple[tantivy.Occur, tantivy.Query]


@dataclass(frozen=True, slots=True)
class Widening:
    """`said`, a piece of the query, may be put as one of `others` instead.

    Another wording counts at most `share` of what was said, and the best of them alone counts.
    """

    said: str
    others: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Clause:
    """`said`, a part of a query: a passage scores by it what it scores by the best of its `options`.

    An option is a wording with its terms, (field, term) to weight, whose scores add up.
    """

    said: str
    options: tuple[tuple[str, Mapping[tuple[str, str], float]], ...]


class _Places:
    """Numbers in the whole and numbers in the word index, which count within each part: (base, how many) of each."""

    def __init__(self, parts: Sequence[tuple[int, int]]) -> None:
        self._bases = np.array([base for base, _ in parts], dtype=np.int64)
        self._firsts = np.cumsum([0, *(count for _, count in parts)], dtype=np.int64)[:-1]
        self._by_base = np.argsort(self._bases)

    def whole(self, kept: Sequence[int]) -> list[int]:
        """The numbers in the whole of what the word index numbers `kept`."""
        numbers = np.array(kept, dtype=np.int64)
        parts = self._by_base[np.searchsorted(self._bases, numbers >> PART_BITS, sorter=self._by_base)]
        found: list[int] = (self._firsts[parts] + (numbers & ((1 << PART_BITS) - 1))).tolist()
        return found

    def kept(self, whole: Sequence[int] | NDArray[np.int64]) -> list[int]:
        """The other way round."""
        numbers = np.array(whole, dtype=np.int64)
        parts = np.searchsorted(self._firsts, numbers, side="right") - 1
        found: list[int] = ((self._bases[parts] << PART_BITS) + numbers - self._firsts[parts]).tolist()
        return found


class _Index:
    """An index of tantivy's, asked in numbers of the whole, which are those of `field` by their `places`."""

    def __init__(self, folder: Path, field: str, places: _Places) -> None:
        index = spaced(tantivy.Index.open(str(folder)))
        self.schema, self.searcher = index.schema, index.searcher()
        self._field, self._places = field, places

    def best(self, wanted: Sequence[_Wanted], limit: int) -> list[tuple[int, float]]:
        """The `limit` documents that fit `wanted` with the highest score, best first, as (number, score)."""
        return self._numbered(tantivy.Query.boolean_query(list(wanted)), limit)

    def all(self, wanted: Sequence[_Wanted], most: int) -> list[int]:
        """The numbers of the documents, `most` at most, that fit `wanted`."""
        query = tantivy.Query.const_score_query(tantivy.Query.boolean_query(list(wanted)), 0.0)
        return [number for number, _ in self._numbered(query, most)]

    def frequency(self, field: str, term: str) -> int:
        """In how many documents `term` stands in `field`."""
        return int(self.searcher.doc_freq(field, term))

    def only(self, numbers: Sequence[int] | NDArray[np.int64]) -> _Wanted:
        """That a document has one of these numbers, which does not count for its score."""
        return self.among(self._field, self._places.kept(numbers))

    def among(self, field: str, values: Sequence[int] | Sequence[str]) -> _Wanted:
        """That a document's `field` has one of `values`, which does not count for its score."""
        query = tantivy.Query.term_set_query(self.schema, field, list(values))
        return tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)

    def _numbered(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        found = self.searcher.search(query, limit, count=False).hits
        kept = self.searcher.fast_field_values(self._field, [address for _, address in found])  # every document has it
        numbers = self._places.whole([int(n) for n in kept if n is not None])
        return [(number, float(score)) for number, (score, _) in zip(numbers, found, strict=True)]


class TermIndex:
    """BM25 of passages over three fields, the score being the weighted sum; and of whole reports over character pairs.

    Raises:
        GenerationError: `folder` holds no word index that opens.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        try:
            parts = [Part(**part) for part in json.loads((folder / PARTS).read_text(encoding="utf-8"))]
            self._report_places = _Places([(part.base, part.reports) for part in parts])
            self._passages = _Index(folder, "passage", _Places([(part.base, part.passages) for part in parts]))
            self._reports = _Index(folder / REPORTS, "report", self._report_places)
        except (ValueError, TypeError, OSError) as error:
            raise GenerationError(f"词索引 {folder.name} 损坏或读不了", "请重建索引：jiejian build") from error
        self._schema = self._passages.schema
        self._frequency = lru_cache(_FREQUENCIES)(self._passages.frequency)
        self._by_field = lru_cache(_CUT)(lambda text: by_field(text, tokenizer))

    def __len__(self) -> int:
        return int(self._passages.searcher.num_docs)

    def document_frequency(self, word: str) -> int:
        """In how many passages `word`, a jieba term, occurs."""
        return self._frequency("words", word)

    def search(
        self,
        text: str,
        limit: int,
        weights: FieldWeights,
        reports: Sequence[int] | None = None,
        kinds: Sequence[str] = (),
        *,
        widenings: Sequence[Widening] = (),
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        """The `limit` passages with the highest BM25, as (passage, score), best first; no shared term, no hit.

        `reports` and `kinds` narrow the search exactly, None and () allow all. `widenings` are of pieces of `text`; one
        is judged by words and pairs, never by characters. `allowed`, of shape (passages,), narrows further, as exactly:
        it is searched deeper until `limit` passages are found or there are no more.
        """
        clauses = [self._query(clause) for clause in self.clauses(text, weights, widenings)]
        if not clauses:
            return []
        looked_for, filters = [(tantivy.Occur.Should, c) for c in clauses], self._filters(reports, kinds)
        if not filters and allowed is None:  # bare terms let tantivy pass over what cannot be among the best
            return self._passages.best(looked_for, limit)
        wanted = [(tantivy.Occur.Must, tantivy.Query.boolean_query(looked_for)), *filters]
        return self._passages.best(wanted, limit) if allowed is None else self._best_of(wanted, limit, allowed)

    def _best_of(self, wanted: Sequence[_Wanted], limit: int, allowed: NDArray[np.bool_]) -> list[tuple[int, float]]:
        """The best of the passages that are `allowed`: a few are named, of many the others are passed over."""
        few = np.flatnonzero(allowed)
        if len(few) <= _NAMED:
            return self._passages.best([*wanted, self._passages.only(few)], limit) if len(few) else []
        depth = limit
        while True:
            depth *= _DEEPER
            found = self._passages.best(wanted, depth)
            kept = [one for one in found if allowed[one[0]]]
            if len(kept) >= limit or len(found) < depth:
                return kept[:limit]

    def holding(self, clauses: Iterable[Sequence[tuple[str, str]]]) -> NDArray[np.int64]:
        """The passages, ascending, that have of each clause one (field, term) at least; all when there are none."""
        asked = list(clauses)
        if not asked:
            return np.arange(len(self), dtype=np.int64)
        most = min(sum(self._frequency(*key) for key in clause) for clause in asked)
        if most == 0:
            return np.empty(0, dtype=np.int64)
        wanted = [(tantivy.Occur.Must, _any([_term(self._schema, *key) for key in clause])) for clause in asked]
        return np.sort(np.array(self._passages.all(wanted, most), dtype=np.int64))

    def report_scores(self, text: str, reports: Sequence[int]) -> dict[int, float]:
        """BM25 of each of `reports` as a whole, over character pairs; 0 for one that shares none."""
        scores = dict.fromkeys(reports, 0.0)
        terms = dict.fromkeys(pair for pair, _, _ in pairs(text))
        if not (terms and reports):
            return scores
        shared = [(tantivy.Occur.Should, _term(self._reports.schema, "pairs", term)) for term in terms]
        return scores | dict(self._reports.best([self._reports.only(list(scores)), *shared], len(scores)))

    def worth(self, text: str, weights: FieldWeights) -> float:
        """About what a passage of ordinary length scores that has every term of `text` once."""
        return self._worth(self._terms(text, weights))

    def _worth(self, terms: Mapping[tuple[str, str], float]) -> float:
        return math.fsum(weight * self._idf(field, term) for (field, term), weight in terms.items())

    def _idf(self, field: str, term: str) -> float:
        frequency = self._frequency(field, term)
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def _terms(self, text: str, weights: FieldWeights) -> _Terms:
        """Every term of `text`, once, in a field that has weight."""
        found = self._by_field(text)
        return {(f, term): weight for f, weight in zip(FIELDS, weights, strict=True) if weight > 0 for term in found[f]}

    def clauses(self, text: str, weights: FieldWeights, widenings: Sequence[Widening] = ()) -> list[Clause]:
        """What `search` looks for: each piece of `widenings` with its other wordings, and each other term of `text`."""
        typed = self._terms(text, weights)
        widened = [self._widened(w, typed, (weights[0], weights[1], 0.0)) for w in widenings]
        left = [Clause(key[1], ((key[1], {key: weight}),)) for key, weight in typed.items()]
        return [clause for clause in widened if clause.options] + left

    def _widened(self, widening: Widening, typed: _Terms, weights: FieldWeights) -> Clause:
        """What was said and what may stand for it; takes the terms of what was said out of `typed`."""
        said = self._terms(widening.said, weights)
        own = {key: typed.pop(key) for key in said if key in typed}
        options = [(widening.said, own)] if own else []
        for other in widening.others:
            held = {key: w for key, w in self._terms(other, weights).items() if self._frequency(*key)}
            if held:
                boost = widening.share * min(1.0, self._worth(said) / self._worth(held))
                options.append((other, {key: boost * w for key, w in held.items()}))
        return Clause(widening.said, tuple(options))

    def scores(self, terms: Mapping[tuple[str, str], float], passages: Sequence[int]) -> dict[int, float]:
        """What these terms, by weight, give each of `passages` together; one that has none of them is left out."""
        if not (terms and passages):
            return {}
        asked = (tantivy.Occur.Must, _any(self._queries(terms)))
        return dict(self._passages.best([self._passages.only(passages), asked], len(passages)))

    def _query(self, clause: Clause) -> tantivy.Query:
        options = [self._queries(terms) for _, terms in clause.options]
        if len(options) == 1 and len(options[0]) == 1:
            return options[0][0]
        return tantivy.Query.disjunction_max_query([_any(queries) for queries in options])

    def _queries(self, terms: Mapping[tuple[str, str], float]) -> list[tantivy.Query]:
        bare = [(_term(self._schema, field, term), weight) for (field, term), weight in terms.items()]
        return [query if weight == 1 else tantivy.Query.boost_query(query, weight) for query, weight in bare]

    def _filters(self, reports: Sequence[int] | None, kinds: Sequence[str]) -> list[_Wanted]:
        filters = []
        if reports is not None:
            filters.append(self._passages.among("report", self._report_places.kept(reports)))
        if kinds:
            filters.append(self._passages.among("kind", kinds))
        return filters


def _term(schema: tantivy.Schema, field: str, term: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, term, index_option="freq")


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
