"""A topic over districts and years, as tables: what each report says of it, or why there is nothing."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby

from search_api.schemas import Cell, CompareResponse
from ui.browsing import file_href
from ui.grid import UNDATED, Place, grid, place_of
from ui.render import actions, opened, passage, report_link, where
from ui.verdicts import Doubts, doubt_mark

STATUS_WORDS = {"present": "写到", "absent": "未提及", "unreadable": "未能解析", "not_collected": "未收录"}
_NAMED = 3  # reports with the same sentence that are named one by one


def comparison(response: CompareResponse, shown: Sequence[Cell], doubts: Doubts) -> str:
    """One row a district and year: the passage, or 未提及; what a doubtful report says is marked."""
    names = {cell.report: cell_name(cell) for cell in response.cells if cell.report}
    body = "".join(_district_rows(list(cells), names, doubts) for _, cells in groupby(shown, key=place_of))
    return (
        f'<table class="comparison"><caption>“{escape(response.topic)}”，各区县各年度的报告怎么写</caption><thead><tr>'
        '<th scope="col">区县</th><th scope="col">年度</th><th scope="col">报告原文</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def cell_name(cell: Cell) -> str:
    """The place and year of a cell, in short."""
    place = cell.district or cell.city or cell.province or cell.title or cell.report or "（区划未定）"
    return f"{place}{cell.year}年" if cell.year else place


def overview(cells: Sequence[Cell]) -> str:
    """District x year at a glance: where the topic is written about, each cell a link to its row."""
    marks: dict[tuple[Place, str], list[str]] = {}
    for cell in cells:
        words = STATUS_WORDS[cell.status]
        link = f'<a class="present" target="_self" href="#{row_id(cell)}">{words}</a>'
        mark = link if cell.status == "present" else f'<span class="{cell.status}">{words}</span>'
        marks.setdefault((place_of(cell), str(cell.year or UNDATED)), []).append(mark)
    told = {key: [m for m in found if m.startswith("<a")] or found[:1] for key, found in marks.items()}
    return grid(told, "各区县各年度是否写到")


def row_id(cell: Cell) -> str:
    """The id of a cell's row: a digest, since a path may have blanks and quotes."""
    name = cell.report or " ".join((*place_of(cell), str(cell.year), cell.status))
    return "r" + sha256(name.encode()).hexdigest()[:16]


def _district_rows(cells: Sequence[Cell], names: Mapping[str, str], doubts: Doubts) -> str:
    first = cells[0]
    above = "　".join(dict.fromkeys(p for p in (first.province, first.city) if p and p != place_of(first)[-1]))
    head = (
        f'<th scope="rowgroup" rowspan="{len(cells)}">{escape(place_of(first)[-1])}'
        f'<span class="above">{escape(above)}</span></th>'
    )
    return "".join(_row(cell, head if i == 0 else "", names, doubts) for i, cell in enumerate(cells))


def _row(cell: Cell, head: str, names: Mapping[str, str], doubts: Doubts) -> str:
    return (
        f'<tr id="{row_id(cell)}" class="{cell.status}">{head}<td class="year">{cell.year or "未定"}</td>'
        f"<td>{_said(cell, names, doubts)}</td></tr>"
    )


def _said(cell: Cell, names: Mapping[str, str], doubts: Doubts) -> str:
    hit, mark = cell.passage, doubt_mark(cell.report, doubts)
    if cell.status != "present" or hit is None:
        reason = f'<span class="reason">{escape(cell.reason)}</span>' if cell.reason else ""
        return (
            f'<p class="none"><span class="status">{STATUS_WORDS[cell.status]}</span>{reason}{_which(cell)}{mark}</p>'
        )
    return (
        f'{opened("section", hit)}<blockquote class="passage">{passage(hit)}</blockquote>{where(hit)}'
        f"<footer><cite>《{escape(hit.title)}》{mark}</cite>{same_wording(cell, names)}{actions(hit)}</footer>"
        "</section>"
    )


def _which(cell: Cell) -> str:
    """The report that was looked through, as a link; of one that was not read, what was found out about the file."""
    if not cell.report:
        return ""
    if cell.status == "absent":
        return report_link(cell.report, f"《{cell.title or cell.report}》")
    return f'<a class="file" target="_self" href="{escape(file_href(cell.report))}">{escape(cell.report)}</a>'


def same_wording(cell: Cell, names: Mapping[str, str]) -> str:
    """Which other reports of the table have the same sentence."""
    others = [names.get(path, path) for path in cell.same_wording]
    if not others:
        return ""
    tail = f"等 {len(others)} 份" if len(others) > _NAMED else ""
    return f'<span class="same">与{escape("、".join(others[:_NAMED]))}{tail}用句相同</span>'
