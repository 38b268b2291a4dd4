"""What a manifest says of a report, put in the place of what was read from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from indexer.parsing.whereabouts import municipal
from indexer.places.gazetteer import LEVELS, Gazetteer, Located
from indexer.report import Evidence, Metadata, Source

_PLACE = (*LEVELS, "code")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a manifest says of one report; a field that is None or empty leaves what was read."""

    title: str | None = None
    district: str | None = None
    city: str | None = None
    province: str | None = None
    code: str | None = None
    genre: str | None = None
    issuers: tuple[str, ...] = ()
    year: int | None = None
    issued_on: date | None = None


def corrected(read: Metadata, corrections: Corrections, gazetteer: Gazetteer) -> Metadata:
    """`read` with the manifest's fields put in; the levels of a corrected place that it leaves empty follow."""
    given = {
        field: value
        for field in Corrections.__dataclass_fields__
        if (value := getattr(corrections, field)) not in (None, (), "")
    }
    evidence = {
        **read.evidence,
        **{
            field: Evidence(Source.MANIFEST, 1.0, note=_differing(getattr(read, field), given[field]))
            for field in given
        },
    }
    cells = {level: given[level] for level in LEVELS if level in given}
    if cells:
        place = _place(cells, {level: name for level in LEVELS if (name := getattr(read, level))}, gazetteer)
        for field in _PLACE:
            found = getattr(place, field)
            if field not in given and (found is None or found != getattr(read, field)):
                given[field] = found
                evidence[field] = Evidence(Source.MANIFEST, 1.0, note="由清单里的地区查得")
    return replace(read, **given, evidence=evidence)


def _differing(read: object, given: object) -> str:
    """What the report itself says, where the manifest says otherwise."""
    if read in (None, (), "") or read == given:
        return ""
    return f"报告里读到的是“{'、'.join(read) if isinstance(read, tuple) else read}”"


def _place(cells: Mapping[str, str], read: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    """The place that the manifest's `cells` name; finer levels that were read stay when they belong to it.

    Of places with the same name the one in the province and city that were read. Of a place that the gazetteer lacks
    only what is above it is known: as the manifest says, else as read.
    """
    finest = max(map(LEVELS.index, cells))
    for level in reversed(LEVELS[finest + 1 :]):
        if level in read and len(found := gazetteer.named(read[level], *cells.values())) == 1:
            return municipal(found[0])
    name = cells[LEVELS[finest]]
    found = gazetteer.named(name, *(cells[level] for level in LEVELS[:finest] if level in cells))
    for level in LEVELS[:finest]:
        found = [p for p in found if getattr(p, level) == read.get(level)] or found
    if len(found) == 1:
        return municipal(found[0])
    above = {level: cell for level, cell in cells.items() if cell != name}
    if found:
        return Located()
    if above:
        return replace(_place(above, {}, gazetteer), code=None)
    kept = {level: read.get(level) for level in LEVELS[:finest]}
    return Located(kept.get("province"), kept.get("city"))
