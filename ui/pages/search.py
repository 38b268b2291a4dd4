"""检索: one card a district and year, the best passage first."""

from dataclasses import replace
from functools import reduce

import streamlit as st

from search_api.schemas import Filters, SearchRequest, SearchResponse
from ui import golden
from ui.conditions import chips, hint, notes_beside, readmitted, unquoted
from ui.controls import question
from ui.landing import welcome
from ui.links import GROUPS, MOST_GROUPS, Asked, address
from ui.render import group_card, notice, results_head
from ui.session import doubts, service


def show() -> None:
    """The box, and below it the cards or what to do instead."""
    now = question("search", "检索", "输入事项、词语或一句话，如：医疗纠纷怎么调解")
    st.html(hint())
    if not now.text:
        st.html(welcome("search", service().status()))
        return
    with st.spinner("正在检索……"):
        found = service().search(_request(now))
    if not found.groups:
        st.html(_nothing(now, found))
        return
    held = golden.marks(now.text, found.groups)
    if held is None:
        st.html(_cards(now, found))
    else:
        _marking(now, found, held)


def _marking(now: Asked, found: SearchResponse, held: golden.Marks) -> None:
    """The cards, each with what a maintainer may do with it."""
    golden.told()
    head, *cards, more = _parts(now, found)
    st.html(head)
    for number, (card, group) in enumerate(zip(cards, found.groups, strict=True), 1):
        st.html(card)
        golden.buttons(number, now.text, group, held)
    if more:
        st.html(more)


def _request(now: Asked) -> SearchRequest:
    return SearchRequest(
        text=now.text,
        limit=now.groups,
        mode=now.mode,
        group="district",
        explain=True,
        nearest=now.nearest,
        **now.filters.model_dump(),
    )


def _cards(now: Asked, found: SearchResponse) -> str:
    return "".join(_parts(now, found))


def _parts(now: Asked, found: SearchResponse) -> list[str]:
    """The head, a card a group, and the way to more."""
    more, now_in_doubt = "", doubts()
    if len(found.groups) >= now.groups < MOST_GROUPS:
        further = replace(now, groups=min(now.groups + 2 * GROUPS, MOST_GROUPS))
        more = f'<p class="further"><a target="_self" href="{further.href("search")}">显示更多区县</a></p>'
    nearest = replace(now, nearest=True).href("search") if now.mode in {"hybrid", "meaning"} else ""
    cards = [group_card(g, now_in_doubt, nearest) for g in found.groups]
    return [results_head(found, chips(now, found), notes_beside(found)), *cards, more]


def _nothing(now: Asked, found: SearchResponse) -> str:
    ways = [("看看档案里有哪些报告", address("archive"))]
    if found.phrases or found.excluded:
        lifted = reduce(readmitted, found.excluded, reduce(unquoted, found.phrases, now.text))
        ways.insert(0, ("去掉字词条件再查", replace(now, text=lifted).href("search")))
    if now.filters != Filters():
        ways.insert(0, ("去掉筛选再查", replace(now, filters=Filters()).href("search")))
        return notice("筛选范围内没有相符的段落", [*found.notes, "可以放宽区划、年份或类别，或者换一种说法。"], ways)
    advice = [] if found.phrases or found.excluded else ["请换一种说法，或只留关键的词。"]
    return notice("没有找到相符的段落", [*found.notes, *advice], ways)
