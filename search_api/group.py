"""Hits to groups: one a report, or one a place and year; the best hit first, groups in the order of their best."""

from collections.abc import Sequence

from search_api.schemas import Group, Hit, HitGroup

MOST_HITS = 5  # of one group


def group_hits(hits: Sequence[Hit], by: Group, limit: int) -> list[HitGroup]:
    """At most `limit` groups of `hits`, which are best first; each group keeps at most MOST_HITS."""
    groups: dict[tuple[object, ...], list[Hit]] = {}
    for hit in hits:
        place = (hit.province, hit.city, hit.district, hit.year)
        groups.setdefault((hit.report,) if by == "report" or not any(place) else place, []).append(hit)
    return [_group(members, by) for members in list(groups.values())[:limit]]


def _group(members: list[Hit], by: Group) -> HitGroup:
    first = members[0]
    return HitGroup(
        district=first.district,
        city=first.city,
        province=first.province,
        year=first.year,
        report=first.report if by == "report" else None,
        hits=members[:MOST_HITS],
    )
