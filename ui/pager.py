"""Links from page to page of a long list."""

from collections.abc import Callable
from html import escape


def pager(rows: int, at_once: int, page: int, href: Callable[[int], str], label: str) -> str:
    """上一页, 下一页 and where one is; nothing where all rows fit on one page. `page` counts from 1."""
    pages = pages_of(rows, at_once)
    if pages == 1 and page == 1:
        return ""
    ways = [("第一页", 1), ("上一页", min(page - 1, pages)), ("下一页", page + 1), ("最后一页", pages)]
    links = [_link(words, to, href) if 1 <= to <= pages and to != page else "" for words, to in ways]
    here = f"<span>第 {page} 页，共 {pages} 页</span>"
    return f'<nav class="pager" aria-label="{label}">{links[0]}{links[1]}{here}{links[2]}{links[3]}</nav>'


def pages_of(rows: int, at_once: int) -> int:
    """How many pages `rows` take, at least one."""
    return max(1, -(-rows // at_once))


def _link(words: str, to: int, href: Callable[[int], str]) -> str:
    return f'<a class="stay" target="_self" href="{escape(href(to))}">{words}</a>'
