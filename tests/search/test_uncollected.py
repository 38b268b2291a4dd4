"""Cells of a comparison that no held report fills."""

import pytest

from indexer.archive import ExpectedReport
from indexer.errors import ReportError
from indexer.intake.examine import Origin, refused
from indexer.intake.record import FileRecord, Intake
from indexer.intake.roster import roster_cells
from search_api.schemas import Filters
from search_api.uncollected import untold_cells
from tests.parsing.made import GAZETTEER

ROSTER = (ExpectedReport("白泽区", "临沧澜", 2022), ExpectedReport("桐陂区", None, 2023))
EMPTY = ReportError("文件是空的", "请换上完整的文件", "empty")


def unread(path: str) -> FileRecord:
    return refused(Origin(path, "", 0), EMPTY, GAZETTEER)


def told(filters: Filters, *records: FileRecord) -> list[tuple[str | None, ...]]:
    cells = untold_cells(Intake(records, roster_cells(ROSTER, records, GAZETTEER)), filters, GAZETTEER)
    return [(c.status, c.province, c.city, c.district, str(c.year), c.report) for c in cells]


@pytest.mark.parametrize(
    ("filters", "districts"),
    [
        (Filters(), ["白泽区", "桐陂区"]),
        (Filters(year_from=2023), ["桐陂区"]),
        (Filters(district=["白泽县"]), ["白泽区"]),  # its former name
        (Filters(city=["临沧澜市"]), ["白泽区", "桐陂区"]),
        (Filters(province=["别省"]), []),
        (Filters(genre=["总结"]), []),
        (Filters(report=["甲.txt"]), []),
    ],
)
def test_what_the_roster_expects_is_not_collected_within_the_filters(filters: Filters, districts: list[str]) -> None:
    assert [row[3] for row in told(filters)] == districts


def test_full_names_come_from_the_gazetteer() -> None:
    row = ("not_collected", "沧澜省", "临沧澜市", "白泽区", "2022", None)
    assert told(Filters(year_to=2022)) == [row]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("2024/临沧澜市桐陂区2024年报告.txt", ("临沧澜市", "桐陂区", "2024")),
        ("桐陂区_2024.doc", ("临沧澜市", "桐陂区", "2024")),
        ("包.zip/桐陂区2024.docx", ("临沧澜市", "桐陂区", "2024")),
        ("桐山区2024.txt", None),  # two districts of that name
        ("桐陂区2022至2024.txt", None),
        ("桐陂区.txt", None),
        ("扫描件.txt", None),
    ],
)
def test_a_refused_file_is_unreadable_where_its_name_tells_place_and_year(
    path: str, place: tuple[str, str, str] | None
) -> None:
    rows = [row for row in told(Filters(), unread(path)) if row[0] == "unreadable"]
    assert rows == ([] if place is None else [("unreadable", "沧澜省", *place, path)])


def test_the_reason_says_what_to_do() -> None:
    (cell,) = untold_cells(Intake((unread("桐陂区2023.txt"),)), Filters(), GAZETTEER)
    assert cell.reason == "文件是空的。请换上完整的文件"


def test_what_was_refused_is_not_missing_as_well() -> None:
    rows = told(Filters(), unread("桐陂区2023.txt"))
    assert [(row[0], row[3]) for row in rows] == [("unreadable", "桐陂区"), ("not_collected", "白泽区")]
