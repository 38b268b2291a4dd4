"""Results marked as golden, and the page 词典和同义词, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indexer.build import build
from indexer.settings import Settings
from tests.service.conftest import HOME, report
from tests.ui.conftest import free_port, page_of, running

QUESTION = "宣教花样少"


@pytest.fixture
def upkept(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A page over a served archive of two reports, and the archive."""
    archive = tmp_path / "档案"
    archive.mkdir()
    (archive / "云岭区2023.txt").write_text(report("云岭区", 2023, 86), encoding="utf-8")
    (archive / "石桥区2024.txt").write_text(report("石桥区", 2024, 41), encoding="utf-8")
    index = tmp_path / "index"
    build(archive, Settings(index=index, home=HOME))
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    serve = ("search_api", "serve", "--index", str(index), "--archive", str(archive), "--port", str(port))
    with running(*serve, ready=f"{api}/v1/status"), page_of(api) as site:
        yield site, archive


def test_from_a_marked_result_to_saved_words(upkept: tuple[str, Path], wide: Page) -> None:
    site, archive = upkept
    wide.goto(f"{site}/?q={QUESTION}")
    wide.get_by_role("button", name="标为标准答案").first.click()
    wide.locator('[data-testid="stCheckbox"] label').first.click()
    expect(wide.get_by_role("button", name="标准答案 1 段")).to_be_visible()
    assert QUESTION in (archive / "golden.tsv").read_text(encoding="utf-8")
    wide.goto(f"{site}/?page=words")
    expect(wide.get_by_text("预览会试 1 道标准问题")).to_be_visible()
    synonyms = wide.get_by_label("同义词：")
    synonyms.fill("花样少")
    synonyms.press("Control+Enter")
    expect(wide.get_by_text("同义词第 1 行")).to_be_visible()
    expect(wide.get_by_role("button", name="保存")).to_be_disabled()
    synonyms.fill("花样少 > 执法人员培训")
    synonyms.press("Control+Enter")
    expect(wide.get_by_text("同义词第 1 行")).to_have_count(0)
    wide.get_by_role("button", name="预览").click()
    expect(wide.get_by_text("试了 1 题")).to_be_visible()
    expect(wide.locator("article.trial")).to_have_count(1)
    wide.get_by_role("button", name="保存").click()
    expect(wide.get_by_text("已保存到档案目录")).to_be_visible()
    assert (archive / "synonyms.txt").read_text(encoding="utf-8") == "花样少 > 执法人员培训"
    expect(wide.get_by_text("还没有启用，要重建索引")).to_be_visible()
