"""The archive maintained over real HTTP: put in, built, compared, published, rolled back; and by whom not."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from indexer.settings import Settings
from search_api.engine import Engine
from search_api.maintaining.files import held
from search_api.maintaining.switch import is_local, workshop_of
from tests.service.conftest import HOME, report, serving

ASKED = {"x-jiejian-maintenance": "1"}
BASE = "/v1/maintenance"


@contextmanager
def maintained(settings: Settings) -> Iterator[httpx2.Client]:
    with serving(lambda: Engine.open(settings), 0.0, settings) as client:
        client.headers.update(ASKED)
        yield client


@pytest.fixture
def settings(archive: Path, tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", home=HOME, archive=archive, file_megabytes=1)


@pytest.fixture
def service(settings: Settings) -> Iterator[httpx2.Client]:
    with maintained(settings) as client:
        yield client


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Path]]:
    """One service for all that is refused, with its archive."""
    archive = tmp_path_factory.mktemp("idle") / "档案"
    archive.mkdir()
    (archive / "云岭区2023.txt").write_text(report("云岭区", 2023, 86), encoding="utf-8")
    settings = Settings(index=archive.parent / "index", home=HOME, archive=archive, file_megabytes=1)
    with maintained(settings) as client:
        yield client, archive


def put(service: httpx2.Client, name: str, data: bytes, **params: str) -> httpx2.Response:
    return service.put(f"{BASE}/files/{quote(name, safe='')}", content=data, params=params)


def ended(service: httpx2.Client) -> dict[str, Any]:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        now: dict[str, Any] = service.get(BASE).json()
        if now["job"]["state"] != "running":
            return now
        time.sleep(0.1)
    raise AssertionError("the job does not end")


def done(service: httpx2.Client, work: str, **order: str) -> dict[str, Any]:
    assert service.post(f"{BASE}/{work}", json=order).status_code == 202
    now = ended(service)
    assert now["job"]["state"] == "done", now["job"]
    return now


def found(service: httpx2.Client, served: str) -> set[str]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        status = service.get("/v1/status").json()
        if status.get("generation") == served:
            break
        time.sleep(0.2)
    hits = service.post("/v1/search", json={"text": "医疗纠纷调解", "limit": 20}).json()["hits"]
    return {hit["report"] for hit in hits}


def test_from_an_upload_to_a_rollback(service: httpx2.Client) -> None:
    now = done(service, "build", by="王芳")
    first = now["waiting"]
    assert (first["before"], len(first["added"])) == ("", 2)
    done(service, "publish", generation=first["generation"], by="王芳")
    assert found(service, first["generation"]) == {"云岭区2023.txt", "石桥区2024.txt"}

    assert put(service, "新报/松岗区2024.txt", report("松岗区", 2024, 63).encode()).json()["outcome"] == "added"
    second = done(service, "build")["waiting"]
    assert (second["added"], second["changed"], second["removed"]) == (["新报/松岗区2024.txt"], [], [])
    assert (second["reports_before"], second["reports"]) == (2, 3)
    assert "新报/松岗区2024.txt" not in found(service, first["generation"])
    now = done(service, "publish", generation=second["generation"])
    assert (now["served"], now["waiting"]) == (second["generation"], None)
    assert "新报/松岗区2024.txt" in found(service, second["generation"])

    done(service, "rollback", because="误放", by="李明")
    assert "新报/松岗区2024.txt" not in found(service, first["generation"])
    latest = service.get(f"{BASE}/history").json()["entries"][0]
    assert (latest["act"], latest["because"]) == ("rolled-back", "误放")
    assert latest["by"].startswith("李明（")


def test_a_worse_index_is_published_with_a_reason_only(service: httpx2.Client, settings: Settings) -> None:
    question = "石桥区受理多少医疗纠纷\t石桥区2024.txt\t全年受理医疗纠纷41件\n"
    (settings.archive / "golden.tsv").write_text(question, encoding="utf-8")
    first = done(service, "build")["waiting"]["generation"]
    done(service, "publish", generation=first)
    service.delete(f"{BASE}/files/{quote('石桥区2024.txt')}")
    second = done(service, "build")["waiting"]
    assert second["worse"] and (second["golden_before"], second["golden"]) == (1.0, 0.0)
    refused = service.post(f"{BASE}/publish", json={"generation": second["generation"], "because": " "})
    assert (refused.status_code, refused.json()["field"]) == (422, "because")
    now = done(service, "publish", generation=second["generation"], because="来函要求撤下")
    assert now["served"] == second["generation"]
    latest = service.get(f"{BASE}/history").json()["entries"][0]
    assert (latest["act"], latest["before"], latest["because"]) == ("forced", first, "来函要求撤下")


def test_a_name_that_exists_is_asked_about_and_the_old_file_is_kept(service: httpx2.Client, settings: Settings) -> None:
    name, data = "云岭区2023.txt", report("云岭区", 2023, 99).encode()
    old = (settings.archive / name).read_bytes()
    assert put(service, name, old).json()["outcome"] == "same"
    refused = put(service, name, data)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:jiejian:exists")
    assert (settings.archive / name).read_bytes() == old
    assert put(service, name, data, replace="true").json()["outcome"] == "replaced"
    assert (settings.archive / name).read_bytes() == data
    assert [p.read_bytes() for p in (settings.index / "removed").rglob("*.txt")] == [old]


def test_what_may_be_taken_out_is_told_before_any_build(settings: Settings) -> None:
    workshop = workshop_of(replace(settings, index=settings.archive / "索引"))
    for name in ("新报/松岗区2024.zip", "golden.tsv", ".隐.txt", "~$甲.docx", "索引/CURRENT", "索引/history.jsonl"):
        (settings.archive / name).parent.mkdir(exist_ok=True)
        (settings.archive / name).write_text("甲", encoding="utf-8")
    assert held(workshop) == ["golden.tsv", "云岭区2023.txt", "新报/松岗区2024.zip", "石桥区2024.txt"]


def test_the_files_of_the_archive_are_told(service: httpx2.Client) -> None:
    assert service.get(f"{BASE}/files").json() == {"files": ["云岭区2023.txt", "石桥区2024.txt"]}


def test_what_is_taken_out_is_kept(service: httpx2.Client, settings: Settings) -> None:
    name = "云岭区2023.txt"
    old = (settings.archive / name).read_bytes()
    kept = service.delete(f"{BASE}/files/{quote(name)}").json()["kept"]
    assert not (settings.archive / name).exists()
    assert Path(kept).read_bytes() == old
    assert service.delete(f"{BASE}/files/{quote(name)}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../外.txt",
        "甲/../../外.txt",
        "/etc/外.txt",
        "C:\\外.txt",
        "甲\\..\\外.txt",
        "外\n.txt",
        "外\x00.txt",
        ".外.txt",
        "~$外.docx",
        "thumbs.db",
        "CURRENT",  # would make the archive an index of ours, and hide its reports
        "甲/generations/外.txt",
        "云岭区2023.txt/外.txt",  # below a file
        "外" * 100 + ".txt",  # 304 bytes
    ],
)
def test_a_hostile_name_is_refused_and_nothing_is_written(name: str, idle: tuple[httpx2.Client, Path]) -> None:
    service, archive = idle
    before = sorted(archive.parent.rglob("*"))
    answer = put(service, name, b"text")
    assert answer.status_code in (404, 422), answer.text  # a line break fits no route
    assert answer.json()["cure"]
    assert sorted(archive.parent.rglob("*")) == before


def test_a_link_out_of_the_archive_is_not_followed(service: httpx2.Client, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (archive / "链接").symlink_to(tmp_path / "elsewhere")
    assert put(service, "链接/甲.txt", b"text").status_code == 422
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"x" * 1_000_001, "超过上限 1 MB"), (b"", "空"), (b"\x7fELF" + b"x" * 99, "程序文件"), (b"Rar!\x1a\x07x", "RAR")],
)
def test_what_cannot_be_a_report_is_refused_with_its_reason(
    data: bytes, told: str, idle: tuple[httpx2.Client, Path]
) -> None:
    answer = put(idle[0], "甲.txt", data)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def test_one_job_at_a_time_and_it_can_be_cancelled(service: httpx2.Client) -> None:
    assert service.post(f"{BASE}/build", json={}).status_code == 202
    second = service.post(f"{BASE}/build", json={})
    assert (second.status_code, second.json()["type"]) == (409, "urn:jiejian:busy")
    service.delete(f"{BASE}/job")
    now = ended(service)
    assert (now["job"]["state"], now["served"], now["waiting"]) == ("cancelled", "", None)
    assert done(service, "build")["waiting"]["reports"] == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8710"},  # a name bent to this machine
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"x-jiejian-maintenance": "0"},  # a form of another site cannot set it at all
    ],
    ids=str,
)
def test_another_site_cannot_maintain(headers: dict[str, str], idle: tuple[httpx2.Client, Path]) -> None:
    service, archive = idle
    before = sorted(archive.iterdir())
    assert service.put(f"{BASE}/files/a.txt", content=b"text", headers=headers).status_code == 403
    assert service.delete(f"{BASE}/files/{quote('云岭区2023.txt')}", headers=headers).status_code == 403
    for work in ("build", "publish", "rollback"):
        assert service.post(f"{BASE}/{work}", json={"generation": "x"}, headers=headers).status_code == 403
    assert sorted(archive.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "on", "told"),
    [
        ({}, True, ""),
        ({"host": "0.0.0.0"}, False, "对外开放"),
        ({"host": "0.0.0.0", "maintenance": "everywhere"}, True, ""),
        ({"maintenance": "off"}, False, "已关闭"),
        ({"archive": Path("none")}, False, "不知道档案"),
    ],
)
def test_it_is_on_only_where_it_should_be(change: dict[str, Any], on: bool, told: str, settings: Settings) -> None:
    with maintained(replace(settings, **change)) as client:
        now = client.get(BASE).json()
        assert now["on"] is on
        assert told in now["reason"]
        assert put(client, "甲.txt", report("甲区", 2024, 5).encode()).status_code == (200 if on else 403)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("", False), ("10.0.0.8", False), ("archive.example", False)],
)  # fmt: skip
def test_what_listens_on_this_machine_only(host: str, local: bool) -> None:
    assert is_local(host) is local
