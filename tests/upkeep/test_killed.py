"""Killed at any moment, or out of disk: what was there is there, and the next try succeeds."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import BackupError, GenerationError
from indexer.intake.gather import silent
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Generation
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.bundle import opened
from indexer.upkeep.generations import look
from indexer.upkeep.restore import restore
from tests.upkeep.killed import Work, Worker
from tests.upkeep.scene import killed_in, seconds_of
from tests.upkeep.test_backup import tree

KILLS = 4  # of each; tests/benchmarks/upkeep.py takes more


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def test_backup_killed(made: Settings, archive: Path, tmp_path: Path, worker: Worker) -> None:
    chance = random.Random(5)
    file = tmp_path / "备份.zip"
    work = Work("backup", str(made.index), str(archive), str(file))
    whole = seconds_of(work, worker)
    for _ in range(KILLS):
        killed_in(chance.random() * whole, work, worker)
        with opened(file, silent):  # the one before, or the new one
            pass
    backup(file, made, Wish(archive), {}, silent, force=True)
    assert [p.name for p in tmp_path.iterdir() if "备份" in p.name] == ["备份.zip"]
    assert [f for f in look(made.index) if f.code != "building"] == []


def test_restore_killed(made: Settings, archive: Path, tmp_path: Path, worker: Worker) -> None:
    chance = random.Random(5)
    file, target = tmp_path / "备份.zip", tmp_path / "取回"
    backup(file, made, Wish(archive, cache=True), {}, silent)
    whole = seconds_of(Work("restore", str(tmp_path / "先" / "索引"), str(tmp_path / "先" / "档案"), str(file)), worker)
    for number in range(KILLS):
        index = made.index if number % 2 else tmp_path / "别处" / str(number)
        killed_in(chance.random() * whole, Work("restore", str(index), str(target / str(number)), str(file)), worker)
        try:
            Generation.open(current(index)).close()
        except GenerationError:
            assert index != made.index  # there was none, and there is none
        if (target / str(number)).exists():
            assert tree(target / str(number)) == tree(archive)
        restore(file, Settings(index=index), target / str(number), lambda _index, _proof: None, silent)
        assert [f for f in look(index) if f.code != "building"] == []
        assert tree(target / str(number)) == tree(archive)
        assert list(target.glob(".*")) == []


@pytest.mark.parametrize("act", ["backup", "restore"])
def test_out_of_disk(made: Settings, archive: Path, tmp_path: Path, act: str, worker: Worker) -> None:
    file, target, index = tmp_path / "备份.zip", tmp_path / "取回", tmp_path / "别处"
    backup(file, made, Wish(archive, cache=True), {}, silent)
    before = file.read_bytes()
    for size in (1000, 10_000, len(before) // 2):
        work = Work(act, str(made.index if act == "backup" else index), str(archive), str(file), most=size)
        ended = worker.done(work if act == "backup" else replace(work, archive=str(target)))
        if ended.status == 0:
            continue  # none of its files was that large
        assert "原有的内容未动" in ended.said
        assert file.read_bytes() == before
        assert not target.exists()
        with pytest.raises(GenerationError):
            current(index)
        assert [p.name for p in tmp_path.rglob("*.partial")] == []
    restore(file, Settings(index=index), target, lambda _index, _proof: None, silent)
    assert tree(target) == tree(archive)


def test_a_disk_that_cannot_hold_it_is_told_before_anything_is_written(
    made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.upkeep.aside.shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 10}))
    with pytest.raises(BackupError, match="只剩 10 字节"):
        backup(tmp_path / "备份.zip", made, Wish(), {}, silent)
    assert not (tmp_path / "备份.zip").exists()
