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
    names = [_names(one, places) for one in (mention, above) if one is not None]
    own = [r for r in held if all(_is_at(r, these) for these in names)]
    level = [r for r in own if r.metadata.district is None]
    return level if level and mention.places[0].level != "district" else own


def _level(mention: Mention) -> int:
    return LEVELS.index(mention.places[0].level)


def _names(mention: Mention, places: Gazetteer) -> frozenset[str]:
    """All names of the places that a mention may mean."""
    return frozenset().union(*({place.name, *places.same(place.name)} for place in mention.places))


def _is_at(report: StoredReport, names: frozenset[str]) -> bool:
    m = report.metadata
    return m.district in names or m.city in names or m.province in names
