"""What is served and what waits, before an act on it is killed or starved; and what must hold of it afterwards."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from os import kill
from pathlib import Path
from signal import SIGKILL

import pytest

from indexer.build import build
from indexer.history import Act, read_history
from indexer.publish import current, generations
from indexer.settings import Settings
from indexer.snapshot import Generation
from indexer.upkeep.finding import Severity
from indexer.upkeep.generations import look
from search_api.engine import Engine
from search_api.publishing.gate import publish_checked
from search_api.schemas import SearchRequest
from tests.indexer.made import HashEncoder, report, write_archive
from tests.upkeep.killed import Ended, Work, Worker

ACTS = ("build", "publish", "rollback")
CHANGED = "桐陂区2023.txt"


@dataclass(frozen=True, slots=True)
class Scene:
    """An index with three generations that were served and one that waits, an archive that changed, one that is to be.

    The next build finds everything of `later` in the cache.
    """

    index: Path
    archive: Path
    later: Path

    @classmethod
    def made(cls, folder: Path) -> "Scene":
        """A scene in the new folder `folder`."""
        scene = cls(folder / "index", write_archive(folder / "archive"), folder / "later")
        settings = Settings(index=scene.index, reading_workers=1)
        with without_model():
            for cases in range(4):
                (scene.archive / CHANGED).write_text(report(cases=cases), encoding="utf-8")
                made = build(scene.archive, settings, published=False)
                if cases < 3:
                    publish_checked(settings, made.generation)
        (scene.archive / CHANGED).write_text(report(cases=86), encoding="utf-8")
        shutil.copytree(scene.archive, scene.later)
        (scene.later / CHANGED).unlink()
        return scene

    @contextmanager
    def copied(self, folder: Path) -> Iterator["Scene"]:
        """The scene with a copy of its index, for as long as it is needed."""
        try:
            yield replace(self, index=shutil.copytree(self.index, folder / "index", symlinks=True))
        finally:
            shutil.rmtree(folder / "index")

    def work(self, act: str) -> Work:
        """The act on it, let be."""
        return Work(act, str(self.index), str(self.archive))

    def require_whole(self) -> None:
        """What is served answers, the doctor has nothing against it, and the history says that it is served."""
        served = current(self.index)
        with closing(Generation.open(served)) as generation:
            assert generation.manifest.reports == 2
            assert Engine(self.index, generation, HashEncoder()).search(SearchRequest(text="医疗纠纷")).hits
        assert [f for f in look(self.index) if f.severity is Severity.ERROR] == []
        assert last_served(self.index) == served.name

    def require_next_build(self) -> None:
        """The next build succeeds, is served and told of, and leaves nothing half-made."""
        before = current(self.index).name
        with without_model():
            made = build(self.later, Settings(index=self.index, reading_workers=1))
        assert current(self.index).name == made.generation
        assert list(look(self.index)) == []
        last = read_history(self.index)[-1]
        assert (last.act, last.generation, last.before) == (Act.PUBLISHED, made.generation, before)


def last_served(index: Path) -> str:
    """Of which generation the history tells that it is served."""
    return next(e.generation for e in reversed(read_history(index)) if e.act is not Act.REFUSED)


@contextmanager
def without_model() -> Iterator[None]:
    """Build and publish with an encoder that needs no model."""
    with pytest.MonkeyPatch.context() as patch:
        for where in ("indexer.build", "search_api.publishing.gate"):
            patch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
        yield


def moments(scene: Scene, act: str, worker: Worker, folder: Path) -> list[str]:
    """Every change to the index that the act makes, in order."""
    with scene.copied(folder) as own:
        ended = worker.done(replace(own.work(act), named=True))
    assert ended.status == 0, ended.said
    return ended.said.split("\n")[:-1]


def killed_at(scene: Scene, act: str, worker: Worker, folder: Path, moment: int) -> None:
    """Kill the act before the change of this number, from 1; all must be well."""
    with scene.copied(folder) as own:
        ended = worker.done(replace(own.work(act), kill=moment))
        assert ended.status in (-SIGKILL, 0), ended.said  # threads do not always come to as many changes
        own.require_whole()
        own.require_next_build()


def killed_after(scene: Scene, act: str, worker: Worker, folder: Path, seconds: float) -> None:
    """Kill the act so long after it began; all must be well."""
    with scene.copied(folder) as own:
        killed_in(seconds, own.work(act), worker)
        own.require_whole()
        own.require_next_build()


def killed_in(seconds: float, work: Work, worker: Worker) -> Ended:
    """Kill an act so long after it began."""
    process = worker.begin(work)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        kill(process, SIGKILL)
    return worker.ended()


def seconds_of(work: Work, worker: Worker) -> float:
    """How long the act takes when it is let be."""
    began = time.monotonic()
    ended = worker.done(work)
    assert ended.status == 0, ended.said
    return time.monotonic() - began


def full_at(scene: Scene, act: str, worker: Worker, folder: Path, moment: int) -> Ended:
    """The disk is full from the change of this number on: that is told, and nothing is spoilt."""
    with scene.copied(folder) as own:
        before = sorted(p.name for p in generations(own.index).iterdir())
        served = current(own.index).name
        ended = worker.done(replace(own.work(act), full=moment))
        require_told(ended)
        own.require_whole()
        if ended.status:
            assert current(own.index).name == served
            named = {p.name for p in generations(own.index).iterdir() if p.name[0] != "."}
            assert named.issuperset(before)
            for new in named.difference(before):  # whole, but there was no room to say that it is served
                Generation.open(generations(own.index) / new).close()
        own.require_next_build()
    return ended


def require_told(ended: Ended) -> None:
    """It went well, or one line in Chinese says what is full and what to do; never a traceback."""
    assert ended.status in (0, 1), ended.said
    if ended.status:
        assert len(ended.said.strip().split("\n")) == 1
        assert "磁盘" in ended.said, ended.said
        assert any(cure in ended.said for cure in ("请清理磁盘空间", "请检查磁盘空间")), ended.said


def some(count: int, of: int, seed: str) -> list[int]:
    """The first and the last of the numbers from 1 to `of`, and others between, at most `count`."""
    between = list(range(2, of))
    chosen = random.Random(seed).sample(between, min(count - 2, len(between)))
    return sorted({1, of, *chosen})
