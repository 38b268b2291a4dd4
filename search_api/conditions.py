"""What a query demands of a passage's own text: the wording it requires, the wording it excludes."""

from dataclasses import replace

import numpy as np

from indexer.store import Store
from search_api.exact import ExactSearch
from search_api.scope import Scope
from search_api.wanted import Wanted
from search_api.wording import wording_pattern


def conditioned(scope: Scope, wanted: Wanted, exact: ExactSearch, store: Store) -> Scope:
    """`scope` with only the passages that have every phrase of `wanted` and no excluded wording.

    A phrase may go on in the next passage, as exact wording may; what is excluded counts in the passage's own text.
    """
    if not (wanted.phrases or wanted.excluded) or scope.empty:
        return scope
    size = len(store.passage_reports)
    mask = np.ones(size, dtype=np.bool_) if scope.passages is None else scope.passages.copy()
    for phrase in wanted.phrases:
        found = np.zeros(size, dtype=np.bool_)
        found[exact.passages(phrase, scope.reports)] = True
        mask &= found
    for wording in wanted.excluded:
        mask[exact.holding(wording, scope.reports)] = False
    return replace(scope, passages=mask, worded=True)


def excludes(wanted: Wanted, text: str) -> bool:
    """Whether `text` has wording that `wanted` excludes."""
    patterns = map(wording_pattern, wanted.excluded)
    return any(pattern is not None and pattern.search(text) for pattern in patterns)


def told(wanted: Wanted) -> list[str]:
    """What a reader should know of the conditions, in Chinese."""
    notes = []
    if wanted.phrases and not wanted.verbatim:
        notes.append(f"只列一字不差写有{_quoted(wanted.phrases)}的段落")
    if wanted.excluded:
        notes.append(f"已排除段落文字里有{_quoted(wanted.excluded)}的")
    if wanted.loose and not wanted.verbatim:
        notes.append(f"{_quoted(wanted.loose)}连着别的字，按一般词语检索；要一字不差，请在引号两边各空一格")
    return notes


def _quoted(wordings: tuple[str, ...]) -> str:
    return "、".join(f"“{wording}”" for wording in wordings)
