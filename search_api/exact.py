"""Exact wording: every place where the words stand, whatever the width, the blanks and the punctuation between them.

The word index narrows to the passages that may have the wording, their texts decide. What crosses from one passage to
the next, or stands in a heading of its own, is in no passage: it is looked for where pieces of a report meet.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.lexical import TermIndex
from indexer.store import Store, Stretch
from indexer.tokens import fold, is_word_character, squeeze
from search_api.wording import wording_pattern

_NARROWING = 64  # clauses asked of the word index: more narrow no further
_HAN = ("\u4e00", "\u9fff")  # what the index holds as single characters

Clause = list[tuple[str, str]]  # (field, term) of the word index, one of which a passage holds


@dataclass(frozen=True)
class ExactSearch:
    """Finds wording in one archive."""

    store: Store
    terms: TermIndex

    def passages(self, text: str, reports: Sequence[int] | None = None) -> list[int]:
        """Numbers of the passages of `reports` (all when None) in which an occurrence of `text` begins, in order.

        One that begins in a heading of its own is that of the passage after it; the title and the closing block, which
        no passage holds, are not searched.
        """
        needle = squeeze(text)
        if not needle:
            return []
        found = {*self._inside(needle, reports), *self._across(needle, reports), *self._in_headings(needle, reports)}
        return sorted(found)

    def holding(self, text: str, reports: Sequence[int] | None = None) -> list[int]:
        """Numbers of the passages of `reports` whose own text has `text` as a whole, in order."""
        needle = squeeze(text)
        return list(self._inside(needle, reports)) if needle else []

    def _inside(self, needle: str, reports: Sequence[int] | None) -> Iterator[int]:
        candidates = self.terms.holding(clauses(needle))
        if reports is not None:
            candidates = candidates[np.isin(self.store.passage_reports[candidates], np.array(reports, dtype=np.int32))]
        numbers, pattern = [int(n) for n in candidates], wording_pattern(needle)
        for number, text in zip(numbers, self.store.passage_texts(numbers), strict=True):
            if pattern and pattern.search(text):
                yield number

    def _across(self, needle: str, reports: Sequence[int] | None) -> Iterator[int]:
        """Passages in which an occurrence begins that crosses a seam, or in whose heading."""
        codes = sorted({_code(left, right) for left, right in pairwise(needle)})
        seams = self._seams
        hits = np.isin(seams.codes, np.array(codes, dtype=np.int64))
        if reports is not None:
            hits &= np.isin(seams.reports, np.array(reports, dtype=np.int32))
        for report, indices in groupby(map(int, np.flatnonzero(hits)), lambda index: int(seams.reports[index])):
            text, stretches = self.store.text(report), self.store.stretches(report)
            for index in indices:
                for start in _starts(needle, text, int(seams.at[index]), stretches):
                    yield stretches[bisect_right([s.start for s in stretches], start) - 1].passage

    def _in_headings(self, needle: str, reports: Sequence[int] | None) -> Iterator[int]:
        """Passages whose heading of its own has the wording."""
        allowed = None if reports is None else frozenset(reports)
        for report, headings in self._seams.headings.items():
            if needle in headings and (allowed is None or report in allowed):
                text = self.store.text(report)
                for stretch in self.store.stretches(report):
                    if needle in squeeze(text[stretch.start : stretch.opens]):
                        yield stretch.passage

    @cached_property
    def _seams(self) -> "_Seams":
        """Made when first asked for: the texts of all reports are read once."""
        return _seams(self.store)


@dataclass(frozen=True, slots=True)
class _Seams:
    """Where pieces of a report meet that are searched apart: passages, and the headings of their own between them.

    `codes` tells the word characters on both sides of each, `at` the position behind it, `reports` its report.
    `headings` has the word characters of all headings of their own of a report, a line each.
    """

    codes: NDArray[np.int64]
    at: NDArray[np.int32]
    reports: NDArray[np.int32]
    headings: dict[int, str]


def clauses(needle: str) -> list[Clause]:
    """What a passage must hold to have `needle` (squeezed) inside: of every clause one term.

    Every character; and each that has neighbours together with one of them, or alone, where punctuation parts it from
    both. Runs of ASCII tell nothing, since the index holds them whole: 12345 stands in 12,345 and in 0112345.
    """
    found: list[Clause] = [[("characters", c)] for c in dict.fromkeys(needle) if _HAN[0] <= c <= _HAN[1]]
    for left, character, right in zip(needle, needle[1:], needle[2:], strict=False):
        if not character.isascii():
            pairs = [left + character] * (not left.isascii()) + [character + right] * (not right.isascii())
            found.append([("pairs", term) for term in (*pairs, character)])
    return found[:_NARROWING]


def _code(left: str, right: str) -> int:
    return ord(left) << 32 | ord(right)


def _starts(needle: str, text: str, at: int, stretches: Sequence[Stretch]) -> list[int]:
    """Where the occurrences of `needle` begin that lie within reach of the position `at` of `text`."""
    reach = len(needle) - 1
    before = (p for p in range(at - 1, stretches[0].start - 1, -1) if is_word_character(text[p]))
    behind = (p for p in range(at, stretches[-1].stop) if is_word_character(text[p]))
    positions = [*reversed(list(islice(before, reach))), *islice(behind, reach)]
    words = fold("".join(text[p] for p in positions))
    return [positions[i] for i in range(len(words) - len(needle) + 1) if words.startswith(needle, i)]


def _seams(store: Store) -> _Seams:
    seams: list[tuple[int, int, int]] = []
    headings: dict[int, str] = {}
    for report in store.reports:
        text, last, bare = store.text(report.number), "", []
        for stretch in store.stretches(report.number):
            between = text[stretch.start : stretch.opens].strip()
            if heading := between and squeeze(between):
                bare.append(heading)
            for start, stop in _pieces(stretch, bool(heading)):
                opens, closes = _opens(text, start, stop), _closes(text, start, stop)
                if opens and last:
                    seams.append((_code(last, opens), start, report.number))
                last = closes or last
        if bare:
            headings[report.number] = "\n".join(bare)
    codes, at, reports = np.array(seams, dtype=np.int64).reshape(-1, 3).T
    return _Seams(np.ascontiguousarray(codes), at.astype(np.int32), reports.astype(np.int32), headings)


def _pieces(stretch: Stretch, headed: bool) -> list[tuple[int, int]]:
    return [(stretch.start, stretch.opens)] * headed + [(stretch.opens, stretch.stop)]


def _opens(text: str, start: int, stop: int) -> str:
    """The first word character of `text[start:stop]`, folded; '' when there is none."""
    for position in range(start, stop):
        if is_word_character(text[position]):
            return _folded(text[position])
    return ""


def _closes(text: str, start: int, stop: int) -> str:
    """The last one."""
    for position in range(stop - 1, start - 1, -1):
        if is_word_character(text[position]):
            return _folded(text[position])
    return ""


_folded = cache(fold)  # of single characters
