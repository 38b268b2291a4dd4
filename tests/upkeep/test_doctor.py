"""The doctor on everything but the index: installation, models, cache, lists, service."""

import hashlib
import json
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

import pytest

from indexer.embed import sealed
from indexer.pretrained.compiled import record_digest
from indexer.pretrained.names import DEFAULT
from indexer.pretrained.record import RECORD, write_record
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import read_manifest
from indexer.upkeep import caches, installation, lists, models, service
from indexer.upkeep.finding import Finding

Usage = namedtuple("Usage", "total used free")


def codes(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.severity.value) for f in findings]


# Installation


def test_what_the_tests_run_in_is_fit(made: Settings) -> None:
    assert [f for f in installation.packages("jiejian") if f.code != "package-missing"] == []
    assert list(installation._python((3, 11))) == []


@pytest.mark.parametrize(
    ("version", "told"),
    [((3, 10), [("python-too-old", "error")]), ((3, 11), []), ((3, 12), [("python-untested", "warning")])],
)
def test_python(version: tuple[int, int], told: list[tuple[str, str]]) -> None:
    assert codes(installation._python(version)) == told


class _Installed(Distribution):
    """What is installed, as a test has it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        raise FileNotFoundError(str(path))


PACKAGES = {
    "甲": "Name: 甲\nVersion: 1.0\nRequires-Dist: b>=2\nRequires-Dist: c\nRequires-Dist: d; extra == 'more'\n",
    "b": "Name: b\nVersion: 1.9\nRequires-Dist: e; python_version < '3'\nRequires-Dist: f[x]\n",
    "f": "Name: f\nVersion: 1+cpu\nRequires-Dist: g==1; extra == 'x'\nRequires-Dist: b\n",
    "g": "Name: g\nVersion: 2\n",
}


def test_requirements_are_followed_with_their_extras_and_markers(monkeypatch: pytest.MonkeyPatch) -> None:
    def installed(name: str) -> Distribution:
        if name not in PACKAGES:
            raise PackageNotFoundError(name)
        return _Installed(PACKAGES[name])

    monkeypatch.setattr(installation, "distribution", installed)
    told = {(f.code, f.where) for f in installation.packages("甲")}
    assert told == {("package-version", "b"), ("package-missing", "c"), ("package-version", "g")}


@pytest.mark.parametrize(
    ("line", "told"),
    [("pip==0.1", 1), ("没有装的包==1", 0), ("# pip==0.1", 0), ("", 0)],
)
def test_other_versions_than_were_tested_are_one_warning(tmp_path: Path, line: str, told: int) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(line + "\n", encoding="utf-8")
    assert codes(installation._unlike(lock)) == [("package-not-locked", "warning")] * told


@pytest.mark.parametrize(
    ("free", "told"),
    [(0, [("disk-full", "error")]), (1 << 20, [("disk-low", "warning")]), (1 << 40, [])],
)
def test_room_on_the_disk(made: Settings, monkeypatch: pytest.MonkeyPatch, free: int, told) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage(1 << 41, 0, free))
    assert codes(installation._room(made.index)) == told


# Models


def prepared(home: Path, name: str = DEFAULT) -> Path:
    folder = home / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"hidden_size": 8}', encoding="utf-8")
    write_record(folder)
    return folder


def test_a_whole_model_that_made_the_index(made: Settings) -> None:
    folder = prepared(made.home)
    assert codes(models._prepared(made.home)) == []
    assert codes(models._compiled(made)) == [("model-slow", "warning")]
    assert list(models._made_by_another(made, f"{DEFAULT}@{record_digest(folder)[:8]}")) == []


def test_no_model(made: Settings) -> None:
    [finding] = models._set(made)
    assert finding.code == "model-missing"
    assert "indexer.pretrained" in finding.cure


def test_any_byte_of_a_model_counts(made: Settings) -> None:
    folder = prepared(made.home)
    path = folder / "config.json"
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert codes(models._prepared(made.home)) == [("model-damaged", "error")]
    path.write_bytes(whole)
    (folder / RECORD).unlink()
    assert codes(models._prepared(made.home)) == [("model-damaged", "error")]


def test_what_a_killed_preparation_left(made: Settings) -> None:
    (made.home / ".e5-small.partial").mkdir(parents=True)
    assert codes(models._prepared(made.home)) == [("model-leftover", "warning")]


@pytest.mark.parametrize("made_by", ["m3e-small@12345678", f"{DEFAULT}@00000000"])
def test_an_index_of_another_model(made: Settings, made_by: str) -> None:
    prepared(made.home)
    assert codes(models._made_by_another(made, made_by)) == [("model-other", "error")]


# Vector cache


def cache(settings: Settings) -> Path:
    [path] = (settings.index / "cache").glob("*.sqlite")
    return path


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def no_database(path: Path) -> None:
    path.write_bytes(b"x" * 5000)


def a_page_of_zeros(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = bytes(4096)
    path.write_bytes(data)


def lengths_mixed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("INSERT INTO vectors VALUES (?, ?)", (b"a", sealed(b"a", bytes(8))))


def other_length(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store, store:
        keys = [key for (key,) in store.execute("SELECT text FROM vectors")]
        store.executemany("UPDATE vectors SET vector = ? WHERE text = ?", [(sealed(k, bytes(8)), k) for k in keys])


CACHES: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "cache-broken"),
    (no_database, "cache-broken"),
    (a_page_of_zeros, "cache-broken"),
    (lengths_mixed, "cache-mixed"),
    (other_length, "cache-dimension"),
]


@pytest.mark.parametrize(("harm", "code"), CACHES)
def test_a_cache_that_would_spoil_a_build(made: Settings, harm: Callable[[Path], None], code: str) -> None:
    manifest = read_manifest(current(made.index))
    assert list(caches.look(made.index, manifest)) == []
    harm(cache(made))
    [finding] = caches.look(made.index, manifest)
    assert (finding.code, finding.severity.value) == (code, "error")
    assert f"rm {cache(made)}" in finding.cure


def test_a_cache_out_of_proportion(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    served = read_manifest(current(made.index))
    monkeypatch.setattr(caches, "_LARGE", 0)
    assert codes(caches.look(made.index, served)) == []
    monkeypatch.setattr(caches, "_TIMES", 0)
    assert codes(caches.look(made.index, served)) == [("cache-large", "warning")]


def test_a_vector_that_was_changed(made: Settings) -> None:
    path = cache(made)
    with closing(sqlite3.connect(path)) as store, store:
        [(key, kept)] = store.execute("SELECT text, vector FROM vectors LIMIT 1").fetchall()
        store.execute("UPDATE vectors SET vector = ? WHERE text = ?", (bytes([kept[0] ^ 1]) + kept[1:], key))
    [finding] = caches.look(made.index, read_manifest(current(made.index)))
    assert (finding.code, finding.severity.value) == ("cache-entry-broken", "warning")
    assert "有 1 个向量" in finding.what


def test_a_cache_entry_that_was_changed(made: Settings) -> None:
    entry = made.index / "cache" / "readings" / "0123"
    entry.parent.mkdir(exist_ok=True)
    payload = b'{"text": "x"}'
    entry.write_bytes(hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload)
    assert list(caches.look(made.index, None)) == []
    entry.write_bytes(entry.read_bytes()[:-1])
    [finding] = caches.look(made.index, None)
    assert (finding.code, finding.severity.value, finding.where) == ("cache-entry-broken", "warning", str(entry))


# Archive


def told_of(archive: Path, made: Settings) -> list[tuple[str, str]]:
    return codes(lists.look(archive, None, current(made.index)))


def test_an_archive_as_it_was_built(archive: Path, made: Settings) -> None:
    assert told_of(archive, made) == []


CHANGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda a: (a / "新区2023.txt").write_text("新", encoding="utf-8"), "新增 1（新区2023.txt）"),
    (lambda a: (a / "桐陂区2023.txt").write_text("改", encoding="utf-8"), "改动 1（桐陂区2023.txt）"),
    (lambda a: (a / "桐陂区2023.txt").unlink(), "移除 1（桐陂区2023.txt）"),
    (lambda a: (a / "桐陂区2023.txt").rename(a / "改名.txt"), "新增 1（改名.txt），移除 1（桐陂区2023.txt）"),
    (
        lambda a: (a / "synonyms.txt").write_text("医调委 = 调解委员会\n", encoding="utf-8"),
        "改动清单 1（synonyms.txt）",
    ),
    (lambda a: (a / "dictionary.txt").unlink(), "改动清单 1（dictionary.txt）"),
]


@pytest.mark.parametrize(("change", "what"), CHANGES)
def test_an_archive_that_changed_since(archive: Path, made: Settings, change, what: str) -> None:
    change(archive)
    [finding] = lists.look(archive, None, current(made.index))
    assert (finding.code, finding.severity.value) == ("archive-changed", "warning")
    assert finding.what == f"建索引后档案有变动：{what}"
    assert finding.cure == f"请重建索引：jiejian build {archive}"


def test_files_that_were_only_touched_did_not_change(archive: Path, made: Settings) -> None:
    for path in archive.rglob("*"):
        path.touch()
    assert told_of(archive, made) == []


BAD_LISTS = [
    ("manifest.csv", "标题\n甲\n".encode(), "archive-broken"),
    ("roster.csv", "省\n某省\n".encode(), "archive-broken"),
    ("places.csv", "名称\n桐陂区\n".encode(), "places-broken"),
    ("dictionary.txt", "会商 500 n\n".encode("utf-16"), "dictionary-broken"),
    ("synonyms.txt", "甲\n".encode(), "synonyms-broken"),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD_LISTS)
def test_a_list_that_would_stop_the_next_build(
    archive: Path, made: Settings, name: str, data: bytes, code: str
) -> None:
    (archive / name).write_bytes(data)
    assert (code, "error") in told_of(archive, made)


def test_a_list_that_is_odd(archive: Path, made: Settings) -> None:
    (archive / "manifest.csv").write_text("file,year\n没有.txt,2023\n", encoding="utf-8")
    assert told_of(archive, made) == [("list-doubt", "warning")]


def test_no_archive(tmp_path: Path, made: Settings) -> None:
    assert told_of(tmp_path / "无", made) == [("archive-broken", "error")]


# Service


@pytest.fixture
def answering() -> Iterator[Callable[[int, object], str]]:
    """Starts a service that gives this status and JSON to everything; its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: object) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, {"generation": "20260101-000000-abcd"}, []),
        (200, {"generation": "20250101-000000-abcd"}, [("service-other", "warning")]),
        (200, "你好", [("service-other", "warning")]),
        (503, {"detail": "目录 index 里没有索引"}, [("service-not-ready", "error")]),
        (500, "no", [("service-not-ready", "error")]),
    ],
)
def test_what_the_service_answers(answering, status: int, body: object, told) -> None:
    assert codes(service.look(answering(status, body), "20260101-000000-abcd")) == told


def test_the_service_says_why(answering) -> None:
    [finding] = service.look(answering(503, {"detail": "目录 index 里没有索引"}), None)
    assert "目录 index 里没有索引" in finding.what


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://没有这台机器.invalid", "8710", "http://"])
def test_nobody_answers(address: str) -> None:
    [finding] = service.look(address, None)
    assert (finding.code, finding.cure) == ("service-unreachable", "请启动检索服务：jiejian serve")
