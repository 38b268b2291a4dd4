"""A preview is told of while it runs, runs alone, and ends where it is cancelled."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.build import build
from indexer.intake.gather import Progress
from indexer.settings import Settings
from search_api.editing.preview import Question, preview
from search_api.editing.wordlists import WordLists
from search_api.engine import Engine
from search_api.maintaining.jobs import BusyError
from search_api.maintaining.trials import CancelledError, Trials
from search_api.schemas.maintenance import Trial
from tests.indexer.made import HashEncoder, write_archive


def test_it_is_told_of_runs_alone_and_is_cancelled() -> None:
    trials, begun, go_on = Trials(), threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        progress("重新切词", 20, 500)
        begun.set()
        assert go_on.wait(30)
        progress("重新切词", 21, 500)
        return "found"

    with ThreadPoolExecutor(1) as other:
        for cancelled in (True, False):
            running = other.submit(trials.run, work)
            assert begun.wait(30)
            now = trials.now()
            assert isinstance(now, Trial)
            assert (now.stage, now.done, now.total) == ("重新切词", 20, 500)
            with pytest.raises(BusyError):
                trials.run(work)
            if cancelled:
                trials.cancel()
            go_on.set()
            if cancelled:
                with pytest.raises(CancelledError):
                    running.result(30)
            else:
                assert running.result(30) == "found"
            assert trials.now() is None
            begun.clear()
            go_on.clear()


def test_every_stage_of_a_preview_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for where in ("indexer.build", "search_api.engine"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
    settings = Settings(index=tmp_path / "index")
    build(write_archive(tmp_path / "档案"), settings)
    engine = Engine.open(settings)
    told: list[tuple[str, int, int]] = []
    questions = [Question("医疗纠纷"), Question("普法宣传")]
    preview(engine, WordLists("公示制\n", ""), questions, lambda *now: told.append(now))
    passages = engine.generation.manifest.passages
    engine.close()
    assert stages(told) == [("按现在的表逐题检索", 2), ("按新词典重新切词", passages), ("按改后的表逐题检索", 2)]
    assert {(stage, done) for stage, done, total in told if done >= total} == set(stages(told))


def stages(told: Sequence[tuple[str, int, int]]) -> list[tuple[str, int]]:
    return list(dict.fromkeys((stage, total) for stage, _, total in told))
