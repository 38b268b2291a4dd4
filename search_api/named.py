"""Which reports a query means by the places that it names."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.places.gazetteer import LEVELS, Gazetteer, Mention
from indexer.store import StoredReport


def finest(mentions: Sequence[Mention]) -> list[tuple[Mention, Mention | None]]:
    """The mentions that no finer one follows at once, each with the one before it: the 某区 of 某市某区 with 某市."""
    nested = [
        (one, next_) for one, next_ in pairwise(mentions) if one.stop == next_.start and _level(one) < _level(next_)
    ]
    above = {next_.start: one for one, next_ in nested}
    coarse = {one.start for one, _ in nested}
    return [(m, above.get(m.start)) for m in mentions if m.start not in coarse]


def reports_of(
    mention: Mention, above: Mention | None, held: Iterable[StoredReport], places: Gazetteer
) -> list[StoredReport]:
    """Those of `held` that are of the place named, by its present name or a former one, and within `above`.

    Of a province or city with reports of its own only those: 某市卫生健康委员会 is none of its districts' bodies.
    """
    own = [r for r in held if _is_at(r, mention, places) and (above is None or _is_at(r, above, places))]
    level = [r for r in own if r.metadata.district is None]
    return level if level and mention.places[0].level != "district" else own


def _level(mention: Mention) -> int:
    return LEVELS.index(mention.places[0].level)


def _is_at(report: StoredReport, mention: Mention, places: Gazetteer) -> bool:
    m = report.metadata
    names = [name for name in (m.district, m.city, m.province) if name]
    return any(name == place.name or name in places.same(place.name) for place in mention.places for name in names)
