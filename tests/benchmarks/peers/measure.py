"""The measures: what a contestant costs on one archive, and how well it finds what is judged."""

import itertools
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search_api.schemas import Hit
from tests.benchmarks.latency import percentiles
from tests.benchmarks.peers.contestants import Answering, Contestant, Found
from tests.benchmarks.peers.processes import memory_mb, peak_mb
from tests.benchmarks.relevance_judged import Judged, measure

_SHOWN = 10  # hits of a page
_DEPTH = 100  # hits that are weighed: documents are judged, and ten of them may need many passages
_STARTS = 3
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Work:
    """What the costs are measured on."""

    files: tuple[Path, ...]
    another: Path  # the report that is added
    queries: tuple[str, ...]


def costs(contestant: Contestant, work: Work, index: Path) -> dict[str, Any]:
    """Building, starting, answering and adding, in that order, on an index that is made anew."""
    _cleared(index)
    characters = sum(len(file.read_text(encoding="utf-8")) for file in work.files)
    built = contestant.build(work.files, index)
    figures: dict[str, Any] = {
        "build_characters_a_second": round(characters / built.seconds),
        "build_characters_a_cpu_second": round(characters / built.cpu_seconds),
        "build_seconds": round(built.seconds, 1),
        "build_cpu_seconds": round(built.cpu_seconds, 1),
        "build_peak_mb": round(built.peak_mb),
        "disk_mb": _disk_mb(index),
    }
    starts = [_first_answer(contestant, work.queries[0], index) for _ in range(_STARTS)]
    figures["start_to_first_answer_seconds"] = round(statistics.median(starts), 2)
    figures |= _warm(contestant, work.queries, index)
    added = contestant.add(work.another, index)
    _check_found(contestant, work.another, index)
    return figures | {"add_seconds": round(added.seconds, 1), "add_cpu_seconds": round(added.cpu_seconds, 1)}


def quality(
    contestant: Contestant, queries: Sequence[Judged], files: Sequence[Path], index: Path, read: int = 0
) -> dict[str, Any]:
    """nDCG@10 over `files`, all of it and by kind; an index that is there and whole is used as it is.

    With `read`, only hits that begin within so many characters count, and what all would have given is told beside it.
    """
    _built_once(contestant, files, index)
    answering = contestant.start(index)
    try:
        hits = [_hits(answering.ask(query.text, _DEPTH)) for query in queries]
    finally:
        answering.close()
    every = _ndcg(queries, hits)
    values = _ndcg(queries, [within(found, read) for found in hits]) if read else every
    kinds = defaultdict(list)
    for query, value in zip(queries, values, strict=True):
        kinds[query.kind].append(value)
    return {
        "queries": len(queries),
        "ndcg10": round(statistics.fmean(values), 3),
        "ndcg10_however_long": round(statistics.fmean(every), 3),
        "characters_a_hit": round(statistics.fmean(len(hit.text) for found in hits for hit in found[:_SHOWN])),
        "kinds": {kind: round(statistics.fmean(of), 3) for kind, of in sorted(kinds.items())},
        "each": [round(value, 4) for value in values],
    }


def within(hits: Sequence[Hit], characters: int) -> list[Hit]:
    """The hits that begin within the first `characters` that are shown: what a reader sees who reads so far."""
    begins = itertools.accumulate((len(hit.text) for hit in hits), initial=0)
    return [hit for hit, at in zip(hits, begins, strict=False) if at < characters]


def _ndcg(queries: Sequence[Judged], hits: Sequence[Sequence[Hit]]) -> list[float]:
    return [measure(query, found).ndcg10 for query, found in zip(queries, hits, strict=True)]


def _hits(found: Sequence[Found]) -> list[Hit]:
    return [Hit.model_construct(report=one.report, text=one.text) for one in found]


def _built_once(contestant: Contestant, files: Sequence[Path], index: Path) -> None:
    whole = index.with_name(f"{index.name}.built")
    if not whole.is_file():
        _cleared(index)
        contestant.build(files, index)
        whole.touch()


def _warm(contestant: Contestant, queries: Sequence[str], index: Path) -> dict[str, Any]:
    answering = contestant.start(index)
    try:
        for query in queries[:_WARM_UP]:
            answering.ask(query, _SHOWN)
        seconds = [_timed(answering, query) for query in queries[_WARM_UP:]]
        memory = {"serving_mb": round(memory_mb(answering.pid)), "serving_peak_mb": round(peak_mb(answering.pid))}
        return percentiles(seconds) | memory
    finally:
        answering.close()


def _first_answer(contestant: Contestant, query: str, index: Path) -> float:
    began = time.perf_counter()
    answering = contestant.start(index)
    try:
        answering.ask(query, _SHOWN)
        return time.perf_counter() - began
    finally:
        answering.close()


def _timed(answering: Answering, query: str) -> float:
    began = time.perf_counter()
    answering.ask(query, _SHOWN)
    return time.perf_counter() - began


def _check_found(contestant: Contestant, file: Path, index: Path) -> None:
    """An addition that cannot be found is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    sentence = max((line.strip() for line in lines[len(lines) // 2 :]), key=len)[:40]
    answering = contestant.start(index)
    try:
        found: list[Found] = answering.ask(sentence, _SHOWN)
    finally:
        answering.close()
    if file.name not in {hit.report for hit in found}:
        raise SystemExit(f"{index}: the report that was added is not found")


def _cleared(index: Path) -> None:
    for folder in (index, index.with_name(f"{index.name}-archive")):
        shutil.rmtree(folder, ignore_errors=True)
    index.parent.mkdir(parents=True, exist_ok=True)


def _disk_mb(folder: Path) -> float:
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6, 2)
