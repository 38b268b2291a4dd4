"""Where the reports are that a roster expects, and what else was found."""

from dataclasses import replace

import pytest

from indexer.archive import ExpectedReport
from indexer.errors import ReportError
from indexer.intake.examine import Origin, refused
from indexer.intake.record import FileRecord, RosterCell, State, Verdict
from indexer.intake.roster import roster_cells
from tests.intake.made import file, text
from tests.parsing.made import GAZETTEER

HELD = file("白泽区2024.txt", text("白泽区", 2024))[0]
DOUBTFUL = replace(HELD, path="再.txt", verdict=Verdict.DOUBTFUL)
UNREAD = refused(Origin("白泽区2024.pdf", "", 0), ReportError("加了密", "请解密", "encrypted"), GAZETTEER)
COPY = replace(DOUBTFUL, path="副本.txt", indexed=False)


def cells(
    *records: FileRecord, row: tuple[str, str | None, int] = ("白泽区", "临沧澜市", 2024)
) -> tuple[RosterCell, ...]:
    return roster_cells([ExpectedReport(*row)], records, GAZETTEER)


@pytest.mark.parametrize(
    ("row", "held"),
    [
        (("白泽区", "临沧澜市", 2024), True),
        (("白泽县", "临沧澜市", 2024), True),  # its former name
        (("白泽区", "临沧澜", 2024), True),
        (("白泽区", None, 2024), True),
        (("白泽区", "青浦陂市", 2024), False),
        (("白泽区", "临沧澜市", 2023), False),
        (("桐山区", "临沧澜市", 2024), False),
    ],
)
def test_what_the_roster_lists_is_held_by_any_name_of_the_place(row: tuple[str, str | None, int], held: bool) -> None:
    first, *others = cells(HELD, row=row)
    assert (first.state, first.listed, first.district) == (State.TAKEN if held else State.MISSING, True, row[0])
    assert [(c.listed, c.paths) for c in others] == ([] if held else [(False, ("白泽区2024.txt",))])


@pytest.mark.parametrize(
    ("records", "state", "paths"),
    [
        ([], State.MISSING, ()),
        ([UNREAD], State.REFUSED, ("白泽区2024.pdf",)),
        ([UNREAD, DOUBTFUL], State.DOUBTFUL, ("再.txt", "白泽区2024.pdf")),
        ([UNREAD, DOUBTFUL, HELD], State.TAKEN, ("白泽区2024.txt", "再.txt", "白泽区2024.pdf")),
        ([COPY, HELD], State.TAKEN, ("白泽区2024.txt", "副本.txt")),
    ],
)
def test_the_best_verdict_is_the_state_of_a_cell(
    records: list[FileRecord], state: State, paths: tuple[str, ...]
) -> None:
    assert cells(*records) == (RosterCell("沧澜省", "临沧澜市", "白泽区", 2024, state, True, paths),)


def test_files_that_tell_neither_place_nor_year_are_in_no_cell() -> None:
    nowhere = replace(HELD, province=None, city=None, district=None)
    undated = replace(HELD, year=None)
    assert roster_cells([], [nowhere, undated], GAZETTEER) == ()


def test_a_district_of_one_name_in_two_cities_has_two_cells() -> None:
    other = replace(HELD, path="别市.txt", city="青浦陂市")
    assert [(c.city, c.listed, c.paths) for c in cells(HELD, other)] == [
        ("临沧澜市", True, ("白泽区2024.txt",)),
        ("青浦陂市", False, ("别市.txt",)),
    ]


def test_a_row_that_stands_twice_is_one_cell() -> None:
    row = ExpectedReport("白泽区", None, 2022)
    assert len(roster_cells([row, row], [], GAZETTEER)) == 1


def test_a_city_may_be_listed_for_its_own_report() -> None:
    city = replace(HELD, district=None)
    (cell,) = cells(city, row=("临沧澜市", None, 2024))
    assert cell.state is State.TAKEN
