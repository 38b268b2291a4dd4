"""Cells of a comparison that no held report fills."""

import pytest

from indexer.snapshot import Intake
from search_api.schemas import Filters
from search_api.uncollected import untold_cells
from tests.parsing.made import GAZETTEER

ROSTER = (("白泽区", "临沧澜", 2022), ("桐陂区", None, 2023))


def told(intake: Intake, filters: Filters) -> list[tuple[str | None, ...]]:
    cells = untold_cells(intake, filters, GAZETTEER)
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
    assert [row[3] for row in told(Intake(expected=ROSTER), filters)] == districts


def test_full_names_come_from_the_gazetteer() -> None:
    row = ("not_collected", "沧澜省", "临沧澜市", "白泽区", "2022", None)
    assert told(Intake(expected=ROSTER[:1]), Filters()) == [row]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("2023/临沧澜市桐陂区2023年报告.txt", ("临沧澜市", "桐陂区", "2023")),
        ("桐陂区_2023.doc", ("临沧澜市", "桐陂区", "2023")),
        ("桐山区2023.txt", None),  # two districts of that name
        ("桐陂区2022至2023.txt", None),
        ("桐陂区.txt", None),
        ("扫描件.txt", None),
    ],
)
def test_a_refused_file_is_unreadable_where_its_name_tells_place_and_year(
    path: str, place: tuple[str, str, str] | None
) -> None:
    rows = told(Intake(refused=((path, "空文件", "文件是空的"),)), Filters())
    assert rows == ([] if place is None else [("unreadable", "沧澜省", *place, path)])


def test_what_was_refused_is_not_missing_as_well() -> None:
    rows = told(Intake(refused=(("桐陂区2023.txt", "空文件", "文件是空的"),), expected=ROSTER), Filters())
    assert [(row[0], row[3]) for row in rows] == [("unreadable", "桐陂区"), ("not_collected", "白泽区")]
