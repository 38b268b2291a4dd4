"""What a comparison cannot tell: reports that the roster expects and nobody has collected, files that were refused."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from indexer.places import Gazetteer
from indexer.report import Metadata
from indexer.snapshot import Intake
from search_api.schemas import Cell, Filters, Status
from search_api.scope import admits

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOT_COLLECTED = "名册里有，档案里没有收集到"


def untold_cells(intake: Intake, filters: Filters, gazetteer: Gazetteer) -> Iterator[Cell]:
    """A cell for each report within `filters` that is unreadable or not collected.

    A refused file has one when its name tells district and year; what is refused is not said to be missing as well.
    """
    refused = set()
    for path, _, reason in intake.refused:
        told = _told(path, gazetteer)
        if told is not None:
            refused.add((told.district, told.year))
            if admits(filters, told, path, gazetteer):
                yield _cell(told, "unreadable", reason, path)
    for district, city, year in intake.expected:
        listed = _listed(district, city, year, gazetteer)
        known = any((name, year) in refused for name in gazetteer.same(district))
        if not known and admits(filters, listed, "", gazetteer):
            yield _cell(listed, "not_collected", _NOT_COLLECTED, None)


def _told(path: str, gazetteer: Gazetteer) -> Metadata | None:
    """Place and year that the name of a file tells, None when it leaves one open."""
    name = PurePosixPath(path).stem
    years = set(_YEAR.findall(name))
    at = gazetteer.resolve([name])
    if at is None or at.district is None or len(years) != 1:
        return None
    return Metadata("", (), at.district, at.city, at.province, at.code, int(years.pop()))


def _listed(district: str, city: str | None, year: int, gazetteer: Gazetteer) -> Metadata:
    """A row of the roster, with the full names of city and province where the gazetteer knows the place."""
    listed = Metadata("", (), district, city, year=year)
    at = gazetteer.resolve([f"{city or ''}{district}"])
    return listed if at is None or at.province is None else replace(listed, city=at.city or city, province=at.province)


def _cell(place: Metadata, status: Status, reason: str, report: str | None) -> Cell:
    return Cell(
        district=place.district,
        city=place.city,
        province=place.province,
        year=place.year,
        report=report,
        title=None,
        status=status,
        passage=None,
        reason=reason,
    )
