"""The doctor on an index: whole is silent, and whatever is changed in it is named with what repairs it."""

import json
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from indexer.history import CURRENT
from indexer.publish import current, generations, only_builder
from indexer.settings import Settings
from indexer.snapshot import seal
from indexer.upkeep.finding import Finding, Severity
from indexer.upkeep.generations import look


def found(settings: Settings) -> list[tuple[str, str]]:
    return [(f.code, f.severity.value) for f in look(settings.index)]


def only(settings: Settings) -> Finding:
    [finding] = look(settings.index)
    return finding


def test_of_a_whole_index_there_is_nothing_to_say(made: Settings) -> None:
    assert list(look(made.index)) == []


def test_no_index(tmp_path: Path) -> None:
    [finding] = look(tmp_path / "无")
    assert (finding.code, finding.severity) == ("no-index", Severity.ERROR)
    assert "jiejian build" in finding.cure


def no_current(index: Path) -> None:
    (index / CURRENT).unlink()


def current_of_nothing(index: Path) -> None:
    (index / CURRENT).write_text("20200101-000000-abcd\n", encoding="utf-8")


def current_that_leads_out(index: Path) -> None:
    (index / CURRENT).write_text("../../档案\n", encoding="utf-8")


def current_of_no_text(index: Path) -> None:
    (index / CURRENT).write_bytes(b"\xff\x00\xfe")


@pytest.mark.parametrize("harm", [no_current, current_of_nothing, current_that_leads_out, current_of_no_text])
def test_a_current_that_names_no_generation(made: Settings, harm: Callable[[Path], None]) -> None:
    harm(made.index)
    assert ("current-broken", "error") in found(made)


STRAYS: list[tuple[Callable[[Path], object], tuple[str, str]]] = [
    (lambda g: (g / "archive.sqlite-wal").write_bytes(b"wal"), ("stray", "warning")),
    (lambda g: (g / "archive.sqlite-shm").write_bytes(b"shm"), ("stray", "warning")),
    (lambda g: (g / "archive.sqlite-journal").write_bytes(b"journal"), ("stray", "warning")),
    (lambda g: (g / "说明.txt").write_text("", encoding="utf-8"), ("stray", "warning")),
    (lambda g: (g / "terms" / "00.store").write_bytes(b""), ("stray", "warning")),
    (lambda g: (g / "terms" / "my.lock").write_bytes(b"not empty"), ("stray", "warning")),
    (lambda g: (g / "空").mkdir(), ("stray", "warning")),
    (lambda g: (g / "link").symlink_to("/etc/hostname"), ("link", "error")),
    (lambda g: (g / "断").symlink_to(g / "无"), ("link", "error")),
    (lambda g: os.mkfifo(g / "管道"), ("stray", "warning")),
]


@pytest.mark.parametrize(("add", "told"), STRAYS)
def test_what_the_manifest_does_not_vouch_for(made: Settings, add: Callable[[Path], object], told) -> None:
    add(current(made.index))
    assert found(made) == [told]
    assert only(made).cure


def test_a_file_that_is_a_link_to_the_same_bytes_is_no_part_of_the_index(made: Settings) -> None:
    path = current(made.index) / "vectors.faiss"
    elsewhere = made.index.parent / "别处.faiss"
    path.replace(elsewhere)
    path.symlink_to(elsewhere)
    assert found(made) == [("link", "error")]


def test_each_damaged_file_is_named(made: Settings) -> None:
    folder = current(made.index)
    (folder / "vectors.faiss").unlink()
    (folder / "intake.json").write_text("{}", encoding="utf-8")
    told = list(look(made.index))
    assert sorted(Path(f.where).name for f in told) == ["intake.json", "vectors.faiss"]
    assert {f.code for f in told} == {"file-broken"}
    assert all("jiejian restore" in f.cure for f in told)


def test_a_damaged_generation_that_is_not_served_is_to_be_removed(made: Settings) -> None:
    folder = current(made.index)
    copy = folder.with_name("20200101-000000-abcd")
    copy.mkdir()
    (copy / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    told = list(look(made.index))
    assert {f.code for f in told} == {"file-broken"}
    assert {f.cure for f in told} == {f"它没有在用，请删除：rm -r {copy}"}


def test_an_old_generation_of_an_older_format_is_no_harm(made: Settings) -> None:
    copy = generations(made.index) / "20200101-000000-abcd"
    copy.mkdir()
    (copy / "manifest.json").write_text('{"format": 1}', encoding="utf-8")
    assert found(made) == [("format-older", "warning")]


def test_a_served_generation_of_an_older_format_must_be_built_anew(made: Settings) -> None:
    path = current(made.index) / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "format": 1}), encoding="utf-8")
    assert found(made) == [("format-older", "error")]
    assert "jiejian build" in only(made).cure


def test_stores_that_do_not_agree_although_their_checksums_do(made: Settings) -> None:
    """As if a fault of ours had sealed them so."""
    folder = current(made.index)
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store, store:
        store.execute("DELETE FROM sentences WHERE passage = 0")
    reseal(folder)
    assert found(made) == [("parts-disagree", "error")]
    with closing(sqlite3.connect(folder / "archive.sqlite")) as store, store:
        store.execute("DELETE FROM passages WHERE id = 0")
    reseal(folder)
    assert found(made) == [("not-opened", "error")]


def reseal(folder: Path) -> None:
    data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said = {key: value for key, value in data.items() if key not in ("checksum", "format", "files")}
    (folder / "manifest.json").unlink()
    seal(folder, said)


def test_what_killed_builds_left_is_told_unless_one_is_at_work(made: Settings) -> None:
    left = generations(made.index) / ".20200101-000000-abcd.partial"
    left.mkdir()
    (left / "vectors.faiss").write_bytes(b"half")
    assert found(made) == [("leftover", "warning")]
    assert "4 字节" in only(made).what
    with only_builder(made.index):
        assert found(made) == [("building", "warning")]
        assert str(os.getpid()) in only(made).what


def test_every_byte_counts(made: Settings) -> None:
    """Any byte changed to any other, in any file of a generation: a sample; the benchmark takes a thousand."""
    chance = random.Random(5)
    files = sorted(p for p in current(made.index).rglob("*") if p.is_file() and p.stat().st_size)
    for path in files:
        whole = path.read_bytes()
        for _ in range(4 if path.name == "manifest.json" else 1):
            flip(path, whole, chance)
            assert any(f.severity is Severity.ERROR for f in look(made.index)), path
        path.write_bytes(whole)
    assert list(look(made.index)) == []


def flip(path: Path, whole: bytes, chance: random.Random) -> None:
    data = bytearray(whole)
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    path.write_bytes(data)


def test_a_blank_in_the_manifest_that_became_a_tab(made: Settings) -> None:
    path = current(made.index) / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b" ", b"\t", 1))
    assert found(made) == [("manifest-broken", "error")]
