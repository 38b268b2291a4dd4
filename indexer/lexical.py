"""The word index as it is searched: BM25 of passages and of whole reports."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.errors import GenerationError
from indexer.terms import FIELDS, REPORTS, by_field, spaced
from indexer.tokens import Tokenizer, pairs

_NAMED = 4_096  # passages, up to which they are named one by one to the index
_DEEPER = 4  # times as deep with each round

FieldWeights = tuple[float, float, float]  # of words, of character pairs, of characters
_Terms = dict[tuple[str, str], float]  # (field, term) to weight


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


def _open(folder: Path) -> tuple[tantivy.Schema, tantivy.Searcher]:
    index = spaced(tantivy.Index.open(str(folder)))
    return index.schema, index.searcher()


class TermIndex:
    """BM25 of passages over three fields, the score being the weighted sum; and of whole reports over character pairs.

    Raises:
        GenerationError: `folder` holds no word index that opens.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        try:
            self._schema, self._searcher = _open(folder)
            self._report_schema, self._report_searcher = _open(folder / REPORTS)
        except (ValueError, OSError) as error:
            raise GenerationError(f"词索引 {folder.name} 损坏或读不了", "请重建索引：jiejian build") from error
        self._tokenizer = tokenizer

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

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
            return self._best(looked_for, limit)
        wanted = [(tantivy.Occur.Must, tantivy.Query.boolean_query(looked_for))]
        wanted += [(tantivy.Occur.Must, q) for q in filters]
        return self._best(wanted, limit) if allowed is None else self._best_of(wanted, limit, allowed)

    def _best(self, wanted: Sequence[tuple[tantivy.Occur, tantivy.Query]], limit: int) -> list[tuple[int, float]]:
        found = self._searcher.search(tantivy.Query.boolean_query(list(wanted)), limit, count=False).hits
        numbers = _numbers(self._searcher, "passage", [address for _, address in found])
        return [(number, float(score)) for number, (score, _) in zip(numbers, found, strict=True)]

    def _best_of(
        self, wanted: Sequence[tuple[tantivy.Occur, tantivy.Query]], limit: int, allowed: NDArray[np.bool_]
    ) -> list[tuple[int, float]]:
        """As `_best`, of the passages that are `allowed`: a few are named, of many the others are passed over."""
        few = np.flatnonzero(allowed)
        if len(few) <= _NAMED:
            only = tantivy.Query.term_set_query(self._schema, "passage", few.tolist())
            named = (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0))
            return self._best([*wanted, named], limit) if len(few) else []
        depth = limit
        while True:
            depth *= _DEEPER
            found = self._best(wanted, depth)
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
        query = tantivy.Query.const_score_query(tantivy.Query.boolean_query(wanted), 0.0)
        found = self._searcher.search(query, most, count=False).hits
        numbers = _numbers(self._searcher, "passage", [address for _, address in found])
        return np.sort(np.array(numbers, dtype=np.int64))

    def report_scores(self, text: str, reports: Sequence[int]) -> dict[int, float]:
        """BM25 of each of `reports` as a whole, over character pairs; 0 for one that shares none."""
        scores = dict.fromkeys(reports, 0.0)
        schema, terms = self._report_schema, dict.fromkeys(pair for pair, _, _ in pairs(text))
        if not (terms and reports):
            return scores
        only = tantivy.Query.term_set_query(schema, "report", list(scores))
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0)),
                *((tantivy.Occur.Should, _term(schema, "pairs", term)) for term in terms),
            ]
        )
        found = self._report_searcher.search(wanted, len(scores), count=False).hits
        numbers = _numbers(self._report_searcher, "report", [address for _, address in found])
        return scores | {n: float(score) for n, (score, _) in zip(numbers, found, strict=True)}

    def worth(self, text: str, weights: FieldWeights) -> float:
        """About what a passage of ordinary length scores that has every term of `text` once."""
        return self._worth(self._terms(text, weights))

    def _worth(self, terms: Mapping[tuple[str, str], float]) -> float:
        return math.fsum(weight * self._idf(field, term) for (field, term), weight in terms.items())

    def _idf(self, field: str, term: str) -> float:
        frequency = self._frequency(field, term)
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def _frequency(self, field: str, term: str) -> int:
        return int(self._searcher.doc_freq(field, term))

    def _terms(self, text: str, weights: FieldWeights) -> _Terms:
        """Every term of `text`, once, in a field that has weight."""
        found = by_field(text, self._tokenizer)
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
        only = tantivy.Query.term_set_query(self._schema, "passage", list(passages))
        named = (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0))
        return dict(self._best([named, (tantivy.Occur.Must, _any(self._queries(terms)))], len(passages)))

    def _query(self, clause: Clause) -> tantivy.Query:
        options = [self._queries(terms) for _, terms in clause.options]
        if len(options) == 1 and len(options[0]) == 1:
            return options[0][0]
        return tantivy.Query.disjunction_max_query([_any(queries) for queries in options])

    def _queries(self, terms: Mapping[tuple[str, str], float]) -> list[tantivy.Query]:
        bare = [(_term(self._schema, field, term), weight) for (field, term), weight in terms.items()]
        return [query if weight == 1 else tantivy.Query.boost_query(query, weight) for query, weight in bare]

    def _filters(self, reports: Sequence[int] | None, kinds: Sequence[str]) -> list[tantivy.Query]:
        queries = []
        if reports is not None:
            queries.append(tantivy.Query.term_set_query(self._schema, "report", list(reports)))
        if kinds:
            queries.append(tantivy.Query.term_set_query(self._schema, "kind", list(kinds)))
        return [tantivy.Query.const_score_query(q, 0.0) for q in queries]


def _term(schema: tantivy.Schema, field: str, term: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, term, index_option="freq")


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _numbers(searcher: tantivy.Searcher, field: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """What `field`, which every document has, says at these places of an index."""
    return [int(n) for n in searcher.fast_field_values(field, list(addresses)) if n is not None]
