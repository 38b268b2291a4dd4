"""`python -m tests.benchmarks.relevance`: how well the engine finds what was meant, on every judged set at hand.

    python -m tests.benchmarks.relevance                      the sample, and the sets that lie beside the project
    python -m tests.benchmarks.relevance FOLDER …             any folder with corpus.jsonl, queries.jsonl, qrels.tsv
    python -m tests.benchmarks.relevance --against report=0   this version beside other weights: is it better?
    python -m tests.benchmarks.relevance --with held=0 --against held=0,meaning=0.65

Weights are those of `search_api.weights`. Intervals are of 95 %, from 2,000 resamples of the queries; of a difference,
from the same queries in both. Indexes are built once below --work, where vectors are kept.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from indexer.settings import Settings
from search_api.engine import Engine
from search_api.schemas import Mode, SearchRequest
from search_api.weights import CHOSEN, Weights
from tests.benchmarks.relevance_judged import Measured, measure
from tests.benchmarks.relevance_sets import JudgedSet, beir, known_sets
from tests.conftest import ROOT

_HITS = 100
_RESAMPLES = 2000


def run(engine: Engine, queries: JudgedSet, weights: Weights, mode: Mode) -> list[Measured]:
    """The measures of every query of the set, asked of `engine` with `weights`."""
    tried = replace(engine, weights=weights)
    asked = [SearchRequest(text=q.text, limit=_HITS, mode=mode) for q in queries.queries]
    return [measure(q, tried.search(a).hits) for q, a in zip(queries.queries, asked, strict=True)]


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Bounds between which the mean lies in 95 of 100 resamples of `values`."""
    rng = np.random.default_rng(0)
    means = rng.choice(values, (_RESAMPLES, len(values))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def told(queries: JudgedSet, measured: Sequence[Measured], other: Sequence[Measured] | None) -> str:
    """What is printed of one set: its means, how sure they are, how they differ from `other`, and each kind's."""
    ndcg = np.array([m.ndcg10 for m in measured])
    low, high = interval(ndcg)
    rest = "  ".join(
        f"{label} {np.mean([getattr(m, name) for m in measured]):.3f}"
        for label, name in (("recall@10", "recall10"), ("recall@100", "recall100"), ("P@1", "first"))
    )
    lines = [f"{queries.name:14} {len(ndcg):4} queries  nDCG@10 {ndcg.mean():.3f} [{low:.3f}, {high:.3f}]  {rest}"]
    if other is not None:
        change = ndcg - np.array([m.ndcg10 for m in other])
        low, high = interval(change)
        lines.append(f"{'':14} against the other: {change.mean():+.3f} [{low:+.3f}, {high:+.3f}]")
    kinds = defaultdict(list)
    for query, value in zip(queries.queries, ndcg, strict=True):
        kinds[query.kind].append(value)
    if len(kinds) > 1:
        lines.append(" " * 15 + "  ".join(f"{kind} {np.mean(values):.3f}" for kind, values in sorted(kinds.items())))
    return "\n".join(lines)


def weights_of(text: str) -> Weights:
    """The chosen weights with those that `text` names (`report=0,held=0.2`) set otherwise.

    Raises:
        ValueError: there is no such weight, or its value is no number.
    """
    given = dict(part.split("=") for part in text.split(",") if part)
    if unknown := sorted(set(given) - {f.name for f in fields(Weights)}):
        raise ValueError(f"no such weight: {', '.join(unknown)}")
    return replace(CHOSEN, **{name: float(value) for name, value in given.items()})


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.relevance", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--with", dest="weights", type=weights_of, default=CHOSEN, metavar="NAME=VALUE,…")
    parser.add_argument("--against", type=weights_of, metavar="NAME=VALUE,…")
    parser.add_argument("--mode", choices=get_args(Mode), default="hybrid")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "relevance")
    given = parser.parse_args()
    settings = Settings(home=ROOT / "models")
    for queries in [beir(f) for f in given.folders] or known_sets():
        engine = queries.open(given.work, settings)
        other = run(engine, queries, given.against, given.mode) if given.against else None
        print(told(queries, run(engine, queries, given.weights, given.mode), other), flush=True)
        engine.close()


if __name__ == "__main__":
    main()
