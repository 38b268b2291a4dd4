"""`python -m tests.benchmarks.latency INDEX`: how long answers take over an index, what it holds in memory and on disk.

The queries are made from the index itself, always the same ones for the same index: headings, halves of sentences, and
questions about headings, one third each. Each is asked once, after a few that warm up; a service is asked twice over
HTTP, for it remembers what it was asked. No text of theirs is kept.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.publish import current
from indexer.settings import Settings
from indexer.store import Store
from search_api.engine import Engine
from search_api.remembered import Remembered
from search_api.schemas import AskRequest, CompareRequest, SearchRequest
from tests.benchmarks.results import Circumstances, keep
from tests.benchmarks.serving import running

_WARM_UP = 5
_OTHER = 40  # queries for the slower questions: compare and ask


def queries(store: Store, count: int) -> list[str]:
    """`count` queries, three kinds in turn."""
    rng = random.Random(1)
    reports = [r for r in store.reports if r.passages]
    made: list[str] = []
    while len(made) < count:
        number = rng.choice(reports).number
        titles = [s.title for s in store.sections(number) if 4 <= len(s.title) <= 30]
        title = rng.choice(titles) if titles else "法治政府建设"
        passage = rng.choice(store.passages_of(number))
        words = rng.choice(passage.sentences).of(store.text(number))
        made.append([title, words[len(words) // 2 :][:40], f"其他区{title}是怎么做的"][len(made) % 3])
    return made


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the longest, in milliseconds; the p-th is the smallest that p % of all do not exceed."""
    ordered = sorted(seconds)
    at = [-(-len(ordered) * p // 100) - 1 for p in (50, 95, 100)]
    return dict(zip(("p50_ms", "p95_ms", "max_ms"), [round(ordered[i] * 1000, 1) for i in at], strict=True))


def forgetful(engine: Engine) -> Engine:
    """`engine` embedding each question anew, also one that it was asked before."""
    assert isinstance(engine.encoder, Remembered)
    return replace(engine, encoder=engine.encoder.encoder)


def measure(settings: Settings, count: int) -> dict[str, Any]:
    began = time.perf_counter()
    engine = forgetful(Engine.open(settings))
    opened = time.perf_counter() - began
    asked = queries(engine.generation.store, count)
    district = next((r.metadata.district for r in engine.generation.store.reports if r.metadata.district), None)
    narrow = {"district": [district]} if district else {}

    def search(**options: Any) -> Callable[[str], object]:
        return lambda text: engine.search(SearchRequest(text=text, **options))

    figures: dict[str, Any] = {
        "reports": engine.generation.manifest.reports,
        "passages": engine.generation.manifest.passages,
        "queries": len(asked),
        "open_seconds": round(opened, 2),
        "memory_mb_after_opening": memory(),
        "search": _timed(search(), asked),
        "search_by_district": _timed(search(group="district"), asked),
        "search_one_district": _timed(search(**narrow), asked),
        "search_meaning_only": _timed(search(mode="meaning"), asked),
        "search_words_only": _timed(search(mode="words"), asked),
        "compare": _timed(lambda text: engine.compare(CompareRequest(topic=text)), asked[:_OTHER]),
        "ask": _timed(lambda text: engine.ask(AskRequest(text=text)), asked[:_OTHER]),
        "memory_mb_at_most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    engine.close()
    return figures | over_http(settings, asked) | {"disk_mb": on_disk(settings.index)}


def over_http(settings: Settings, asked: Sequence[str]) -> dict[str, Any]:
    with running(settings) as (service, _):

        def answer(text: str) -> None:
            service.post("/v1/search", json={"text": text}).raise_for_status()

        return {"search_over_http": _timed(answer, asked), "search_over_http_asked_again": _timed(answer, asked)}


def _timed(answer: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    for text in texts[:_WARM_UP]:
        answer(text)
    seconds = []
    for text in texts:
        began = time.perf_counter()
        answer(text)
        seconds.append(time.perf_counter() - began)
    return percentiles(seconds)


def memory(line: str = "VmRSS") -> int:
    """Resident memory of this process in MB: now, or with VmHWM the most it ever had since it began."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return round(next(int(told.split()[1]) for told in status if told.startswith(line)) / 1024)


def on_disk(index: Path) -> dict[str, float]:
    generation = current(index)
    parts = {path.name: _size(path) for path in sorted(generation.iterdir())}
    return {**parts, "generation": _size(generation), "cache": _size(index / "cache")}


def _size(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(f.stat().st_size for f in files if f.is_file()) / 1e6, 2)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.latency", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--name", help="of the archive, in the results")
    given = parser.parse_args()
    at = Circumstances.now()
    figures = measure(replace(Settings(), index=given.index), given.queries)
    print(keep("latency", given.name or given.index.resolve().name, at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
