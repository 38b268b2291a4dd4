"""The page's frame: masthead and whatever page is asked for; a failure of the service is told in its place."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui import masthead
from ui.client import ServiceError
from ui.links import Page, asked, page_of
from ui.pages import archive, ask, compare, maintain, report, search, words
from ui.render import notice
from ui.session import parameters

HERE = Path(__file__).parent
PAGES: dict[Page, tuple[str, Callable[[], None]]] = {
    "search": ("检索", search.show),
    "compare": ("对比", compare.show),
    "ask": ("问答", ask.show),
    "report": ("报告", report.show),
    "archive": ("档案", archive.show),
    "maintain": ("维护", maintain.show),
    "words": ("词典和同义词", words.show),
}


def frame() -> None:
    """One run of the page."""
    params = parameters()
    page = page_of(params)
    title, show = PAGES[page]
    st.set_page_config(page_title=f"{title} · 借鉴", layout="centered", page_icon=str(HERE / "seal.svg"))
    st.html(HERE / "style.css")
    with st.container(key="script"):
        script = (HERE / "page.js").read_text(encoding="utf-8")
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    st.html(masthead.html(page, asked(params)))
    with st.container(key=f"page-{page}"):
        try:
            show()
        except ServiceError as error:
            asked_wrongly = 400 <= error.status < 500
            st.html(notice(error.title, [error.detail, error.cure], tone="plain" if asked_wrongly else "error"))


# Declared by hand, since Streamlit would otherwise serve each module of pages/ at a path of its own.
st.navigation([st.Page(frame, title="借鉴", default=True)], position="hidden").run()
