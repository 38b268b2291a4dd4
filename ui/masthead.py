"""The head of every page: the name, and links to the pages that carry what was asked along."""

from html import escape

from ui.links import Asked, Page, address

# Pages without a heading of their own.
_HEADINGS: dict[Page, str] = {"search": "检索政府工作报告", "compare": "按事项对比各区县", "ask": "问答"}
_PAGES: tuple[tuple[Page, str], ...] = (("search", "检索"), ("compare", "对比"), ("ask", "问答"), ("archive", "档案"))


def html(here: Page, question: Asked) -> str:
    """The head, with the page `here` as the current one."""
    current = "archive" if here in {"maintain", "words"} else here
    links = "".join(_link(page, words, page == current, question) for page, words in _PAGES)
    heading = f'<h1 class="unseen">{_HEADINGS[here]}</h1>' if here in _HEADINGS else ""
    home = escape(address("search"))
    return (
        f'<header class="masthead"><a class="brand" target="_self" href="{home}" aria-label="借鉴，回到首页">'
        f'<span class="seal" aria-hidden="true">鉴</span><span class="name">借鉴</span></a>'
        f'<span class="motto">政府工作报告检索与比较</span><nav aria-label="主导航">{links}</nav></header>{heading}'
    )


def _link(page: Page, words: str, current: bool, question: Asked) -> str:
    href = address("archive") if page == "archive" else question.href(page)
    mark = ' aria-current="page"' if current else ""
    return f'<a target="_self" href="{escape(href)}"{mark}>{words}</a>'
