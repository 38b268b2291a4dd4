"""The files of the archive as a table: sorted by its headings, narrowed, a page at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import get_args

from search_api.schemas import ArchiveResponse, FileOut, FindingOut, State
from ui.browsing import FILES, Column, View, file_href, selected, sureness
from ui.pager import pager
from ui.render import SHARE, report_link
from ui.verdicts import CLASSES, badge, sign

_HEADINGS: dict[Column, str] = {
    "name": "文件",
    "verdict": "结论",
    "format": "格式",
    "place": "区划",
    "year": "年度",
    "characters": "字数",
    "passages": "段落",
    "sure": "把握",
}
_FROM_GREATEST: frozenset[Column] = frozenset({"year", "characters", "passages"})  # at the first click
_ENDS = ("。", "！", "？", "；")
_ALL = f'<a target="_self" href="{escape(View().href())}">看全部文件</a>'
_SHORT_FORMATS = {"docx": "docx", "doc": "doc"}


def verdicts(archive: ArchiveResponse, view: View) -> str:
    """全部, 收录, 存疑, 拒收, 缺 with their numbers, each a link to what it counts."""
    counts = Counter[State](f.verdict for f in archive.files)
    counts["缺"] = sum(c.state == "缺" for c in archive.roster)
    every = _figure("全部文件", "", len(archive.files), View(find=view.find), view)
    states = (_figure(sign(s), CLASSES[s], counts[s], View(show=s, find=view.find), view) for s in get_args(State))
    return f'<nav class="verdicts" aria-label="按结论筛选">{every}{"".join(states)}</nav>'


def _figure(words: str, css: str, count: int, to: View, now: View) -> str:
    current = ' aria-current="true"' if to.show == now.show else ""
    zero = "" if count else " zero"
    return (
        f'<a class="{css}{zero}" target="_self" href="{escape(to.href())}"{current}><b>{count:,}</b>'
        f"<span>{words}</span></a>"
    )


def files_table(files: Sequence[FileOut], view: View) -> str:
    """One page of the files that `view` has."""
    found = selected(files, view)
    if not found:
        return _nothing(view)
    shown = found[(view.page - 1) * FILES : view.page * FILES]
    head = "".join(_heading(column, words, view) for column, words in _HEADINGS.items())
    turned = pager(len(found), FILES, view.page, lambda n: replace(view, page=n).href(), "文件翻页")
    return (
        f'<p class="hint"><span role="status">{_told(len(found), len(files), view)}</span>{SHARE}</p>'
        f'<table class="files"><caption>档案里的文件</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(map(_row, shown))}</tbody></table>{turned}"
    )


def finding(of: FindingOut) -> str:
    """What is wrong, and what to do."""
    cure = f'<span class="cure">{escape(_ended(of.cure))}</span>' if of.cure else ""
    return f'<span class="reason">{escape(_ended(of.reason))}</span>{cure}'


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(_ENDS) else f"{sentence}。"


def percent(share: float) -> str:
    """A share as a percentage, never rounded up to 100."""
    return "100%" if share >= 1 else f"{min(share, 0.994):.0%}"


def _told(found: int, of: int, view: View) -> str:
    order = f"按{_HEADINGS[view.sort]}排列"
    if view.sort == "verdict" and not view.down:
        order = "按文件名排列" if view.show else "要处理的在前"
    if view.narrowed:
        return f"{of:,} 个文件中的 {found:,} 个，{order}。{_ALL}"
    return f"{found:,} 个文件，{order}；点文件名看详情，点表头换排列"


def _nothing(view: View) -> str:
    which = f"{view.show}的文件" if view.show else "文件"
    having = f"含“{escape(view.find)}”的" if view.find else ""
    return f'<p class="note" role="status">没有{having}{which}。{_ALL}</p>'


def _heading(column: Column, words: str, view: View) -> str:
    current = view.sort == column
    down = not view.down if current else column in _FROM_GREATEST
    order = f' aria-sort="{"descending" if view.down else "ascending"}"' if current else ""
    arrow = f'<i aria-hidden="true">{"↓" if view.down else "↑"}</i>' if current else ""
    href = escape(replace(view, sort=column, down=down, page=1).href())
    return f'<th scope="col"{order}><a class="stay" target="_self" href="{href}">{words}{arrow}</a></th>'


def _row(f: FileOut) -> str:
    folder, _, name = f.path.rpartition("/")
    above = f'<span class="folder">{escape(folder)}/</span>' if folder else ""
    read = f'<span class="read">{report_link(f.path, "阅读")}</span>' if f.indexed else ""
    findings = "".join(f"<li>{finding(one)}</li>" for one in f.findings)
    listed = f'<ul class="findings">{findings}</ul>' if findings else ""
    cells = (
        ("verdict", badge(f.verdict)),
        ("format", escape(short_format(f))),
        ("place", escape(f.district or f.city or f.province or "—")),
        ("year", str(f.year or "—")),
        ("characters", f"{f.characters:,}" if f.characters else "—"),
        ("passages", f"{f.passages:,}" if f.passages else "—"),
        ("sure", _sure(sureness(f))),
    )
    named = "".join(f'<td class="{c}" data-name="{_HEADINGS[c]}">{inner}</td>' for c, inner in cells)  # type: ignore[index]
    link = f'<a target="_self" href="{escape(file_href(f.path))}">{escape(name)}</a>'
    return f'<tr class="{CLASSES[f.verdict]}"><th scope="row">{above}{link}{read}{listed}</th>{named}</tr>'


def short_format(f: FileOut) -> str:
    """The format in a word."""
    return _SHORT_FORMATS.get(f.format or "", f.format_name)


def _sure(share: float | None) -> str:
    return "—" if share is None else "未定" if share == 0 else percent(share)
