"""The judged sets: where their queries are, and an index of what they are asked of."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.build import build
from indexer.errors import GenerationError
from indexer.settings import Settings
from search_api.engine import Engine
from tests.benchmarks.relevance_judged import Judged, Right
from tests.conftest import ROOT, SHARED


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A name, the queries, and what writes (or finds) the archive that they are asked of."""

    name: str
    queries: tuple[Judged, ...]
    archive: Callable[[Path], Path]  # given a folder to write into

    def open(self, work: Path, settings: Settings) -> Engine:
        """The engine over the archive, built below `work` when there is no index that opens there."""
        own = replace(settings, index=work / self.name)
        try:
            return Engine.open(own)
        except GenerationError:
            build(self.archive(work / f"{self.name}-archive"), own)
            return Engine.open(own)


def known_sets() -> Iterator[JudgedSet]:
    """The sample, and the labelled data that lie beside the project."""
    yield _sample()
    if (SHARED / "gold" / "queries.tsv").is_file():
        yield _seeds()
    yield from (beir(p.parent) for p in sorted((SHARED / "judged").glob("*/corpus.jsonl")))


def beir(folder: Path) -> JudgedSet:
    """A folder with corpus.jsonl, queries.jsonl and qrels.tsv; queries for which nothing is right are left out."""
    right: dict[str, list[Right]] = defaultdict(list)
    for query, document, *grade in _rows(folder / "qrels.tsv"):
        if query not in {"qid", "query-id"} and grade[:1] != ["0"]:
            right[query].append(Right(_file_name(document), "", 1.0))
    queries = (
        Judged(_id(q), q.get("kind", "all"), q["text"], tuple(right[_id(q)])) for q in _lines(folder / "queries.jsonl")
    )
    return JudgedSet(folder.name, tuple(q for q in queries if q.right), lambda to: _written(folder, to))


def _sample() -> JudgedSet:
    judged = ROOT / "corpus" / "judged"
    right: dict[str, list[Right]] = defaultdict(list)
    for row in _table(judged / "qrels.tsv"):
        right[row["qid"]].append(Right(row["report"], row["quote"], float(row["grade"])))
    queries = (Judged(q["id"], q["kind"], q["text"], tuple(right[q["id"]])) for q in _lines(judged / "queries.jsonl"))
    return JudgedSet("sample", tuple(queries), lambda _: ROOT / "corpus" / "sample")


def _seeds() -> JudgedSet:
    right: dict[tuple[str, str, str], list[Right]] = defaultdict(list)
    for row in _table(SHARED / "gold" / "queries.tsv"):
        right[row["qid"], row["kind"], row["query"]].append(Right(row["report"], row["quote"], float(row["grade"])))
    queries = tuple(Judged(*about, tuple(rows)) for about, rows in right.items())
    return JudgedSet("seeds", queries, lambda _: SHARED / "seeds")


def _written(folder: Path, to: Path) -> Path:
    """The documents of corpus.jsonl as an archive of text files."""
    to.mkdir(parents=True, exist_ok=True)
    for document in _lines(folder / "corpus.jsonl"):
        text = f"{document.get('title', '')}\n\n{document['text']}\n"
        (to / f"{_file_name(_id(document))}.txt").write_text(text, encoding="utf-8")
    return to


def _file_name(document: str) -> str:
    return re.sub(r"[^\w.-]", "_", document)


def _id(row: Mapping[str, str]) -> str:
    return row["id"] if "id" in row else row["_id"]


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
