"""A new index is served when it is whole and finds no worse; what was served before comes back by one command."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import build
from indexer.errors import ArchiveError, GenerationError
from indexer.history import HISTORY, read_history
from indexer.publish import current, generations, only_builder, only_one
from indexer.settings import Settings
from search_api.publishing.gate import Allowance, publish_checked, roll_back
from search_api.publishing.golden import Found, Golden, read_golden
from search_api.publishing.watch import Watched, seen, update, watch
from tests.indexer.made import HashEncoder, report, write_archive

FIRST, SECOND = "“受理医疗纠纷86件”", "“受理医疗纠纷41件”"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for where in ("indexer.build", "search_api.engine", "search_api.publishing.gate"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
    archive = write_archive(tmp_path / "档案")
    rows = f"问题\t报告\t原文\n{FIRST}\t桐陂区2023.txt\t全年受理医疗纠纷86件\n\n# 说明\n{SECOND}\t白泽区2024.txt\n"
    (archive / "golden.tsv").write_text(rows, encoding="utf-8")
    return Settings(index=tmp_path / "索引", reading_workers=1)


@pytest.fixture
def archive(made: Settings, tmp_path: Path) -> Path:
    return tmp_path / "档案"


def unpublished(archive: Path, settings: Settings) -> str:
    return build(archive, settings, published=False).generation


def acts(settings: Settings) -> list[tuple[str, str]]:
    return [(e.act.value, e.generation) for e in read_history(settings.index)]


def test_what_is_built_aside_is_served_when_it_is_published(archive: Path, made: Settings) -> None:
    first = unpublished(archive, made)
    with pytest.raises(GenerationError, match="没有索引"):
        current(made.index)
    done = publish_checked(made)
    assert (done.generation, done.before, done.worse, current(made.index).name) == (first, "", (), first)
    assert done.figures == {"reports": 2, "passages": 8, "questions": 2, "golden": 1.0}
    with pytest.raises(GenerationError, match="没有待发布的索引"):
        publish_checked(made)


def test_a_worse_index_is_refused_by_name_and_forced_with_a_reason(archive: Path, made: Settings) -> None:
    first = unpublished(archive, made)
    publish_checked(made)
    (archive / "桐陂区2023.txt").unlink()
    second = unpublished(archive, made)
    with pytest.raises(GenerationError) as refused:
        publish_checked(made)
    assert f"“{FIRST}”应得的桐陂区2023.txt由第 1 位退到前 10 位之外" in refused.value.reason
    assert f"jiejian publish {second} --force --because" in refused.value.cure
    assert current(made.index).name == first
    done = publish_checked(made, second, "按要求撤下")
    assert (current(made.index).name, len(done.worse)) == (second, 2)
    assert acts(made) == [("published", first), ("refused", second), ("forced", second)]
    last = read_history(made.index)[-1]
    assert (last.because, last.before, last.figures["reports_before"], last.figures["reports"]) == (
        "按要求撤下",
        first,
        2,
        1,
    )
    assert "@" in last.by


@pytest.mark.parametrize(
    ("percent", "then", "now", "worse"),
    [
        (2, (1, 1), (1, None), True),  # lost
        (2, (1, 1), (1, 3), False),  # 0.75: a new report may be found before what was first
        (2, (1, 1), (1, 10), True),  # 0.64
        (2, (1, 1), (3, 4), True),
        (2, (None, 2), (1, 2), False),
        (2, (1,) * 50, (None,) + (1,) * 49, False),  # one of fifty: 0.98
        (2, (1,) * 50, (None, None) + (1,) * 48, True),
        (2, (1,) * 50, (2,) * 3 + (1,) * 47, True),  # 0.978
        (2, (1,) * 50, (2,) * 2 + (1,) * 48, False),  # 0.985
        (4, (1,) * 50, (None, None) + (1,) * 48, False),
        (0, (1,) * 50, (None,) + (1,) * 49, True),
        (0, (1,) * 50, (2,) + (1,) * 49, False),  # 0.993: within half a question
        (100, (1, 1), (None, None), False),
    ],
)
def test_how_much_worse_is_worse(
    percent: int, then: tuple[int | None, ...], now: tuple[int | None, ...], worse: bool
) -> None:
    assert Allowance.of(percent, len(then)).is_exceeded(Found(then), Found(now)) is worse


def test_how_much_worse_may_be_set(archive: Path, made: Settings) -> None:
    build(archive, made)
    (archive / "桐陂区2023.txt").unlink()
    unpublished(archive, made)
    allowed = "1 题不再找到（至多可有 0 题不再找到、得分降 0.250，由设置项 JIEJIAN_GOLDEN_PERCENT 定）"
    with pytest.raises(GenerationError, match=re.escape(f"考题得分由 1.000 降到 0.500，{allowed}")):
        publish_checked(made)
    done = publish_checked(replace(made, golden_percent=50))
    assert (done.worse, done.told) == ((), ["考题 2 题，得分 0.500（正在使用的 1.000）"])


def test_many_reports_gone_at_once_are_refused_without_any_question(archive: Path, made: Settings) -> None:
    (archive / "golden.tsv").unlink()
    for year in range(2010, 2018):
        (archive / f"{year}.txt").write_text(report("桐山区", year, year - 2000), encoding="utf-8")
    build(archive, made)
    for year in range(2010, 2015):
        (archive / f"{year}.txt").unlink()
    unpublished(archive, made)
    with pytest.raises(GenerationError, match="报告由 10 份减到 5 份（档案目录是否没有挂载好？）"):
        publish_checked(made)


@pytest.mark.parametrize("because", ["", "不管"])
def test_a_damaged_index_is_never_published(archive: Path, made: Settings, because: str) -> None:
    name = unpublished(archive, made)
    (generations(made.index) / name / "vectors.faiss").write_bytes(b"0")
    with pytest.raises(GenerationError, match=r"vectors\.faiss"):
        publish_checked(made, name, because)
    assert not (made.index / "CURRENT").exists()


def test_rolling_back_and_forth(archive: Path, made: Settings) -> None:
    first = build(archive, made).generation
    with pytest.raises(GenerationError, match="没有可以退回的索引"):
        roll_back(made)
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    second = build(archive, made).generation
    assert roll_back(made).generation == first == current(made.index).name
    assert roll_back(made, second, "又好了").generation == second == current(made.index).name
    with pytest.raises(GenerationError, match="没有名为“无此代”的索引"):
        roll_back(made, "无此代")
    assert acts(made) == [("published", first), ("published", second), ("rolled-back", first), ("rolled-back", second)]


def test_what_was_rolled_back_is_not_published_again_unasked(archive: Path, made: Settings) -> None:
    first = build(archive, made).generation
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made)
    second = current(made.index).name
    roll_back(made)
    said = update(Watched(archive, None, made))
    assert said == f"没有更新：索引 {second} 已被退回，要再启用请运行 jiejian publish {second}"
    assert current(made.index).name == first
    (archive / "桐山区2021.txt").write_text(report("桐山区", 2021, 9), encoding="utf-8")
    assert update(Watched(archive, None, made)).startswith("已更新：4 份报告，新算向量 3，用时 ")
    assert current(made.index).name not in {first, second}
    assert update(Watched(archive, None, made)) == ""


def test_what_cannot_be_compared_is_told(archive: Path, made: Settings) -> None:
    build(archive, made)
    vectors = current(made.index) / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    second = build(archive, made, published=False).generation
    done = publish_checked(made)
    assert done.generation == second == current(made.index).name
    assert [note.partition("：")[0] for note in done.notes] == ["正在使用的索引打不开，没有与它比较"]
    assert "vectors.faiss" in done.notes[0]


def test_what_another_model_made_is_not_asked_and_that_is_told(
    archive: Path, made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(archive, made)
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made, published=False)
    other = HashEncoder()
    other.name = "别的模型@00000000"
    monkeypatch.setattr("search_api.publishing.gate.open_encoder", lambda *_: other)
    done = publish_checked(made)
    assert len(done.notes) == 2
    assert all(note.endswith("现在的模型是 别的模型@00000000，考题没有比较") for note in done.notes)


def test_a_history_that_was_torn_is_read_and_goes_on(archive: Path, made: Settings) -> None:
    build(archive, made)
    with (made.index / HISTORY).open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-')  # a process was killed here
    (archive / "桐陂区2023.txt").write_text(report(cases=87), encoding="utf-8")
    build(archive, made)
    assert [a for a, _ in acts(made)] == ["published", "published"]
    assert all(
        json.loads(line) for line in (made.index / HISTORY).read_text("utf-8").splitlines() if line.endswith("}")
    )


def test_golden_rows(archive: Path) -> None:
    assert read_golden(archive) == [
        Golden(FIRST, "桐陂区2023.txt", "全年受理医疗纠纷86件"),
        Golden(SECOND, "白泽区2024.txt", ""),
    ]
    (archive / "golden.tsv").write_text("医疗纠纷\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"golden\.tsv 第 1 行不完整"):
        read_golden(archive)


def test_an_archive_is_followed_when_its_files_have_settled(archive: Path, made: Settings) -> None:
    told: list[str] = []
    looks = 0

    def stop() -> bool:  # asked before each look and, with no seconds to wait, once after it
        nonlocal looks
        looks += 1
        if looks == 5:
            (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
        return looks > 12

    watch(Watched(archive, None, made), 0.0, told.append, stop)
    assert [line.partition("，")[0] for line in told] == ["已更新：2 份报告", "已更新：3 份报告"]
    assert seen(archive, None) == seen(archive, None)


def test_what_fails_while_watching_is_told_and_the_index_stays(archive: Path, made: Settings) -> None:
    first = build(archive, made).generation
    (archive / "manifest.csv").write_text("年份\n2023\n", encoding="utf-8")
    told: list[str] = []
    looks = iter([False] * 8)
    watch(Watched(archive, None, made), 0.0, told.append, lambda: next(looks, True))
    assert len(told) == 1
    assert told[0].startswith("未更新：清单 manifest.csv 没有 file（文件）列")
    assert current(made.index).name == first


def test_who_holds_the_lock_is_told_with_how_long(archive: Path, made: Settings) -> None:
    build(archive, made)
    told = r"另一个进程（进程号 \d+，主机 .+，已 0 分钟）正在重建或发布"
    with only_builder(made.index), pytest.raises(GenerationError, match=told):
        roll_back(made)
    with only_one(made.index, "watch.lock", "正在看守"):
        with pytest.raises(GenerationError, match="正在看守"):
            watch(Watched(archive, None, made), 0.0, lambda _: None, lambda: True)
        assert build(archive, made).changed is False  # who watches does not keep others from building
