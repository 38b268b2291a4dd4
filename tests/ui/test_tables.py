import csv
import io

import pytest

from search_api.schemas import CompareResponse
from tests.ui.made import cell, hit
from tests.ui.markup import tags_of, text_of, values_of
from ui.browsing import file_href
from ui.sheet import COLUMNS, csv_bytes
from ui.tables import comparison, overview, row_id

HOSTILE = '"><script>alert(1)</script>'
CELLS = [
    cell("云岭区", 2022),
    cell("云岭区", 2023, hit(), same_wording=["石桥区2023.txt"]),
    cell("石桥区", 2023, hit(district="石桥区"), same_wording=["云岭区2023.txt"]),
    cell("石桥区", 2024, status="unreadable", report="石桥区2024.doc", title=None, reason="文件损坏，请重新提供"),
    cell("石桥区", 2025, status="not_collected", report=None, title=None, reason="名册上有，档案里没有"),
]


def table(*cells) -> CompareResponse:
    return CompareResponse(topic="医疗纠纷", cells=list(cells))


def test_a_row_a_district_and_year_with_the_passage_or_that_there_is_none() -> None:
    html = comparison(table(*CELLS), CELLS, {})
    assert tags_of(html).count("tr") == 1 + 5
    words = text_of(html)
    assert words.index("云岭区") < words.index("未提及") < words.index("86件") < words.index("石桥区")
    assert values_of(html, "rowspan") == ["2", "3"]


def test_what_was_not_read_or_not_collected_says_why_and_leads_to_the_file() -> None:
    words = text_of(comparison(table(*CELLS), CELLS[3:], {}))
    assert "2024未能解析文件损坏，请重新提供石桥区2024.doc" in words
    assert "2025未收录名册上有，档案里没有" in words
    assert "None" not in words
    href = file_href("石桥区2024.doc")
    assert values_of(comparison(table(*CELLS), CELLS[3:], {}), "href") == [href]
    assert text_of(overview(CELLS[3:])) == "各区县各年度是否写到区县20252024石桥区未收录未能解析"


def test_what_a_doubtful_report_says_or_does_not_say_is_marked() -> None:
    html = comparison(table(*CELLS), CELLS, {"云岭区2022.txt": "没有写明年份", "云岭区2023.txt": "识别把握不大"})
    assert values_of(html, "title") == ["没有写明年份", "识别把握不大"]
    assert text_of(html).count("存疑") == 2
    assert file_href("云岭区2023.txt") in values_of(html, "href")


def test_every_row_names_its_report() -> None:
    words = text_of(comparison(table(*CELLS), CELLS, {}))
    assert "《云岭区2022年报告》" in words  # not mentioned: a link to the whole report
    assert f"《{hit().title}》" in words


def test_the_same_wording_names_the_other_reports() -> None:
    html = comparison(table(*CELLS), CELLS, {})
    assert "与石桥区2023年用句相同" in text_of(html)
    assert "与云岭区2023年用句相同" in text_of(html)


def test_of_many_with_the_same_wording_three_are_named() -> None:
    paths = [f"石桥区{year}.txt" for year in (2019, 2020, 2021, 2022)]
    cells = [cell("云岭区", 2023, hit(), same_wording=paths), *(cell("石桥区", y) for y in (2019, 2020, 2021, 2022))]
    assert "与石桥区2019年、石桥区2020年、石桥区2021年等 4 份用句相同" in text_of(comparison(table(*cells), cells, {}))


def test_the_overview_links_to_the_rows() -> None:
    html = overview(CELLS)
    assert values_of(html, "href") == [f"#{row_id(CELLS[1])}", f"#{row_id(CELLS[2])}"]
    assert {v[1:] for v in values_of(html, "href")} <= set(values_of(comparison(table(*CELLS), CELLS, {}), "id"))


def test_rows_of_long_names_that_end_alike_are_told_apart() -> None:
    ending = "卫生健康局2023年法治政府建设工作情况的报告"
    assert row_id(cell(f"云岭区{ending}", 2023)) != row_id(cell(f"石桥区{ending}", 2023))


def test_rows_without_a_report_of_districts_of_one_name_are_told_apart() -> None:
    here, there = (cell("鼓东区", 2023, city=c, report=None, status="not_collected") for c in ("安和市", "临川市"))
    assert row_id(here) != row_id(there)


@pytest.mark.parametrize(
    "html",
    [
        comparison(
            CompareResponse(topic=HOSTILE, cells=[]),
            [cell(HOSTILE, 2023, hit(text=HOSTILE)), cell(HOSTILE, 2024, reason=HOSTILE)],
            {f"{HOSTILE}2023.txt": HOSTILE},
        ),
        overview([cell(HOSTILE, 2023, hit())]),
    ],
    ids=["comparison", "overview"],
)
def test_a_hostile_name_never_becomes_markup(html) -> None:
    assert "script" not in tags_of(html)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_file_opens_in_a_spreadsheet_with_a_row_a_cell() -> None:
    data = csv_bytes(CELLS, {})
    assert data.startswith(b"\xef\xbb\xbf")
    head, first, second, *_ = rows(data)
    assert head == list(COLUMNS)
    assert first[:6] == ["澄江省", "安和市", "云岭区", "2022", "未提及", ""]
    assert second[4:6] == ["写到", hit().text]
    assert second[8].startswith("出处：《云岭区2023年")


def test_the_file_tells_what_is_in_doubt() -> None:
    told = rows(csv_bytes(CELLS[:2], {"云岭区2023.txt": "识别把握不大"}))
    assert [row[-1] for row in told] == ["存疑", "", "识别把握不大"]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3%", "@SUM(A1)"])
def test_a_passage_is_never_a_formula(text) -> None:
    assert rows(csv_bytes([cell("云岭区", 2023, hit(text=text))], {}))[1][5] == f"'{text}"
