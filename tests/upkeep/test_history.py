"""The history is true whoever is killed and whatever byte is changed; so is the name of what is served."""

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.errors import GenerationError
from indexer.history import CURRENT, HISTORY, Act, append, damaged, entry, line_of, read_history, settle
from indexer.publish import current, generations, only_builder, publish, serve
from indexer.settings import Settings
from indexer.upkeep.generations import look


def published(name: str, before: str = "") -> bytes:
    return line_of(entry(Act.PUBLISHED, name, before, "", {"reports": 2}))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index where 一代 and then 二代 were served."""
    for name in ("一代", "二代"):
        (generations(tmp_path) / name).mkdir(parents=True)
        serve(tmp_path, entry(Act.PUBLISHED, name, "一代" if name == "二代" else "", "", {"reports": 2}))
    return tmp_path


def test_what_is_served_is_told_of_once(index: Path) -> None:
    assert [e.generation for e in read_history(index)] == ["一代", "二代"]
    settle(index)
    assert len((index / HISTORY).read_bytes().splitlines()) == 2


def test_a_line_that_was_never_written_is_told_by_current(index: Path) -> None:
    whole = (index / HISTORY).read_bytes()
    last = read_history(index)[-1]
    (index / HISTORY).write_bytes(whole.splitlines(keepends=True)[0])
    assert read_history(index)[-1] == last
    append(index, entry(Act.REFUSED, "三代", "二代", "少了", {}))
    assert [e.act for e in read_history(index)] == [Act.PUBLISHED, Act.PUBLISHED, Act.REFUSED]


@pytest.mark.parametrize("half", [1, 40, -1])
def test_a_line_that_was_left_half_gives_way(index: Path, half: int) -> None:
    with (index / HISTORY).open("ab") as file:
        file.write(published("三代", "二代")[:half])
    assert [e.generation for e in read_history(index)] == ["一代", "二代"]
    assert damaged(index) == 1
    append(index, entry(Act.REFUSED, "四代", "二代", "少了", {}))
    assert [e.generation for e in read_history(index)] == ["一代", "二代", "四代"]
    assert damaged(index) == 0


def test_a_name_that_was_put_into_current_by_hand_has_no_history(index: Path) -> None:
    publish(index, "一代")
    assert current(index).name == "一代"
    assert [e.generation for e in read_history(index)] == ["一代", "二代"]


def test_lines_of_earlier_versions_have_no_checksum(index: Path) -> None:
    old = json.dumps(asdict(entry(Act.PUBLISHED, "〇代", "", "", {})), ensure_ascii=False)
    (index / HISTORY).write_text(old + "\n" + (index / HISTORY).read_text(encoding="utf-8"), encoding="utf-8")
    assert [e.generation for e in read_history(index)] == ["〇代", "一代", "二代"]
    assert damaged(index) == 0


def test_a_reason_with_line_separators_or_no_text(index: Path) -> None:
    append(index, entry(Act.REFUSED, "三代", "二代", "甲\u2028乙\x85丙\udc80", {}))
    assert read_history(index)[-1].because == "甲\u2028乙\x85丙\udc80"


def test_every_byte_of_the_history_counts(index: Path) -> None:
    path = index / HISTORY
    whole, entries = path.read_bytes(), read_history(index)
    for at in range(len(whole)):
        path.write_bytes(flipped(whole, at))
        assert damaged(index) or read_history(index) == entries, at
    path.write_bytes(whole)
    assert damaged(index) == 0


def test_a_changed_current_names_the_same_generation_or_none(made: Settings) -> None:
    path = made.index / CURRENT
    whole, served, told = path.read_bytes(), current(made.index), read_history(made.index)
    for at in range(len(whole)):
        path.write_bytes(flipped(whole, at))
        try:
            assert current(made.index) == served
        except GenerationError as error:
            assert "jiejian build" in error.cure
        assert read_history(made.index) == told
    path.write_bytes(flipped(whole, 3))
    assert ("current-broken", "error") in [(f.code, f.severity.value) for f in look(made.index)]


def test_a_changed_history_is_told_by_the_doctor(made: Settings) -> None:
    path = made.index / HISTORY
    path.write_bytes(path.read_bytes().replace(b'"reports": ', b'"reports": 1'))
    [finding] = look(made.index)
    assert (finding.code, finding.severity.value) == ("history-broken", "warning")
    assert "1 行" in finding.what


@pytest.mark.parametrize("left", [b"", b"\xff\x00\xfe", "进程号 1，主机 甲，始于 昨天".encode()])
def test_whatever_stands_in_the_lock_file_it_can_be_had(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "build.lock").write_bytes(left)
    with only_builder(tmp_path):
        (tmp_path / "build.lock").write_bytes(left)
        with pytest.raises(GenerationError, match="另一个进程"), only_builder(tmp_path):
            pass


def flipped(whole: bytes, at: int) -> bytes:
    """With the byte at `at` another one."""
    return whole[:at] + bytes([whole[at] ^ random.Random(at).randrange(1, 256)]) + whole[at + 1 :]
