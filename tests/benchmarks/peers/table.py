"""The figures as one Markdown table: a row a figure, a column a contestant."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.benchmarks.relevance import interval

_JUDGED = ("passages", "documents")
ROWS = (
    ("chunk", "chunk"),
    ("build: characters a second", "costs.build_characters_a_second"),
    ("build: characters a CPU-second", "costs.build_characters_a_cpu_second"),
    ("build: peak memory, MB", "costs.build_peak_mb"),
    ("add one report: seconds", "costs.add_seconds"),
    ("add one report: CPU-seconds", "costs.add_cpu_seconds"),
    ("new process to first answer: seconds", "costs.start_to_first_answer_seconds"),
    ("search p50: ms", "costs.p50_ms"),
    ("search p95: ms", "costs.p95_ms"),
    ("memory while answering, MB", "costs.serving_mb"),
    ("memory while answering, at most, MB", "costs.serving_peak_mb"),
    ("index on disk, MB", "costs.disk_mb"),
    ("passages: nDCG@10 within 2,500 characters read", "passages.ndcg10"),
    ("… paraphrase", "passages.kinds.paraphrase"),
    ("… colloquial", "passages.kinds.colloquial"),
    ("… Jiejian ahead by, 95 %", "passages.ahead"),
    ("passages: nDCG@10, however long the hits", "passages.ndcg10_however_long"),
    ("… characters a hit", "passages.characters_a_hit"),
    ("the same at the library's own chunk: within 2,500", "own_chunk.ndcg10"),
    ("… however long the hits", "own_chunk.ndcg10_however_long"),
    ("… characters a hit", "own_chunk.characters_a_hit"),
    ("documents: nDCG@10", "documents.ndcg10"),
    ("… Jiejian ahead by, 95 %", "documents.ahead"),
    ("version", "version"),
    ("licence", "licence"),
)


def markdown(
    about: str, figures: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str], notes: Mapping[str, str]
) -> str:
    """The page: dashes for what was not measured, and below the table a note on each contestant."""
    lines = [f"# Jiejian beside its peers\n\n{about}\n", _row(["", *(titles[name] for name in figures)])]
    lines.append(_row(["---"] * (len(figures) + 1)))
    for label, path in ROWS:
        cells = [at(column, path) for column in figures.values()]
        lines.append(_row([label, *("—" if cell is None else str(cell) for cell in cells)]))
    told = [f"* {titles[name]}: {column.get('failed', notes[name])}." for name, column in figures.items()]
    return "\n".join([*lines, "", *told]) + "\n"


def beside(columns: Mapping[str, Mapping[str, Any]], ours: str) -> dict[str, dict[str, Any]]:
    """The columns with how far `ours` is ahead of each, query by query, in place of the value of every single query.

    The interval holds the mean difference in 95 of 100 resamples of the queries.
    """
    told: dict[str, dict[str, Any]] = {}
    for name, column in columns.items():
        told[name] = {part: _without_each(figures) for part, figures in column.items()}
        for part in _JUDGED if name != ours else ():
            mine, theirs = at(columns, f"{ours}.{part}.each"), at(column, f"{part}.each")
            if mine is not None and theirs is not None:
                low, high = interval(np.array(mine) - np.array(theirs))
                told[name][part]["ahead"] = f"{low:+.3f} to {high:+.3f}"
    return told


def _without_each(figures: Any) -> Any:
    return {k: v for k, v in figures.items() if k != "each"} if isinstance(figures, Mapping) else figures


def at(figures: Mapping[str, Any], path: str) -> Any:
    """The figure at a dotted path, None when there is none."""
    found: Any = figures
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
