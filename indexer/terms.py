"""The word index as it is written: the terms of every passage, and of every report as a whole.

It is joined from parts, which are worked out once and taken over as they are. That is possible since an index of
tantivy's is a list of segments that know nothing of each other, while BM25 counts over all of them: how the archive was
parted does not show in what a passage scores. But a document can't be numbered by its place in the whole then: the
numbers of a part begin with a base of its own, and PARTS tells which part follows which.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Self

import tantivy

from indexer.tokens import Tokenizer, characters, pairs

# At most: a part is one segment for each time that it is full. Of eight, tantivy would make one in no order of its own.
_HEAP_BYTES = 500_000_000
FIELDS = ("words", "pairs", "characters")
REPORTS = "reports"  # folder of the index of whole reports, inside that of passages
PARTS = "parts.json"
PART_BITS = 24  # of a document's number that count within its part; those above are the part's base
BASE_BITS = 39  # both fit a signed number of 64 bits
_META = "meta.json"  # where tantivy lists the segments of an index


class Part(NamedTuple):
    """A part of a word index: its base, below 2 ** BASE_BITS, and how many passages and reports it numbers."""

    base: int
    passages: int
    reports: int


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
    reports = 0
    with TermWriter(folder, 0) as writer:
        for report, own in groupby(passages, lambda p: p.report):
            writer.add(list(own))
            reports = report + 1
    _list(folder, [Part(0, writer.count, reports)])


class TermWriter:
    """A part of a word index being written into a folder, made anew.

    It is a context manager: whole when left, and nothing when left by an exception.

    Raises:
        OSError: the system does not let it write.
    """

    def __init__(self, folder: Path, base: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.count = 0  # passages so far
        self._folder = folder
        self._base = base << PART_BITS
        with _storing():
            self._passages = _writer(folder, FIELDS)
            self._reports = _writer(folder / REPORTS, ("pairs",))

    def add(self, passages: Sequence[PassageTerms]) -> None:
        """The passages of one report; all are numbered in the order in which they are added."""
        with _storing():
            for number, passage in enumerate(passages, self._base + self.count):
                self._passages.add_document(_passage(number, self._base + passage.report, passage))
            if passages:
                report = _report(self._base + passages[0].report, " ".join(p.pairs for p in passages))
                self._reports.add_document(report)
        self.count += len(passages)

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
                for inside in ("", REPORTS):
                    _put_in_order(self._folder / inside)


def packed(folder: Path) -> bytes:
    """The part that a `TermWriter` wrote into `folder`, as one piece of bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for inside in ("", f"{REPORTS}/"):
            archive.write(folder / inside / _META, f"{inside}{_META}")
            for segment in _meta(folder / inside)["segments"]:
                files = f"{segment['segment_id'].replace('-', '')}.*"
                for file in sorted((folder / inside).glob(files)):
                    archive.write(file, f"{inside}{file.name}")
    return data.getvalue()


def join_terms(folder: Path, parts: Iterable[tuple[Part, bytes]]) -> None:
    """Write a word index into `folder` (made anew) that has the documents of `parts`, one part after the other."""
    shutil.rmtree(folder, ignore_errors=True)
    metas: dict[str, dict[str, Any]] = {}
    listed = []
    for part, data in parts:
        listed.append(part)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inside in ("", f"{REPORTS}/"):
                meta = json.loads(archive.read(f"{inside}{_META}"))
                metas.setdefault(inside, {**meta, "segments": [], "opstamp": 0})["segments"] += meta["segments"]
            archive.extractall(folder)
    for inside, meta in metas.items():
        (folder / inside / _META).write_text(json.dumps(meta, indent=1), encoding="utf-8")
    _list(folder, listed)


def _list(folder: Path, parts: Sequence[Part]) -> None:
    (folder / PARTS).write_text(json.dumps([part._asdict() for part in parts], indent=1), encoding="utf-8")


def _meta(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / _META).read_text(encoding="utf-8")))


def _put_in_order(folder: Path) -> None:
    """Have the segments of an index, of which a large part has several, follow each other as their documents do."""
    meta = _meta(folder)
    if len(meta["segments"]) < 2:
        return
    searcher = spaced(tantivy.Index.open(str(folder))).searcher()
    field = "report" if folder.name == REPORTS else "passage"
    begins = searcher.fast_field_values(field, [tantivy.DocAddress(n, 0) for n in range(len(meta["segments"]))])
    numbers = [int(number) for number in begins if number is not None]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    meta["segments"] = [meta["segments"][n] for n in order]
    (folder / _META).write_text(json.dumps(meta), encoding="utf-8")


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


def _passage(number: int, report: int, passage: PassageTerms) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("passage", number)
    document.add_unsigned("report", report)
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
