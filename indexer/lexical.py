"""The word index: BM25 over jieba words and over character pairs. The only module that knows tantivy."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from indexer.errors import GenerationError
from indexer.tokens import Tokenizer, pairs

_HEAP_BYTES = 128_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("report", indexed=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in ("words", "pairs"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="freq")
    return builder.build()


def _register(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def write_terms(folder: Path, passages: Iterable[tuple[int, str, str]], tokenizer: Tokenizer) -> None:
    """Write a word index into `folder` (made anew); `passages` gives (report, section kind, text) in passage order."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index = _register(tantivy.Index(_schema(), path=str(folder)))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for number, (report, kind, text) in enumerate(passages):
        document = tantivy.Document()
        document.add_unsigned("passage", number)
        document.add_unsigned("report", report)
        document.add_text("kind", kind)
        document.add_text("words", " ".join(word for word, _, _ in tokenizer.words(text)))
        document.add_text("pairs", " ".join(pair for pair, _, _ in pairs(text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class TermIndex:
    """BM25 over both fields; the score is the weighted sum of the two.

    Raises:
        GenerationError: `folder` holds no word index that opens.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        try:
            self._index = _register(tantivy.Index.open(str(folder)))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise GenerationError(f"词索引 {folder.name} 损坏或读不了", "请重建索引：jiejian build") from error
        self._schema = self._index.schema
        self._tokenizer = tokenizer

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def document_frequency(self, word: str) -> int:
        """In how many passages `word`, a jieba term, occurs."""
        return int(self._searcher.doc_freq("words", word))

    def search(
        self,
        text: str,
        limit: int,
        weights: tuple[float, float],
        reports: Sequence[int] | None = None,
        kinds: Sequence[str] = (),
    ) -> list[tuple[int, float]]:
        """The `limit` passages with the highest BM25, as (passage, score), best first; no shared term, no hit.

        `weights` are those of (words, pairs); `reports` and `kinds` narrow the search exactly, None and () allow all.
        """
        terms = self._terms(text, weights)
        if not terms:
            return []
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(terms))]
        clauses += [(tantivy.Occur.Must, q) for q in self._filters(reports, kinds)]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        numbers = self._numbers([address for _, address in found])
        return [(number, float(score)) for number, (score, _) in zip(numbers, found, strict=True)]

    def _numbers(self, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
        """The passages that stand at these places of the index; every document has its number."""
        return [int(n) for n in self._searcher.fast_field_values("passage", list(addresses)) if n is not None]

    def _terms(self, text: str, weights: tuple[float, float]) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        fields = {"words": [w for w, _, _ in self._tokenizer.words(text)], "pairs": [p for p, _, _ in pairs(text)]}
        return [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term, index_option="freq"), weight
                ),
            )
            for (field, terms), weight in zip(fields.items(), weights, strict=True)
            if weight > 0
            for term in dict.fromkeys(terms)
        ]

    def _filters(self, reports: Sequence[int] | None, kinds: Sequence[str]) -> list[tantivy.Query]:
        queries = []
        if reports is not None:
            queries.append(tantivy.Query.term_set_query(self._schema, "report", list(reports)))
        if kinds:
            queries.append(tantivy.Query.term_set_query(self._schema, "kind", list(kinds)))
        return [tantivy.Query.const_score_query(q, 0.0) for q in queries]
