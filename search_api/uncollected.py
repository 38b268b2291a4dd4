"""What a comparison cannot tell: reports that the roster expects and nobody has collected, files that were refused."""

from collections.abc import Iterator

from indexer.intake.record import Intake, State, Verdict
from indexer.places.gazetteer import Gazetteer
from indexer.report import Metadata
from search_api.schemas import Cell, Filters, Status
from search_api.scope import admits

_NOT_COLLECTED = "名册里有，档案里没有收集到"


def untold_cells(intake: Intake, filters: Filters, gazetteer: Gazetteer) -> Iterator[Cell]:
    """A cell for each report within `filters` that is unreadable or not collected.

    A refused file has one when place and year are known of it; what is refused is not said to be missing as well.
    """
    for r in intake.of(Verdict.REFUSED):
        told = Metadata(r.title or "", (), r.district, r.city, r.province, year=r.year, genre=r.genre)
        known = r.year is not None and (r.district or r.city or r.province)
        if known and admits(filters, told, r.path, gazetteer):
            yield _cell(told, "unreadable", str(r.findings[0]), r.path)
    for c in intake.roster:
        listed = Metadata("", (), c.district, c.city, c.province, year=c.year)
        if c.state is State.MISSING and admits(filters, listed, "", gazetteer):
            yield _cell(listed, "not_collected", _NOT_COLLECTED, None)


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
