from tests.ui.made import file, roster_cell
from tests.ui.markup import tags_of, text_of, values_of
from ui.browsing import PLACES, View, file_href
from ui.roster import missing, roster

HOSTILE = '"><script>alert(1)</script>'
CELLS = [
    roster_cell("云岭区", 2023, "收录", "甲.txt", "甲（副本）.txt"),
    roster_cell("云岭区", 2024, "缺"),
    roster_cell("石桥区", 2023, "拒收", "乙.pdf"),
    roster_cell("石桥区", 2024, "存疑", "丙.txt", listed=False),
]
HELD = [file("甲.txt"), file("甲（副本）.txt"), file("乙.pdf"), file("丙.txt")]


def test_a_row_a_place_and_a_cell_a_year_each_with_sign_and_word() -> None:
    html = roster(CELLS, HELD, View())
    assert "区县20242023云岭区○缺✓收录石桥区?存疑*✕拒收" in text_of(html)
    assert tags_of(html).count("tr") == 1 + 2


def test_a_cell_leads_to_its_best_file_and_is_told_to_those_who_hear_it() -> None:
    html = roster(CELLS, HELD, View())
    assert values_of(html, "href") == [file_href(p) for p in ("甲.txt", "丙.txt", "乙.pdf")]
    assert "石桥区 2023 年：拒收" in values_of(html, "aria-label")


def test_files_without_a_place_or_year_are_counted() -> None:
    astray = [*HELD, file("不知.txt", district=None)]
    assert "另有 1 个文件不知区划或年度" in text_of(roster(CELLS, astray, View()))
    assert "另有" not in text_of(roster(CELLS, HELD, View()))


def test_without_a_roster_it_says_how_to_add_one_and_shows_what_is_held() -> None:
    assert "第一行写“区县,地市,年份”" in text_of(roster([], HELD, View()))
    held = roster([roster_cell("云岭区", 2023, "收录", "甲.txt", listed=False)], HELD, View())
    assert "roster.csv" in text_of(held)
    assert "云岭区✓收录" in text_of(held)
    assert "*" not in text_of(held)


def test_it_is_folded_away_where_the_list_is_narrowed() -> None:
    assert '<details class="part roster" open>' in roster(CELLS, HELD, View(sort="year"))
    assert '<details class="part roster">' in roster(CELLS, HELD, View(show="缺"))


def test_districts_of_one_name_are_told_apart_by_their_city() -> None:
    cells = [roster_cell("鼓东区", 2023, "缺"), roster_cell("鼓东区", 2023, "缺", city="临川市"), CELLS[0]]
    words = text_of(roster(cells, HELD, View()))
    assert "鼓东区安和市" in words
    assert "鼓东区临川市" in words
    assert "云岭区安和市" not in words


def test_a_place_whose_province_is_unknown_joins_the_one_that_it_can_only_be() -> None:
    open_, held = roster_cell("云岭区", 2024, "缺", province=None), CELLS[0]
    assert tags_of(roster([held, open_], HELD, View())).count("tr") == 1 + 1
    twice = [roster_cell("鼓东区", 2023, "缺"), roster_cell("鼓东区", 2023, "缺", city="临川市")]
    nowhere = roster_cell("鼓东区", 2024, "缺", province=None, city=None)
    assert tags_of(roster([*twice, nowhere], HELD, View())).count("tr") == 1 + 3


def test_a_long_roster_is_shown_a_page_at_a_time() -> None:
    cells = [roster_cell(f"第{n}区", 2023, "缺") for n in range(PLACES + 3)]
    assert tags_of(roster(cells, [], View())).count("tr") == 1 + PLACES
    assert tags_of(roster(cells, [], View(roster=2))).count("tr") == 1 + 3


def test_what_is_missing_is_listed_by_place() -> None:
    cells = [*CELLS, roster_cell("云岭区", 2022, "缺"), roster_cell("青禾县", 2023, "缺", province=None)]
    words = text_of(missing(cells, ""))
    assert "云岭区澄江省　安和市2022、2024" in words
    assert "青禾县安和市2023" in words
    assert "石桥区" not in words
    assert "jiejian build" in words
    assert "没有缺的" in text_of(missing(CELLS[:1], ""))


def test_a_hostile_name_never_becomes_markup() -> None:
    cells = [roster_cell(HOSTILE, 2023, "收录", HOSTILE), roster_cell(HOSTILE, 2024, "缺", city=HOSTILE)]
    assert "script" not in tags_of(roster(cells, [], View()) + missing(cells, ""))
