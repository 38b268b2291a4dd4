"""Large archives out of a small one: reports of sentences from other reports, and honest vectors for their passages.

A made report follows a real one: its headings stand, each other sentence is likely to be that of a passage with a like
meaning in any report, a passage of one sentence ends like such a passage, and figures are drawn anew. The vector of a
made passage is the mean, by characters, of the vectors of those it comes from, moved by what real embedding was seen to
move such a mean (`Residuals`).
"""

import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.places.gazetteer import Gazetteer
from indexer.report import Layout, Metadata, Passage, Report, Section, Span
from indexer.store import Store, StoredPassage

_LIKE = 16  # passages nearest in meaning whose sentences may come in
_OTHER = 0.7  # chance of a sentence to come from one of them
_YEARS = range(2012, 2025)
_CLAUSE = re.compile(r"[^，,；;]*[，,；;]?")
_DIGIT = re.compile(r"\d")

Parts = tuple[tuple[int, int], ...]  # (passage, how many characters come from it)


@dataclass(frozen=True)
class Original:
    """The real archive: its store, and the vector of every passage, float32 of shape (passages, dim)."""

    store: Store
    vectors: NDArray[np.float32]

    @cached_property
    def like(self) -> NDArray[np.int64]:
        """Of every passage the _LIKE nearest, itself first; shape (passages, _LIKE)."""
        _, rows = faiss.knn(self.vectors, self.vectors, _LIKE, metric=faiss.METRIC_INNER_PRODUCT)
        return rows

    @cached_property
    def passages(self) -> list[StoredPassage]:
        """All passages, by number."""
        return self.store.passages(range(len(self.store.passage_reports)))


@dataclass(slots=True)
class Recombiner:
    """Makes reports of `original`, the same ones for the same seed."""

    original: Original
    gazetteer: Gazetteer
    seed: int = 1
    _rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)

    def reports(self, passages: int) -> Iterator[tuple[Report, list[Passage], list[Parts]]]:
        """Reports until they have at least `passages`, each with its passages and where those come from."""
        templates = [r for r in self.original.store.reports if r.passages]
        made = 0
        for number, place in enumerate(self._places()):
            if made >= passages:
                return
            if number % len(templates) == 0:
                self._rng.shuffle(templates)
            report, held, parts = self._report(templates[number % len(templates)].number, number, place)
            made += len(held)
            yield report, held, parts

    def _places(self) -> Iterator[Metadata]:
        """Every district of today in turn, each with every year, as the metadata of its reports."""
        districts = [p for p in self.gazetteer.districts if not p.valid_to]
        self._rng.shuffle(districts)
        for district in districts:
            at = self.gazetteer.located(district)
            for year in _YEARS:
                title = f"{at.district or at.city}人民政府{year}年工作报告"
                yield Metadata(title, (), at.district, at.city, at.province, at.code, year, None, "政府工作报告")

    def _report(self, template: int, number: int, metadata: Metadata) -> tuple[Report, list[Passage], list[Parts]]:
        store = self.original.store
        text, sections = store.text(template), store.sections(template)
        headings = [s.heading for s in sections]
        moved = _Moved()
        passages, parts = [], []
        for old in store.passages_of(template):
            start = moved.keep(text, old.span.start)
            sentences, come = self._passage(old, text, headings, moved)
            passages.append(Passage(Span(start, moved.length), old.section, tuple(sentences)))
            parts.append(come)
        moved.keep(text, len(text))
        whole = "".join(moved.pieces)
        path = f"{metadata.province}/{metadata.district or metadata.city}{number:06d}.txt"
        report = Report(
            path=path,
            source=sha256(path.encode()).hexdigest(),
            encoding="utf-8",
            text=whole,
            layout=Layout(None, None, Span(0, len(whole)), None),
            sections=tuple(_shifted(s, moved) for s in sections),
            metadata=metadata,
        )
        return report, passages, parts

    def _passage(
        self, old: StoredPassage, text: str, headings: Sequence[Span], moved: "_Moved"
    ) -> tuple[list[Span], Parts]:
        """Write the made passage behind what is there; its sentences, and what they come from."""
        spans: list[Span] = []
        come: list[tuple[int, int]] = []
        for sentence in old.sentences:
            moved.keep(text, sentence.start)
            if any(h.start < sentence.stop and sentence.start < h.stop for h in headings):
                words, parts = sentence.of(text), [(old.number, sentence.stop - sentence.start)]
            else:
                words, parts = self._sentence(old, sentence.of(text), alone=len(old.sentences) == 1)
            spans.append(moved.put(_DIGIT.sub(lambda _: str(self._rng.randrange(10)), words), sentence.stop))
            come += parts
        return spans, tuple(come)

    def _sentence(self, old: StoredPassage, words: str, *, alone: bool) -> tuple[str, list[tuple[int, int]]]:
        """Another sentence for `words`, or where it stands alone its beginning with the end of another."""
        if not alone and self._rng.random() > _OTHER:
            return words, [(old.number, len(words))]
        like = self.original.passages[int(self._rng.choice(self.original.like[old.number]))]
        span = self._rng.choice(like.sentences)
        other = like.text[span.start - like.span.start : span.stop - like.span.start]
        if not alone:
            return other, [(like.number, len(other))]
        head, tail = _half(words, 0), _half(other, 1)
        return head + tail, [(old.number, len(head)), (like.number, len(tail))]


@dataclass(slots=True)
class _Moved:
    """A text being made of an old one: pieces, and where each position of the old text has come to."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    _old: list[int] = field(default_factory=lambda: [0])
    _new: list[int] = field(default_factory=lambda: [0])

    def keep(self, text: str, until: int) -> int:
        """Take the old text up to `until` as it is; where the made text ends then."""
        self.put(text[self._old[-1] : until], until)
        return self.length

    def put(self, words: str, until: int) -> Span:
        """Write `words` in the place of the old text up to `until`; where they stand (nothing for no words)."""
        start = self.length
        self.pieces.append(words)
        self.length += len(words)
        self._old.append(until)
        self._new.append(self.length)
        return Span(start, max(self.length, start + 1))

    def __call__(self, position: int) -> int:
        at = bisect_right(self._old, position) - 1
        limit = self._new[at + 1] if at + 1 < len(self._new) else self.length
        return min(self._new[at] + position - self._old[at], limit)


def _shifted(section: Section, moved: _Moved) -> Section:
    def span(old: Span) -> Span:
        return Span(moved(old.start), max(moved(old.stop), moved(old.start) + 1))

    return replace(section, heading=span(section.heading), span=span(section.span))


def _half(words: str, which: int) -> str:
    """The first or the second half of a sentence, by clauses; at least one."""
    clauses = [c for c in _CLAUSE.findall(words) if c]
    middle = max(1, len(clauses) // 2)
    return "".join(clauses[:middle] if which == 0 else clauses[min(middle, len(clauses) - 1) :])


@dataclass(frozen=True)
class Residuals:
    """What real embedding was seen to add to the mean of the parts: rows of shape (samples, dim)."""

    rows: NDArray[np.float32]

    def vectors(self, original: Original, parts: Sequence[Parts], seed: int) -> NDArray[np.float32]:
        """Unit vectors for passages made of `parts`, each mean moved by a mixture of two residuals."""
        rng = np.random.default_rng(seed)
        means = mean_vectors(original.vectors, parts)
        angle = rng.uniform(0, 2 * np.pi, (len(parts), 1)).astype(np.float32)
        drawn = rng.integers(0, len(self.rows), (2, len(parts)))
        centre = self.rows.mean(axis=0)
        means += centre
        means += np.cos(angle) * (self.rows[drawn[0]] - centre)
        means += np.sin(angle) * (self.rows[drawn[1]] - centre)
        return unit(means)


def mean_vectors(vectors: NDArray[np.float32], parts: Sequence[Parts]) -> NDArray[np.float32]:
    """The unit mean by characters of the vectors that each passage comes from; shape (len(parts), dim)."""
    passages = np.fromiter((p for part in parts for p, _ in part), np.int64)
    characters = np.fromiter((n for part in parts for _, n in part), np.float32)
    starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return unit(np.add.reduceat(vectors[passages] * characters[:, np.newaxis], starts, axis=0))


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """`rows` with L2 norm 1."""
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
