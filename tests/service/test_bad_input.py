"""Everything wrong that a user can hand in: a clear Chinese line, the right status, no traceback, nothing lost."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import httpx2
import pytest

from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import read_manifest, seal
from search_api.engine import Engine
from tests.service.conftest import HOME, Cli, serving

# What no index and no model can mend, as text of a search, a comparison or a question.
HOPELESS = {
    "empty": ("", "没有输入检索内容"),
    "blank": (" \u3000\n", "没有输入检索内容"),
    "10,000 characters": ("医疗纠纷调解怎么做" * 1111 + "。", "检索内容有 10000 字，最多 2000 字"),
    "only punctuation": ("，。！？……——《》", "检索内容里只有标点或符号"),
    "only stop words": ("的了是", "都是虚词"),
}


def one_line(stderr: str, words: str) -> None:
    """stderr is a single Chinese line that says `words`."""
    assert "Traceback" not in stderr
    assert stderr.count("\n") == 1, stderr
    assert words in stderr


# Archives and files ---------------------------------------------------------------------------------------------------


def empty_folder(root: Path) -> None:
    """Nothing in it."""


def not_reports(root: Path) -> None:
    (root / "图.txt").write_bytes(bytes(range(256)) * 8)
    (root / "空.txt").write_bytes(b"")


def empty_file(root: Path) -> None:
    (root / "空.txt").write_bytes(b"")


def binary_file(root: Path) -> None:
    (root / "程序.txt").write_bytes(os.urandom(4096))


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (empty_folder, "里没有文件"),
        (not_reports, "没有可收录的报告"),
        (empty_file, "空.txt：文件是空的"),
        (binary_file, "没有可收录的报告"),
    ],
)
def test_an_archive_without_a_report_is_refused_and_the_index_stays(
    fill: Callable[[Path], None], words: str, cli: Cli, tmp_path: Path, copy: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    fill(archive)
    before = contents(copy)
    done = cli("build", archive, "--index", copy, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, words)
    assert contents(copy) == before


def test_a_bad_file_is_listed_and_the_build_goes_on(here: Cli, archive: Path, tmp_path: Path) -> None:
    empty_file(archive)
    binary_file(archive)
    done = here("build", archive, "--index", tmp_path / "index", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    built = json.loads(done.stdout)
    assert built["reports"] == 2
    assert {refused["path"] for refused in built["refused"]} == {"空.txt", "程序.txt"}
    assert all(refused["reason"] for refused in built["refused"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("parse", "没有.txt"), "没有文件"),
        (("parse", "."), "这是目录"),
        (("build", "没有这个目录"), "不存在"),
        (("build", ".", "--manifest", "没有.csv"), "没有.csv 不存在"),
        (("search", "医疗", "--index", "没有索引"), "没有索引"),
        (("search", "--batch", "没有.jsonl"), "打不开文件"),
        (("status", "--index", "没有索引", "--json"), "没有索引"),
        (("compare", "医疗", "--index", "没有索引"), "请先建索引：jiejian build"),
        (("ask", "医疗", "--index", "没有索引"), "请先建索引：jiejian build"),
    ],
)
def test_what_is_not_there_is_named(arguments: tuple[str, ...], words: str, cli: Cli) -> None:
    done = cli(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"\n \n", "文件"),
        (bytes(range(256)) * 8, "编码"),
        (b"The annual report of the district health office, in English only.\n" * 20, "中文"),
    ],
)
def test_parse_says_why_a_file_is_no_report(content: bytes, words: str, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_bytes(content)
    done = cli("parse", file, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, words)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"JIEJIAN_COLOUR": "red"}, "没有这个设置项：JIEJIAN_COLOUR"),
        ({"JIEJIAN_PORT": "x"}, "设置项 JIEJIAN_PORT 应是整数"),
        ({"JIEJIAN_PORT": "0"}, "设置项 JIEJIAN_PORT 应在 1 到 65535 之间"),
    ],
)
def test_a_bad_setting_stops_at_once(settings: dict[str, str], words: str, cli: Cli) -> None:
    done = cli("status", env=settings)
    assert done.returncode == 1
    one_line(done.stderr, words)


# Indexes --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(sample_index: Path, tmp_path: Path) -> Path:
    """An index to be spoilt."""
    return Path(shutil.copytree(sample_index, tmp_path / "index"))


def contents(folder: Path) -> dict[str, bytes]:
    """The served files: what must be the same after a failure."""
    served = (p for p in folder.rglob("*") if p.is_file() and "cache" not in p.parts and p.suffix != ".lock")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in served}


def without_current(index: Path) -> None:
    (index / "CURRENT").unlink()


def pointing_nowhere(index: Path) -> None:
    (index / "CURRENT").write_text("19990101-000000-0000\n", encoding="utf-8")


def truncated_vectors(index: Path) -> None:
    file = current(index) / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-1000])


def altered_store(index: Path) -> None:
    file = current(index) / "archive.sqlite"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def missing_store(index: Path) -> None:
    (current(index) / "archive.sqlite").unlink()


def garbled_manifest(index: Path) -> None:
    (current(index) / "manifest.json").write_text("{", encoding="utf-8")


def of_another_model(index: Path) -> None:
    folder = current(index)
    manifest = asdict(read_manifest(folder))
    del manifest["format"], manifest["files"]
    seal(folder, {**manifest, "model": "another@00000000"})


SPOILT = pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without_current, "没有索引"),
        (pointing_nowhere, "不存在"),
        (truncated_vectors, "vectors.faiss"),
        (altered_store, "archive.sqlite"),
        (missing_store, "archive.sqlite"),
        (garbled_manifest, "manifest.json"),
        (of_another_model, "another@00000000"),
    ],
)


@SPOILT
def test_a_spoilt_index_is_not_served(spoil: Callable[[Path], None], words: str, copy: Path) -> None:
    """The service starts and says what is wrong: health with 200, the rest with 503."""
    spoil(copy)
    before = contents(copy)
    with serving(lambda: Engine.open(Settings(index=copy, home=HOME))) as http:
        health = http.get("/v1/health")
        assert (health.status_code, health.json()["ready"]) == (200, False)
        assert words in health.json()["reason"]
        assert health.json()["cure"]
        for answer in (http.get("/v1/status"), http.post("/v1/search", json={"text": "医疗"}), http.get("/v1/archive")):
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert words in answer.json()["detail"]
    assert contents(copy) == before


def test_the_command_line_says_the_same(cli: Cli, copy: Path) -> None:
    truncated_vectors(copy)
    before = contents(copy)
    done = cli("search", "医疗", "--index", copy, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, "vectors.faiss")
    assert contents(copy) == before


def test_a_model_that_is_not_there_is_named(sample_index: Path, tmp_path: Path) -> None:
    with serving(lambda: Engine.open(Settings(index=sample_index, home=tmp_path))) as http:
        answer = http.post("/v1/ask", json={"text": "医疗"})
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:jiejian:model")
        assert "python -m indexer.pretrained" in answer.json()["cure"]


def test_an_index_rebuilt_behind_a_service_is_picked_up(copy: Path, sample_index: Path) -> None:
    truncated_vectors(copy)
    with serving(lambda: Engine.open(Settings(index=copy, home=HOME)), retry_seconds=0) as http:
        assert http.get("/v1/status").status_code == 503
        shutil.copytree(sample_index, copy, dirs_exist_ok=True)
        assert http.get("/v1/status").status_code == 200
        assert http.get("/v1/health").json() == {"ready": True, "reason": "", "cure": ""}


# Queries --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("route", "field"), [("search", "text"), ("compare", "topic"), ("ask", "text")])
@pytest.mark.parametrize("case", HOPELESS)
def test_a_hopeless_query_is_a_problem(case: str, route: str, field: str, http: httpx2.Client) -> None:
    text, words = HOPELESS[case]
    answer = http.post(f"/v1/{route}", json={field: text})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["field"] == field
    assert words in problem["detail"]
    assert problem["cure"]


def test_hopeless_lines_of_a_batch_fail_each_for_itself(cli: Cli, sample_index: Path) -> None:
    lines = [json.dumps({"id": case, "text": text}) for case, (text, _) in HOPELESS.items()]
    lines.append(json.dumps({"id": "good", "text": "医疗纠纷调解"}))
    done = cli("search", "--batch", "-", "--index", sample_index, "--json", text="\n".join(lines))
    assert done.returncode == 1
    one_line(done.stderr, f"{len(lines)} 行中有 {len(HOPELESS)} 行出错")
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    for case, (_, words) in HOPELESS.items():
        assert words in answers[case]["error"]["detail"]
    assert answers["good"]["hits"]


def test_a_hopeless_query_fails_the_command(here: Cli, sample_index: Path) -> None:
    done = here("ask", "，。！？", "--index", sample_index, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, "检索内容里只有标点或符号")


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"text": "医疗", "years": 2024}, 422, "没有 years 这个字段"),
        ({"text": "医疗", "year_from": 2024, "year_to": 2021}, 422, "起始年 2024 晚于截止年 2021"),
        ({"text": "医疗", "kind": ["成绩"]}, 422, "字段 kind.0 只能是"),
        ({"text": "医疗\ud800"}, 422, "含有不合法的字符"),
        ({"text": "医疗" * 40_000}, 413, "请求内容超过 64 KB"),
    ],
)
def test_a_request_that_does_not_fit_is_refused(
    body: dict[str, object], status: int, words: str, http: httpx2.Client
) -> None:
    content = json.dumps(body).encode()
    answer = http.post("/v1/search", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]


def test_a_body_that_does_not_say_its_length_is_limited_too(http: httpx2.Client) -> None:
    answer = http.post("/v1/search", content=iter([b" " * 1024] * 65), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


@pytest.mark.parametrize(
    "narrow",
    [
        {"district": ["没有这个区"]},
        {"year_from": 1950, "year_to": 1951},
        {"report": ["没有.txt"]},
        {"province": ["没有这个省"], "kind": ["成效"]},
    ],
)
def test_a_filter_that_matches_nothing_finds_nothing_and_says_so(
    narrow: dict[str, object], http: httpx2.Client
) -> None:
    found = http.post("/v1/search", json={"text": "医疗纠纷调解", **narrow}).json()
    assert found["hits"] == []
    assert found["notes"]
    assert http.post("/v1/compare", json={"topic": "医疗纠纷调解", **narrow}).json()["cells"] == []
    asked = http.post("/v1/ask", json={"text": "医疗纠纷调解", **narrow}).json()
    assert (asked["abstained"], asked["answer"], asked["citations"]) == (True, None, [])
    assert asked["reason"]
