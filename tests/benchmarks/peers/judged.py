"""What is asked and what is right: the seeds by passages, and a sample of a judged set by documents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.peers.measure import Work
from tests.benchmarks.relevance_judged import Judged
from tests.benchmarks.relevance_sets import beir, known_sets
from tests.conftest import SHARED

_SEEDS = "seeds"
_DOCUMENTS = "covid_policy"
_WARM_QUERIES = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged set over its files."""

    name: str
    files: tuple[Path, ...]
    queries: tuple[Judged, ...]


def seeds() -> Asked:
    """The five seeds; their queries are judged by passages."""
    queries = next(known.queries for known in known_sets() if known.name == _SEEDS)
    return Asked(_SEEDS, tuple(sorted((SHARED / "seeds").glob("*.txt"))), queries)


def documents(number: int, work: Path) -> Asked:
    """The first `number` documents that are right for some query, in the order of the queries, and those queries."""
    known = beir(SHARED / "judged" / _DOCUMENTS)
    whole = known.archive(work / "archives" / _DOCUMENTS)
    names = list(dict.fromkeys(right.report for query in known.queries for right in query.right))[:number]
    asked = tuple(query for query in known.queries if all(right.report in names for right in query.right))
    return Asked(f"{_DOCUMENTS}-{number}", tuple(whole / f"{name}.txt" for name in names), asked)


def speed(reports: int, judged: Sequence[Asked]) -> Work:
    """The seeds and the first `reports` reports by name; the one after them is added. Queries are those judged."""
    names = sorted((SHARED / "reports").glob("*.txt"), key=lambda file: int(re.split("_", file.name)[0]))
    queries = [query.text for asked in judged for query in asked.queries[:_WARM_QUERIES]]
    files = (*sorted((SHARED / "seeds").glob("*.txt")), *names[:reports])
    return Work(files, names[reports], tuple(queries))
