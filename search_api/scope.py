"""Filters to the part of the archive that they leave: which reports, which section kinds, which passages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.places import Gazetteer
from indexer.store import KINDS, Store, StoredReport
from search_api.schemas import Filters


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be searched; `reports` is None when all may, `kinds` empty when all may.

    `passages` is a mask of shape (passages,), None when all may.
    """

    reports: tuple[int, ...] | None
    kinds: tuple[str, ...]
    passages: NDArray[np.bool_] | None

    @property
    def empty(self) -> bool:
        """Whether no passage is left."""
        return self.passages is not None and not self.passages.any()


def scope_of(filters: Filters, store: Store, gazetteer: Gazetteer) -> Scope:
    """The part of the archive that `filters` leave; a former name of a place finds the reports of its present one."""
    kept = tuple(r.number for r in store.reports if _admits(filters, r, gazetteer))
    if len(kept) == len(store.reports):
        reports = None
    else:
        reports = kept
    if reports is None and not filters.kind:
        return Scope(None, (), None)
    mask = np.ones(len(store.passage_reports), dtype=np.bool_)
    if reports is not None:
        mask &= np.isin(store.passage_reports, np.array(reports, dtype=np.int32))
    if filters.kind:
        mask &= np.isin(store.passage_kinds, np.array([KINDS.index(k) for k in filters.kind], dtype=np.int8))  # type: ignore[arg-type]
    return Scope(reports, tuple(filters.kind), mask)


def _admits(filters: Filters, report: StoredReport, gazetteer: Gazetteer) -> bool:
    m = report.metadata
    places = ((filters.province, m.province), (filters.city, m.city), (filters.district, m.district))
    return (
        all(not wanted or _named(value, wanted, gazetteer) for wanted, value in places)
        and (filters.year_from is None or (m.year is not None and m.year >= filters.year_from))
        and (filters.year_to is None or (m.year is not None and m.year <= filters.year_to))
        and (not filters.genre or m.genre in filters.genre)
        and (not filters.report or report.path in filters.report)
    )


def _named(value: str | None, wanted: list[str], gazetteer: Gazetteer) -> bool:
    return value is not None and value in wanted
