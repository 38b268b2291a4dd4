"""Hits to groups: by report, or by district and year."""

from search_api.group import MOST_HITS, group_hits
from search_api.schemas import Group, Hit, HitGroup


def hit(report: str, district: str | None = None, year: int | None = None, city: str | None = "临沧澜市") -> Hit:
    return Hit(
        report=report,
        title=report,
        district=district,
        city=city if district else None,
        province="沧澜省" if district else None,
        year=year,
        genre=None,
        section="",
        kind="成效",
        text="全年办案12件。",
        start=0,
        stop=8,
        address="",
        score=1.0,
        meaning_rank=1,
        words_rank=None,
        highlights=[],
    )


def shape(groups: list[HitGroup]) -> list[tuple[str | None, str | None, int | None, list[str]]]:
    return [(g.city, g.district, g.year, [h.report for h in g.hits]) for g in groups]


A1, A2, B, SAME, OPEN, OPEN2 = (
    hit("甲一", "桐陂区", 2023),
    hit("甲二", "桐陂区", 2023),
    hit("乙", "桐陂区", 2022),
    hit("丙", "桐陂区", 2023, "青浦陂市"),
    hit("丁"),
    hit("戊"),
)


def test_a_group_a_district_and_year_in_the_order_of_their_best() -> None:
    assert shape(group_hits([B, A1, SAME, A2, B], "district", 10)) == [
        ("临沧澜市", "桐陂区", 2022, ["乙", "乙"]),
        ("临沧澜市", "桐陂区", 2023, ["甲一", "甲二"]),
        ("青浦陂市", "桐陂区", 2023, ["丙"]),  # of the same name, elsewhere
    ]


def test_reports_without_place_and_year_stay_apart() -> None:
    assert len(group_hits([OPEN, OPEN2, OPEN], "district", 10)) == 2


def test_a_group_a_report() -> None:
    groups = group_hits([A1, A2, A1], "report", 10)
    assert [(g.report, len(g.hits)) for g in groups] == [("甲一", 2), ("甲二", 1)]
    assert group_hits([A1], "district", 10)[0].report is None


def test_no_more_groups_and_hits_than_asked_for() -> None:
    by: Group = "district"
    assert shape(group_hits([A1, B, A1, SAME], by, 2)) == [
        ("临沧澜市", "桐陂区", 2023, ["甲一", "甲一"]),
        ("临沧澜市", "桐陂区", 2022, ["乙"]),
    ]
    assert [len(g.hits) for g in group_hits([A1] * 9, by, 5)] == [MOST_HITS]
    assert group_hits([], by, 5) == []
