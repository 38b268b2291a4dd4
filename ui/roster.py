"""The roster: district x year, where the reports are, and what is still missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape

from search_api.schemas import FileOut, RosterCellOut
from ui.browsing import PLACES, View, cells_with, file_href
from ui.grid import Place, grid, place_of
from ui.pager import pager
from ui.verdicts import CLASSES, sign

NO_ROSTER = (
    "还没有名册，看不出缺哪些报告。在档案目录里放一个 roster.csv，第一行写“区县,地市,年份”，"
    "以下每行一个，如“某某区,某某市,2024”，再运行 jiejian build。"
)
_WHAT_TO_DO = "收集到报告后放进档案目录，再运行 jiejian build。"


def roster(cells: Sequence[RosterCellOut], files: Iterable[FileOut], view: View) -> str:
    """The grid of one page of places, folded away where the list below is narrowed; how to list what is expected."""
    if not cells:
        return f'<section class="part"><h2>名册</h2><p class="note">{NO_ROSTER}</p></section>'
    listed = any(c.listed for c in cells)
    rows = _by_place(cells_with(cells, view.find))
    shown = dict(list(rows.items())[(view.roster - 1) * PLACES : view.roster * PLACES])
    marks = {(place, str(c.year)): [_mark(c, listed)] for place, of in shown.items() for c in of}
    turned = pager(len(rows), PLACES, view.roster, lambda n: replace(view, roster=n).href(), "名册翻页")
    folded = "" if view.narrowed else " open"
    told = _legend(cells, files) if listed else f'<p class="note">{NO_ROSTER}</p>'
    caption = "各区县各年度的报告"
    return (
        f'<details class="part roster"{folded}><summary><h2>名册：区县与年度</h2></summary>'
        f"{told}{grid(marks, caption)}{turned}</details>"
    )


def missing(cells: Iterable[RosterCellOut], find: str) -> str:
    """What the roster lists and nobody has collected, a row a place."""
    rows = _by_place(cells_with((c for c in cells if c.state == "缺"), find))
    if not rows:
        return '<p class="note">名册上的报告都有文件，没有缺的。</p>'
    body = "".join(
        f'<tr><th scope="row">{escape(place[-1])}</th><td>{escape("　".join(p for p in place[:-1] if p) or "—")}</td>'
        f"<td>{'、'.join(str(c.year) for c in sorted(of, key=lambda c: c.year))}</td></tr>"
        for place, of in rows.items()
    )
    return (
        f'<p class="hint">{_WHAT_TO_DO}</p><table class="missing"><caption>名册上有、档案里没有的报告</caption>'
        '<thead><tr><th scope="col">区县</th><th scope="col">所属</th><th scope="col">缺的年度</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _mark(cell: RosterCellOut, listed: bool) -> str:
    """The state of a place and year, leading to its best file."""
    beyond = "*" if listed and not cell.listed else ""
    css, words = f"cell {CLASSES[cell.state]}", f"{sign(cell.state)}{beyond}"
    if not cell.reports:
        return f'<span class="{css}">{words}</span>'
    label = f"{place_of(cell)[-1]} {cell.year} 年：{cell.state}"
    href = escape(file_href(cell.reports[0]))
    return f'<a class="{css}" target="_self" href="{href}" aria-label="{escape(label)}">{words}</a>'


def _legend(cells: Sequence[RosterCellOut], files: Iterable[FileOut]) -> str:
    """What cannot be seen in the grid."""
    told = ["点开一格看它的文件。"]
    if any(not c.listed for c in cells):
        told.append("带 * 的不在名册上。")
    placed = {path for c in cells for path in c.reports}
    if astray := sum(f.path not in placed for f in files):
        told.append(f"另有 {astray} 个文件不知区划或年度，没有排进来。")
    return f'<p class="hint">{"".join(told)}</p>'


def _by_place(cells: Iterable[RosterCellOut]) -> Mapping[Place, list[RosterCellOut]]:
    """The cells of each place, in their order; a place that lacks its province joins the one that it can only be."""
    found: dict[Place, list[RosterCellOut]] = defaultdict(list)
    for cell in cells:
        found[place_of(cell)].append(cell)
    named: dict[str, list[Place]] = defaultdict(list)
    for place in found:
        named[place[-1]].append(place)
    rows: dict[Place, list[RosterCellOut]] = defaultdict(list)
    for place, of in found.items():
        full = [p for p in named[place[-1]] if p[0] and place[1] in ("", p[1])]
        rows[full[0] if not place[0] and len(full) == 1 else place] += of
    return rows
