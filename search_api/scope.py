"""Filters to the part of the archive that they leave: which reports, which section kinds, which passages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.places.gazetteer import Gazetteer
from indexer.report import Metadata, SectionKind
from indexer.rows import KINDS
from indexer.store import Store
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
    kept = _kept(filters, store, gazetteer)
    reports = None if kept.all() else tuple(np.flatnonzero(kept).tolist())
    if reports is None and not filters.kind:
        return Scope(None, (), None)
    mask = np.ones(len(store.passage_reports), dtype=np.bool_) if reports is None else kept[store.passage_reports]
    if filters.kind:
        kinds = [KINDS.index(SectionKind(k)) for k in filters.kind]
        mask &= np.isin(store.passage_kinds, np.array(kinds, dtype=np.int8))
    return Scope(reports, tuple(filters.kind), mask)


def _kept(filters: Filters, store: Store, gazetteer: Gazetteer) -> NDArray[np.bool_]:
    """As `admits`, of all reports at once, shape (reports,): a place is judged once, however many reports it has."""
    kept = np.ones(len(store.reports), dtype=np.bool_)
    if filters.province or filters.city or filters.district:
        kept[:] = False
        for numbers in store.places.values():
            kept[numbers] = _within(filters, store.reports[numbers[0]].metadata, gazetteer)
    known = store.report_years > 0
    if filters.year_from is not None:
        kept &= known & (store.report_years >= filters.year_from)
    if filters.year_to is not None:
        kept &= known & (store.report_years <= filters.year_to)
    if filters.genre:
        kept &= np.array([r.metadata.genre in filters.genre for r in store.reports], dtype=np.bool_)
    if filters.report:
        named = np.zeros_like(kept)
        named[[r.number for path in filters.report if (r := store.report(path)) is not None]] = True
        kept &= named
    return kept


def narrowed(scope: Scope, reports: Collection[int], store: Store) -> Scope:
    """`scope` with only those of its reports that are in `reports`."""
    among = np.zeros(len(store.reports), dtype=np.bool_)
    among[list(reports)] = True
    if scope.reports is not None:
        within = np.zeros_like(among)
        within[list(scope.reports)] = True
        among &= within
    mask = among[store.passage_reports]
    kept = tuple(np.flatnonzero(among).tolist())
    return replace(scope, reports=kept, passages=mask if scope.passages is None else mask & scope.passages)


def planned(scope: Scope, store: Store) -> Scope:
    """`scope` with only the sections that tell of plans."""
    mask = store.passage_kinds == KINDS.index(SectionKind.PLANS)
    kinds = (SectionKind.PLANS,)
    return replace(scope, kinds=kinds, passages=mask if scope.passages is None else mask & scope.passages)


def named_reports(wanted: Wanted, store: Store, gazetteer: Gazetteer) -> frozenset[int]:
    """Numbers of the reports of the places that the query names."""
    held = [store.reports[numbers[0]] for numbers in store.places.values()] if wanted.places else []
    return frozenset(
        number
        for mention, above in finest(wanted.places)
        for r in reports_of(mention, above, held, gazetteer)
        for number in store.places[r.metadata.province, r.metadata.city, r.metadata.district].tolist()
    )


def not_held(filters: Filters, store: Store, gazetteer: Gazetteer) -> list[str]:
    """The values of `filters` that no report has: a misspelt one would find nothing and not say why."""
    given = (
        (filters.province, {province for province, _, _ in store.places}),
        (filters.city, {city for _, city, _ in store.places}),
        (filters.district, {district for _, _, district in store.places}),
    )
    strange = [w for wanted, have in given for w in wanted if not any(_named(h, [w], gazetteer) for h in have)]
    strange += [g for g in filters.genre if all(g != r.metadata.genre for r in store.reports)]
    return strange + [path for path in filters.report if store.report(path) is None]


def admits(filters: Filters, m: Metadata, path: str, gazetteer: Gazetteer) -> bool:
    """Whether a report with metadata `m` at `path` passes all filters but that of section kinds."""
    return (
        _within(filters, m, gazetteer)
        and (filters.year_from is None or (m.year is not None and m.year >= filters.year_from))
        and (filters.year_to is None or (m.year is not None and m.year <= filters.year_to))
        and (not filters.genre or m.genre in filters.genre)
        and (not filters.report or path in filters.report)
    )


def _within(filters: Filters, m: Metadata, gazetteer: Gazetteer) -> bool:
    """Whether a report with metadata `m` is of the places of `filters`."""
    places = ((filters.province, m.province), (filters.city, m.city), (filters.district, m.district))
    return all(not wanted or _at(value, wanted, m, gazetteer) for wanted, value in places)


def _at(value: str | None, wanted: Sequence[str], m: Metadata, gazetteer: Gazetteer) -> bool:
    """Whether `value`, of the report's place, is one of the places `wanted`: by this name, a former or a later one."""
    return value is not None and any(value == w or gazetteer.joined(w, value, m.city, m.province) for w in wanted)


def _named(value: str | None, wanted: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether `value` is one of the places `wanted`, by its present name or a former one."""
    return value is not None and any(value == name or value in gazetteer.same(name) for name in wanted)
