"""Hits to groups: one a report, or one a place and year; the best hit first, groups in the order of their best."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from indexer.store import StoredReport
from search_api.schemas import Group, Hit, HitGroup

MOST_HITS = 5  # of one group

_Item = TypeVar("_Item")


def group_hits(hits: Sequence[Hit], by: Group, limit: int) -> list[HitGroup]:
    """At most `limit` groups of `hits`, which are best first; each group keeps at most MOST_HITS."""
    groups: dict[Hashable, list[Hit]] = {}
    for hit in shown(hits, lambda h: _key(h.report, (h.province, h.city, h.district, h.year), by), limit):
        groups.setdefault(_key(hit.report, (hit.province, hit.city, hit.district, hit.year), by), []).append(hit)
    return [_group(members, by) for members in groups.values()]


def group_key(report: StoredReport, by: Group) -> Hashable:
    """What the hits of `report` are grouped by."""
    m = report.metadata
    return _key(report.path, (m.province, m.city, m.district, m.year), by)


def shown(items: Iterable[_Item], key: Callable[[_Item], Hashable], limit: int) -> list[_Item]:
    """Those of `items`, in their order, that the first `limit` groups show."""
    counts: dict[Hashable, int] = {}
    kept = []
    for item in items:
        group = key(item)
        if group in counts or len(counts) < limit:
            counts[group] = counts.get(group, 0) + 1
            if counts[group] <= MOST_HITS:
                kept.append(item)
    return kept


def _key(path: str, place: tuple[object, ...], by: Group) -> Hashable:
    return path if by == "report" or not any(place) else place


def _group(members: list[Hit], by: Group) -> HitGroup:
    first = members[0]
    return HitGroup(
        district=first.district,
        city=first.city,
        province=first.province,
        year=first.year,
        report=first.report if by == "report" else None,
        hits=members,
    )
