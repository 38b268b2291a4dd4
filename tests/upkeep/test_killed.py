"""Killed at any moment, or out of disk: what was there is there, and the next try succeeds."""

import random
import subprocess
import sys
import time
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
from tests.upkeep.test_backup import tree

ROOT = Path(__file__).resolve().parents[2]
KILLS = 4  # of each; tests/benchmarks/upkeep.py takes more


def working(act: str, file: Path, index: Path, archive: Path, *more: object) -> subprocess.Popen[str]:
    """The work in a process of its own, at the moment that it begins."""
    command = [sys.executable, "-m", "tests.upkeep.killed", act, str(file), str(index), str(archive), *map(str, more)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def seconds_of(act: str, file: Path, index: Path, archive: Path) -> float:
    """How long the work takes when it is let be."""
    process = working(act, file, index, archive)
    began = time.monotonic()
    process.communicate()
    assert process.returncode == 0
    return time.monotonic() - began


def killed_in(seconds: float, act: str, file: Path, index: Path, archive: Path) -> None:
    process = working(act, file, index, archive)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def test_backup_killed(made: Settings, archive: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    file = tmp_path / "备份.zip"
    whole = seconds_of("backup", file, made.index, archive)
    for _ in range(KILLS):
        killed_in(chance.random() * whole, "backup", file, made.index, archive)
        with opened(file, silent):  # the one before, or the new one
            pass
    backup(file, made, Wish(archive), {}, silent, force=True)
    assert [p.name for p in tmp_path.iterdir() if "备份" in p.name] == ["备份.zip"]
    assert [f for f in look(made.index) if f.code != "building"] == []


def test_restore_killed(made: Settings, archive: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    file, target = tmp_path / "备份.zip", tmp_path / "取回"
    backup(file, made, Wish(archive, cache=True), {}, silent)
    whole = seconds_of("restore", file, tmp_path / "先" / "索引", tmp_path / "先" / "档案")
    for number in range(KILLS):
        index = made.index if number % 2 else tmp_path / "别处" / str(number)
        killed_in(chance.random() * whole, "restore", file, index, target / str(number))
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
def test_out_of_disk(made: Settings, archive: Path, tmp_path: Path, act: str) -> None:
    file, target, index = tmp_path / "备份.zip", tmp_path / "取回", tmp_path / "别处"
    backup(file, made, Wish(archive, cache=True), {}, silent)
    before = file.read_bytes()
    for size in (0, 10_000, len(before) // 2):
        where = made.index if act == "backup" else index
        process = working(act, file, where, archive if act == "backup" else target, size)
        said, _ = process.communicate()
        if process.returncode == 0:
            continue  # none of its files was that large
        assert "原有的内容未动" in said
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
