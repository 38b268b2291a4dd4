"""词典和同义词: the archive's own lists edited, checked, tried on the saved questions, saved."""

import os
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from search_api.schemas.words import (
    MAX_LIST,
    MAX_TYPED,
    PreviewRequest,
    PreviewResponse,
    SaveWords,
    WordLists,
    WordsResponse,
)
from ui.client import ServiceError
from ui.links import address
from ui.render import notice
from ui.session import service
from ui.settings import PageSettings
from ui.trial import faults_list, trial

_DICTIONARY, _SYNONYMS, _TYPED = "words:dictionary", "words:synonyms", "words:typed"
_SEEN, _FOUND, _TOLD, _TRYING = "words:seen", "words:found", "words:told", "words:trying"
_POLL_SECONDS = 1.0
_STOPPED = 409  # cancelled, or another one is under way
_HEIGHT = 260  # pixels


def show() -> None:
    """Both lists, what is wrong with them, what they would change."""
    st.html('<h1 class="page-title">词典和同义词</h1>')
    if not PageSettings.read(os.environ).maintains:
        st.html(notice("这里不能改", ["网页对外开放，维护功能没有打开。"], [("回到档案", address("archive"))]))
        return
    try:
        now = service().words()
    except ServiceError as error:
        if error.status != 403:
            raise
        st.html(notice("这里不能改", [error.detail, error.cure], [("回到档案", address("archive"))]))
        return
    if _TRYING in st.session_state and st.session_state[_TRYING][1].done():
        _tried()
    _fill(now)
    _areas()
    lists = _lists()
    faults = service().check_words(lists).faults
    if faults:
        st.html(faults_list(faults))
    _buttons(now, lists, bad=bool(faults))
    if _TRYING in st.session_state:
        _trying(st.session_state[_TRYING][1])
    if told := st.session_state.pop(_TOLD, None):
        st.html(told)
    _state(now, lists)
    found = st.session_state.get(_FOUND)
    if found and found[0] == lists:
        st.html(found[1])


def _fill(now: WordsResponse) -> None:
    """Put the lists as they stand into the areas at the first visit; what is being edited stays."""
    if _DICTIONARY not in st.session_state or _SYNONYMS not in st.session_state:
        kept: WordLists | None = st.session_state.get("words:kept")
        st.session_state[_DICTIONARY] = kept.dictionary if kept else now.dictionary
        st.session_state[_SYNONYMS] = kept.synonyms if kept else now.synonyms
        if kept is None:
            st.session_state[_SEEN] = now.version


def _areas() -> None:
    with st.container(horizontal=True, gap="medium", key="words-areas"):
        st.text_area(
            "词典：本单位的专有词，每行一个，如：一案一档",
            key=_DICTIONARY,
            height=_HEIGHT,
            max_chars=MAX_LIST,
            placeholder="一案一档\n医联体 100 n",
        )
        st.text_area(
            "同义词：甲 = 乙 互相找到；甲 > 乙 丙 只由甲找到乙和丙",
            key=_SYNONYMS,
            height=_HEIGHT,
            max_chars=MAX_LIST,
            placeholder="办事大厅 = 政务服务中心\n扯皮 > 推诿 职责不清",
        )
    st.text_area(
        f"另外试几个问题（可不填，每行一个，最多 {MAX_TYPED} 个）",
        key=_TYPED,
        height=90,
        placeholder="办事大厅怎么改进",
    )


def _lists() -> WordLists:
    lists = WordLists(
        dictionary=str(st.session_state.get(_DICTIONARY) or ""), synonyms=str(st.session_state.get(_SYNONYMS) or "")
    )
    st.session_state["words:kept"] = lists  # Streamlit forgets what stands in the areas when another page is visited
    return lists


def _buttons(now: WordsResponse, lists: WordLists, *, bad: bool) -> None:
    same = (lists.dictionary, lists.synonyms) == (now.dictionary, now.synonyms)
    with st.container(horizontal=True, gap="small", key="words-buttons"):
        st.button("预览", disabled=bad or _TRYING in st.session_state, type="primary", on_click=_preview, args=(lists,))
        st.button("保存", disabled=bad or same, on_click=_save, args=(lists,))
        st.button("放弃改动", disabled=same, type="tertiary", on_click=_forget)


@st.cache_resource(show_spinner=False)
def _waiting_room() -> ThreadPoolExecutor:
    """Threads in which previews are waited for, while the page tells how far they are."""
    return ThreadPoolExecutor(4)


def _preview(lists: WordLists) -> None:
    typed = [line.strip() for line in str(st.session_state.get(_TYPED) or "").splitlines() if line.strip()]
    request = PreviewRequest(**lists.model_dump(), questions=typed[:MAX_TYPED])
    st.session_state[_TRYING] = (lists, _waiting_room().submit(service().preview, request))


@st.fragment(run_every=_POLL_SECONDS)
def _trying(answer: "Future[PreviewResponse]") -> None:
    """How far the preview is, asked for every second; when it has ended the whole page is run anew."""
    if answer.done():
        st.rerun()
    now = service().maintenance().trial
    share = min(1.0, now.done / now.total) if now and now.total else 0.0
    st.progress(
        share, f"正在预览：{now.stage} {now.done:,}/{now.total:,}（{now.seconds:.0f} 秒）" if now else "正在预览"
    )
    st.button("取消", on_click=_cancel)


def _cancel() -> None:
    try:
        service().cancel("trial")
    except ServiceError as error:
        st.session_state[_TOLD] = notice(error.title, [error.detail, error.cure], tone="error")


def _tried() -> None:
    """Take what a preview that has ended found, or why it did not."""
    lists, answer = st.session_state.pop(_TRYING)
    try:
        st.session_state[_FOUND] = (lists, trial(answer.result()))
    except ServiceError as error:
        tone = "plain" if error.status == _STOPPED else "error"
        st.session_state[_TOLD] = notice(error.title, [error.detail, error.cure], tone=tone)


def _save(lists: WordLists) -> None:
    try:
        now = service().save_words(SaveWords(**lists.model_dump(), version=st.session_state.get(_SEEN, "")))
    except ServiceError as error:
        st.session_state[_TOLD] = notice(error.title, [error.detail, error.cure], tone="error")
        return
    st.session_state[_SEEN] = now.version
    st.session_state[_TOLD] = notice(
        "已保存到档案目录", ["重建索引并启用后生效。"], [("去建新索引", address("maintain"))]
    )


def _forget() -> None:
    for key in (_DICTIONARY, _SYNONYMS, "words:kept", _FOUND):
        st.session_state.pop(key, None)


def _state(now: WordsResponse, lists: WordLists) -> None:
    """In a line: whether what stands here is saved, and whether it is in service."""
    saved = (lists.dictionary, lists.synonyms) == (now.dictionary, now.synonyms)
    service_now = "正在使用" if now.in_service else "还没有启用，要重建索引"
    said = f"档案里的这两张表{service_now}。" + ("" if saved else "这里的改动还没有保存。")
    back = f'<a target="_self" href="{address("maintain")}">回到维护</a>'
    st.html(f'<p class="hint">{said}预览会试 {now.questions} 道标准问题。 {back}</p>')
