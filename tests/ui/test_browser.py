"""The page as its readers use it: real service, real index of corpus/sample, real browser.

Each test fails on any error of the console, any failed request and any request to outside (conftest.Watch).
"""

import csv
import io
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import free_port, page_of, running

QUESTION = "医疗纠纷怎么调解"
EVERY_PAGE = {
    "home": ("./", ".welcome"),
    "search": (f"./?q={quote(QUESTION)}", ".card"),
    "compare": (f"./?page=compare&q={quote('医疗纠纷调解')}", "table.comparison"),
    "ask": (f"./?page=ask&q={quote('医疗纠纷怎么调解')}", ".answer, .notice"),
    "archive": ("./?page=archive", "table.grid"),
    "no report": ("./?page=report", ".notice"),
}


def goto(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/{address.removeprefix('./')}")


def search_for(page: Page, words: str) -> None:
    page.get_by_role("textbox").fill(words)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".card").first).to_be_visible()


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.eval_on_selector(
            selector, "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
        )
    )


def scrolled(page: Page) -> float:
    return float(page.eval_on_selector('[data-testid="stMain"]', "e => e.scrollTop"))


def test_from_a_question_to_the_cited_span_and_back(wide: Page, site: str) -> None:
    goto(wide, site, "./")
    search_for(wide, QUESTION)
    card = wide.locator(".card").nth(3)
    quoted = card.locator(".passage").first.inner_text()
    card.scroll_into_view_if_needed()
    before = scrolled(wide)
    card.get_by_role("link", name="查看原文").first.click()
    expect(wide.locator("mark.cited").first).to_be_visible()
    cited = "".join(wide.locator("mark.cited").all_inner_texts())
    assert "".join(cited.split()) == "".join(quoted.split())
    wide.wait_for_function("document.querySelector('mark.cited').getBoundingClientRect().top < innerHeight")
    assert in_view(wide, "mark.cited")
    wide.get_by_role("button", name="返回").click()
    expect(wide.locator(".card").nth(3)).to_be_visible()
    expect(wide.get_by_role("textbox")).to_have_value(QUESTION)
    wide.wait_for_function(f"document.querySelector('[data-testid=stMain]').scrollTop >= {before} - 2", timeout=60_000)


def test_the_other_passages_of_a_district_are_behind_more(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    more = wide.locator(".card details.more").first
    expect(more.locator(".passage").first).to_be_hidden()
    more.locator("> summary").click()
    expect(more.locator(".passage").first).to_be_visible()


def test_what_is_copied_has_its_citation(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    card = wide.locator(".card").first
    button = card.get_by_role("button", name="复制").first
    button.click()
    expect(card.get_by_text("已复制").first).to_be_visible()
    words, _, source = wide.evaluate("navigator.clipboard.readText()").rpartition("\n")
    assert words == card.locator(".passage").first.text_content()
    assert source.startswith("出处：《")


def test_without_the_clipboard_of_https_copying_works_too(wide: Page, site: str) -> None:
    wide.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    goto(wide, site, EVERY_PAGE["search"][0])
    wide.locator(".card").first.get_by_role("button", name="复制").first.click()
    expect(wide.locator(".card").first.get_by_text("已复制").first).to_be_visible()


def test_the_link_of_the_page_can_be_copied(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    wide.get_by_role("button", name="复制本页链接").click()
    expect(wide.get_by_role("button", name="已复制")).to_be_visible()
    assert wide.evaluate("navigator.clipboard.readText()") == wide.url


def test_a_filter_goes_into_the_address_and_a_sent_link_opens_the_same(wide: Page, narrow: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    place = wide.locator(".card h2").first.inner_text()
    wide.get_by_role("button", name="区县", exact=True).click()
    wide.get_by_test_id("stPopoverBody").get_by_role("button", name=place).click()
    expect(wide.get_by_role("button", name=f"区县：{place}")).to_be_visible()
    expect(wide.locator(".card h2").filter(has_not_text=place)).to_have_count(0)
    assert f"district={quote(place)}" in wide.url
    narrow.goto(wide.url)
    expect(narrow.locator(".card").first).to_be_visible()
    expect(narrow.get_by_role("textbox")).to_have_value(QUESTION)
    expect(narrow.get_by_role("button", name=f"区县：{place}")).to_be_visible()
    assert narrow.locator(".card h2").all_inner_texts() == wide.locator(".card h2").all_inner_texts()
    narrow.get_by_role("button", name="清除筛选").click()
    expect(narrow.locator(".card h2").filter(has_not_text=place).first).to_be_visible()
    assert "district=" not in narrow.url


def test_years_narrow_the_search(wide: Page, site: str) -> None:
    goto(wide, site, f"{EVERY_PAGE['search'][0]}&year=2023-2023")
    expect(wide.locator(".card").first).to_be_visible()
    assert set(wide.locator(".card .year").all_inner_texts()) == {"2023 年"}
    expect(wide.get_by_role("button", name="年份：2023")).to_be_visible()


def test_the_back_button_goes_through_the_questions(wide: Page, site: str) -> None:
    goto(wide, site, "./")
    search_for(wide, QUESTION)
    wide.get_by_role("navigation", name="主导航").get_by_role("link", name="对比").click()
    expect(wide.locator("table.comparison")).to_be_visible()
    expect(wide.get_by_role("textbox")).to_have_value(QUESTION)
    wide.go_back()
    expect(wide.locator(".card").first).to_be_visible()
    wide.go_back()
    expect(wide.locator(".welcome")).to_be_visible()
    expect(wide.get_by_role("textbox")).to_have_value("")


def test_a_condition_is_a_chip_and_its_cross_lifts_it(wide: Page, narrow: Page, site: str) -> None:
    goto(wide, site, "./")
    search_for(wide, "医疗纠纷 “调解” -诉讼")
    chips = wide.locator(".conditions .chip")
    expect(chips).to_have_text(["必须写有调解×", "排除诉讼×"])
    expect(wide.locator(".note")).to_have_count(0)
    for passage in wide.locator(".card .passage").all_text_contents():
        assert "诉讼" not in passage
        assert "调解" in passage.replace("\n", "")
    wide.get_by_role("link", name="去掉条件：排除诉讼").click()
    expect(chips).to_have_text(["必须写有调解×"])
    expect(wide.get_by_role("textbox")).to_have_value("医疗纠纷 “调解”")
    narrow.goto(wide.url)
    expect(narrow.locator(".conditions .chip")).to_have_text(["必须写有调解×"])


def test_conditions_that_nothing_meets_can_be_lifted_at_once(wide: Page, site: str) -> None:
    goto(wide, site, f"./?q={quote('“没有哪份报告这样写” 医疗纠纷 -诉讼')}")
    wide.get_by_role("link", name="去掉字词条件再查").click()
    expect(wide.locator(".card").first).to_be_visible()
    expect(wide.get_by_role("textbox")).to_have_value("没有哪份报告这样写 医疗纠纷")


def test_every_passage_says_why_it_is_where_it_is(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    fold = wide.locator(".card details.account").first
    expect(fold.locator("dl")).to_be_hidden()
    fold.get_by_text("为什么排在这里").click()
    expect(fold.locator("dl")).to_contain_text("含有医疗纠纷、调解")
    expect(fold.locator("dl")).to_contain_text("按字词第")
    fold.get_by_role("link", name="找出意思最近的一句").click()
    told = wide.locator(".card details.account[open] dd").filter(has_text="。").first
    expect(told).to_be_visible()
    assert "near=1" in wide.url
    assert told.inner_text() in wide.locator(".card .passage").first.inner_text().replace("\n", "")


def test_the_comparison_is_a_table_and_a_file(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["compare"][0])
    rows = wide.locator("table.comparison tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() == wide.locator("table.comparison tbody").locator(".passage, .none").count()
    expect(wide.locator("table.comparison").get_by_text("未提及").first).to_be_visible()
    with wide.expect_download() as downloading:
        wide.get_by_role("button", name="下载表格").click()
    text = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + rows.count()


def test_the_comparison_can_be_narrowed_to_what_is_written(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["compare"][0])
    tab = wide.get_by_role("link", name="写到").first
    written = int(tab.inner_text().split()[-1])
    tab.click()
    expect(wide.locator("table.comparison tbody tr")).to_have_count(written)


def test_a_passage_of_the_comparison_leads_to_its_report(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["compare"][0])
    wide.locator("table.comparison .source").first.click()
    expect(wide.locator("mark.cited").first).to_be_visible()


def test_an_answer_is_quotes_that_stand_in_their_reports(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["ask"][0])
    quoted = wide.locator(".answer .passage").first.inner_text()
    wide.locator(".answer .source").first.click()
    expect(wide.locator("mark.cited").first).to_be_visible()
    cited = "".join(wide.locator("mark.cited").all_inner_texts())
    assert "".join(quoted.split()) in "".join(cited.split())


def test_a_sent_report_link_opens_at_the_cited_words(wide: Page, site: str) -> None:
    goto(wide, site, f"./?page=search&q={quote('医疗纠纷怎么调解')}")
    sent = wide.get_by_role("link", name="查看原文").nth(2).get_attribute("href")
    assert sent
    for _ in range(3):  # the text may come before the script or after it
        goto(wide, site, "./?page=archive")
        goto(wide, site, sent)
        expect(wide.locator("mark.cited").first).to_be_in_viewport()


def test_a_list_of_places_is_told_above_its_quotes(wide: Page, site: str) -> None:
    goto(wide, site, f"./?page=ask&q={quote('哪些区县建立了医疗纠纷调解机制？')}")
    told = wide.locator(".answer .digest").inner_text().split("、")
    assert len(told) == wide.locator(".answer li").count() > 1


def test_a_practice_in_several_sentences_is_one_paragraph_and_opens_whole(wide: Page, site: str) -> None:
    goto(wide, site, f"./?page=ask&q={quote('石漪区和柏陂县的石材行业执法协作有哪些机制？')}")
    expect(wide.locator(".answer li")).to_have_count(2)  # a report each
    quoted = wide.locator(".answer .passage").first.inner_text()
    assert quoted.count("。") > 1
    wide.locator(".answer .source").first.click()
    expect(wide.locator("mark.cited").first).to_be_visible()
    cited = "".join("".join(wide.locator("mark.cited").all_inner_texts()).split())
    for part in quoted.split("……"):
        assert "".join(part.split()) in cited


def test_no_answer_is_told_with_its_reason(wide: Page, site: str) -> None:
    goto(wide, site, f"./?page=ask&q={quote('2087年远山县有多少家医院？')}")
    notice = wide.get_by_role("status").filter(has_text="没有能回答这个问题的原文")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("2087")
    notice.get_by_role("link", name="改用检索").click()
    expect(wide.get_by_role("button", name="检索")).to_be_visible()


def test_the_archive_leads_to_every_report(wide: Page, site: str) -> None:
    goto(wide, site, "./?page=archive")
    expect(wide.locator("table.grid")).to_be_visible()
    row = wide.locator("table.files tbody tr").first
    name = row.get_by_role("rowheader").get_by_role("link").first.inner_text()
    row.get_by_role("link", name="阅读").click()
    expect(wide.locator(".metadata")).to_contain_text(name)
    contents = wide.get_by_role("navigation", name="目录").get_by_role("link")
    target = contents.last.get_attribute("href")
    contents.last.click()
    wide.wait_for_function(f"document.querySelector('{target}').getBoundingClientRect().top < innerHeight")
    assert in_view(wide, str(target))


@pytest.mark.parametrize(
    ("address", "title", "next_step"),
    [
        ("./?q=%EF%BC%8C%E3%80%82%EF%BC%81", "请求有误", "请输入"),
        (f"./?q={quote('医疗')}&district={quote('无此区')}", "筛选范围内没有相符的段落", "去掉筛选再查"),
        ("./?page=report&report=none.txt", "没有这份报告", "看看档案里有哪些报告"),
        ("./?page=report&address=nonsense", "没有这个出处", "去检索"),
        ("./?page=report", "还没有选定报告", "去检索"),
        (f"./?page=compare&q={quote('医疗')}&district={quote('无此区')}", "筛选范围内没有报告", "看看档案里有哪些报告"),
    ],
)
def test_what_cannot_be_shown_says_what_to_do(wide: Page, site: str, address: str, title: str, next_step: str) -> None:
    goto(wide, site, address)
    notice = wide.locator(".notice")
    expect(notice).to_contain_text(title)
    expect(notice).to_contain_text(next_step)


def test_a_text_that_is_too_long_is_told_and_not_cut(wide: Page, site: str) -> None:
    goto(wide, site, "./")
    wide.get_by_role("textbox").fill("行政执法" * 2500)
    wide.get_by_role("textbox").press("Enter")
    expect(wide.locator(".notice")).to_contain_text("最多 2,000 字，现有 10,000 字")
    search_for(wide, QUESTION)
    expect(wide.locator(".notice")).to_have_count(0)


def test_a_service_without_an_index_says_how_to_get_one(wide: Page, tmp_path: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    serve = ("search_api", "serve", "--index", str(tmp_path), "--port", str(port))
    with running(*serve, ready=f"{api}/v1/health"), page_of(api) as site:
        goto(wide, site, EVERY_PAGE["search"][0])
        expect(wide.get_by_role("alert")).to_contain_text("jiejian build")
        wide.goto("about:blank")


def test_a_service_that_is_down_is_told_on_every_page(wide: Page) -> None:
    with page_of("http://127.0.0.1:9") as site:
        for address in (
            "./",
            EVERY_PAGE["search"][0],
            EVERY_PAGE["compare"][0],
            EVERY_PAGE["ask"][0],
            "./?page=archive",
        ):
            goto(wide, site, address)
            alert = wide.get_by_role("alert")
            expect(alert).to_contain_text("连不上检索服务")
            expect(alert).to_contain_text("jiejian serve")
        wide.goto("about:blank")  # before the page's server stops, which the browser would tell as an error


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_nothing_is_wider_than_the_window(wide: Page, narrow: Page, site: str, name: str) -> None:
    address, shown = EVERY_PAGE[name]
    for page in (wide, narrow):
        goto(page, site, address)
        expect(page.locator(shown).first).to_be_visible()
        too_wide = page.eval_on_selector('[data-testid="stMain"]', "e => e.scrollWidth - e.clientWidth")
        assert too_wide == 0
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_narrow_report_has_its_contents_folded_above_the_text(narrow: Page, site: str) -> None:
    goto(narrow, site, EVERY_PAGE["search"][0])
    narrow.get_by_role("link", name="查看原文").first.click()
    expect(narrow.locator("mark.cited").first).to_be_visible()
    expect(narrow.get_by_role("navigation", name="目录")).to_be_hidden()
    expect(narrow.locator("details.contents summary")).to_be_visible()
    assert narrow.eval_on_selector('[data-testid="stMain"]', "e => e.scrollWidth - e.clientWidth") == 0


def test_no_trace_of_the_framework_is_seen(wide: Page, site: str) -> None:
    goto(wide, site, EVERY_PAGE["search"][0])
    expect(wide.locator(".card").first).to_be_visible()
    for trace in ('[data-testid="stHeader"]', '[data-testid="stToolbar"]', "footer.streamlit", "#MainMenu"):
        expect(wide.locator(trace).locator("visible=true")).to_have_count(0)
    assert "Streamlit" not in wide.locator("body").inner_text()
    assert wide.title() == "检索 · 借鉴"
    assert wide.evaluate("document.documentElement.lang") == "zh-CN"
