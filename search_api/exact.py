"""Exact wording: every place where the words stand, whatever the width, the blanks and the punctuation between them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.store import Store
from indexer.tokens import fold, squeeze

_WORD_CHARACTER, _OTHERS = (
    re.compile(r"[^\W_]"),
    re.compile(r"[\W_]+"),
)  # letters and numbers of any script, and the rest


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A report's word characters alone; `positions[i]` is where the i-th stands in the canonical text."""

    words: str
    positions: NDArray[np.int32]
    starts: tuple[int, ...]  # where the stretch of each passage begins: where the one before it ends
    numbers: tuple[int, ...]


@dataclass(slots=True)
class ExactSearch:
    """Finds wording in one store; a report is squeezed when it is first searched and kept: 6 bytes a character."""

    store: Store
    _kept: dict[int, _Squeezed] = field(default_factory=dict)

    def passages(self, text: str, reports: Iterable[int]) -> list[int]:
        """Numbers of the passages of `reports` in which an occurrence of `text` begins, in order.

        One that begins in a heading of its own is that of the passage after it; the title and the closing block, which
        no passage holds, are not searched.
        """
        needle = squeeze(text)
        found = {number for report in reports for number in self._found(needle, self._of(report))} if needle else set()
        return sorted(found)

    def _found(self, needle: str, report: _Squeezed) -> Iterator[int]:
        at = report.words.find(needle)
        while at >= 0:
            index = bisect_right(report.starts, int(report.positions[at])) - 1
            yield report.numbers[max(0, index)]
            at = report.words.find(needle, at + 1)

    def _of(self, report: int) -> _Squeezed:
        if report not in self._kept:
            self._kept[report] = self._squeeze(report)
        return self._kept[report]

    def _squeeze(self, report: int) -> _Squeezed:
        text = self.store.text(report)
        passages = self.store.passages_of(report)
        sections = self.store.sections(report)
        first = min([p.span.start for p in passages] + [s.span.start for s in sections], default=0)
        last = max((p.span.stop for p in passages), default=0)
        folded = fold(text)
        positions = [found.start() for found in _WORD_CHARACTER.finditer(folded, first, last)]
        words = _OTHERS.sub("", folded[first:last])
        starts = (first, *(p.span.stop for p in passages[:-1]))  # bare headings go with the passage after them
        return _Squeezed(words, np.array(positions, dtype=np.int32), starts, tuple(p.number for p in passages))
