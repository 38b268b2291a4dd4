"""`python -m tests.benchmarks.upkeep [INDEX ARCHIVE]`: what the tests of upkeep sample, in full.

Of a small index without a model: builds, publications and roll-backs killed before every change that they make to the
index, and at random; the same on a disk that is full from each such change on, and on a real one (a tmpfs in a name
space of its own) with each number of pages to spare. On copies of INDEX and ARCHIVE, by default corpus/sample, built
now: single bytes changed in files of the generation, each to be noticed by the doctor; kills of backup and restore at
random; both on a full tmpfs; kills of `jiejian build`, `publish` and `rollback` while a real service answers. After
each a whole index is served, the history tells so, and the next try succeeds.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from indexer.build import build
from indexer.errors import GenerationError
from indexer.intake.gather import silent
from indexer.publish import current, held_generations
from indexer.settings import Settings
from indexer.snapshot import Generation
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.bundle import opened
from indexer.upkeep.finding import Severity
from indexer.upkeep.generations import look
from indexer.upkeep.restore import restore
from tests.benchmarks.results import Circumstances, keep
from tests.benchmarks.serving import running
from tests.upkeep.killed import Work, Worker
from tests.upkeep.scene import (
    ACTS,
    Scene,
    full_at,
    killed_after,
    killed_at,
    killed_in,
    last_served,
    moments,
    seconds_of,
    some,
)
from tests.upkeep.test_backup import tree

ROOT = Path(__file__).resolve().parents[2]
SMALL = {f"{act} {how}" for act in ACTS for how in ("killed", "out of disk")}  # parts without INDEX
PAGES = 64  # that a build of the small archive needs, and some


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.upkeep", description=__doc__)
    parser.add_argument("index", type=Path, nargs="?")
    parser.add_argument("archive", type=Path, nargs="?", default=ROOT / "corpus" / "sample")
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30, help="at random, of each act")
    parser.add_argument("--moments", type=int, default=1000, help="of each act, at most")
    parser.add_argument("--served", type=int, default=30, help="kills of each act while a service answers")
    parser.add_argument("--name", help="of the archive, in the results; without it they are only printed")
    parser.add_argument("--only", nargs="+", help="parts, by name; all when none is named")
    given = parser.parse_args()
    at = Circumstances.now()
    with tempfile.TemporaryDirectory(prefix="upkeep-") as folder:
        told = measured(given, Path(folder))
    print(json.dumps(told, ensure_ascii=False, indent=1))
    if given.name:
        keep("upkeep", given.name, at, told)
    return 0


def measured(given: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    """Everything, one part after the other, each told of on stderr as it is done."""
    settings = Settings.read({**os.environ, "JIEJIAN_INDEX": str(scratch / "index")})
    archive, kills = scratch / "archive", scratch / "kills"
    shutil.copytree(given.archive, archive)
    if given.index:
        shutil.copytree(given.index, settings.index)
    elif not SMALL.issuperset(given.only or ["all"]):
        build(archive, settings)
    scene = Scene.made(scratch / "scene")
    kills.mkdir()
    told: dict[str, Any] = {}
    with Worker() as worker:
        parts: dict[str, Callable[[], object]] = {
            "flips": lambda: flips(settings.index, given.flips),
            **{f"{act} killed": lambda act=act: kills_of(scene, act, kills, worker, given) for act in ACTS},
            **{f"{act} out of disk": lambda act=act: starved(scene, act, kills, worker, given) for act in ACTS},
            "full disk": lambda: full_disk(scene, settings.index, archive, scratch, given),
            "backup killed": lambda: kills_of_backup(settings.index, archive, kills, given.kills, worker),
            "restore killed": lambda: kills_of_restore(settings.index, archive, kills, given.kills, worker),
            "killed beside a service": lambda: kills_beside_service(settings, archive, given.served),
        }
        for name in given.only or parts:
            told[name] = parts[name]()
            print(name, json.dumps(told[name], ensure_ascii=False), file=sys.stderr, flush=True)
    return told


def kills_of(scene: Scene, act: str, scratch: Path, worker: Worker, given: argparse.Namespace) -> dict[str, object]:
    """Kills before every change to the index, and at random over the whole act."""
    chance = random.Random(act)
    every = moments(scene, act, worker, scratch)
    chosen = some(given.moments, len(every), act)
    for moment in chosen:
        killed_at(scene, act, worker, scratch, moment)
    with scene.copied(scratch) as own:
        whole = seconds_of(own.work(act), worker)
    for _ in range(given.kills):
        killed_after(scene, act, worker, scratch, chance.random() * whole * 1.1)
    return {"moments": len(every), "killed at moments": len(chosen), "killed at random": given.kills}


def starved(scene: Scene, act: str, scratch: Path, worker: Worker, given: argparse.Namespace) -> dict[str, object]:
    """The disk found full by each change in turn, until the act needs no more."""
    refused = tried = 0
    while tried < given.moments and full_at(scene, act, worker, scratch, tried + 1).status:
        refused += 1
        tried += 1
    return {"refused": refused}


def full_disk(
    scene: Scene, index: Path, archive: Path, scratch: Path, given: argparse.Namespace
) -> dict[str, object] | str:
    """What every act says on a real file system that is full; without the right to mount one, that."""
    file = scratch / "whole.zip"
    backup(file, Settings(index=index), Wish(archive), {}, silent)
    pages = map(str, sorted({0, 1, 2, *range(0, PAGES, max(1, PAGES // given.moments))}))
    command = ["unshare", "-rm", sys.executable, "-m", "tests.upkeep.starved"]
    command += [str(scene.index.parent), str(index), str(archive), str(file), *pages]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "unshare failed" in done.stderr:
        return done.stderr.strip()
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def flips(index: Path, count: int) -> dict[str, object]:
    """Single bytes changed to other values, spread over the files by their size, ten at least in each."""
    chance, missed = random.Random(1), []
    files = [p for p in sorted(current(index).rglob("*")) if p.is_file() and p.stat().st_size]
    total = sum(p.stat().st_size for p in files)
    tried, began = 0, time.process_time()
    for path in files:
        size = path.stat().st_size
        for _ in range(max(10, count * size // total)):
            at, mask = chance.randrange(size), chance.randrange(1, 256)
            with path.open("r+b") as file:
                file.seek(at)
                [was] = file.read(1)
                file.seek(at)
                file.write(bytes([was ^ mask]))
                file.flush()
                if not any(f.severity is Severity.ERROR for f in look(index)):
                    missed.append(f"{path.name}:{at}")
                file.seek(at)
                file.write(bytes([was]))
            tried += 1
    assert list(look(index)) == []
    return {"tried": tried, "missed": missed, "cpu seconds": round(time.process_time() - began, 1)}


def kills_of_backup(index: Path, archive: Path, scratch: Path, count: int, worker: Worker) -> dict[str, object]:
    """Kills spread over the whole of the work; the backup before, or the new one, is whole each time."""
    chance, file = random.Random(2), scratch / "b.zip"
    work = Work("backup", str(index), str(archive), str(file))
    whole = seconds_of(work, worker)
    for _ in range(count):
        killed_in(chance.random() * whole * 1.1, work, worker)
        with opened(file, silent):
            pass
    backup(file, Settings(index=index), Wish(archive, cache=True), {}, silent, force=True)
    left = [p.name for p in scratch.iterdir() if p != file]
    assert left == []
    return {"kills": count, "seconds of one": round(whole, 2)}


def kills_of_restore(index: Path, archive: Path, scratch: Path, count: int, worker: Worker) -> dict[str, object]:
    """Kills into empty folders and over a living index by turns; what is there is whole, the next restore succeeds."""
    chance, file = random.Random(3), scratch / "b.zip"
    first = Work("restore", str(scratch / "first" / "index"), str(scratch / "first" / "archive"), str(file))
    whole = seconds_of(first, worker)
    outcomes = {"none yet": 0, "served": 0}
    for number in range(count):
        there = index if number % 2 else scratch / f"index-{number}"
        target = scratch / f"archive-{number}"
        killed_in(chance.random() * whole * 1.1, replace(first, index=str(there), archive=str(target)), worker)
        try:
            Generation.open(current(there)).close()
            outcomes["served"] += 1
            assert last_served(there) == current(there).name
        except GenerationError:
            assert there != index
            outcomes["none yet"] += 1
        assert not target.exists() or tree(target) == tree(archive)
        restore(file, Settings(index=there), target, lambda _index, _proof: None, silent)
        Generation.open(current(there)).close()
        assert list(look(there)) == []
        shutil.rmtree(target)
        if there != index:
            shutil.rmtree(there)
    return {"kills": count, "seconds of one": round(whole, 2), **outcomes}


def kills_beside_service(settings: Settings, archive: Path, count: int) -> dict[str, object]:
    """`jiejian build`, `publish` and `rollback` killed at random while a service of the same index is asked."""
    chance, asked = random.Random(4), 0
    changed = next(p for p in sorted(archive.rglob("*.txt")) if p.stat().st_size > 2_000)
    text = changed.read_bytes()
    longest = max(text.splitlines(), key=len)  # in the body: behind the signature it would make a worse report
    commands = {
        "build": ["build", str(archive), "--no-publish"],
        "publish": ["publish"],
        "rollback": ["rollback"],
    }
    seconds = dict.fromkeys(commands, 5.0)  # of each, as it last took
    with running(settings) as (service, _):
        for turn in range(count):
            changed.write_bytes(text.replace(longest, longest + b" %d" % turn, 1))  # digits, whatever the encoding
            for act, command in commands.items():
                killed = _command(settings, command)
                time.sleep(chance.random() * seconds[act])
                killed.kill()
                killed.wait()
                _require_answer(settings, service)
                began = time.monotonic()
                if act != "publish" or _waiting(settings.index):
                    whole = _command(settings, command)
                    _, told = whole.communicate()
                    assert whole.returncode == 0, told
                    seconds[act] = time.monotonic() - began
                _require_answer(settings, service)
                asked += 2
    return {"kills of each": count, "answers": asked}


def _command(settings: Settings, command: list[str]) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "search_api", *command, "--index", str(settings.index)]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _waiting(index: Path) -> bool:
    """Whether the newest generation is not the served one."""
    return held_generations(index)[0] != current(index)


def _require_answer(settings: Settings, service: httpx2.Client) -> None:
    answer = service.post("/v1/search", json={"text": "医疗纠纷人民调解"})
    assert answer.is_success, answer.text
    assert answer.json()["hits"]
    assert [f for f in look(settings.index) if f.severity is Severity.ERROR] == []
    assert last_served(settings.index) == current(settings.index).name


if __name__ == "__main__":
    sys.exit(main())
