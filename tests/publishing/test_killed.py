"""Builds, publications and roll-backs killed or out of disk at any moment: all is whole, and the next build succeeds.

A sample; `tests/benchmarks/upkeep.py` takes every moment.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.history import Act, read_history
from indexer.publish import current
from tests.upkeep.killed import Worker
from tests.upkeep.scene import (
    ACTS,
    Scene,
    full_at,
    killed_after,
    killed_at,
    last_served,
    moments,
    require_told,
    seconds_of,
    some,
)

SAMPLE = 4


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene.made(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_chosen_moments(act: str, scene: Scene, worker: Worker, tmp_path: Path) -> None:
    every = moments(scene, act, worker, tmp_path)
    assert any(moment == "os.rename CURRENT" for moment in every)
    for moment in some(SAMPLE, len(every), act):
        killed_at(scene, act, worker, tmp_path, moment)


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_random(act: str, scene: Scene, worker: Worker, tmp_path: Path) -> None:
    with scene.copied(tmp_path) as own:
        whole = seconds_of(own.work(act), worker)
    killed_after(scene, act, worker, tmp_path, random.Random(act).random() * whole)


@pytest.mark.parametrize("act", ["publish", "rollback"])
def test_killed_between_the_rename_and_the_history(act: str, scene: Scene, worker: Worker, tmp_path: Path) -> None:
    """What is served then is told of, with who and when, although the line was never written."""
    moment = moments(scene, act, worker, tmp_path).index("open history.jsonl") + 1
    with scene.copied(tmp_path) as own:
        before, told = current(own.index).name, len(read_history(own.index))
        worker.done(replace(own.work(act), kill=moment))
        served, last = current(own.index).name, read_history(own.index)[-1]
        assert served != before
        assert len(read_history(own.index)) == told + 1
        assert (last.generation, last.before) == (served, before)
        assert last.act is {"publish": Act.PUBLISHED, "rollback": Act.ROLLED_BACK}[act]
        assert last.by
        own.require_next_build()
        assert read_history(own.index)[-2] == last


@pytest.mark.parametrize("act", ACTS)
def test_out_of_disk(act: str, scene: Scene, worker: Worker, tmp_path: Path) -> None:
    for moment in some(SAMPLE, {"build": 20, "publish": 6, "rollback": 6}[act], act):
        full_at(scene, act, worker, tmp_path, moment)


def test_what_libraries_write_when_the_disk_is_full(scene: Scene, worker: Worker, tmp_path: Path) -> None:
    """No file can grow beyond so many bytes: SQLite, tantivy and FAISS are refused too."""
    for size in (1000, 4096, 20_000):  # the line that tells is in a file, too
        with scene.copied(tmp_path) as own:
            served = current(own.index).name
            ended = worker.done(replace(own.work("build"), most=size))
            require_told(ended)
            assert ended.status == 1
            assert current(own.index).name == last_served(own.index) == served
            own.require_whole()
            own.require_next_build()
