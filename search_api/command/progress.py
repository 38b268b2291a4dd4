"""A progress bar for long work, on a terminal only: in a log it would be noise."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from tqdm import tqdm

from indexer.intake.gather import Progress, silent

_FORMAT = "{desc} {percentage:3.0f}% {bar} {n_fmt}/{total_fmt}，还需 {remaining}"


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """A callable (stage, done, total) that draws one bar a stage on `stream`, one below the other."""
    if not stream.isatty():
        yield silent
        return
    size = shutil.get_terminal_size()  # 80 by 24 where the terminal does not know
    bars: dict[str, tqdm[Any]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            _close(bars)
            bars[stage] = tqdm(
                total=total, desc=stage, file=stream, ncols=size.columns, nrows=size.lines, bar_format=_FORMAT
            )
        bars[stage].total = total  # grows while the pages of scans come to light
        bars[stage].update(done - bars[stage].n)

    try:
        yield progress
    finally:
        _close(bars)


def _close(bars: dict[str, "tqdm[Any]"]) -> None:
    for bar in bars.values():
        bar.close()
