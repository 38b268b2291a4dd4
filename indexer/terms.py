"""The word index as it is written: the terms of every passage, and of every report as a whole."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Self

import tantivy

from indexer.tokens import Tokenizer, characters, pairs

_HEAP_BYTES = 128_000_000
FIELDS = ("words", "pairs", "characters")
REPORTS = "reports"  # folder of the index of whole reports, inside that of passages


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """A passage as the word index takes it: its report, its section's kind, and its terms, a blank between two."""

    report: int
    kind: str
    words: str
    pairs: str
    characters: str


def write_terms(folder: Path, passages: Iterable[tuple[int, str, str]], tokenizer: Tokenizer) -> None:
    """Write a word index into `folder` (made anew); `passages` gives (report, section kind, text) in passage order."""
    cut = ((report, kind, cut_terms(text, tokenizer)) for report, kind, text in passages)
    write_cut_terms(folder, (PassageTerms(report, kind, *terms) for report, kind, terms in cut))


def cut_terms(text: str, tokenizer: Tokenizer) -> tuple[str, str, str]:
    """The terms of a passage in each field, a blank between two."""
    found = by_field(text, tokenizer)
    return " ".join(found["words"]), " ".join(found["pairs"]), " ".join(found["characters"])


def write_cut_terms(folder: Path, passages: Iterable[PassageTerms]) -> None:
    """As `write_terms`, of passages that were cut before."""
    with TermWriter(folder) as writer:
        for _, own in groupby(passages, lambda p: p.report):
            writer.add(list(own))


class TermWriter:
    """A word index being written into a folder, made anew; what is added is put in order by threads of its own.

    It is a context manager: whole when left, and nothing when left by an exception.

    Raises:
        OSError: the system does not let it write.
    """

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._count = 0
        with _storing():
            self._passages = _writer(folder, FIELDS)
            self._reports = _writer(folder / REPORTS, ("pairs",))

    def add(self, passages: Sequence[PassageTerms]) -> None:
        """The passages of one report; all are numbered in the order in which they are added."""
        with _storing():
            for number, passage in enumerate(passages, self._count):
                self._passages.add_document(_passage(number, passage))
            if passages:
                self._reports.add_document(_report(passages[0].report, " ".join(p.pairs for p in passages)))
        self._count += len(passages)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        writers = (self._reports, self._passages)
        del self._reports, self._passages  # dropped, their threads end
        if kind is None:
            with _storing():
                for writer in writers:
                    writer.commit()
                    writer.wait_merging_threads()


def _writer(folder: Path, fields: Sequence[str]) -> tantivy.IndexWriter:
    folder.mkdir(parents=True)
    index = spaced(tantivy.Index(_schema(fields), path=str(folder)))
    return index.writer(heap_size=_HEAP_BYTES, num_threads=1)


@contextmanager
def _storing() -> Iterator[None]:
    """Tantivy raises a ValueError where the system does not let it write."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


def _passage(number: int, passage: PassageTerms) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("passage", number)
    document.add_unsigned("report", passage.report)
    document.add_text("kind", passage.kind)
    for field in FIELDS:
        document.add_text(field, getattr(passage, field))
    return document


def _report(number: int, pairs_of_it: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("report", number)
    document.add_text("pairs", pairs_of_it)
    return document


def by_field(text: str, tokenizer: Tokenizer) -> dict[str, list[str]]:
    """The terms of `text` in each of FIELDS, in reading order."""
    return {
        "words": [word for word, _, _ in tokenizer.words(text)],
        "pairs": [pair for pair, _, _ in pairs(text)],
        "characters": list(characters(text)),
    }


def _schema(fields: Sequence[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("report", indexed=True, fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in fields:
        builder.add_text_field(name, tokenizer_name="spaces", index_option="freq")
    return builder.build()


def spaced(index: tantivy.Index) -> tantivy.Index:
    """`index`, knowing that its terms have blanks between them; to be said at every opening."""
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index
