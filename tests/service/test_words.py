"""An archive's own words over real HTTP: results marked, lists checked, tried, saved; and by whom not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from indexer.build import build
from indexer.settings import Settings
from search_api.editing.preview import under
from search_api.editing.wordlists import WordLists
from search_api.engine import Engine
from search_api.publishing.golden import read_golden
from search_api.schemas import SearchRequest
from search_api.schemas.words import ShownHit as Shown
from tests.service.conftest import HOME, Cli, report, serving

BASE = "/v1/maintenance"
MEDIATION = "医疗纠纷调解"


@contextmanager
def maintained(settings: Settings) -> Iterator[httpx2.Client]:
    with serving(lambda: Engine.open(settings), 0.0, settings) as client:
        client.headers.update({"x-jiejian-maintenance": "1"})
        yield client


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An index of two reports of districts that do not exist."""
    archive = tmp_path_factory.mktemp("words") / "档案"
    archive.mkdir()
    (archive / "云岭区2023.txt").write_text(report("云岭区", 2023, 86), encoding="utf-8")
    (archive / "石桥区2024.txt").write_text(report("石桥区", 2024, 41), encoding="utf-8")
    settings = Settings(index=archive.parent / "index", home=HOME, archive=archive)
    build(archive, settings)
    return settings


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx2.Client]:
    with maintained(built) as client:
        yield client


@pytest.fixture
def service(client: httpx2.Client, built: Settings) -> httpx2.Client:
    """The service over the archive, which has none of the three lists."""
    for name in ("dictionary.txt", "synonyms.txt", "golden.tsv"):
        (built.archive / name).unlink(missing_ok=True)
    return client


def order(hit: dict[str, Any], *, marked: bool, query: str = MEDIATION) -> dict[str, Any]:
    shown = {name: hit[name] for name in ("report", "address", "text")}
    return {"query": query, "hit": shown, "quote": hit["text"], "marked": marked}


def first(service: httpx2.Client, text: str) -> dict[str, Any]:
    hit: dict[str, Any] = service.post("/v1/search", json={"text": text}).json()["hits"][0]
    return hit


def test_a_mark_is_a_row_of_golden_and_everything_else_stays(service: httpx2.Client, built: Settings) -> None:
    golden = built.archive / "golden.tsv"
    golden.write_text("# 本单位的考题\n普法\t云岭区2023.txt\n", encoding="utf-8")
    hit = first(service, MEDIATION)
    assert service.post(f"{BASE}/golden", json=order(hit, marked=True)).json() == {"marked": [True]}
    assert service.post(f"{BASE}/golden", json=order(hit, marked=True)).json() == {"marked": [True]}  # once is enough
    rows = read_golden(built.archive)
    assert [(r.query, r.report) for r in rows] == [("普法", "云岭区2023.txt"), (MEDIATION, hit["report"])]
    assert rows[1].fits(Shown(**order(hit, marked=True)["hit"]))
    assert service.post(f"{BASE}/golden", json=order(hit, marked=False)).json() == {"marked": [False]}
    assert golden.read_text(encoding="utf-8") == "# 本单位的考题\n普法\t云岭区2023.txt\n"


@pytest.mark.parametrize("query", ["#1 普法", "问题", "query"])
def test_what_the_file_would_not_read_back_is_no_golden_question(service: httpx2.Client, query: str) -> None:
    answer = service.post(f"{BASE}/golden", json=order(first(service, "普法"), marked=True, query=query))
    assert (answer.status_code, answer.json()["field"]) == (422, "query")


@pytest.mark.parametrize(
    ("lists", "faults"),
    [
        ({"synonyms": "扯皮 > 推诿\n\n办事大厅 = 政务服务中心 # 两种叫法"}, []),
        ({"synonyms": "扯皮 > 推诿\n办事大厅"}, [("synonyms.txt", 2)]),
        ({"synonyms": "甲 = 政务服务"}, [("synonyms.txt", 1)]),
        ({"dictionary": "一案一档\n医联体 100 n\n会商 办法 三方\n# 注"}, [("dictionary.txt", 3)]),
    ],
)
def test_every_line_that_cannot_be_used_is_told(
    service: httpx2.Client, lists: dict[str, str], faults: list[tuple[str, int]]
) -> None:
    found = service.post(f"{BASE}/words/check", json=lists).json()["faults"]
    assert [(f["name"], f["line"]) for f in found] == faults
    assert all(f["reason"] and f["cure"] for f in found)
    assert service.post(f"{BASE}/words/preview", json=lists).status_code == (422 if faults else 200)


def test_lists_are_saved_unless_somebody_else_changed_them(service: httpx2.Client, built: Settings) -> None:
    seen = service.get(f"{BASE}/words").json()
    assert (seen["dictionary"], seen["synonyms"], seen["in_service"]) == ("", "", True)
    mine = {"dictionary": "三方会商\n", "synonyms": "吵架 > 纠纷\n", "version": seen["version"]}
    saved = service.put(f"{BASE}/words", json=mine).json()
    assert (saved["dictionary"], saved["in_service"]) == ("三方会商\n", False)
    assert (built.archive / "synonyms.txt").read_text(encoding="utf-8") == "吵架 > 纠纷\n"
    late = service.put(f"{BASE}/words", json={**mine, "synonyms": ""})
    assert late.status_code == 422 and "没有保存" in late.json()["detail"]
    wrong = service.put(f"{BASE}/words", json={**mine, "synonyms": "吵架", "version": saved["version"]})
    assert wrong.status_code == 422 and "第 1 行" in wrong.json()["detail"]
    assert (built.archive / "synonyms.txt").read_text(encoding="utf-8") == "吵架 > 纠纷\n"


def test_a_long_list_passes_the_limit_of_requests(service: httpx2.Client) -> None:
    text = "".join(f"词{n:05d}\n" for n in range(20_000))
    assert service.post(f"{BASE}/words/check", json={"dictionary": text}).json() == {"faults": []}


def test_a_preview_changes_nothing_and_says_what_would(service: httpx2.Client, built: Settings) -> None:
    hit = first(service, "普法宣传形式单一")
    slang = "宣教花样少"
    service.post(f"{BASE}/golden", json=order(hit, marked=True, query=slang))
    before = service.post("/v1/search", json={"text": slang}).json()
    same = service.post(f"{BASE}/words/preview", json={"questions": [MEDIATION]}).json()
    assert (same["questions"], same["same"], same["changed"], same["recut"]) == (2, 2, [], False)
    assert same["score_before"] == same["score_after"]
    lists = {"synonyms": "宣教 > 复议诉讼\n花样少 > 执法人员培训\n"}
    found = service.post(f"{BASE}/words/preview", json=lists).json()
    assert found["better"] + found["worse"] + found["reordered"] == len(found["changed"]) == 1
    assert service.post("/v1/search", json={"text": slang}).json() == before
    assert not (built.archive / "synonyms.txt").exists()


def test_a_preview_is_what_a_build_then_does(built: Settings, tmp_path: Path) -> None:
    """The same hits with the same scores."""
    lists = WordLists("医疗纠纷人民调解\n法治政府建设\n", "吵架 > 纠纷\n花样少 > 形式单一\n")
    texts = ["医疗纠纷人民调解", "吵架怎么办", "法治政府建设的不足", "宣教花样少"]
    archive = tmp_path / "档案"
    archive.mkdir()
    for path in built.archive.glob("*.txt"):
        if path.name.endswith(("2023.txt", "2024.txt")):
            (archive / path.name).write_bytes(path.read_bytes())
    (archive / "dictionary.txt").write_text(lists.dictionary, encoding="utf-8")
    (archive / "synonyms.txt").write_text(lists.synonyms, encoding="utf-8")
    settings = replace(built, index=tmp_path / "index", archive=archive)
    build(archive, settings)
    old, new = Engine.open(built), Engine.open(settings)
    try:
        with under(old, lists) as tried:
            foretold = [tried.search(SearchRequest(text=text)).hits for text in texts]
        assert foretold == [new.search(SearchRequest(text=text)).hits for text in texts]
        assert foretold != [old.search(SearchRequest(text=text)).hits for text in texts]
    finally:
        old.close()
        new.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "words"), ("PUT", "words"), ("POST", "words/check"), ("POST", "words/preview"), ("POST", "golden")],
)
def test_off_where_maintenance_is_off(built: Settings, method: str, path: str) -> None:
    with maintained(replace(built, maintenance="off")) as service:
        assert service.request(method, f"{BASE}/{path}", json={}).status_code == 403


def test_no_page_of_another_site_can_mark(service: httpx2.Client, built: Settings) -> None:
    hit = first(service, MEDIATION)
    foreign = {"origin": "http://evil.example"}
    assert service.post(f"{BASE}/golden", json=order(hit, marked=True), headers=foreign).status_code == 403
    assert not (built.archive / "golden.tsv").exists()


def test_the_command_tells_the_same(built: Settings, here: Cli, tmp_path: Path) -> None:
    synonyms = tmp_path / "新.txt"
    synonyms.write_text("花样少 > 执法人员培训\n", encoding="utf-8")
    given = ("preview", "--index", built.index, "--synonyms", synonyms, "--question", "宣教花样少")
    told = json.loads(here(*given, "--json").stdout)
    assert (told["questions"], told["recut"], len(told["changed"])) == (1, False, 1)
    assert here(*given).stdout.startswith("试了 1 题：")
    missing = here("preview", "--index", built.index, "--synonyms", tmp_path / "无.txt")
    assert (missing.returncode, "不存在" in missing.stderr) == (1, True)
