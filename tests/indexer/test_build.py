"""From an archive to a published generation: what is refused, what is spared, and what stays when a build fails."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.build import build
from indexer.errors import ArchiveError, GenerationError
from indexer.publish import KEPT, current, generations, only_builder
from indexer.settings import Settings
from indexer.snapshot import Generation
from tests.indexer.made import HashEncoder, report, write_archive

ROOT = Path(__file__).resolve().parents[2]


def served(settings: Settings) -> Generation:
    return Generation.open(current(settings.index))


def test_a_build_says_what_it_did(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    built = build(archive, made_settings)
    generation = served(made_settings)
    assert current(made_settings.index).name == built.generation
    assert (built.reports, built.passages, built.sentences) == (2, 8, 16)
    assert (built.embedded, built.reused, encoder.encoded) == (7, 0, 7)  # both tell of the same problems
    assert [r.path for r in generation.store.reports] == ["桐陂区2023.txt", "白泽区2024.txt"]
    m = generation.manifest
    assert (m.reports, m.passages, m.sentences, m.model, m.dim) == (2, 8, 16, "made-up", 8)
    generation.close()


def test_bad_files_are_refused_by_name_and_the_others_are_in(
    archive: Path, tmp_path: Path, encoder: HashEncoder
) -> None:
    (archive / "坏.txt").write_bytes(bytes(range(256)) * 8)
    (archive / "空.txt").write_bytes(b"")
    (archive / "断.txt").symlink_to(archive / "无.txt")
    (archive / "大.txt").write_text(report() + "法治政府" * 100_000, encoding="utf-8")  # 1.2 MB
    settings = Settings(index=tmp_path / "索引", file_megabytes=1)
    built = build(archive, settings)
    codes = {path: code for path, code, _ in built.refused}
    assert codes == {"坏.txt": "garbled", "空.txt": "empty", "断.txt": "unopenable", "大.txt": "too-large"}
    reasons = {path: reason for path, _, reason in built.refused}
    assert "超过上限 1 MB。请拆分文件" in reasons["大.txt"]
    assert "打不开" in reasons["断.txt"]
    assert built.reports == 2
    assert served(settings).intake.refused == built.refused


def test_a_second_build_embeds_only_what_is_new(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    build(archive, made_settings)
    again = build(archive, made_settings)
    assert (again.changed, again.embedded, again.reused, encoder.encoded) == (False, 0, 7, 7)
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    more = build(archive, made_settings)
    assert (more.reports, more.embedded, more.reused, encoder.encoded) == (3, 3, 7, 10)


def test_the_same_archive_gives_the_same_hits(archive: Path, tmp_path: Path, encoder: HashEncoder) -> None:
    found = []
    for name in ("甲", "乙"):
        settings = Settings(index=tmp_path / name)
        build(archive, settings)
        generation = served(settings)
        query = encoder.encode_queries(["医疗纠纷"])[0]
        words = generation.terms.search("医疗纠纷调解", 20, (1.0, 1.0, 0.0))
        found.append((generation.vectors.search(query, 20, None), words))
    assert found[0] == found[1]
    assert found[0][1]


def test_lists_of_the_archive_go_along(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    (archive / "dictionary.txt").write_text("专家共同会商 500 n\n", encoding="utf-8")
    (archive / "roster.csv").write_text("district,city,year\n桐陂区,,2023\n白泽区,临沧澜市,2023\n", encoding="utf-8")
    (archive / "manifest.csv").write_text("file,genre\n桐陂区2023.txt,总结\n", encoding="utf-8")
    build(archive, made_settings)
    generation = served(made_settings)
    assert generation.terms.document_frequency("专家共同会商") == 2
    cells = [(c.city, c.district, c.year, c.state.value, c.listed, c.paths) for c in generation.intake.roster]
    assert cells == [
        ("临沧澜市", "桐陂区", 2023, "收录", True, ("桐陂区2023.txt",)),
        ("临沧澜市", "白泽区", 2023, "缺", True, ()),
        ("临沧澜市", "白泽区", 2024, "收录", False, ("白泽区2024.txt",)),
    ]
    assert generation.store.reports[0].metadata.genre == "总结"
    assert [p.name for p in generation.gazetteer.find("白泽区")[0].places] == ["白泽区"]


def damaged_report_only(archive: Path) -> None:
    for path in archive.glob("*.txt"):
        path.write_bytes(b"")


def bad_dictionary(archive: Path) -> None:
    (archive / "dictionary.txt").write_bytes("会商".encode("utf-16"))


def bad_places(archive: Path) -> None:
    (archive / "places.csv").write_text("名称\n桐陂区\n", encoding="utf-8")


def bad_manifest(archive: Path) -> None:
    (archive / "manifest.csv").write_text("file,year\n桐陂区2023.txt,去年\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (damaged_report_only, "没有可收录的报告（桐陂区2023.txt："),
        (bad_dictionary, "词典 dictionary.txt"),
        (bad_places, "地名表 places.csv"),
        (bad_manifest, "清单 manifest.csv 第 2 行"),
    ],
)
def test_a_failed_build_leaves_the_index_as_it_was(
    archive: Path, made_settings: Settings, encoder: HashEncoder, harm, told: str
) -> None:
    before = build(archive, made_settings)
    harm(archive)
    with pytest.raises(ArchiveError, match=told):
        build(archive, made_settings)
    assert current(made_settings.index).name == before.generation
    assert [p.name for p in generations(made_settings.index).iterdir()] == [before.generation]
    assert served(made_settings).manifest.reports == 2


def test_a_bad_dictionary_is_told_before_hours_of_embedding(
    archive: Path, made_settings: Settings, encoder: HashEncoder
) -> None:
    bad_dictionary(archive)
    with pytest.raises(ArchiveError):
        build(archive, made_settings)
    assert encoder.encoded == 0


def test_a_first_build_that_fails_makes_no_index(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    damaged_report_only(archive)
    with pytest.raises(ArchiveError):
        build(archive, made_settings)
    with pytest.raises(GenerationError, match="没有索引"):
        current(made_settings.index)


def full_disk(*_given: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    archive: Path, made_settings: Settings, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(archive, made_settings)
    monkeypatch.setattr("indexer.building.writing.join_rows", full_disk)
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    with pytest.raises(GenerationError, match=r"索引写不了（.*磁盘已满），原有索引未动"):
        build(archive, made_settings)
    assert [p.name for p in generations(made_settings.index).iterdir()] == [before.generation]
    assert current(made_settings.index).name == before.generation


def test_a_file_where_the_generations_belong_is_told(
    archive: Path, made_settings: Settings, encoder: HashEncoder
) -> None:
    made_settings.index.mkdir()
    generations(made_settings.index).write_text("", encoding="utf-8")
    with pytest.raises(GenerationError, match=r"索引写不了（.*generations：") as caught:
        build(archive, made_settings)
    assert "磁盘空间" in caught.value.cure


def test_what_killed_builds_left_is_swept(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    left = generations(made_settings.index) / ".20200101-000000-abcd.partial"
    left.mkdir(parents=True)
    (left / "vectors.faiss").write_bytes(b"half")
    unnamed = made_settings.index / ".CURRENT.4711"
    unnamed.write_text("20200101-000000-abcd\n", encoding="utf-8")
    built = build(archive, made_settings)
    assert [p.name for p in generations(made_settings.index).iterdir()] == [built.generation]
    assert not unnamed.exists()


def test_only_the_last_generations_stay(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    names = []
    for year in range(KEPT + 2):
        (archive / "桐山区.txt").write_text(report("桐山区", 2010 + year), encoding="utf-8")
        names.append(build(archive, made_settings).generation)
    stay = {p.name for p in generations(made_settings.index).iterdir()}
    assert len(stay) == KEPT
    assert names[-1] in stay
    assert current(made_settings.index).name == names[-1]


def test_a_second_builder_is_told_at_once(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    with only_builder(made_settings.index), pytest.raises(GenerationError, match=f"进程号 {os.getpid()}"):
        build(archive, made_settings)
    assert build(archive, made_settings).reports == 2


def test_a_reader_keeps_the_generation_it_opened(archive: Path, made_settings: Settings, encoder: HashEncoder) -> None:
    build(archive, made_settings)
    old = served(made_settings)
    (archive / "桐陂区2023.txt").unlink()
    for year in range(KEPT + 1):
        (archive / "白泽区2024.txt").write_text(report("白泽区", 2010 + year), encoding="utf-8")
        build(archive, made_settings)
    assert len(old.store.reports) == 2
    assert old.store.passages_of(0)[1].text.startswith("（一）推进医疗纠纷人民调解")
    assert old.terms.search("医疗纠纷", 5, (1.0, 1.0, 0.0))
    assert len(served(made_settings).store.reports) == 1


LOOP = """
import itertools, sys
from pathlib import Path
from tests.indexer.made import report
import indexer.build
from indexer.settings import Settings
from tests.indexer.made import HashEncoder
indexer.build.open_encoder = lambda *given: HashEncoder()
archive, settings = Path(sys.argv[1]), Settings(index=Path(sys.argv[2]))
for year in itertools.count(1980):
    (archive / "桐陂区2023.txt").write_text(report(year=1980 + year % 40), encoding="utf-8")
    indexer.build.build(archive, settings, None, lambda *stage: print(*stage, flush=True))
"""
MOMENTS = 8


def test_a_build_killed_at_any_moment_leaves_a_whole_index(
    tmp_path: Path, made_settings: Settings, encoder: HashEncoder
) -> None:
    archive = write_archive(tmp_path / "档案")
    command = [sys.executable, "-c", LOOP, str(archive), str(made_settings.index)]
    build(archive, made_settings)
    for moment in range(MOMENTS):
        builder = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        assert builder.stdout is not None
        for _ in range(2 + moment):  # lines of progress: six or seven a build
            assert builder.stdout.readline()
        time.sleep(0.003 * moment)
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        builder.stdout.close()
        generation = served(made_settings)
        assert generation.manifest.reports == 2
        generation.close()
    build(archive, made_settings)
    assert not list(generations(made_settings.index).glob(".*"))
