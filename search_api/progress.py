"""A progress bar for long work, on a terminal only: in a log it would be noise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from tqdm import tqdm

from indexer.build import Progress, silent


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """A callable (stage, done, total) that draws one bar a stage on `stream`."""
    if not stream.isatty():
        yield silent
        return
    bars: dict[str, tqdm[Any]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            bars[stage] = tqdm(total=total, desc=stage, file=stream, ascii=" ━", leave=True, dynamic_ncols=True)
        bars[stage].update(done - bars[stage].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()
