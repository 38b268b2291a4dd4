"""District by year: where the reports are that the roster expects, and what else was found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from indexer.archive import ExpectedReport
from indexer.intake.record import FileRecord, RosterCell, State, Verdict
from indexer.places.gazetteer import Gazetteer, Located

_BEST = (Verdict.TAKEN, Verdict.DOUBTFUL, Verdict.REFUSED)
_Found = tuple[str | None, str | None, str | None, int]  # province, city, district, year


def roster_cells(
    expected: Sequence[ExpectedReport], records: Iterable[FileRecord], places: Gazetteer
) -> tuple[RosterCell, ...]:
    """A cell for each row of the roster, in its order, then one for each other place and year that a file tells.

    A district or city may be listed by a name that it had before, or without its 市; a row without a city fits any.
    """
    found = _by_place(records)
    listed = [(row, [key for key in found if _fits(row, key, places)]) for row in dict.fromkeys(expected)]
    taken = {key for _, keys in listed for key in keys}
    return (
        *(_listed_cell(row, [r for key in keys for r in found[key]], places) for row, keys in listed),
        *(_found_cell(key, found[key]) for key in sorted(set(found) - taken, key=_order)),
    )


def _by_place(records: Iterable[FileRecord]) -> dict[_Found, list[FileRecord]]:
    """The files of each place and year; of those that tell neither nothing can be said here."""
    found: dict[_Found, list[FileRecord]] = defaultdict(list)
    for r in records:
        if r.year is not None and (r.district or r.city or r.province):
            found[r.province, r.city, r.district, r.year].append(r)
    return found


def _fits(row: ExpectedReport, key: _Found, places: Gazetteer) -> bool:
    province, city, district, year = key
    name = district or city or province  # the roster may list a city, too
    return year == row.year and name in places.same(row.district) and _in_city(city, row.city, places)


def _in_city(held: str | None, listed: str | None, places: Gazetteer) -> bool:
    if listed is None:
        return True
    return held is not None and held.removesuffix("市") in {name.removesuffix("市") for name in places.same(listed)}


def _listed_cell(row: ExpectedReport, files: Sequence[FileRecord], places: Gazetteer) -> RosterCell:
    """The full names of city and province are those of the files, else what the gazetteer knows of the place."""
    told = [Located(r.province, r.city, r.district) for r in _ranked(files)]
    at = told[0] if told else places.resolve([f"{row.city or ''}{row.district}"]) or Located()
    known = at.province is not None
    city = at.city if known and at.city else row.city
    state, paths = _state(files)
    return RosterCell(at.province, city, row.district, row.year, state, True, paths)


def _found_cell(key: _Found, files: Sequence[FileRecord]) -> RosterCell:
    state, paths = _state(files)
    return RosterCell(*key, state, False, paths)


def _state(files: Sequence[FileRecord]) -> tuple[State, tuple[str, ...]]:
    ranked = _ranked(files)
    return (State(ranked[0].verdict.value) if ranked else State.MISSING), tuple(r.path for r in ranked)


def _ranked(files: Sequence[FileRecord]) -> list[FileRecord]:
    """What can be searched first, then by verdict."""
    return sorted(files, key=lambda r: (not r.indexed, _BEST.index(r.verdict)))


def _order(key: _Found) -> tuple[str, str, str, int]:
    return key[0] or "", key[1] or "", key[2] or "", key[3]
