"""The page 维护 in a real browser: files and a folder put in, an index built, compared and published, the way back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indexer.build import build
from indexer.settings import Settings
from tests.service.conftest import HOME, archive, report
from tests.ui.conftest import free_port, page_of, running

PATIENCE = 120_000  # milliseconds
Start = Callable[[Path], str]
__all__ = ["archive"]  # the fixture


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder of files to put in."""
    folder = tmp_path / "来件"
    folder.mkdir()
    for district, year, cases in (("松岗区", 2024, 63), ("云岭区", 2023, 99)):
        (folder / f"{district}{year}.txt").write_text(report(district, year, cases), encoding="utf-8")
    (folder / "程序.txt").write_bytes(b"\x7fELF" + bytes(90) + b"x")
    return folder


@pytest.fixture
def upkept(tmp_path: Path) -> Iterator[Start]:
    """The address of a page over an archive, whose index is in `tmp_path`; it stops after the browser has left it."""
    with ExitStack() as stopping:

        def start(archive: Path) -> str:
            api = f"http://127.0.0.1:{(port := free_port())}"
            serve = ("search_api", "serve", "--archive", str(archive), "--port", str(port))
            stopping.enter_context(running(*serve, "--index", str(tmp_path / "index"), ready=f"{api}/v1/health"))
            return stopping.enter_context(page_of(api))

        yield start


def put_in(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(files)
    expect(page.get_by_text(files[-1].name, exact=True)).to_be_visible()
    page.get_by_role("button", name="放入档案").click()


def build_it(page: Page) -> None:
    page.get_by_role("button", name="建新索引").click()


def test_from_files_to_a_published_index(archive: Path, given: Path, upkept: Start, wide: Page) -> None:
    site = upkept(archive)
    wide.goto(f"{site}/?page=maintain")
    put_in(wide, given / "松岗区2024.txt", given / "程序.txt")
    expect(wide.get_by_text("松岗区2024.txt（新放入）")).to_be_visible()
    expect(wide.get_by_text("程序.txt：内容是程序文件")).to_be_visible()
    build_it(wide)
    expect(wide.get_by_text("新增 3 个")).to_be_visible(timeout=PATIENCE)
    wide.get_by_role("button", name="启用新索引").click()
    expect(wide.get_by_text("启用已完成")).to_be_visible(timeout=PATIENCE)
    expect(wide.locator("table.history tbody tr")).to_have_count(1)
    assert sorted(p.name for p in archive.iterdir()) == ["云岭区2023.txt", "松岗区2024.txt", "石桥区2024.txt"]


def test_files_replaced_and_taken_out_a_build_that_fails_and_one_that_is_cancelled(
    archive: Path, given: Path, tmp_path: Path, upkept: Start, wide: Page
) -> None:
    old, new = ((folder / "云岭区2023.txt").read_bytes() for folder in (archive, given))
    site = upkept(archive)
    wide.goto(f"{site}/?page=maintain")
    put_in(wide, given / "云岭区2023.txt")
    wide.get_by_role("button", name="保留原来的").click()
    expect(wide.get_by_text("档案里已有同名文件")).to_have_count(0)
    assert (archive / "云岭区2023.txt").read_bytes() == old
    wide.reload()
    expect(wide.get_by_role("heading", name="来历")).to_be_visible()
    put_in(wide, given / "云岭区2023.txt")
    wide.get_by_role("button", name="替换这 1 个").click()
    expect(wide.get_by_text("云岭区2023.txt（已替换）")).to_be_visible()
    assert (archive / "云岭区2023.txt").read_bytes() == new
    assert [p.read_bytes() for p in (tmp_path / "index" / "removed").rglob("*.txt")] == [old]

    expect(wide.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    wide.get_by_test_id("stExpander").get_by_text("移出文件").click()
    wide.get_by_role("button", name="移出", exact=True).click()
    expect(wide.get_by_text("先选一个文件")).to_be_visible()
    expect(wide.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    box = wide.get_by_role("combobox", name="文件")
    box.scroll_into_view_if_needed()
    wide.wait_for_timeout(300)  # milliseconds; a list that is open closes when the page scrolls under it
    box.press_sequentially("石桥")  # before any build: of what lies in the folder
    wide.get_by_role("option", name="石桥区2024.txt").click()
    wide.get_by_role("button", name="移出", exact=True).click()
    expect(wide.get_by_text("石桥区2024.txt，现存于")).to_be_visible()
    assert not (archive / "石桥区2024.txt").exists()

    (archive / "synonyms.txt").write_text("花样少\n", encoding="utf-8")
    build_it(wide)
    expect(wide.get_by_text("建索引未成功")).to_be_visible(timeout=PATIENCE)
    expect(wide.get_by_text("synonyms.txt 第 1 行读不懂")).to_be_visible()
    (archive / "synonyms.txt").unlink()
    build_it(wide)
    wide.get_by_role("button", name="取消").click()
    expect(wide.get_by_text("已取消，正在使用的索引未动")).to_be_visible()
    expect(wide.get_by_text("启用新索引")).to_have_count(0)


def test_a_worse_index_takes_a_reason_and_there_is_a_way_back(
    archive: Path, tmp_path: Path, upkept: Start, narrow: Page
) -> None:
    question = "石桥区受理多少医疗纠纷\t石桥区2024.txt\t全年受理医疗纠纷41件\n"
    (archive / "golden.tsv").write_text(question, encoding="utf-8")
    build(archive, Settings(index=tmp_path / "index", home=HOME))
    (archive / "石桥区2024.txt").unlink()
    site = upkept(archive)
    narrow.goto(f"{site}/?page=maintain")
    build_it(narrow)
    expect(narrow.get_by_role("heading", name="不如正在使用的索引")).to_be_visible(timeout=PATIENCE)
    narrow.get_by_role("button", name="启用新索引").click()
    expect(narrow.get_by_text("仍要启用请先写明理由")).to_be_visible()
    narrow.get_by_label("仍要启用的理由").fill("来函要求撤下")
    narrow.get_by_role("button", name="启用新索引").click()
    expect(narrow.get_by_text("启用已完成")).to_be_visible(timeout=PATIENCE)
    narrow.get_by_role("button", name="退回先前的索引").click()
    narrow.get_by_label("理由").fill("误撤")
    narrow.get_by_role("button", name="退回", exact=True).click()
    expect(narrow.get_by_text("退回已完成")).to_be_visible(timeout=PATIENCE)
    acts = narrow.locator("table.history tbody tr")
    expect(acts).to_have_count(3)
    expect(acts.first).to_contain_text("退回正在使用误撤")
    expect(acts.nth(1)).to_contain_text("强行启用来函要求撤下")
    assert narrow.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_without_an_archive_the_page_says_how_to_switch_it_on(wide: Page, site: str) -> None:
    """The service of `site` knows no archive."""
    wide.goto(f"{site}/?page=maintain")
    expect(wide.get_by_text("这里不能维护档案")).to_be_visible()
    expect(wide.get_by_text("jiejian serve --archive")).to_be_visible()
