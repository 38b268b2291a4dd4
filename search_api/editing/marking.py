"""Golden questions as staff fill them: a result is marked, or is marked no longer. Every other line stays as it was."""

import threading
from collections.abc import Sequence
from pathlib import Path

from indexer.archive import GOLDEN
from indexer.errors import QueryError
from search_api.editing.wordlists import read_text, write_text
from search_api.publishing.golden import HEADINGS, Golden, Shown, read_golden

_HEAD = "问题\t报告\t原文\n"
_WRITING = threading.Lock()  # from reading the file until it is written


def marked(archive: Path, query: str, hits: Sequence[Shown]) -> list[bool]:
    """Which of `hits` are marked as golden for `query`.

    Raises:
        ArchiveError: golden.tsv cannot be read.
    """
    rows = [row for row in read_golden(archive) if row.query == _line(query)]
    return [any(row.fits(hit) for row in rows) for hit in hits]


def mark(archive: Path, query: str, hit: Shown, quote: str) -> None:
    """Have `hit` be what `query` should find, known by `quote`, its words; nothing changes where it is marked already.

    Raises:
        QueryError: the query cannot be a line of the file.
        ArchiveError: golden.tsv cannot be read or written.
    """
    asked = _line(query)
    if not asked or asked.startswith("#") or asked.lower() in HEADINGS:
        raise QueryError(f"“{asked}”不能作为标准问题", "请换一个问题再标", "query")
    with _WRITING:
        if any(marked(archive, asked, [hit])):
            return
        text = read_text(archive / GOLDEN) or _HEAD
        ended = text if text.endswith("\n") else f"{text}\n"
        write_text(archive / GOLDEN, f"{ended}{asked}\t{_line(hit.report)}\t{_line(quote)}\n")


def unmark(archive: Path, query: str, hit: Shown) -> None:
    """Have `hit` no longer be what `query` should find.

    Raises:
        ArchiveError: as `mark`.
    """
    asked = _line(query)
    with _WRITING:
        read_golden(archive)  # a file with a bad line is not touched
        lines = read_text(archive / GOLDEN).splitlines(keepends=True)
        kept = [line for line in lines if not _fits(line, asked, hit)]
        if len(kept) < len(lines):
            write_text(archive / GOLDEN, "".join(kept))


def _fits(line: str, query: str, hit: Shown) -> bool:
    asked, report, quote = ([cell.strip() for cell in line.split("\t")] + ["", "", ""])[:3]
    return asked == query and bool(report or quote) and Golden(asked, report.replace("\\", "/"), quote).fits(hit)


def _line(text: str) -> str:
    """`text` as a cell: no tab, no line break."""
    return " ".join(text.split())
