"""报告: the text in reading layout with its section tree, opened at the cited span."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from search_api.schemas import FileOut, ReportResponse
from ui.browsing import file_href
from ui.client import ServiceError
from ui.files import finding, percent
from ui.links import address as page_address
from ui.links import span_at
from ui.marks import Range
from ui.reading import article, metadata
from ui.render import notice
from ui.session import files, parameters, service
from ui.verdicts import badge

_OLDER = "older-edition"  # the code of a file's finding
_WAYS = [("去检索", page_address("search")), ("看看档案里有哪些报告", page_address("archive"))]


def show() -> None:
    """The report that the address names."""
    params = parameters()
    addresses = [a for a in params.get("address") or () if a]
    path = (params.get("report") or [""])[-1]
    if not (addresses or path):
        st.html(notice("还没有选定报告", ["请从检索结果点“查看原文”，或在档案里打开一份报告。"], _WAYS))
        return
    try:
        report, span, moved = _opened(addresses, path, (params.get("at") or [""])[-1])
    except ServiceError as error:
        if error.status not in (404, 422):
            raise
        st.html(notice(error.title, [error.detail, error.cure], _WAYS))
        return
    st.html(_head(report, files().get(report.report.path), span, moved))
    st.html(article(report, span))


def _opened(addresses: Sequence[str], path: str, at: str) -> tuple[ReportResponse, Range | None, bool]:
    """The report, the span from the first address to the last, and whether words were found elsewhere than there."""
    if not addresses:
        return service().report(path), span_at(at), False
    first = service().address(addresses[0])
    last = service().address(addresses[-1]) if addresses[1:] else first
    if last.report != first.report:
        last = first
    span = (min(first.start, last.start), max(first.stop, last.stop))
    return service().report(first.report), span, first.moved or last.moved


def _head(report: ReportResponse, file: FileOut | None, span: Range | None, moved: bool) -> str:
    title = escape(report.report.title or report.report.path)
    told = '<p class="moved" role="status">报告重新读取过，已按原句找到引文现在的位置。</p>' if moved else ""
    back = '<button type="button" class="back" data-back hidden>返回</button>'
    jump = '<a class="jump" target="_self" href="#cited">跳到引文</a>' if span else ""
    return (
        f'<div class="report-head"><p class="ways">{back}{jump}</p><h1>{title}</h1>{metadata(report.report)}'
        f"{told}{_caution(report, file)}</div>"
    )


def _caution(report: ReportResponse, f: FileOut | None) -> str:
    """In one box, what a reader should know before he relies on the text: of a newer edition, recognition, doubts."""
    said = _superseded(report.replaced_by) + (_doubt(f) if f else "")
    return f'<div class="caution" role="note">{said}</div>' if said else ""


def _superseded(newest: str | None) -> str:
    if newest is None:
        return ""
    href = escape(page_address("report", [("report", newest)]))
    return f'<p>这是旧版，检索用的是新版。<a target="_self" href="{href}">打开新版</a></p>'


def _doubt(f: FileOut) -> str:
    """That the text was recognised, and what is in doubt about it, but for a newer edition, which is told already."""
    recognised = (
        "" if f.confidence is None else f"文字由扫描图像识别而来，平均把握 {percent(f.confidence)}，引用前请核对原件。"
    )
    doubts = [one for one in f.findings if one.code != _OLDER] if f.verdict == "存疑" else []
    if not doubts:
        return f"<p>{recognised}</p>" if recognised else ""
    findings = "".join(f"<li>{finding(one)}</li>" for one in doubts)
    link = f'<a target="_self" href="{escape(file_href(f.path))}">收录情况</a>'
    return f'<p>{badge("存疑")}{recognised}{link}</p><ul class="findings">{findings}</ul>'
