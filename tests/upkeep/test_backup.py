"""A backup comes back byte for byte, or not at all; whatever is done to it or to those who write it."""

import json
import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import BackupError, GenerationError
from indexer.history import served_before
from indexer.intake.gather import silent
from indexer.publish import current, generations, only_builder
from indexer.settings import Settings
from indexer.upkeep.backup import BackedUp, Wish, backup
from indexer.upkeep.bundle import BundleWriter, opened
from indexer.upkeep.restore import Restored, restore

PROOF = {"questions": ["医疗纠纷怎么调解"]}
_ALONE = Wish()


def saved(settings: Settings, target: Path, wish: Wish = _ALONE, *, force: bool = False) -> BackedUp:
    return backup(target, settings, wish, PROOF, silent, force=force)


def brought_back(source: Path, settings: Settings, archive: Path | None = None) -> Restored:
    return restore(source, settings, archive, trusting, silent)


def trusting(index: Path, proof: Mapping[str, Any]) -> None:
    assert proof == PROOF
    assert current(index).is_dir()


def tree(folder: Path) -> dict[str, bytes]:
    """Contents of all files by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def elsewhere(made: Settings, tmp_path: Path) -> Settings:
    """Another machine, as it were."""
    return replace(made, index=tmp_path / "别处" / "索引")


@pytest.fixture
def file(made: Settings, archive: Path, tmp_path: Path) -> Path:
    """A backup of index and archive."""
    saved(made, tmp_path / "备份.zip", Wish(archive))
    return tmp_path / "备份.zip"


def test_what_comes_back_is_what_went_in(made: Settings, elsewhere: Settings, archive: Path, file: Path) -> None:
    done = brought_back(file, elsewhere, elsewhere.index.parent / "档案")
    assert tree(current(elsewhere.index)) == {
        name: data for name, data in tree(current(made.index)).items() if not name.endswith(".lock")
    }
    assert tree(elsewhere.index.parent / "档案") == tree(archive)
    assert (done.served, done.reports, done.archive_files) == (current(made.index).name, 3, len(tree(archive)))
    assert sorted(p.name for p in elsewhere.index.iterdir()) == [
        "CURRENT",
        "build.lock",
        "generations",
        "history.jsonl",
    ]


def test_the_times_of_the_reports_come_back(elsewhere: Settings, archive: Path, file: Path) -> None:
    brought_back(file, elsewhere, elsewhere.index.parent / "档案")
    name = "桐陂区2023.txt"
    assert (elsewhere.index.parent / "档案" / name).stat().st_mtime_ns == (archive / name).stat().st_mtime_ns


def test_it_is_an_ordinary_zip_with_the_settings_in_its_list(made: Settings, tmp_path: Path) -> None:
    saved(replace(made, passage_characters=120), tmp_path / "备份.zip")
    with zipfile.ZipFile(tmp_path / "备份.zip") as archive:
        assert archive.testzip() is None
        about = json.loads(archive.read("backup.json"))["about"]
    assert about["settings"] == {"JIEJIAN_PASSAGE_CHARACTERS": "120", "JIEJIAN_READING_WORKERS": "1"}
    assert about["proof"] == PROOF


def test_all_generations_the_cache_and_what_lies_beside(made: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    older = generations(made.index) / "20200101-000000-abcd"
    shutil.copytree(current(made.index), older)
    (made.index / "history.jsonl").write_text('{"when": "2026"}\n', encoding="utf-8")
    told = saved(made, tmp_path / "备份.zip", Wish(every_generation=True, cache=True))
    assert told.generations == (older.name, current(made.index).name)
    done = brought_back(tmp_path / "备份.zip", elsewhere)
    assert done.generations == told.generations
    assert current(elsewhere.index).name == current(made.index).name
    kept, now = (elsewhere.index / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert kept == '{"when": "2026"}'
    assert json.loads(now)["act"] == "restored"
    assert tree(elsewhere.index / "cache") == tree(made.index / "cache")


def test_the_archive_may_hold_the_index_and_the_backup_itself(made: Settings, archive: Path) -> None:
    inside = replace(made, index=archive / "index")
    shutil.copytree(made.index, inside.index)
    before = {name for name in tree(archive) if not name.startswith("index/")}
    saved(inside, archive / "备份.zip", Wish(archive))
    told = saved(inside, archive / "备份.zip", Wish(archive), force=True)
    assert told.archive_files == len(before)


def test_names_of_every_kind_come_back(made: Settings, elsewhere: Settings, archive: Path, tmp_path: Path) -> None:
    for name in (
        "带 空格.txt",
        "a'\"&%.txt",
        ".隐藏",
        "深/更深/文件",
        "\u6850\u9642\u533a.TXT",
        "nfd\u0301.txt",
        "%E4.txt",
    ):
        (archive / name).parent.mkdir(parents=True, exist_ok=True)
        (archive / name).write_text(name, encoding="utf-8")
    gbk = Path(os.fsdecode(os.fsencode(archive) + "/桐陂区.txt".encode("gb18030")))
    gbk.write_bytes(b"gbk")
    saved(made, tmp_path / "备份.zip", Wish(archive))
    target = tmp_path / "取回"
    brought_back(tmp_path / "备份.zip", elsewhere, target)
    assert tree(target) == tree(archive)


def test_what_cannot_be_taken_is_told(made: Settings, archive: Path, tmp_path: Path) -> None:
    (archive / "断.txt").symlink_to(archive / "无.txt")
    (archive / "夹").symlink_to(made.index.parent)
    os.mkfifo(archive / "管道")
    told = saved(made, tmp_path / "备份.zip", Wish(archive))
    assert {(Path(path).name, why) for path, why in told.left_out} == {
        ("断.txt", "是断开的链接"),
        ("夹", "是指向文件夹的链接，建索引也不读它"),
        ("管道", "不是普通文件"),
    }


@pytest.mark.parametrize(
    ("manifest", "at"),
    [("档案/改.csv", "改.csv"), ("别处的/改.csv", "改.csv"), ("别处的/manifest.csv", "另存-manifest.csv")],
)
def test_the_list_that_a_setting_names_comes_back_wherever_it_was(
    made: Settings, elsewhere: Settings, archive: Path, tmp_path: Path, manifest: str, at: str
) -> None:
    (archive / "manifest.csv").write_text("file,year\n桐陂区2023.txt,2001\n", encoding="utf-8")
    listed = archive / "改.csv" if manifest.startswith("档案/") else tmp_path / manifest
    listed.parent.mkdir(exist_ok=True)
    listed.write_text("file,year\n桐陂区2023.txt,2002\n", encoding="utf-8")
    saved(replace(made, manifest=listed), tmp_path / "备份.zip", Wish(archive))
    back = elsewhere.index.parent / "档案"
    done = brought_back(tmp_path / "备份.zip", elsewhere, back)
    assert done.settings["JIEJIAN_MANIFEST"] == str(back / at)
    assert [(back / name).read_text(encoding="utf-8")[-5:-1] for name in (at, "manifest.csv")] == ["2002", "2001"]


def test_a_list_that_is_not_there_is_told(made: Settings, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"清单文件.*JIEJIAN_MANIFEST"):
        saved(replace(made, manifest=tmp_path / "无.csv"), tmp_path / "备份.zip", Wish(archive))
    assert not (tmp_path / "备份.zip").exists()


def test_a_file_is_overwritten_only_when_told_so(made: Settings, tmp_path: Path) -> None:
    target = tmp_path / "备份.zip"
    target.write_bytes(b"precious")
    with pytest.raises(BackupError, match="已经存在"):
        saved(made, target)
    assert target.read_bytes() == b"precious"
    saved(made, target, force=True)
    with opened(target, silent) as bundle:
        assert bundle.contents.about["served"] == current(made.index).name


def test_a_damaged_index_is_not_backed_up(made: Settings, tmp_path: Path) -> None:
    path = current(made.index) / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(BackupError, match=r"vectors\.faiss 与索引的清单不符"):
        saved(made, tmp_path / "备份.zip")
    assert [p.name for p in tmp_path.iterdir() if "备份" in p.name] == []


# Damage


def test_every_byte_of_a_backup_counts(file: Path) -> None:
    chance, whole = random.Random(5), file.read_bytes()
    places = [chance.randrange(len(whole)) for _ in range(300)]
    for at in [*places, *range(len(whole) - 200, len(whole)), *range(60)]:
        data = bytearray(whole)
        data[at] ^= chance.randrange(1, 256)
        file.write_bytes(data)
        with pytest.raises(BackupError), opened(file, silent):
            pass
    file.write_bytes(whole)
    with opened(file, silent):
        pass


CUTS: list[Callable[[bytes], bytes]] = [
    lambda data: b"",
    lambda data: data[:100],
    lambda data: data[:-1],
    lambda data: data[: len(data) // 2],
    lambda data: data + b"\0",
    lambda data: data + data,
    lambda data: b"\0" + data,
]


@pytest.mark.parametrize("cut", CUTS)
def test_a_backup_that_is_shorter_or_longer(made: Settings, file: Path, cut: Callable[[bytes], bytes]) -> None:
    before = tree(made.index)
    file.write_bytes(cut(file.read_bytes()))
    with pytest.raises(BackupError):
        brought_back(file, made)
    assert tree(made.index) == before


def test_what_is_no_backup(made: Settings, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "别的.zip", "w") as archive:
        archive.writestr("报告.txt", "甲" * 1000)
    with pytest.raises(BackupError, match="不是借鉴的备份文件"):
        brought_back(tmp_path / "别的.zip", made)
    with pytest.raises(BackupError, match="打不开备份文件"):
        brought_back(tmp_path / "无.zip", made)
    with pytest.raises(BackupError):
        brought_back(tmp_path, made)


ASTRAY = [
    "../外.txt",
    "archive/../../外.txt",
    "/外.txt",
    "archive//外.txt",
    "archive/./外.txt",
    "archive/",
    "C:/外.txt",
    "archive\\..\\外.txt",
    "archive-bytes/..%2F..%2F外.txt",
    "archive-bytes/%2Fetc%2F外",
    "别的/外.txt",
]


@pytest.mark.parametrize("name", ASTRAY)
def test_a_path_that_leads_out_is_refused_before_anything_is_written(made: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / "甲.txt").write_text("甲", encoding="utf-8")
    with (tmp_path / "坏.zip").open("x+b") as out, BundleWriter(out) as writer:
        writer.add(name, tmp_path / "甲.txt")
        writer.close({"served": current(made.index).name})
    before = tree(tmp_path)
    with pytest.raises(BackupError):
        brought_back(tmp_path / "坏.zip", made, tmp_path / "取回")
    assert tree(tmp_path) == before


def test_a_link_in_a_backup_is_refused(made: Settings, file: Path, tmp_path: Path) -> None:
    with (tmp_path / "坏.zip").open("x+b") as out, BundleWriter(out) as writer:
        writer.add("archive/甲.txt", file)
        for info in writer._zip.infolist():
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
        writer.close({})
    with pytest.raises(BackupError, match="不是普通文件"):
        brought_back(tmp_path / "坏.zip", made)


# Where something is already


def test_a_living_index_is_never_overwritten(made: Settings, file: Path) -> None:
    before = tree(current(made.index))
    assert brought_back(file, made).served == current(made.index).name
    assert tree(current(made.index)) == before
    assert [p.name for p in generations(made.index).iterdir()] == [current(made.index).name]


def test_another_index_keeps_its_generation_to_go_back_to(made: Settings, file: Path) -> None:
    own = current(made.index)
    other = own.with_name("20990101-000000-abcd")
    own.rename(other)
    (made.index / "CURRENT").write_text(other.name + "\n", encoding="utf-8")
    done = brought_back(file, made)
    assert current(made.index).name == done.served == own.name
    assert other.is_dir()
    assert served_before(made.index)[:2] == [own.name, other.name]  # what a rollback goes by


def test_beside_a_damaged_generation_of_its_name_it_gets_another(made: Settings, file: Path) -> None:
    own = current(made.index)
    (own / "vectors.faiss").write_bytes(b"")
    done = brought_back(file, made)
    assert done.served.startswith(f"{own.name}-")
    assert current(made.index).name == done.served
    assert (own / "vectors.faiss").read_bytes() == b""


def test_other_files_where_the_archive_should_go(made: Settings, file: Path, tmp_path: Path) -> None:
    (tmp_path / "取回").mkdir()
    (tmp_path / "取回" / "别的.txt").write_text("别的", encoding="utf-8")
    served = current(made.index)
    with pytest.raises(BackupError, match="里已有别的文件"):
        brought_back(file, made, tmp_path / "取回")
    assert tree(tmp_path / "取回") == {"别的.txt": "别的".encode()}
    assert current(made.index) == served


def test_twice_is_as_once(elsewhere: Settings, file: Path, tmp_path: Path) -> None:
    (tmp_path / "取回").mkdir()
    brought_back(file, elsewhere, tmp_path / "取回")
    before = (tree(current(elsewhere.index)), tree(tmp_path / "取回"))
    brought_back(file, elsewhere, tmp_path / "取回")
    assert (tree(current(elsewhere.index)), tree(tmp_path / "取回")) == before


def test_an_archive_is_asked_for_and_there_is_none(made: Settings, tmp_path: Path) -> None:
    saved(made, tmp_path / "备份.zip")
    with pytest.raises(BackupError, match="没有报告原件"):
        brought_back(tmp_path / "备份.zip", made, tmp_path / "取回")


def test_what_fails_its_proof_is_not_served(elsewhere: Settings, file: Path, tmp_path: Path) -> None:
    def doubting(_index: Path, _proof: Mapping[str, Any]) -> None:
        raise BackupError("答得不同", "")

    with pytest.raises(BackupError, match="答得不同"):
        restore(file, elsewhere, tmp_path / "取回", doubting, silent)
    assert not (tmp_path / "取回").exists()
    with pytest.raises(GenerationError):
        current(elsewhere.index)
    assert [p.name for p in elsewhere.index.iterdir()] == ["build.lock"]


def test_nobody_may_build_meanwhile(made: Settings, file: Path, tmp_path: Path) -> None:
    with only_builder(made.index):
        with pytest.raises(GenerationError):
            brought_back(file, made)
        saved(made, tmp_path / "另.zip")  # whole generations do not change
        with pytest.raises(GenerationError):
            saved(made, tmp_path / "带缓存.zip", Wish(cache=True))
