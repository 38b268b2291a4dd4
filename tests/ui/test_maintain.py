"""The page 维护 in a real browser: files and a folder put in, an index built, compared and published, the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.service.conftest import report
from tests.ui.conftest import free_port, page_of, running

PATIENCE = 120_000  # milliseconds


@pytest.fixture
def upkept(tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A page over an archive of one report that has no index yet; the archive, and a folder of files to put in."""
    archive, given = tmp_path / "档案", tmp_path / "来件"
    archive.mkdir()
    given.mkdir()
    (archive / "云岭区2023.txt").write_text(report("云岭区", 2023, 86), encoding="utf-8")
    (given / "石桥区2024.txt").write_text(report("石桥区", 2024, 41), encoding="utf-8")
    (given / "程序.txt").write_bytes(b"\x7fELF" + bytes(90) + b"x")
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    serve = ("search_api", "serve", "--index", str(tmp_path / "index"), "--archive", str(archive), "--port", str(port))
    with running(*serve, ready=f"{api}/v1/health"), page_of(api) as site:
        yield site, archive, given


def test_from_files_to_a_published_index(upkept: tuple[str, Path, Path], wide: Page) -> None:
    site, archive, given = upkept
    wide.goto(f"{site}/?page=maintain")
    wide.locator("input[type=file]").first.set_input_files([given / "石桥区2024.txt", given / "程序.txt"])
    expect(wide.get_by_text("程序.txt")).to_be_visible()
    wide.get_by_role("button", name="放入档案").click()
    expect(wide.get_by_text("石桥区2024.txt（新放入）")).to_be_visible()
    expect(wide.get_by_text("程序.txt：内容是程序文件")).to_be_visible()
    wide.get_by_role("button", name="建新索引").click()
    expect(wide.get_by_text("新增 2 个")).to_be_visible(timeout=PATIENCE)
    wide.get_by_role("button", name="启用新索引").click()
    expect(wide.get_by_text("启用已完成")).to_be_visible(timeout=PATIENCE)
    expect(wide.locator("table.history tbody tr")).to_have_count(1)
    assert sorted(p.name for p in archive.iterdir()) == ["云岭区2023.txt", "石桥区2024.txt"]


def test_without_an_archive_the_page_says_how_to_switch_it_on(wide: Page, site: str) -> None:
    """The service of `site` knows no archive."""
    wide.goto(f"{site}/?page=maintain")
    expect(wide.get_by_text("这里不能维护档案")).to_be_visible()
    expect(wide.get_by_text("jiejian serve --archive")).to_be_visible()
