"""Tables in HTML: a topic over districts and years, what the archive holds, what it refused."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby

from search_api.schemas import ArchiveResponse, Cell, CompareResponse, Doubt, Expected, ReportSummary
from ui.render import actions, opened, passage, report_link, where

STATUS_WORDS = {"present": "写到", "absent": "未提及", "unreadable": "未能解析", "not_collected": "未收录"}
UNDATED = "年度未定"
Place = tuple[str, str, str]  # province, city, name of the row
_NAMED = 3  # reports with the same sentence that are named one by one


def comparison(response: CompareResponse, shown: Sequence[Cell]) -> str:
    """One row a district and year: the passage, or 未提及."""
    names = {cell.report: cell_name(cell) for cell in response.cells if cell.report}
    body = "".join(_district_rows(list(cells), names) for _, cells in groupby(shown, key=place_of))
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
    return _grid(told, "各区县各年度是否写到")


def row_id(cell: Cell) -> str:
    """The id of a cell's row: a digest, since a path may have blanks and quotes."""
    name = cell.report or " ".join((*place_of(cell), str(cell.year), cell.status))
    return "r" + sha256(name.encode()).hexdigest()[:16]


def holdings(archive: ArchiveResponse) -> str:
    """District x year: the reports held, and what was expected and is missing."""
    marks: dict[tuple[Place, str], list[str]] = {}
    for r in archive.reports:
        marks.setdefault((place_of(r), str(r.year or UNDATED)), []).append(report_link(r.path, "有"))
    for e in archive.expected:
        marks.setdefault((_expected_place(archive, e), str(e.year)), []).append('<span class="missing">缺</span>')
    return _grid(marks, "各区县各年度的报告")


def _expected_place(archive: ArchiveResponse, expected: Expected) -> Place:
    """The row of the district, where a report of it is held; else a row of its own."""
    held = (place_of(r) for r in archive.reports if (r.city, r.district) == (expected.city, expected.district))
    return next(held, ("", expected.city or "", expected.district))


def reports(of: Sequence[ReportSummary]) -> str:
    """The list of what is held."""
    rows = "".join(
        f'<tr><td data-name="报告">{report_link(r.path, r.title or r.path)}</td>'
        f'<td data-name="区划">{escape(place_of(r)[-1])}</td>'
        f'<td data-name="年度" class="number">{r.year or "未定"}</td>'
        f'<td data-name="文种">{escape(r.genre or "—")}</td><td data-name="字数" class="number">{r.characters:,}</td>'
        f'<td data-name="章节" class="number">{r.sections}</td></tr>'
        for r in of
    )
    return _table("held", "在档报告", ("报告", "区划", "年度", "文种", "字数", "章节"), rows)


def listed(caption: str, names: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> str:
    """A table of two columns: a file, and what there is to say about it."""
    rows = "".join(
        f'<tr><td data-name="{names[0]}">{escape(first)}</td><td data-name="{names[1]}">{escape(second)}</td></tr>'
        for first, second in pairs
    )
    return _table("listed", caption, names, rows)


def doubted(doubts: Iterable[Doubt]) -> str:
    """What is odd about reports and lists, all that is odd about one file together."""
    reasons: dict[str, list[str]] = {}
    for doubt in doubts:
        reasons.setdefault(doubt.path, []).append(doubt.reason)
    return listed("存疑的文件与疑点", ("文件", "疑点"), [(path, "；".join(of)) for path, of in reasons.items()])


def _district_rows(cells: Sequence[Cell], names: dict[str, str]) -> str:
    first = cells[0]
    above = "　".join(dict.fromkeys(p for p in (first.province, first.city) if p and p != place_of(first)[-1]))
    head = (
        f'<th scope="rowgroup" rowspan="{len(cells)}">{escape(place_of(first)[-1])}'
        f'<span class="above">{escape(above)}</span></th>'
    )
    return "".join(_row(cell, head if i == 0 else "", names) for i, cell in enumerate(cells))


def _row(cell: Cell, head: str, names: dict[str, str]) -> str:
    return (
        f'<tr id="{row_id(cell)}" class="{cell.status}">{head}<td class="year">{cell.year or "未定"}</td>'
        f"<td>{_said(cell, names)}</td></tr>"
    )


def _said(cell: Cell, names: dict[str, str]) -> str:
    hit = cell.passage
    if cell.status != "present" or hit is None:
        reason = f'<span class="reason">{escape(cell.reason)}</span>' if cell.reason else ""
        return f'<p class="none"><span class="status">{STATUS_WORDS[cell.status]}</span>{reason}{_which(cell)}</p>'
    return (
        f'{opened("section", hit)}<blockquote class="passage">{passage(hit)}</blockquote>{where(hit)}'
        f"<footer><cite>《{escape(hit.title)}》</cite>{same_wording(cell, names)}{actions(hit)}</footer></section>"
    )


def _which(cell: Cell) -> str:
    """The report that was looked through, as a link; of one that was not read, the file's name."""
    if not cell.report:
        return ""
    if cell.status == "absent":
        return report_link(cell.report, f"《{cell.title or cell.report}》")
    return f'<span class="file">{escape(cell.report)}</span>'


def same_wording(cell: Cell, names: dict[str, str]) -> str:
    """Which other reports of the table have the same sentence."""
    others = [names.get(path, path) for path in cell.same_wording]
    if not others:
        return ""
    tail = f"等 {len(others)} 份" if len(others) > _NAMED else ""
    return f'<span class="same">与{escape("、".join(others[:_NAMED]))}{tail}用句相同</span>'


def place_of(of: Cell | ReportSummary) -> Place:
    """Province, city and the name that a row goes by: the smallest division that is known."""
    return (of.province or "", of.city or "", of.district or of.city or of.province or "区划未定")


def _grid(marks: Mapping[tuple[Place, str], Sequence[str]], caption: str) -> str:
    """Places x years, the latest first, scrolling in a box; districts of one name have their city behind it."""
    places = list(dict.fromkeys(place for place, _ in marks))
    years = sorted({year for _, year in marks}, key=lambda year: (year != UNDATED, year), reverse=True)
    names = Counter(place[-1] for place in places)
    head = "".join(f'<th scope="col">{escape(year)}</th>' for year in years)
    body = "".join(
        f'<tr><th scope="row">{_grid_name(place, names[place[-1]] > 1)}</th>'
        + "".join(f"<td>{''.join(marks.get((place, year), ['<i>·</i>']))}</td>" for year in years)
        + "</tr>"
        for place in places
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="grid">'
        f'<caption>{caption}</caption><thead><tr><th scope="col">区县</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _grid_name(place: Place, ambiguous: bool) -> str:
    city = f'<span class="above">{escape(place[1] or place[0])}</span>' if ambiguous else ""
    return escape(place[-1]) + city


def _table(css: str, caption: str, names: Sequence[str], rows: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table class="{css}"><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
