"""`python -m tests.benchmarks.scale INDEX OUT --passages 1000000`: an archive of that size, made, opened and searched.

INDEX is an index of real reports (those of ../shared/reports); the archive is made of them (`recombined`) and written
into OUT/<passages> by the writers that every build uses. Only the embedding is spared: of 1,400 made passages that are
really embedded, 1,000 show what to add to a mean of vectors, 400 show whether the vectors made so lie as real ones do.
The queries are those of ../shared. Searching is measured in a process of its own.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embed import Encoder, open_encoder
from indexer.intake.kept import write_intake
from indexer.intake.record import Intake
from indexer.places.gazetteer import Gazetteer
from indexer.publish import current, publish
from indexer.report import Passage, Report
from indexer.rows import rows_of, section_kind, write_rows
from indexer.settings import Settings
from indexer.snapshot import seal
from indexer.store import Store
from indexer.terms import PassageTerms, cut_terms, write_cut_terms
from indexer.tokens import default_tokenizer
from indexer.vectors import VectorIndex
from search_api.engine import Engine
from search_api.schemas import CompareRequest, SearchRequest
from tests.benchmarks.latency import forgetful, memory, on_disk, percentiles
from tests.benchmarks.recombined import Original, Parts, Recombiner, Residuals, mean_vectors
from tests.benchmarks.results import ROOT, Circumstances, keep

_FITTED, _CHECKED = 1000, 400  # made passages that are really embedded: to learn from, to judge by
_WARM_UP = 10
_SLOW = 10  # queries for comparing
_DEPTH = 100


def measure(settings: Settings, original: Path, passages: int, queries: int) -> dict[str, Any]:
    """Make the archive unless it is there, search it, and say what both took."""
    if not (settings.index / "CURRENT").exists():
        figures = make(settings, original, passages)
        (settings.index / "made.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    made = json.loads((settings.index / "made.json").read_text(encoding="utf-8"))
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.scale",
        str(original),
        str(settings.index.parent),
        "--only-search",
    ]
    command += ["--passages", str(passages), "--queries", str(queries)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return {**made, **json.loads(done.stdout)}


def make(settings: Settings, original: Path, passages: int) -> dict[str, Any]:
    """Write a generation of at least `passages` passages into `settings.index`; what it took, by part."""
    folder = current(original)
    store, vectors = Store(folder / "archive.sqlite"), VectorIndex.read(folder / "vectors.faiss")
    real = Original(store, vectors.rows(np.arange(len(vectors))))
    encoder = open_encoder(settings.model, settings.home)
    aside = settings.index / "generations" / "made"
    aside.mkdir(parents=True)
    residuals, honesty = _calibrated(real, encoder, settings.index.parent / "calibration.npz")
    parts: list[Parts] = []
    rows: list[tuple[int, str, str]] = []
    seconds: dict[str, float] = {}

    def written() -> Iterator[tuple[Report, Sequence[Passage]]]:
        for number, (report, held, come) in enumerate(Recombiner(real, Gazetteer.default()).reports(passages)):
            parts.extend(come)
            rows.extend((number, section_kind(report, p), p.span.of(report.text)) for p in held)
            yield report, held

    with _timed(seconds, "recombining_and_store"):
        write_rows(aside / "archive.sqlite", (rows_of(report, passages) for report, passages in written()))
    with _timed(seconds, "terms"):
        write_cut_terms(aside / "terms", _cut(rows))
    made = _vectors(settings.index / "made.npy", real, residuals, parts, encoder.dim)
    with _timed(seconds, "vectors"):
        VectorIndex.build(made).write(aside / "vectors.faiss")
    write_intake(aside / "intake.json", Intake())
    with _timed(seconds, "seal"):
        seal(aside, _manifest(encoder, rows, passages=len(rows)))
    publish(settings.index, aside.name)
    (settings.index / "made.npy").unlink()
    return {
        "build_cpu_seconds_without_embedding": seconds,
        "build_memory_mb_at_most": memory("VmHWM"),
        "made_vectors": honesty,
    }


def _cut(rows: Sequence[tuple[int, str, str]]) -> Iterator[PassageTerms]:
    """The terms of every passage, cut by as many processes as there are cores."""
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        terms = pool.imap(_terms, (text for _, _, text in rows), chunksize=500)
        for (report, kind, _), cut in zip(rows, terms, strict=True):
            yield PassageTerms(report, kind, *cut)


def _terms(text: str) -> tuple[str, str, str]:
    return cut_terms(text, default_tokenizer())


def _vectors(path: Path, real: Original, residuals: Residuals, parts: Sequence[Parts], dim: int) -> NDArray[np.float16]:
    """The made vectors in a file of 16-bit floats, so that they are in memory only piece by piece."""
    made = np.lib.format.open_memmap(path, "w+", np.float16, (len(parts), dim))
    for number, start in enumerate(range(0, len(parts), 20_000)):
        part = parts[start : start + 20_000]
        made[start : start + len(part)] = residuals.vectors(real, part, number)
    return made


def _calibrated(real: Original, encoder: Encoder, kept: Path) -> tuple[Residuals, dict[str, float]]:
    """Residuals from really embedded passages, and how like real vectors the made ones are (cosines, means of each).

    The file `kept` spares the embedding, and the search for what is alike, when an archive of another size is made.
    """
    if kept.exists():
        known = np.load(kept)
        real.__dict__["like"] = known["like"]
        return Residuals(known["residuals"]), json.loads(str(known["figures"]))
    held = [
        (p.span.of(report.text), come)
        for report, passages, parts in Recombiner(real, Gazetteer.default(), seed=7).reports(len(real.vectors))
        for p, come in zip(passages, parts, strict=True)
    ]
    sample = random.Random(1).sample(held, min(len(held), _FITTED + _CHECKED))
    embedded = encoder.encode_passages([text for text, _ in sample])
    parts = [come for _, come in sample]
    means = mean_vectors(real.vectors, parts)
    residuals = Residuals(embedded[:_FITTED] - means[:_FITTED])
    made = residuals.vectors(real, parts, seed=3)[_FITTED:]
    checked = embedded[_FITTED:]
    figures = {"cosine_of_made_and_embedded": float((made * checked).sum(axis=1).mean())}
    for name, rows in (("embedded", checked), ("made", made)):
        near = np.sort(rows @ real.vectors.T, axis=1)[:, ::-1]
        figures |= {f"{name}_to_its_{k}th_real_neighbour": float(near[:, k - 1].mean()) for k in (1, 10, 100)}
    figures = {name: round(value, 4) for name, value in figures.items()}
    np.savez(kept, residuals=residuals.rows, like=real.like, figures=json.dumps(figures))
    return residuals, figures


def _manifest(encoder: Encoder, rows: Sequence[tuple[int, str, str]], **counts: int) -> dict[str, Any]:
    return {
        "generation": "made",
        "built_at": "",
        "version": "",
        "model": encoder.name,
        "dim": encoder.dim,
        "passage_characters": 100,
        "reports": rows[-1][0] + 1,
        "sentences": 0,
        "characters": sum(len(text) for _, _, text in rows),
        "texts": len({text for _, _, text in rows}),
        "inputs": "",
        **counts,
    }


def texts_of(count: int) -> list[str]:
    """Real queries, `count` of them, always the same ones; none is kept."""
    shared = ROOT.parent / "shared"
    lines = [line for name in sorted(shared.glob("judged/*/queries.jsonl")) for line in name.open(encoding="utf-8")]
    texts = [json.loads(line)["text"] for line in lines]
    gold = (shared / "gold" / "queries.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts += {line.split("\t")[2]: None for line in gold}
    return random.Random(1).sample(texts, count)


def searched(settings: Settings, texts: Sequence[str]) -> dict[str, Any]:
    """What searching takes; with a district, another one for every query."""
    began = time.perf_counter()
    engine = forgetful(Engine.open(settings))
    figures: dict[str, Any] = {
        "reports": engine.generation.manifest.reports,
        "passages": engine.generation.manifest.passages,
        "queries": len(texts),
        "open_seconds": round(time.perf_counter() - began, 2),
        "memory_mb_after_opening": memory(),
    }
    places = [r.metadata for r in engine.generation.store.reports if r.metadata.district]
    random.Random(1).shuffle(places)
    districts, provinces = ([{name: [getattr(p, name)]} for p in places] for name in ("district", "province"))
    every: list[dict[str, Any]] = [{}]
    for name, filters, options in (
        ("search", every, {}),
        ("search_by_district", every, {"group": "district"}),
        ("search_one_district", districts, {}),
        ("search_one_province", provinces, {}),
        ("search_from_2015_on", every, {"year_from": 2015}),
        ("search_words_only", every, {"mode": "words"}),
        ("search_meaning_only", every, {"mode": "meaning"}),
        ("search_exact", every, {"mode": "exact"}),
    ):
        requests = [SearchRequest(text=t, **f, **options) for t, f in zip(texts, cycle(filters), strict=False)]
        figures[name] = _answered(engine.search, requests)
    compared = [CompareRequest(topic=text, province=p["province"]) for text, p in zip(texts[:_SLOW], cycle(provinces))]
    figures["compare_one_province"] = _answered(engine.compare, compared)
    figures |= _recall(engine, texts)
    figures |= {"memory_mb_at_most": memory("VmHWM"), "memory_mb_without_mapped_files": memory("RssAnon")}
    engine.close()
    return figures | {"disk_mb": on_disk(settings.index)}


def _answered(answer: Callable[[Any], object], requests: Sequence[Any]) -> dict[str, float]:
    for request in requests[:_WARM_UP]:
        answer(request)
    seconds, cpu = [], time.process_time()
    for request in requests:
        began = time.perf_counter()
        answer(request)
        seconds.append(time.perf_counter() - began)
    return {**percentiles(seconds), "cpu_ms": round((time.process_time() - cpu) / len(requests) * 1000, 1)}


def _recall(engine: Engine, texts: Sequence[str]) -> dict[str, float]:
    """Share of the ten and the hundred nearest that the meaning leg finds, in all and in half the archive."""
    vectors, store = engine.generation.vectors, engine.generation.store
    half = store.passage_reports < np.int32(len(store.reports) // 2)
    figures: dict[str, float] = {}
    for name, allowed in (("", None), ("_of_half", half)):
        shares: dict[int, list[float]] = {10: [], 100: []}
        for query in engine.encoder.encode_queries(list(texts)):
            found = [row for row, _ in vectors.search(query, _DEPTH, allowed)]
            true = [row for row, _ in vectors.search(query, _DEPTH, allowed, exact=len(vectors))]
            for k, share in shares.items():
                share.append(len(set(found[:k]) & set(true[:k])) / len(true[:k]))
        figures |= {f"recall_at_{k}{name}": round(float(np.mean(share)), 4) for k, share in shares.items()}
    return figures


class _timed:  # noqa: N801  (a context manager)
    """Adds to `seconds` the CPU time that its block took, its child processes included once they have ended."""

    def __init__(self, seconds: dict[str, float], name: str) -> None:
        self._seconds, self._name = seconds, name

    def __enter__(self) -> None:
        self._began = _cpu_seconds()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] = round(_cpu_seconds() - self._began, 1)


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description=__doc__)
    parser.add_argument("index", type=Path, help="of the real reports")
    parser.add_argument("out", type=Path, help="folder for what is made")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--only-search", action="store_true", help="an archive made before, in this process, as JSON")
    given = parser.parse_args()
    at = Circumstances.now()
    settings = replace(Settings.read(os.environ), index=given.out / str(given.passages))
    if given.only_search:
        print(json.dumps(searched(settings, texts_of(given.queries))))
        return
    figures = measure(settings, given.index, given.passages, given.queries)
    print(keep("scale", str(given.passages), at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
