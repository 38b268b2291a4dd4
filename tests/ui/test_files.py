import pytest

from search_api.schemas import ArchiveResponse, StatusResponse
from tests.ui.made import doubtful, file, refused, roster_cell
from tests.ui.markup import tags_of, text_of, values_of
from ui.browsing import FILES, View, file_href
from ui.files import files_table, percent, verdicts
from ui.landing import held
from ui.pager import pager

HOSTILE = '"><script>alert(1)</script>'
MIXED = [file("甲.txt"), doubtful("乙.txt"), refused("丙.pdf", "文件加了密码", "请去掉密码后放入")]
STATUS = StatusResponse(
    ready=True,
    generation="g",
    built_at="",
    model="m",
    reports=2,
    passages=1234,
    sentences=1,
    characters=56_000,
    refused=1,
    index="i",
    version="1",
)


def archive(files, roster=()) -> ArchiveResponse:
    return ArchiveResponse(reports=[], refused=[], files=files, roster=list(roster))


def test_the_figures_are_links_that_filter() -> None:
    html = verdicts(archive(MIXED, [roster_cell("云岭区", 2024, "缺")]), View(show="存疑"))
    assert text_of(html) == "3全部文件1✓收录1?存疑1✕拒收1○缺"
    assert values_of(html, "href") == [View().href(), *(View(show=s).href() for s in ("收录", "存疑", "拒收", "缺"))]
    assert html.index("aria-current") > html.index("收录")
    assert values_of(html, "aria-current") == ["true"]


def test_a_file_has_its_findings_and_what_to_do_under_its_name() -> None:
    words = text_of(files_table(MIXED, View()))
    assert "丙.pdf文件加了密码。请去掉密码后放入。✕拒收不明云岭区2023———" in words
    assert "乙.txt阅读没有写明年份。请填清单。?存疑纯文本云岭区20233,2104298%" in words
    assert words.index("丙.pdf") < words.index("乙.txt") < words.index("甲.txt")


def test_a_file_leads_to_what_was_found_out_and_to_its_text_where_there_is_one() -> None:
    links = values_of(files_table(MIXED, View()), "href")
    assert [link for link in links if "file=" in link] == [file_href(p) for p in ("丙.pdf", "乙.txt", "甲.txt")]
    assert len([link for link in links if "page=report" in link]) == 2


def test_a_heading_sorts_and_sorts_the_other_way_round() -> None:
    html = files_table(MIXED, View(show="存疑", sort="year", down=True))
    assert values_of(html, "aria-sort") == ["descending"]
    links = values_of(html, "href")
    assert View(show="存疑", sort="year").href() in links
    assert View(show="存疑", sort="name").href() in links
    assert View(show="存疑", sort="characters", down=True).href() in links  # the longest is what one looks for


def test_a_long_list_is_shown_a_page_at_a_time() -> None:
    many = [file(f"{n:04}.txt") for n in range(2 * FILES + 1)]
    last = files_table(many, View(page=3))
    assert tags_of(last).count("tr") == 1 + 1
    assert "第 3 页，共 3 页" in text_of(last)
    assert View(page=2).href() in values_of(last, "href")
    assert tags_of(files_table(many, View())).count("tr") == 1 + FILES


@pytest.mark.parametrize(
    ("rows", "page", "words"),
    [
        (50, 1, ""),
        (51, 1, "第 1 页，共 2 页下一页最后一页"),
        (51, 2, "第一页上一页第 2 页，共 2 页"),
        (51, 9, "第一页上一页第 9 页，共 2 页最后一页"),  # an old link: the list has become shorter
        (0, 1, ""),
    ],
)
def test_the_ways_from_page_to_page(rows, page, words) -> None:
    assert text_of(pager(rows, 50, page, lambda n: f"?p={n}", "翻页")) == words


def test_nothing_found_says_so_and_leads_back() -> None:
    html = files_table(MIXED, View(show="拒收", find="<b>"))
    assert text_of(html) == "没有含“<b>”的拒收的文件。看全部文件"
    assert values_of(html, "href") == [View().href()]


def test_a_whole_archive_says_that_nothing_is_left_to_do() -> None:
    whole = [roster_cell("云岭区", 2023, "收录", "甲.txt")]
    assert "全部收录，没有要处理的文件。名册上的报告都有了。" in text_of(held(STATUS, archive([file()], whole)))
    missing = [*whole, roster_cell("云岭区", 2024, "缺")]
    assert "全部收录，没有要处理的文件。名册上还缺 1 份。" in text_of(held(STATUS, archive([file()], missing)))
    assert "没有要处理的文件。可以检索" in text_of(held(STATUS, archive([file()])))
    assert "全部收录" not in text_of(held(STATUS, archive(MIXED, whole)))
    assert "全部收录" not in text_of(held(STATUS, archive([])))


@pytest.mark.parametrize(("share", "words"), [(1.0, "100%"), (0.9999, "99%"), (0.934, "93%"), (0.0, "0%")])
def test_only_what_is_certain_is_100_percent(share, words) -> None:
    assert percent(share) == words


def test_a_hostile_name_never_becomes_markup() -> None:
    names = {"title": HOSTILE, "district": HOSTILE, "format_name": HOSTILE}
    html = files_table([doubtful(f"{HOSTILE}/{HOSTILE}", HOSTILE, HOSTILE, **names)], View(find="script"))
    assert "script" not in tags_of(html)
