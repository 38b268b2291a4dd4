"""对比: one topic, what each report says of it, or that it says nothing."""

from collections import Counter
from html import escape

import streamlit as st

from search_api.schemas import Cell, CompareRequest, CompareResponse
from ui.controls import question
from ui.landing import welcome
from ui.links import Asked, address
from ui.render import SHARE, noted, notice
from ui.session import doubts, parameters, service
from ui.sheet import csv_bytes
from ui.tables import STATUS_WORDS, comparison, overview


def show() -> None:
    """The topic, the table, and the table as a file."""
    now = question("compare", "对比", "输入一个事项，如：行政复议与行政应诉", with_kinds=False)
    if not now.text:
        st.html(welcome("compare", service().status()))
        return
    with st.spinner("正在逐份比较……"):
        found = service().compare(CompareRequest(topic=now.text, **now.filters.model_dump()))
    if not found.cells:
        st.html(notice("筛选范围内没有报告", ["请放宽区划或年份。"], [("看看档案里有哪些报告", address("archive"))]))
        return
    only = (parameters().get("show") or [""])[-1]
    _table(now, found, only if only in STATUS_WORDS else "")


def _table(now: Asked, found: CompareResponse, only: str) -> None:
    shown, in_doubt = [c for c in found.cells if c.status == only or not only], doubts()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="tools"):
        st.html(_tabs(now, found.cells, only), width="content")
        st.download_button(
            "下载表格（CSV）", csv_bytes(shown, in_doubt), f"对比-{now.text[:20]}.csv", "text/csv", on_click="ignore"
        )
    st.html(noted(found.notes) + overview(found.cells) + comparison(found, shown, in_doubt))


def _tabs(now: Asked, cells: list[Cell], only: str) -> str:
    counts = Counter[str](c.status for c in cells)
    tabs = [("", f"全部 {len(cells)}")] + [(s, f"{w} {counts[s]}") for s, w in STATUS_WORDS.items() if counts[s]]
    links = []
    for status, words in tabs:
        href = address("compare", [*now.params(), *([("show", status)] if status else [])])
        mark = ' aria-current="true"' if status == only else ""
        links.append(f'<a target="_self" href="{escape(href)}"{mark}>{words}</a>')
    return f'<nav class="tabs" aria-label="只看">{"".join(links)}{SHARE}</nav>'
