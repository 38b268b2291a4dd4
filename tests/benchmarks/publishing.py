"""`python -m tests.benchmarks.publishing [ARCHIVE] [--index INDEX]`: a service asked evenly while generations change.

Two generations of ARCHIVE are made, the whole and one without every third file. Each question is put to either of them
alone beforehand. Then the service is asked at an even rate, from another process than its own, while a third publishes
and rolls back; every answer must be, byte by byte, what one of the two says alone. INDEX, an index of ARCHIVE, lends
its caches, so that nothing is embedded anew; it is copied.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx2

from indexer.archive import LISTS
from indexer.build import build
from indexer.publish import generations, served_name
from indexer.settings import Settings
from indexer.store import Store
from tests.benchmarks.latency import percentiles, queries
from tests.benchmarks.results import Circumstances, keep
from tests.benchmarks.serving import PATIENCE, running

ROOT = Path(__file__).resolve().parents[2]
TURNS = 10
SEARCHES = 20  # to each of which one of every other kind is asked
WORKERS = 24  # requests that may be under way at once

Kind = Literal["search", "compare", "ask", "report", "address"]


@dataclass(frozen=True, slots=True)
class Question:
    """A request to the service; `body` is posted, a question without one is a GET."""

    kind: Kind
    path: str
    body: str = ""

    def put_to(self, service: httpx2.Client) -> httpx2.Response:
        """The answer, whatever its status."""
        if not self.body:
            return service.get(self.path)
        return service.post(self.path, content=self.body, headers={"content-type": "application/json"})


@dataclass(frozen=True, slots=True)
class Answered:
    """A question under load: when it was due, sent and answered, in seconds, and whose answer it got."""

    question: Question
    due: float
    sent: float
    done: float
    of: str  # a generation; "" where both say the same; "mixed", or "failed"
    told: str = ""  # of a failure


@dataclass(frozen=True, slots=True)
class Turn:
    """One publication or roll-back: when the command began and ended, and what it put into service."""

    act: Literal["publish", "rollback"]
    to: str
    began: float
    ended: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.publishing", description=__doc__)
    parser.add_argument("archive", type=Path, nargs="?", default=ROOT / "corpus" / "sample")
    parser.add_argument("--index", type=Path, help="an index of the archive, whose caches are used")
    parser.add_argument("--rate", type=int, default=1_000, help="searches a minute")
    parser.add_argument("--seconds", type=float, default=80.0, help="how long, at least")
    parser.add_argument("--name", help="of the archive, in the results")
    given = parser.parse_args()
    at = Circumstances.now()
    with tempfile.TemporaryDirectory(prefix="publishing-") as scratch:
        settings = Settings.read({**os.environ, "JIEJIAN_INDEX": f"{scratch}/index"})
        whole, part = two_generations(given.archive, given.index, settings, Path(scratch))
        figures = measure(settings, whole, part, given.rate, given.seconds)
    print(keep("publishing", given.name or given.archive.resolve().name, at, figures).read_text(encoding="utf-8"))
    return 1 if figures["failed"] or figures["mixed"] or figures["went_back"] else 0


def two_generations(archive: Path, index: Path | None, settings: Settings, scratch: Path) -> tuple[str, str]:
    """The generation of the whole archive, and that of two thirds of it, which is served."""
    if index is not None:
        shutil.copytree(index / "cache", settings.index / "cache")
    shutil.copytree(archive, scratch / "whole")
    shutil.copytree(archive, scratch / "part")
    files = sorted(p for p in (scratch / "part").rglob("*") if p.is_file() and p.name not in LISTS)
    for path in files[::3]:
        path.unlink()
    return build(scratch / "whole", settings).generation, build(scratch / "part", settings).generation


def measure(settings: Settings, whole: str, part: str, rate: int, seconds: float) -> dict[str, Any]:
    """Ask while TURNS publications and roll-backs take place, and tell how that went."""
    with running(settings) as (service, pid):
        store = Store(generations(settings.index) / part / "archive.sqlite")
        asked = questions(store, service)
        store.close()
        held = [service.get("/v1/status").json()]
        alone = {part: answers(service, asked)}
        act(settings, "publish", whole)
        turned_to(service, whole)
        held.insert(0, service.get("/v1/status").json())
        alone[whole] = answers(service, asked)
        asked = [q for q in asked if all(said[q] is not None for said in alone.values())]
        before, used = held_by(pid), cpu_seconds(pid)
        load = Load(str(service.base_url), asked, alone, rate / 60 * (SEARCHES + 4) / SEARCHES)
        turns, after = [], []
        for number in range(TURNS):
            load.until(seconds * (number + 0.5) / TURNS)
            turns.append(act(settings, ("publish", "rollback")[number % 2], (part, whole)[number % 2]))
            load.until(turns[-1].ended - load.began + seconds / TURNS / 2)
            after.append(held_by(pid))
        load.until(seconds)
        answered = load.stop()
        used = cpu_seconds(pid) - used
        turned_to(service, served_name(settings.index))
        time.sleep(2)
        return {
            "reports": {name: said["reports"] for name, said in (("whole", held[0]), ("part", held[1]))},
            "questions": len(asked),
            "told_apart": sum(alone[whole][q] != alone[part][q] for q in asked),
            **load_figures(answered),
            **turn_figures(turns, answered),
            "service_cpu_ms_a_request": round(1000 * used / len(answered), 1),
            "service": {"before": before, "after_the_turns": _by_turn(after), "at_the_end": held_by(pid)},
        }


def load_figures(answered: Sequence[Answered]) -> dict[str, Any]:
    """How much was asked, how long it took from when it was due, what failed and what was mixed."""
    seconds = max(a.done for a in answered) - min(a.due for a in answered)
    bad = [a for a in answered if a.of in {"failed", "mixed"}]
    kinds: dict[str, Any] = {}
    for kind in dict.fromkeys(a.question.kind for a in answered):
        took = [a.done - a.due for a in answered if a.question.kind == kind]
        kinds[kind] = {"requests": len(took), **percentiles(took)}
    return {
        "seconds": round(seconds, 1),
        "searches_a_minute": round(60 * kinds["search"]["requests"] / seconds),
        "requests": len(answered),
        "failed": sum(a.of == "failed" for a in answered),
        "mixed": sum(a.of == "mixed" for a in answered),
        "first_faults": [f"{a.question.kind}: {a.of} {a.told}" for a in bad[:5]],
        "of_either_alone": dict(Counter("one" if a.of else "both say the same" for a in answered if a not in bad)),
        **kinds,
    }


def turn_figures(turns: Sequence[Turn], answered: Sequence[Answered]) -> dict[str, Any]:
    """How long after each command the new generation answered, and whether the old one ever answered again."""
    waits, back = [], 0
    for turn, later in itertools.zip_longest(turns, turns[1:]):
        end = later.began if later else float("inf")
        new = [a.done for a in answered if a.of == turn.to and turn.began <= a.sent < end]
        if not new:
            continue
        waits.append(max(0.0, min(new) - turn.ended))
        known = {"", "failed", "mixed", turn.to}
        back += sum(a.of not in known and min(new) <= a.sent < end for a in answered)
    return {
        "turns": dict(Counter(turn.act for turn in turns)),
        "turns_followed": len(waits),
        "went_back": back,
        "seconds_until_the_new_answers": {
            "median": round(sorted(waits)[len(waits) // 2], 2),
            "max": round(max(waits), 2),
        },
    }


class Load:
    """Questions in turn at an even `rate` a second, until it is stopped; a late one counts from when it was due."""

    def __init__(
        self, address: str, asked: Sequence[Question], alone: dict[str, dict[Question, bytes | None]], rate: float
    ) -> None:
        self._address, self._asked, self._alone, self._rate = address, asked, alone, rate
        self._numbers = itertools.count()
        self._answered: list[Answered] = []
        self._over = threading.Event()
        self.began = time.monotonic()
        self._workers = [threading.Thread(target=self._work) for _ in range(WORKERS)]
        for worker in self._workers:
            worker.start()

    def until(self, seconds: float) -> None:
        """Wait until so many seconds of load are over."""
        time.sleep(max(0.0, self.began + seconds - time.monotonic()))

    def stop(self) -> list[Answered]:
        """Ask no more; everything that was answered, in the order it was due."""
        self._over.set()
        for worker in self._workers:
            worker.join()
        return sorted(self._answered, key=lambda a: a.due)

    def _work(self) -> None:
        with httpx2.Client(base_url=self._address, timeout=PATIENCE, trust_env=False) as service:
            while True:
                number = next(self._numbers)
                due = self.began + number / self._rate
                if self._over.wait(max(0.0, due - time.monotonic())):
                    return
                self._answered.append(self._one(service, self._asked[number % len(self._asked)], due))

    def _one(self, service: httpx2.Client, question: Question, due: float) -> Answered:
        sent = time.monotonic()
        try:
            answer = question.put_to(service)
        except httpx2.HTTPError as error:
            return Answered(question, due, sent, time.monotonic(), "failed", repr(error))
        done = time.monotonic()
        if not answer.is_success:
            return Answered(question, due, sent, done, "failed", f"{answer.status_code} {answer.text[:200]}")
        whose = [name for name, said in self._alone.items() if said[question] == answer.content]
        return Answered(question, due, sent, done, {0: "mixed", 1: (whose or [""])[0]}.get(len(whose), ""))


def questions(store: Store, service: httpx2.Client) -> list[Question]:
    """SEARCHES searches, then one question of every other kind, and so on; always the same for an archive."""
    made: list[Question] = []
    options: list[dict[str, Any]] = [
        {"limit": 20},
        {"group": "district", "limit": 20},
        {},
        {"kind": ["成效"]},
    ]
    texts = queries(store, SEARCHES * 2)
    for first in range(0, len(texts), SEARCHES):
        some = texts[first : first + SEARCHES]
        searches = [_posted("search", text=text, **options[i % len(options)]) for i, text in enumerate(some)]
        hit = searches[0].put_to(service).json()["hits"][0]
        report = store.reports[first % len(store.reports)].path
        made += searches
        made += [_posted("compare", topic=some[0]), _posted("ask", text=some[2])]
        made += [Question("address", f"/v1/address/{hit['address']}")]
        made += [Question("report", f"/v1/reports/{quote(report)}")]
    return made


def _posted(kind: Kind, /, **body: Any) -> Question:
    return Question(kind, f"/v1/{kind}", json.dumps(body))


def answers(service: httpx2.Client, asked: Sequence[Question]) -> dict[Question, bytes | None]:
    """What the service says to each question now, None where it refuses: a report may be held by one only."""
    said = [(question, question.put_to(service)) for question in asked]
    return {question: answer.content if answer.is_success else None for question, answer in said}


def act(settings: Settings, work: Literal["publish", "rollback"], name: str) -> Turn:
    """Publish or roll back by the command line, as a process of its own."""
    forced = ["--force"] if work == "publish" else []
    command = [
        sys.executable,
        "-m",
        "search_api",
        work,
        name,
        *forced,
        "--because",
        "试验",
        "--index",
        str(settings.index),
    ]
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
    return Turn(work, name, began, time.monotonic())


def turned_to(service: httpx2.Client, name: str) -> None:
    """Wait until the service answers from generation `name`.

    Raises:
        TimeoutError: it does not.
    """
    until = time.monotonic() + PATIENCE
    while service.get("/v1/status").json().get("generation") != name:
        if time.monotonic() > until:
            raise TimeoutError(f"the service does not turn to {name}")
        time.sleep(0.1)


def held_by(pid: int) -> dict[str, int]:
    """What a process holds: memory in MB, in all and not of files; open files; generations open or mapped."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines())
    names = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            names.append(str(link.readlink()))
    mapped = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    parts = [
        line.split("/generations/", 1)[1].split("/", 1)[0] for line in (*names, *mapped) if "/generations/" in line
    ]
    megabytes = {key: round(int(told[line].split()[0]) / 1024) for key, line in _MEMORY}
    return {**megabytes, "threads": int(told["Threads"]), "open_files": len(names), "generations": len(set(parts))}


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, turns from one generation to the next included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _by_turn(held: Sequence[dict[str, int]]) -> dict[str, str]:
    return {name: ", ".join(str(one[name]) for one in held) for name in held[0]}


_MEMORY = (("memory_mb", "VmRSS"), ("own_memory_mb", "RssAnon"))


if __name__ == "__main__":
    sys.exit(main())
