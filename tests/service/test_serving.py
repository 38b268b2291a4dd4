"""A running service turns to the generation that is published, and to none that cannot be opened."""

import gc
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.build import build
from indexer.errors import GenerationError
from indexer.publish import generations, publish
from indexer.settings import Settings
from search_api.engine import Engine
from search_api.schemas import CompareRequest, SearchRequest
from search_api.service import serving as module
from search_api.service.serving import Serving
from tests.indexer.made import HashEncoder, report, write_archive


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for where in ("indexer.build", "search_api.engine"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *given: HashEncoder())
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    settings = Settings(index=tmp_path / "索引")
    build(write_archive(tmp_path / "档案"), settings)
    return settings


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_a_published_generation_is_turned_to_while_the_old_one_answers(made: Settings, tmp_path: Path) -> None:
    serving = Serving(lambda: Engine.open(made), 10)
    old = serving.engine()
    (tmp_path / "档案" / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    built = build(tmp_path / "档案", made)
    assert until(lambda: serving.engine().status().generation == built.generation)
    assert (serving.engine().status().reports, len(old.archive().reports)) == (3, 2)
    assert serving.engine().encoder is old.encoder
    assert old.report("桐陂区2023.txt").text  # a request that began before
    serving.close()
    old.close()


def test_a_generation_that_nobody_asks_any_more_holds_no_file_open(made: Settings, tmp_path: Path) -> None:
    serving = Serving(lambda: Engine.open(made), 10)
    first = serving.engine().generation.folder.name
    (tmp_path / "档案" / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    second = build(tmp_path / "档案", made).generation
    assert opened(made.index) == {first}
    gc.disable()  # it comes late, or never, in a service that is not asked much
    try:
        assert until(lambda: serving.engine().generation.folder.name == second)
        assert until(lambda: opened(made.index) == {second})
    finally:
        gc.enable()
    serving.close()


def opened(index: Path) -> set[str]:
    """The generations of `index` of which this process has a file open or mapped."""
    within = f"{index.resolve()}/generations/"
    named = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            named.append(str(link.readlink()))
    lines = [*named, *Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()]
    return {line.split(within)[1].split("/")[0] for line in lines if within in line}


def test_a_generation_answers_on_when_its_folder_is_removed(made: Settings, tmp_path: Path) -> None:
    """Three publications later it is swept, and a slow reader may still be at it."""
    (tmp_path / "档案" / "synonyms.txt").write_text("宣教花样少 = 普法宣传形式单一\n", encoding="utf-8")
    (tmp_path / "档案" / "dictionary.txt").write_text("公示制\n", encoding="utf-8")
    build(tmp_path / "档案", made)
    untouched, swept = Engine.open(made), Engine.open(made)
    asked = SearchRequest(text="宣教花样少", mode="words", explain=True)
    expected = untouched.search(asked), untouched.compare(CompareRequest(topic="宣教花样少")), untouched.archive()
    assert expected[0].hits
    for folder in generations(made.index).iterdir():
        shutil.rmtree(folder)
    with ThreadPoolExecutor(1) as other:  # another thread than opened it
        answers = [
            other.submit(swept.search, asked),
            other.submit(swept.compare, CompareRequest(topic="宣教花样少")),
            other.submit(swept.archive),
        ]
    assert tuple(answer.result() for answer in answers) == expected
    untouched.close()
    swept.close()


def test_a_generation_that_cannot_be_opened_is_not_turned_to(made: Settings, caplog: pytest.LogCaptureFixture) -> None:
    serving = Serving(lambda: Engine.open(made), 10)
    name = serving.engine().status().generation
    (generations(made.index) / "坏").mkdir()
    publish(made.index, "坏")
    assert until(lambda: serving.engine().status().generation == name and "新索引 坏 打不开" in caplog.text)
    assert serving.failure() is None
    serving.close()


def test_a_failure_is_told_at_once_while_another_try_runs() -> None:
    began = []

    def slow() -> Engine:
        began.append(time.monotonic())
        time.sleep(0.5 * (len(began) - 1))
        raise GenerationError("没有索引", "请建索引")

    serving = Serving(slow, 0)
    serving.open()
    asked = time.monotonic()
    failure = serving.failure()
    assert failure is not None
    assert failure.reason == "没有索引"
    assert time.monotonic() - asked < 0.4
    assert until(lambda: len(began) > 1)
