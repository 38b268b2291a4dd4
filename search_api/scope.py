"""Filters to the part of the archive that they leave: which reports, which section kinds, which passages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.places.gazetteer import Gazetteer
from indexer.report import Metadata, SectionKind
from indexer.store import KINDS, Store
from search_api.named import finest, reports_of
from search_api.schemas import Filters
from search_api.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be searched; `reports` is None when all may, `kinds` empty when all may.

    `passages` is a mask of shape (passages,), None when all may; `worded` when it says more than `reports` and `kinds`.
    """

    reports: tuple[int, ...] | None
    kinds: tuple[str, ...]
    passages: NDArray[np.bool_] | None
    worded: bool = False

    @property
    def empty(self) -> bool:
        """Whether no passage is left."""
        return self.passages is not None and not self.passages.any()


def scope_of(filters: Filters, store: Store, gazetteer: Gazetteer) -> Scope:
    """The part of the archive that `filters` leave; a former name of a place finds the reports of its present one."""
    kept = tuple(r.number for r in store.reports if admits(filters, r.metadata, r.path, gazetteer))
    reports = None if len(kept) == len(store.reports) else kept
    if reports is None and not filters.kind:
        return Scope(None, (), None)
    mask = np.ones(len(store.passage_reports), dtype=np.bool_)
    if reports is not None:
        mask &= np.isin(store.passage_reports, np.array(reports, dtype=np.int32))
    if filters.kind:
        kinds = [KINDS.index(SectionKind(k)) for k in filters.kind]
        mask &= np.isin(store.passage_kinds, np.array(kinds, dtype=np.int8))
    return Scope(reports, tuple(filters.kind), mask)


def narrowed(scope: Scope, reports: Collection[int], store: Store) -> Scope:
    """`scope` with only those of its reports that are in `reports`."""
    kept = tuple(r for r in sorted(reports) if scope.reports is None or r in scope.reports)
    mask = np.isin(store.passage_reports, np.array(kept, dtype=np.int32))
    return replace(scope, reports=kept, passages=mask if scope.passages is None else mask & scope.passages)


def planned(scope: Scope, store: Store) -> Scope:
    """`scope` with only the sections that tell of plans."""
    mask = store.passage_kinds == KINDS.index(SectionKind.PLANS)
    kinds = (SectionKind.PLANS,)
    return replace(scope, kinds=kinds, passages=mask if scope.passages is None else mask & scope.passages)


def named_reports(wanted: Wanted, store: Store, gazetteer: Gazetteer) -> frozenset[int]:
    """Numbers of the reports of the places that the query names."""
    return frozenset(
        r.number
        for mention, above in finest(wanted.places)
        for r in reports_of(mention, above, store.reports, gazetteer)
    )


def not_held(filters: Filters, store: Store, gazetteer: Gazetteer) -> list[str]:
    """The values of `filters` that no report has: a misspelt one would find nothing and not say why."""
    held = [r.metadata for r in store.reports]
    given = (
        (filters.province, {m.province for m in held}),
        (filters.city, {m.city for m in held}),
        (filters.district, {m.district for m in held}),
    )
    strange = [w for wanted, have in given for w in wanted if not any(_named(h, [w], gazetteer) for h in have)]
    strange += [genre for genre in filters.genre if genre not in {m.genre for m in held}]
    return strange + [path for path in filters.report if store.report(path) is None]


def admits(filters: Filters, m: Metadata, path: str, gazetteer: Gazetteer) -> bool:
    """Whether a report with metadata `m` at `path` passes all filters but that of section kinds."""
    places = ((filters.province, m.province), (filters.city, m.city), (filters.district, m.district))
    return (
        all(not wanted or _at(value, wanted, m, gazetteer) for wanted, value in places)
        and (filters.year_from is None or (m.year is not None and m.year >= filters.year_from))
        and (filters.year_to is None or (m.year is not None and m.year <= filters.year_to))
        and (not filters.genre or m.genre in filters.genre)
        and (not filters.report or path in filters.report)
    )


def _at(value: str | None, wanted: Sequence[str], m: Metadata, gazetteer: Gazetteer) -> bool:
    """Whether `value`, of the report's place, is one of the places `wanted`: by this name, a former or a later one."""
    return value is not None and any(value == w or gazetteer.joined(w, value, m.city, m.province) for w in wanted)


def _named(value: str | None, wanted: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether `value` is one of the places `wanted`, by its present name or a former one."""
    return value is not None and any(value == name or value in gazetteer.same(name) for name in wanted)
