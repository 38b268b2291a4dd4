"""A store of a few short reports of made-up districts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer.parsing.metadata import Corrections
from indexer.parsing.parse import parse_text
from indexer.report import Report
from indexer.rows import rows_of, write_rows
from indexer.split import split_passages
from indexer.store import Store
from tests.parsing.made import GAZETTEER

BODY = """\
{place}{body}{year}年法治政府建设情况报告

现将有关情况报告如下。
一、主要工作和成效
全年受理医疗纠纷{cases}件。
二、下一步工作计划
继续完善医患沟通机制。

{place}{body}
"""


def report(place: str, year: int, body: str = "卫生健康局", cases: int = 12) -> Report:
    text = BODY.format(place=place, year=year, body=body, cases=cases)
    return parse_text(text, f"{place}{body}{year}.txt", GAZETTEER, source=f"{year}".rjust(64, "a"))


def corrected(made: Report, name: str, corrections: Corrections) -> Report:
    """`made` under another name, as a manifest corrects it."""
    parsed = parse_text(made.text, name, GAZETTEER, corrections)
    return replace(parsed, path=name)


def write(folder: Path, reports: Sequence[Report]) -> Store:
    path = folder / "archive.sqlite"
    write_rows(path, [rows_of(r, split_passages(r, 100)) for r in reports])
    return Store(path)
