"""档案 as a maintainer uses it, over an archive with all that can be wrong; and what the other pages tell of it."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

ARCHIVE = "?page=archive"
EDITION = "鼓东区2024年法治政府建设情况报告.txt"
BROKEN = "远山县2024年法治政府建设情况报告.docx"
NOWHERE = "卫健局法治政府建设情况报告.txt"
DETAIL = f"{ARCHIVE}&file={quote(EDITION)}"


def names(page: Page) -> list[str]:
    return page.locator("table.files tbody th > a").all_inner_texts()


def test_is_everything_in(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}")
    figures = wide.get_by_role("navigation", name="按结论筛选").get_by_role("link")
    expect(figures).to_have_text(["9全部文件", "4✓收录", "3?存疑", "2✕拒收", "3○缺"])
    expect(wide.get_by_text("清单中的文件“不在这里.txt”不在档案里")).to_be_visible()
    figures.filter(has_text="拒收").click()
    expect(wide.locator("table.files tbody tr")).to_have_count(2)
    expect(wide.locator("table.files tbody tr").filter(has_text=BROKEN)).to_contain_text(
        "文件不完整，打不开。请重新传一份完整的文件。"
    )
    figures.filter(has_text="缺").click()
    expect(wide.locator("table.missing tbody tr")).to_have_text(
        ["云岭区澄江省　安和市2024", "青禾县澄江省　安和市2023", "远山县澄江省　临川市2023"]
    )
    wide.go_back()
    expect(wide.locator("table.files tbody tr")).to_have_count(2)
    wide.go_back()
    expect(wide.locator("table.files tbody tr")).to_have_count(9)


def test_the_roster_leads_to_a_file_without_a_mouse(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}")
    wide.get_by_role("link", name="远山县 2024 年：拒收").press("Enter")
    expect(wide.get_by_role("heading", level=1)).to_have_text(BROKEN)
    expect(wide.locator(".dossier .findings")).to_have_text("文件不完整，打不开。请重新传一份完整的文件。")
    wide.get_by_role("button", name="返回").press("Enter")
    expect(wide.locator("table.files")).to_be_visible()


def test_a_heading_sorts_the_files_and_the_address_says_so(wide: Page, narrow: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}")
    heading = wide.locator("table.files thead").get_by_role("link", name="文件")
    heading.click()
    expect(wide.get_by_role("columnheader", name="文件")).to_have_attribute("aria-sort", "ascending")
    assert names(wide) == sorted(names(wide))
    heading.press("Enter")
    expect(wide.get_by_role("columnheader", name="文件")).to_have_attribute("aria-sort", "descending")
    assert names(wide) == sorted(names(wide), reverse=True)
    narrow.goto(wide.url)
    expect(narrow.locator("table.files")).to_be_visible()
    assert names(narrow) == names(wide)


def test_files_are_found_by_words_and_a_sent_link_finds_the_same(wide: Page, narrow: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}")
    box = wide.get_by_role("textbox", name="查找文件")
    box.fill("鼓东区 txt")
    box.press("Enter")
    expect(wide.locator("table.files tbody tr")).to_have_count(2)
    narrow.goto(wide.url)
    expect(narrow.locator("table.files tbody tr")).to_have_count(2)
    expect(narrow.get_by_role("textbox")).to_have_value("鼓东区 txt")
    narrow.get_by_role("link", name="看全部文件").click()
    expect(narrow.locator("table.files tbody tr")).to_have_count(9)
    expect(narrow.get_by_role("textbox")).to_have_value("")
    wide.go_back()
    expect(wide.locator("table.files tbody tr")).to_have_count(9)


def test_the_account_can_be_taken_along_as_a_workbook(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}")
    with wide.expect_download() as downloading:
        wide.get_by_role("button", name="下载收录情况表").click()
    assert downloading.value.suggested_filename == "收录情况.xlsx"
    book = load_workbook(io.BytesIO(Path(downloading.value.path()).read_bytes()))
    assert book["文件"].max_row == 1 + 9


def test_a_file_shows_its_text_its_evidence_and_its_other_edition(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{DETAIL}")
    expect(wide.locator(".opening")).to_contain_text("（一）推进医疗纠纷调解。澄江省临川市鼓东区健全")
    place = wide.locator("table.evidence tbody tr").filter(has_text="区划")
    expect(place).to_contain_text("澄江省临川市鼓东区")
    expect(place).to_contain_text("正文")
    wide.get_by_role("link", name="鼓东区2024年法治政府建设情况报告（修订）.txt").click()
    expect(wide.get_by_role("heading", level=1)).to_have_text("鼓东区2024年法治政府建设情况报告（修订）.txt")
    wide.goto(f"{mixed_site}/?page=report&report={quote(EDITION)}")
    expect(wide.locator(".caution").first).to_have_text("这是旧版，检索用的是新版。打开新版")
    wide.get_by_role("link", name="打开新版").click()
    expect(wide.locator("article, .report-head").first).to_contain_text("（修订）.txt")
    expect(wide.locator(".caution")).to_have_count(0)


def test_a_file_that_is_not_there_leads_to_those_that_are(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/{ARCHIVE}&file=none.txt")
    wide.locator(".notice").get_by_role("link", name="看全部文件").click()
    expect(wide.locator("table.files tbody tr")).to_have_count(9)


def test_the_comparison_tells_what_was_refused_what_is_missing_and_what_is_in_doubt(
    wide: Page, mixed_site: str
) -> None:
    wide.goto(f"{mixed_site}/?page=compare&q={quote('医疗纠纷调解')}")
    rows = wide.locator("table.comparison tbody tr")
    broken = rows.filter(has_text="未能解析").filter(has_text=BROKEN)
    expect(broken).to_contain_text("文件不完整，打不开。请重新传一份完整的文件")
    expect(rows.filter(has_text="未收录")).to_have_count(3)
    nowhere = rows.filter(has_text="我区卫生健康局")
    nowhere.get_by_role("link", name="存疑").click()
    expect(wide.get_by_role("heading", level=1)).to_have_text(NOWHERE)


def test_a_doubtful_report_is_marked_where_it_is_found_and_where_it_is_read(wide: Page, mixed_site: str) -> None:
    wide.goto(f"{mixed_site}/?q={quote('医疗纠纷怎么调解')}")
    card = wide.locator(".card").filter(has_text="我区卫生健康局")
    expect(card.get_by_role("link", name="存疑").first).to_have_attribute("title", "地区：正文和文件名都没有写明地区")
    sure = wide.locator(".card").filter(has_text="云岭区")
    expect(sure.get_by_role("link", name="存疑")).to_have_count(0)
    card.get_by_role("link", name="查看原文").first.click()
    expect(wide.get_by_role("note")).to_contain_text("没有写明地区。请在清单 manifest.csv")


@pytest.mark.parametrize("address", [ARCHIVE, f"{ARCHIVE}&show={quote('缺')}", DETAIL], ids=["all", "missing", "file"])
def test_nothing_is_wider_than_the_window(wide: Page, narrow: Page, mixed_site: str, address: str) -> None:
    for page in (wide, narrow):
        page.goto(f"{mixed_site}/{address}")
        expect(page.locator(".built, .dossier").first).to_be_visible()
        assert page.eval_on_selector('[data-testid="stMain"]', "e => e.scrollWidth - e.clientWidth") == 0
