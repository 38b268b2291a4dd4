"""The box and the filters. What the address says fills them; what the reader changes goes into the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from search_api.schemas import MAX_QUERY_CHARACTERS, Facet, FacetsResponse, Filters, Mode
from ui.links import Asked, Page, asked
from ui.render import notice
from ui.session import facets, parameters

_MODES: dict[Mode, str] = {"hybrid": "综合", "meaning": "按意思", "words": "按字词", "exact": "原文一致"}
_EXPLAINED = ("兼看意思与字词", "说法不同也能找到", "要有相同的词", "字字相同，标点、空格不计")
_PILLS = 16  # more values than this are looked up by typing
_NAMED = 1  # values named on a filter's button before it says 等 N 个


def question(page: Page, label: str, placeholder: str, with_kinds: bool = True) -> Asked:
    """Show the box and the filters of `page`; what is asked is what stands in the address."""
    now = asked(parameters())
    _fill(page, now)
    with st.form(f"{page}-box", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            label,
            key=f"{page}:text",
            placeholder=placeholder,
            label_visibility="collapsed",
        )
        st.form_submit_button(label, type="primary", on_click=_changed, args=(page,))
    with st.container(horizontal=True, gap="small", key="filters"):
        _filters(page, now, with_kinds)
    typed = len(_typed(page))
    if typed > MAX_QUERY_CHARACTERS:
        st.html(
            notice("文字太长", [f"最多 {MAX_QUERY_CHARACTERS:,} 字，现有 {typed:,} 字。", "请只留关键的词句再试。"])
        )
        st.stop()
    return now


def _filters(page: Page, now: Asked, with_kinds: bool) -> None:
    _choice(page, now, "district", "区县")
    _years(page, now)
    if with_kinds:
        _choice(page, now, "kind", "类别")
    _choice(page, now, "city", "地市")
    _choice(page, now, "province", "省份")
    if page == "search":
        _mode(page, now)
    if now.filters != Filters() or now.mode != "hybrid":
        st.button("清除筛选", type="tertiary", on_click=_clear, args=(page,), key=f"{page}:clear")


def _mode(page: Page, now: Asked) -> None:
    with st.popover("匹配" if now.mode == "hybrid" else f"匹配：{_MODES[now.mode]}", key=f"{page}:open:mode"):
        st.radio(
            "匹配方式",
            list(_MODES),
            format_func=lambda mode: _MODES[mode],
            captions=list(_EXPLAINED),
            key=f"{page}:mode",
            on_change=_changed,
            args=(page,),
        )


def _choice(page: Page, now: Asked, name: str, words: str) -> None:
    """A filter that takes several values, each with its number of reports within the other filters."""
    chosen: list[str] = getattr(now.filters, name)
    held: list[Facet] = getattr(_within(now.filters, {name: []}), name)
    counts = {f.value: f.reports for f in held}
    options = [f.value for f in held] + [value for value in chosen if value not in counts]
    if not options:
        return

    def named(value: str) -> str:
        return f"{value}（{counts.get(value, 0)}）"

    key = f"{page}:{name}"
    with st.popover(_button(words, chosen), key=f"{page}:open:{name}"):
        if len(options) <= _PILLS:
            st.pills(
                words, options, selection_mode="multi", format_func=named, key=key, on_change=_changed, args=(page,)
            )
        else:
            st.multiselect(
                words, options, format_func=named, key=key, on_change=_changed, args=(page,), placeholder="输入名称查找"
            )


def _years(page: Page, now: Asked) -> None:
    first, last = now.filters.year_from, now.filters.year_to
    held = {int(f.value): f.reports for f in _within(now.filters, {"year_from": None, "year_to": None}).year}
    options = sorted({*held, *(y for y in (first, last) if y)})
    said = [] if first is None and last is None else [f"{first}" if first == last else f"{first or ''}—{last or ''}"]
    with st.popover(_button("年份", said), key=f"{page}:open:year"):
        for name, words in (("year_from", "从"), ("year_to", "到")):
            st.selectbox(
                words,
                options,
                index=None,
                format_func=lambda year: f"{year} 年（{held.get(year, 0)}）",
                placeholder="不限",
                key=f"{page}:{name}",
                on_change=_changed,
                args=(page,),
            )


def _within(filters: Filters, without: dict[str, object]) -> FacetsResponse:
    return facets(filters.model_copy(update=without))


def _button(words: str, chosen: Sequence[str]) -> str:
    if not chosen:
        return words
    return f"{words}：{chosen[0]}" + (f"等 {len(chosen)} 个" if len(chosen) > _NAMED else "")


def _values(page: Page, now: Asked) -> dict[str, object]:
    lists = {name: list(getattr(now.filters, name)) for name in ("province", "city", "district", "kind")}
    years = {"year_from": now.filters.year_from, "year_to": now.filters.year_to}
    return {f"{page}:{name}": value for name, value in {"text": now.text, "mode": now.mode, **lists, **years}.items()}


def _fill(page: Page, now: Asked) -> None:
    """Put what the address says into the widgets, when it is news: a link was opened, or the reader went back."""
    values = _values(page, now)
    if st.session_state.get("address") != (page, now) or any(key not in st.session_state for key in values):
        st.session_state.update(values)
    st.session_state["address"] = (page, now)


def _typed(page: Page) -> str:
    return str(st.session_state.get(f"{page}:text") or "").strip()


def _changed(page: Page) -> None:
    """Put what the widgets say into the address, unless no address could hold it."""
    if len(_typed(page)) > MAX_QUERY_CHARACTERS:
        return
    now, state = asked(parameters()), st.session_state
    first, last = state.get(f"{page}:year_from"), state.get(f"{page}:year_to")
    if first and last and first > last:
        first, last = last, first
    filters = now.filters.model_copy(
        update={
            **{name: list(state.get(f"{page}:{name}") or []) for name in ("province", "city", "district", "kind")},
            "year_from": first,
            "year_to": last,
        }
    )
    _go(page, Asked(_typed(page), filters, state.get(f"{page}:mode") or "hybrid"))


def _clear(page: Page) -> None:
    _go(page, replace(asked(parameters()), filters=Filters(), mode="hybrid"))


def _go(page: Page, to: Asked) -> None:
    pairs: dict[str, list[str]] = {}
    for name, value in to.params():
        pairs.setdefault(name, []).append(value)
    st.query_params.from_dict(pairs)
    st.session_state.pop("address", None)
