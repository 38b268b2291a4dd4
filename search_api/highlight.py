"""What a reader's eye should find in a passage: the words of the query, the sentence that carries them, the figures."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.parsing.marks import MARK
from indexer.report import Span
from indexer.tokens import Tokenizer, fold, pairs
from search_api.wording import wording_pattern

_NUMBER = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_UNIT = (
    r"(?:个(?:百分点|工作日|小时|月)?|户次|人次|场次|件次|家次|批次|项次|万人次|万元|亿元|万份|万人|元|件|起|例"
    r"|份|次|名|人|家|户|所|项|条|场|期|张|本|部|套|台|辆|篇|支|类|批|处|间|栋|平方米|公里|吨|小时|分钟|天|日|周|%|％|倍|亿|万)"
)
_FIGURE = re.compile(rf"{_NUMBER}[余多]?\s*[十百千万亿]{{0,2}}[余多]?\s*{_UNIT}?")
_HEADING, _LONGEST_HEADING = 0.5, 50  # what a heading's words count beside a sentence's; characters of one
_NO_FIGURE = re.compile(
    r"\d+\s*(?:年|月|号)|(?<=月)\s*\d+\s*日|[〔\[(（]\d{4}[〕\])）]|^\s*[(（]?\d{1,2}[.．、)）](?!\d)|[\"“”A-Za-z]\d+"
    r"|\d{5}(?=[^\d件]{0,8}热线)"
)


def figures(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the numbers of `text` with their units; years, dates and document numbers are none."""
    dates = [m.span() for m in _NO_FIGURE.finditer(text)]
    found = [m.span() for m in _FIGURE.finditer(text)]
    return [
        (start, start + len(text[start:stop].rstrip()))
        for start, stop in found
        if not any(a < stop and start < b for a, b in dates)
    ]


def joined(*ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """All ranges in order, merged where they touch."""
    return _merged(sorted(one for some in ranges for one in some))


@dataclass(frozen=True, slots=True)
class Sought:
    """What of a query is looked for in a passage: its words, its character pairs, what may stand for words of it."""

    words: frozenset[str]
    pairs: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, content: str, tokenizer: Tokenizer, others: Iterable[str] = ()) -> "Sought":
        """What the query's `content` comes to; cut once, however many passages are looked at."""
        words = frozenset(word for word, _, _ in tokenizer.words(content))
        return cls(words, frozenset(pair for pair, _, _ in pairs(content)), frozenset(others))


def matches(sought: Sought, text: str) -> list[tuple[int, int]]:
    """Half-open ranges of `text` where words of the query, or what may stand for them, stand; merged where they touch.

    A single character that is a word by itself marks nothing: it would stand inside other words.
    """
    folded = fold(text)
    found = _places({word for word in sought.words if len(word) > 1} | sought.others, folded)
    return _merged(found or _places(sought.pairs, folded))


def exact_places(wording: str, text: str) -> list[tuple[int, int]]:
    """Half-open ranges of `text` that have `wording`, blanks and punctuation aside; empty when it goes on elsewhere."""
    pattern = wording_pattern(wording)
    found = [] if pattern is None else [pattern.match(text, at) for at in _beginnings(pattern, text)]
    return _merged([m.span() for m in found if m is not None])


def _beginnings(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """Where matches begin, those too that overlap the one before."""
    found = pattern.search(text)
    while found is not None:
        yield found.start()
        found = pattern.search(text, found.start() + 1)


def _places(terms: Iterable[str], folded: str) -> list[tuple[int, int]]:
    return sorted(place for term in terms if term for place in _of(term, folded))


def _of(term: str, folded: str) -> Iterator[tuple[int, int]]:
    at = folded.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = folded.find(term, at + len(term))


def _merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def best_sentence(sought: Sought, sentences: Sequence[str], weight: Callable[[str], float]) -> int | None:
    """Which of `sentences` carries the match: most weight of the query's words, then most of its character pairs.

    `weight` says how telling a word is (its inverse document frequency). A heading gives way to a sentence that says
    more than half as much. None when no sentence shares anything.
    """
    scores = [
        (
            sum(weight(w) for w in sought.words if w in folded) * (_HEADING if heads(folded) else 1.0),
            sum(pair in folded for pair in sought.pairs),
        )
        for folded in map(fold, sentences)
    ]
    best = max(range(len(scores)), key=lambda i: (scores[i], -i), default=None)
    return None if best is None or scores[best] == (0, 0) else best


def heads(sentence: str) -> bool:
    """Whether `sentence` is a heading rather than a statement: short, and begun by a mark."""
    return len(sentence) <= _LONGEST_HEADING and bool(MARK.match(sentence))


def within(span: Span, inner: Span) -> tuple[int, int]:
    """`inner` counted from the start of `span`."""
    return inner.start - span.start, inner.stop - span.start
