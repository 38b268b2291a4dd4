"""A newer edition is what searches find; the older one stays readable at its address, and is marked."""

from pathlib import Path

import pytest

from indexer.build import build
from indexer.settings import Settings
from search_api.engine import Engine
from search_api.schemas import CompareRequest, Filters, SearchRequest
from tests.indexer.made import HashEncoder, write_places
from tests.intake.made import text

OLD, NEW = "桐陂区2023.txt", "桐陂区2023（修订）.txt"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for where in ("indexer.build", "search_api.engine"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
    archive = tmp_path / "档案"
    archive.mkdir()
    write_places(archive)
    (archive / OLD).write_text(text(), encoding="utf-8")
    (archive / "白泽区2023.txt").write_text(text("白泽区"), encoding="utf-8")
    return Settings(index=tmp_path / "索引", reading_workers=1)


def test_the_newer_edition_is_found_and_the_older_is_read_at_its_address(made: Settings, tmp_path: Path) -> None:
    build(tmp_path / "档案", made)
    before = Engine.open(made)
    request = SearchRequest(text="“调解员、律师和医学专家共同会商”", mode="exact")
    address = next(h.address for h in before.search(request).hits or [] if h.report == OLD)
    before.close()
    newer = text().replace("86件", "88件")
    (tmp_path / "档案" / NEW).write_text(newer, encoding="utf-8")
    built = build(tmp_path / "档案", made)
    engine = Engine.open(made)
    assert built.reports == 2
    assert {h.report for h in engine.search(request).hits or []} == {NEW, "白泽区2023.txt"}
    cells = engine.compare(CompareRequest(topic="医疗纠纷调解")).cells
    assert sorted(c.report for c in cells if c.report) == sorted([NEW, "白泽区2023.txt"])
    assert [v.reports for v in engine.facets(Filters()).year] == [2]
    found = engine.address(address)
    assert (found.report, found.replaced_by, found.moved) == (OLD, NEW, False)
    assert "共同会商" in found.text
    read = engine.report(OLD)
    assert (read.replaced_by, "86件" in read.text, bool(read.sections)) == (NEW, True, True)
    assert engine.report(NEW).replaced_by is None
    file = engine.file(OLD).file
    assert (file.verdict, file.findings[0].code) == ("存疑", "older-edition")
    engine.close()
