"""Under a card of 检索, for those who maintain: mark its passages as what the question should find, or no longer."""

import os
from collections.abc import Mapping, Sequence

import streamlit as st

from search_api.schemas import Hit, HitGroup
from search_api.schemas.words import MarkedRequest, MarkOrder, ShownHit
from ui.client import ServiceError
from ui.render import notice
from ui.session import service
from ui.settings import PageSettings

_TOLD = "golden:told"
_SHORTEST = 12  # characters of a sentence that a passage is known by
_BEGINNING = 36  # characters

Marks = Mapping[str, bool]  # by address


def marks(query: str, groups: Sequence[HitGroup]) -> Marks | None:
    """Which passages are marked for `query`; None where nobody may mark."""
    if not PageSettings.read(os.environ).maintains:
        return None
    hits = [hit for group in groups for hit in group.hits]
    try:
        answer = service().marked(MarkedRequest(query=query, hits=list(map(_shown, hits))))
    except ServiceError as error:
        if error.status == 403:
            return None
        st.html(notice("标准答案读不了", [error.detail, error.cure], tone="error"))
        return None
    return dict(zip([hit.address for hit in hits], answer.marked, strict=True))


def told() -> None:
    """Why the last order failed, once."""
    if said := st.session_state.pop(_TOLD, None):
        st.html(said)


def buttons(number: int, query: str, group: HitGroup, held: Marks) -> None:
    """The quiet line below card `number`."""
    with st.container(horizontal=True, horizontal_alignment="right", key=f"golden-{number}"):
        if len(group.hits) == 1:
            _button(number, query, group.hits[0], marked=held[group.hits[0].address])
            return
        count = sum(held[hit.address] for hit in group.hits)
        with st.popover(f"标准答案 {count} 段" if count else "标为标准答案", key=f"golden-open-{number}"):
            for hit in group.hits:
                marked = held[hit.address]
                words = " ".join(hit.text.split())
                begins = f"{words[:_BEGINNING]}……" if len(words) > _BEGINNING else words
                key = f"golden:{hit.address}:{marked}"
                st.checkbox(begins, marked, key=key, on_change=_order, args=(query, hit, not marked))


def _button(number: int, query: str, hit: Hit, *, marked: bool) -> None:
    words = "已标为标准答案，取消" if marked else "标为标准答案"
    st.button(words, key=f"golden:{number}", type="tertiary", on_click=_order, args=(query, hit, not marked))


def _order(query: str, hit: Hit, marked: bool) -> None:
    sentence = hit.text[slice(*hit.sentence)] if hit.sentence else ""
    quote = sentence if len(sentence.strip()) >= _SHORTEST else hit.text
    try:
        service().mark(MarkOrder(query=query, hit=_shown(hit), quote=quote, marked=marked))
    except ServiceError as error:
        st.session_state[_TOLD] = notice(error.title, [error.detail, error.cure], tone="error")


def _shown(hit: Hit) -> ShownHit:
    return ShownHit(report=hit.report, address=hit.address, text=hit.text)
