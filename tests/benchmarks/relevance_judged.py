"""Queries with what is right for them, and how well a list of hits meets that: the measures of relevance.

Measured as `score.py` does: a passage is right when it holds six tenths of a judged quote in one run, and pays for it
once; where whole documents are judged, a document stands where its best passage does. Gain is 2 ** grade - 1.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from search_api.schemas import Hit

_ENOUGH = 0.6  # share of a quote that a passage holds in one run
_BACKWARDS_FROM = 8  # characters of a passage that lies wholly inside a quote
_ASIDE = re.compile(r"[\s　,，.。:：;；、!！?？\"'“”‘’()（）\[\]【】<>《》〈〉\-—–·~～]")
_WIDE = str.maketrans("０１２３４５６７８９％", "0123456789%")


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that is right: a `quote` of a report, or the whole report where the quote is empty."""

    report: str  # start of the file's name, up to an underscore, or the whole of it without its ending
    quote: str
    grade: float

    def fits(self, hit: Hit) -> bool:
        """Whether `hit` shows it."""
        name = PurePosixPath(hit.report).stem
        mine = name == PurePosixPath(self.report).stem or name.startswith(f"{self.report}_") or name == self.report
        return mine and (not self.quote or overlap(self.quote, hit.text) >= _ENOUGH)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, its kind, and all that is right for it."""

    id: str
    kind: str
    text: str
    right: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one query's hits are worth, each in [0, 1]."""

    ndcg10: float
    recall10: float
    recall100: float
    first: float


def measure(judged: Judged, hits: Sequence[Hit]) -> Measured:
    """The measures of `hits`, a hundred of them, best first."""
    ranked = hits if any(r.quote for r in judged.right) else _first_of_each_report(hits)
    left, gains, found = list(judged.right), [], []
    for hit in ranked:
        fit = [right for right in left if right.fits(hit)]
        gains.append(max((2.0**right.grade - 1 for right in fit), default=0.0))
        left = [right for right in left if right not in fit]
        found.append(len(judged.right) - len(left))
    ideal = sorted((2.0**right.grade - 1 for right in judged.right), reverse=True)
    return Measured(
        ndcg10=min(1.0, _dcg(gains[:10]) / _dcg(ideal[:10])),
        recall10=_recall(found, 10, len(ideal)),
        recall100=_recall(found, 100, len(ideal)),
        first=float(bool(gains) and gains[0] > 0),
    )


def _recall(found: Sequence[int], depth: int, right: int) -> float:
    """Of what could be found among the first `depth`, how much was; `found[i]` counts it up to the i-th."""
    return found[min(depth, len(found)) - 1] / min(depth, right) if found else 0.0


def overlap(quote: str, text: str) -> float:
    """Share of `quote` that stands in `text` as one run, white space and punctuation aside."""
    short, long = _bare(quote), _bare(text)
    if not short or not long:
        return 0.0
    if short in long or (long in short and len(long) >= _BACKWARDS_FROM):
        return 1.0
    return SequenceMatcher(None, short, long, autojunk=False).find_longest_match().size / len(short)


def _first_of_each_report(hits: Sequence[Hit]) -> list[Hit]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.report, hit)
    return list(first.values())


def _bare(text: str) -> str:
    return _ASIDE.sub("", text.translate(_WIDE))


def _dcg(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
