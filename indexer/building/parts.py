"""An archive in parts, runs of its reports: the share of a part in each store is worked out once and then taken over.

A build after a change makes the part anew in which the change lies, and joins it with the others. Where parts end
depends on the names of the reports alone, so that an index that grew has the parts of one that is built from scratch.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from indexer.building.recall import Recall
from indexer.building.shelf import key_of
from indexer.intake.gather import Progress
from indexer.rows import Counts, ReportRows, part_of_rows
from indexer.terms import BASE_BITS, Part, PassageTerms, TermWriter, packed
from indexer.tokens import Tokenizer

MOST = 16  # parts of an archive: a search looks through each
SMALLEST = 30  # reports of a part: they are put in order in about a second
KINDS = _ROWS, _TERMS = "part-rows", "part-terms"


def runs(names: Sequence[str]) -> list[slice]:
    """Where the parts of `names` lie, each from half to one and a half times an even share, give or take a name.

    They end near even places, before the name with the least hash thereabouts: one that comes or goes seldom moves
    that.
    """
    count = max(1, min(MOST, len(names) // SMALLEST))
    reach = len(names) // (4 * count)
    cuts = [0]
    for n in range(1, count):
        even = n * len(names) // count
        cuts.append(min(range(even - reach, even + reach + 1), key=lambda i: _hash(names[i])))
    return [slice(start, stop) for start, stop in pairwise([*cuts, len(names)])]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of what is to be indexed: of each the keys of its reports, by which all of it is recalled or made."""

    recall: Recall
    keys: tuple[tuple[str, ...], ...]
    progress: Progress

    @classmethod
    def of(cls, recall: Recall, reports: Sequence[tuple[str, str]], progress: Progress) -> "Parts":
        """Those of `reports`, given by path and key in archive order."""
        keys = [key for _, key in reports]
        return cls(recall, tuple(tuple(keys[run]) for run in runs([path for path, _ in reports])), progress)

    def rows(self) -> Iterator[bytes]:
        """The rows of each part, for `join_rows`."""
        for first, keys in zip(self._firsts(), self.keys, strict=True):
            key = key_of(_ROWS, keys)
            data = self._held(_ROWS, key)
            if data is None:
                data = part_of_rows(self._each("写入正文", first, keys))
                self.recall.shelf.put_bytes(_ROWS, key, data)
            yield data
            self._told("写入正文", first + len(keys))

    def terms(self, aside: Path, own: Tokenizer | None, counts: Sequence[Counts]) -> Iterator[tuple[Part, bytes]]:
        """The terms of each part, for `join_terms`, cut by the archive's `own` dictionary where it has one.

        `counts` are those of the parts; a new part is written in the folder `aside`, which is removed.
        """
        for first, keys, count in zip(self._firsts(), self.keys, counts, strict=True):
            key = key_of(_TERMS, self.recall.identity.segments, keys)
            base = int(key, 16) % (1 << BASE_BITS)
            data = self._held(_TERMS, key)
            if data is None:
                data = self._cut(aside, base, own, first, keys)
                self.recall.shelf.put_bytes(_TERMS, key, data)
            for report in keys:
                self.recall.keep_terms(report)
            yield Part(base, count.passages, count.reports), data
            self._told("写入索引", first + len(keys))

    def _cut(self, aside: Path, base: int, own: Tokenizer | None, first: int, keys: Sequence[str]) -> bytes:
        try:
            with TermWriter(aside, base) as writer:
                for number, (key, rows) in enumerate(zip(keys, self._each("写入索引", first, keys), strict=True)):
                    cut = zip(rows.kinds, self.recall.terms(key, rows.texts, own), strict=True)
                    writer.add([PassageTerms(number, kind, *terms) for kind, terms in cut])
            return packed(aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _each(self, stage: str, first: int, keys: Sequence[str]) -> Iterator[ReportRows]:
        for number, key in enumerate(keys, first + 1):
            yield self.recall.rows(key)
            self._told(stage, number)

    def _held(self, kind: str, key: str) -> bytes | None:
        return None if self.recall.anew.parsing else self.recall.shelf.get_bytes(kind, key)

    def _firsts(self) -> list[int]:
        """How many reports come before each part."""
        return list(accumulate(map(len, self.keys[:-1]), initial=0))

    def _told(self, stage: str, done: int) -> None:
        self.progress(stage, done, sum(map(len, self.keys)))


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
