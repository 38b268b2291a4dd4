"""The file of places: CSV rows to Place, and what is wrong with them."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.errors import ArchiveError

COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor")
LEVELS = ("province", "city", "district")


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer.

    `code` is the 6-digit GB/T 2260 code, empty for former names whose code is unknown; `parent` and `successor` are
    codes, `valid_from` and `valid_to` ISO dates or empty.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""


def read_rows(text: str, name: str) -> Iterator[Place]:
    """The places in the CSV `text` of the file `name`.

    Raises:
        ArchiveError: other columns, or a row without a name or with a level that there is not.
    """
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ArchiveError(f"地名表 {name} 的列名是 {reader.fieldnames}", f"应为：{','.join(COLUMNS)}")
    for line, row in enumerate(reader, 2):
        if not row["name"] or row["level"] not in LEVELS:
            raise ArchiveError(
                f"地名表 {name} 第 {line} 行缺名称或级别不对：{row}", f"级别应为 {'、'.join(LEVELS)} 之一"
            )
        yield Place(**{column: row[column] or "" for column in COLUMNS})


def refuse_loops(places: Iterable[Place], name: str) -> None:
    """Raise ArchiveError where a place is its own parent or successor, at once or over others."""
    by_code = {p.code: p for p in places if p.code}
    for column in ("parent", "successor"):
        for place in by_code.values():
            met, above = {place.code}, by_code.get(getattr(place, column))
            while above is not None:
                if above.code in met:
                    raise ArchiveError(
                        f"地名表 {name} 里“{place.name}”（{place.code}）的 {column} 绕回了自己",
                        "请改正上级（parent）或后继（successor）代码",
                    )
                met.add(above.code)
                above = by_code.get(getattr(above, column))
