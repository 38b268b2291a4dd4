"""问答: an answer made of sentences of the reports, or why there is none."""

import streamlit as st

from search_api.schemas import AskRequest, AskResponse
from ui.controls import question
from ui.landing import welcome
from ui.links import address
from ui.render import answer, noted, notice, related_card
from ui.session import doubts, service


def show() -> None:
    """The question, and below it the quoted answer or the reason of the abstention."""
    now = question("ask", "提问", "用一句话提问，如：哪些区县建立了医疗纠纷调解机制？", with_kinds=False)
    if not now.text:
        st.html(welcome("ask", service().status()))
        return
    with st.spinner("正在查找依据……"):
        found = service().ask(AskRequest(text=now.text, **now.filters.model_dump()))
    told = _abstained(now.href("search"), found) if found.abstained else answer(found, doubts())
    st.html(noted(found.notes) + told)


def _abstained(search: str, found: AskResponse) -> str:
    ways = [("改用检索", search), ("看看档案里有哪些报告", address("archive"))]
    told = notice("档案里没有能回答这个问题的原文", [found.reason or "没有哪一句原文足以作答。"], ways)
    if not found.related:
        return told
    in_doubt = doubts()
    cards = "".join(related_card(hit, in_doubt) for hit in found.related)
    return f'{told}<section class="related"><h2>最接近的段落（不构成回答）</h2>{cards}</section>'
