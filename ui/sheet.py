"""The comparison as a CSV file that a spreadsheet opens as it should."""

import csv
import io
from collections.abc import Sequence

from search_api.schemas import Cell
from ui.render import citation
from ui.tables import STATUS_WORDS
from ui.verdicts import Doubts

COLUMNS = ("省", "市", "区县", "年度", "情况", "报告原文", "章节", "类别", "出处", "用句相同的报告", "文件", "存疑")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(cells: Sequence[Cell], doubts: Doubts) -> bytes:
    """UTF-8 with the mark that Excel needs; a cell that would be a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_plain(value) for value in _row(cell, doubts)] for cell in cells)
    return out.getvalue().encode("utf-8-sig")


def _row(cell: Cell, doubts: Doubts) -> list[str]:
    hit = cell.passage
    where = [cell.province or "", cell.city or "", cell.district or "", str(cell.year or "")]
    words = [hit.text, hit.section, hit.kind, citation(hit)] if hit else [cell.reason, "", "", ""]
    report = cell.report or ""
    return [*where, STATUS_WORDS[cell.status], *words, "；".join(cell.same_wording), report, doubts.get(report, "")]


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
