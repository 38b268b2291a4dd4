"""档案: whether everything is in, where the reports of each place and year are, which files need a hand and which."""

import os
from dataclasses import replace
from html import escape

import streamlit as st

from search_api.schemas import ArchiveResponse, StatusResponse
from ui.browsing import View, browsed
from ui.client import ServiceError
from ui.dossier import dossier
from ui.files import files_table, verdicts
from ui.landing import held
from ui.links import address
from ui.render import notice
from ui.roster import missing, roster
from ui.session import archive, files, parameters, service
from ui.settings import PageSettings

_FIND = "archive:find"
_SEEN = "archive:seen"  # what the address said when the box was last filled
_LONGEST = 100  # characters to look for
_WORKBOOK = "收录情况.xlsx"


def show() -> None:
    """The file that the address names, or the whole archive."""
    params = parameters()
    path = (params.get("file") or [""])[-1]
    if path:
        _file(path)
    else:
        _archive(browsed(params))


def _file(path: str) -> None:
    try:
        found = service().file(path)
    except ServiceError as error:
        if error.status not in (404, 422):
            raise
        st.html(notice(error.title, [error.detail, error.cure], [("看全部文件", address("archive"))]))
        return
    st.html(dossier(found, archive().roster, files()))


def _archive(view: View) -> None:
    held_now, status = archive(), service().status()
    st.html(f'<h1 class="page-title">档案</h1>{verdicts(held_now, view)}{held(status, held_now)}')
    if not held_now.files:
        st.html(notice("档案里还没有文件", ["请维护人员把报告放进档案目录，再运行 jiejian build。"]))
    _tools(view)
    st.html(_body(held_now, status, view))


def _tools(view: View) -> None:
    """The box that narrows the files, and the account as a file."""
    if st.session_state.get(_SEEN) != view.find or _FIND not in st.session_state:
        st.session_state[_FIND] = view.find
    st.session_state[_SEEN] = view.find
    with st.container(horizontal=True, vertical_alignment="center", key="archive-tools"):
        st.text_input(
            "查找文件",
            key=_FIND,
            placeholder="查找文件：名称、区县、年度、格式或问题",
            label_visibility="collapsed",
            max_chars=_LONGEST,
            on_change=_found,
        )
        if PageSettings.read(os.environ).maintains and service().maintenance().on:
            st.html(f'<a target="_self" href="{escape(address("maintain"))}">维护档案</a>')
        st.download_button("下载收录情况表（xlsx）", service().workbook, _WORKBOOK, on_click="ignore")


def _found() -> None:
    """Put the words of the box into the address."""
    words = str(st.session_state.get(_FIND) or "").strip()
    view = replace(browsed(parameters()), find=words, page=1, roster=1)
    st.query_params.from_dict({"page": "archive", **dict(view.params())})


def _body(held_now: ArchiveResponse, status: StatusResponse, view: View) -> str:
    listed = missing(held_now.roster, view.find) if view.show == "缺" else files_table(held_now.files, view)
    heading = "还缺的报告" if view.show == "缺" else "文件"
    when = status.built_at[:16].replace("T", " ")
    return (
        f"{_lists(held_now)}{roster(held_now.roster, held_now.files, view)}"
        f'<section class="part"><h2>{heading}</h2>{listed}</section>'
        f'<p class="built">索引 {escape(status.generation)}，建于 {escape(when)}，模型 {escape(status.model)}</p>'
    )


def _lists(held_now: ArchiveResponse) -> str:
    """What is odd about manifest.csv and the other lists."""
    known = {f.path for f in held_now.files}
    odd = [d for d in held_now.doubts if d.path not in known]
    items = "".join(f"<li><b>{escape(d.path)}</b>{escape(d.reason)}</li>" for d in odd)
    return f'<section class="part"><h2>清单有疑问</h2><ul class="lists">{items}</ul></section>' if items else ""
