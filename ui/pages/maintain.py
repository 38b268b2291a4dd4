"""维护: files in and out, a new index, what it changes, its publication, and the way back."""

import os
from collections.abc import Callable
from datetime import timedelta, timezone
from functools import partial
from html import escape
from typing import Literal

import streamlit as st

from search_api.schemas.maintenance import (
    MAX_NAME,
    MAX_REASON,
    BuildOrder,
    Job,
    MaintenanceResponse,
    PublishOrder,
    RollbackOrder,
    Watching,
)
from ui.client import ServiceError
from ui.links import address
from ui.render import notice
from ui.session import service
from ui.settings import PageSettings
from ui.upkeep import WORKS, difference_table, ended, history_table, local_time

_BY, _CLASH, _TOLD = "maintain:by", "maintain:clash", "maintain:told:"
_Part = Literal["files", "build", "publish", "history"]
_POLL_SECONDS = 1.0


def show() -> None:
    """The page, or why the archive cannot be maintained here."""
    st.html('<h1 class="page-title">维护档案</h1>')
    if not PageSettings.read(os.environ).maintains:
        cure = "确要允许网内任何人维护，请设置 JIEJIAN_MAINTENANCE=everywhere 后重新启动网页和服务。"
        _off("网页对外开放，为防他人改动档案，维护功能没有打开。", cure)
        return
    now = service().maintenance()
    if not now.on:
        _off(f"{now.reason}。", f"{now.cure}。")
        return
    st.html(f'<p class="ways"><a target="_self" href="{address("words")}">词典和同义词</a></p>')
    st.html(f'<p class="hint">档案目录：<code>{escape(now.archive)}</code>。放入文件后建新索引，核对变化，再启用。</p>')
    if now.watching is not None:
        _watching(now.watching)
    for part in (partial(_files, now), partial(_build, now), partial(_publish, now), _history):
        with st.container():  # what comes and goes in one part must not fold up what is unfolded in the next
            part()


def _off(reason: str, cure: str) -> None:
    st.html(notice("这里不能维护档案", [reason, cure], [("回到档案", address("archive"))]))


def _watching(how: Watching) -> None:
    """That the service looks after the archive by itself, or no longer does."""
    if not how.on:
        why = how.said or "看守的进程意外中断。"
        st.html(notice("服务已不再看守档案", [why, "重新启动服务可恢复。"], tone="error"))
        return
    last = f" {local_time(how.at, _zone())}：{escape(how.said)}。" if how.said else ""
    st.html(f'<p class="hint">服务每 {how.seconds} 秒看一次这个目录，文件放稳后自动更新并启用。{last}</p>')


def _heading(words: str) -> None:
    st.html(f'<section class="part"><h2>{words}</h2></section>')


def _told(part: _Part) -> None:
    """What the last action in this part came to, once, beside what was pressed."""
    told: list[tuple[str, list[str], bool]] = st.session_state.pop(_TOLD + part, [])
    with st.container():
        for title, lines, bad in told:
            st.html(notice(title, lines, tone="error" if bad else "plain"))


def _tell(part: _Part, title: str, lines: list[str], *, bad: bool = False) -> None:
    st.session_state.setdefault(_TOLD + part, []).append((title, lines, bad))


def _do(part: _Part, action: Callable[[], object]) -> None:
    """Do it; a refusal is told in its place."""
    try:
        action()
    except ServiceError as error:
        _tell(part, error.title, [error.detail, error.cure], bad=True)


def _by() -> str:
    return str(st.session_state.get(_BY) or "").strip()


def _files(now: MaintenanceResponse) -> None:
    _heading("一、放入或移出文件")
    with st.form("maintain-upload", clear_on_submit=True, border=False):
        st.file_uploader(
            f"报告文件或压缩包，可多选、可拖入；每个不超过 {now.megabytes} MB",
            accept_multiple_files=True,
            max_upload_size=now.megabytes,
            key="maintain:files",
        )
        st.file_uploader(
            "或整个文件夹", accept_multiple_files="directory", max_upload_size=now.megabytes, key="maintain:folder"
        )
        st.form_submit_button("放入档案", type="primary", on_click=_uploaded)
    _told("files")
    clash: dict[str, bytes] = st.session_state.get(_CLASH, {})
    with st.container():
        _ask_about(clash)
    with st.expander("移出文件"):
        st.selectbox("文件", service().held(), index=None, placeholder="输入名称查找", key="maintain:out")
        st.html('<p class="hint">只是移到索引目录的 removed 里，不会删除；重建并启用后不再检索得到。</p>')
        st.button("移出", on_click=_taken_out)


def _ask_about(clash: dict[str, bytes]) -> None:
    """Whether what has the name of another file shall replace it."""
    if clash:
        st.html(notice("档案里已有同名文件，内容不同", [*clash, "替换后，旧文件另存在索引目录的 removed 里。"]))
        with st.container(horizontal=True):
            st.button(f"替换这 {len(clash)} 个", on_click=_replaced)
            st.button("保留原来的", on_click=lambda: st.session_state.pop(_CLASH, None))


def _uploaded() -> None:
    chosen = [*st.session_state.get("maintain:files", []), *st.session_state.get("maintain:folder", [])]
    _put({f.name: f.getvalue() for f in chosen}, replace=False)


def _replaced() -> None:
    _put(st.session_state.pop(_CLASH, {}), replace=True)


def _put(files: dict[str, bytes], *, replace: bool) -> None:
    words = {"added": "新放入", "replaced": "已替换", "same": "原已有，相同"}
    placed, refused, clash = [], [], {}
    for name, data in files.items():
        try:
            done = service().put(name, data, replace=replace)
            placed.append(f"{done.path}（{words[done.outcome]}）")
        except ServiceError as error:
            if error.status == 409:
                clash[name] = data
            else:
                refused.append(f"{name}：{error.detail}。{error.cure}")
    if placed:
        _tell("files", f"放入 {len(placed)} 个文件", placed)
    if refused:
        _tell("files", f"没有放入 {len(refused)} 个文件", refused, bad=True)
    if clash:
        st.session_state[_CLASH] = clash


def _taken_out() -> None:
    path = st.session_state.get("maintain:out")
    if not path:
        _tell("files", "还没有移出", ["请先选一个文件。"], bad=True)
    else:
        _do("files", lambda: _tell("files", "已移出", [f"{path}，现存于 {service().take_out(path).kept}"]))
        st.session_state["maintain:out"] = None


def _build(now: MaintenanceResponse) -> None:
    _heading("二、建新索引")
    st.text_input("您的姓名（可不填，记入来历）", key=_BY, max_chars=MAX_NAME)
    if now.job is not None and now.job.state == "running":
        _running()
        return
    if now.job is not None:
        st.html(ended(now.job))
    _told("build")
    st.button("建新索引", type="primary", on_click=_built)


def _built() -> None:
    _do("build", lambda: service().order("build", BuildOrder(by=_by())))


@st.fragment(run_every=_POLL_SECONDS)
def _running() -> None:
    """How far the job is, asked for every second; when it has ended the whole page is run anew."""
    job = service().maintenance().job
    if job is None or job.state != "running":
        st.rerun()
    st.progress(_share(job), f"正在{WORKS[job.work]}：{job.stage} {_count(job)}（{job.seconds:.0f} 秒）")
    st.button("取消", on_click=lambda: _do("build", service().cancel))


def _share(job: Job) -> float:
    return min(1.0, job.done / job.total) if job.total else 0.0


def _count(job: Job) -> str:
    return f"{job.done:,}/{job.total:,}" if job.total else ""


def _publish(now: MaintenanceResponse) -> None:
    found = now.waiting
    if found is None or (now.job is not None and now.job.state == "running"):
        return
    _heading("三、核对变化，启用")
    st.html(difference_table(found))
    if found.worse:
        st.text_input("仍要启用的理由", key="maintain:because", max_chars=MAX_REASON)
    _told("publish")
    st.button(
        "启用新索引", type="primary", on_click=_published, args=(found.generation,), kwargs={"worse": bool(found.worse)}
    )


def _published(generation: str, *, worse: bool) -> None:
    because = str(st.session_state.get("maintain:because") or "").strip()
    if worse and not because:
        _tell("publish", "还没有启用", ["新索引不如正在使用的，仍要启用请先写明理由。"], bad=True)
        return
    _do("publish", lambda: service().order("publish", PublishOrder(generation=generation, because=because, by=_by())))


def _history() -> None:
    _heading("来历")
    history = service().history()
    st.html(history_table(history, _zone()))
    before = [name for name in history.held if name != history.served]
    _told("history")
    if history.served and before:
        with st.popover("退回先前的索引"):
            st.selectbox("退回到", before, index=None, placeholder="上一次使用的", key="maintain:back")
            st.text_input("理由", key="maintain:why", max_chars=MAX_REASON)
            st.button("退回", on_click=_rolled_back)


def _zone() -> timezone | None:
    """The reader's, as his browser tells it."""
    minutes = st.context.timezone_offset  # behind UTC
    return None if minutes is None else timezone(timedelta(minutes=-minutes))


def _rolled_back() -> None:
    name, why = st.session_state.get("maintain:back") or "", str(st.session_state.get("maintain:why") or "")
    _do("history", lambda: service().order("rollback", RollbackOrder(generation=name, because=why, by=_by())))
