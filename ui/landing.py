"""What a page shows before anything was asked: what the archive holds, and how one may ask."""

from html import escape

from search_api.schemas import ArchiveResponse, StatusResponse
from ui.links import Asked, Page, address

_EXAMPLES: dict[Page, tuple[str, tuple[str, ...]]] = {
    "search": ("可以这样查", ("医疗纠纷怎么调解", "行政复议与行政应诉", "双随机抽查", "普法宣传进社区")),
    "compare": ("可以比较这些事项", ("行政复议和应诉", "法律顾问", "领导干部学法", "信用监管")),
    "ask": ("可以这样问", ("哪些区县建立了医疗纠纷调解机制？", "行政处罚立案多少件？", "法治建设还有哪些不足？")),
}
_INTRODUCTIONS: dict[Page, str] = {
    "search": "看看其他区县怎么做、怎么写。每一段都标明出处，可以打开原文核对。",
    "compare": "一个事项，逐份报告看写没写、怎么写，可以下载成表格。",
    "ask": "只用报告里的原句作答，句句有出处；档案里没有依据的，会说明原因。",
}


def welcome(page: Page, status: StatusResponse) -> str:
    """An introduction, examples to click, and the size of the archive."""
    words, examples = _EXAMPLES[page]
    links = "".join(f'<a target="_self" href="{escape(Asked(e).href(page))}">{e}</a>' for e in examples)
    size = f"档案现有 {status.reports:,} 份报告、{status.passages:,} 个段落。"
    more = f'<a target="_self" href="{escape(address("archive"))}">查看档案</a>'
    return (
        f'<section class="welcome"><p class="introduction">{_INTRODUCTIONS[page]}</p><h2>{words}</h2>'
        f'<p class="examples">{links}</p><p class="size">{size}{more}</p></section>'
    )


def held(status: StatusResponse, archive: ArchiveResponse) -> str:
    """What can be searched, in a line; that nothing is left to do, where that is so."""
    years = [r.year for r in archive.reports if r.year]
    span = "" if not years else (f"{min(years)}" if min(years) == max(years) else f"{min(years)}—{max(years)}")
    searched = (
        f"{len(archive.reports):,} 份报告、{status.passages:,} 个段落、{status.characters / 10_000:,.1f} 万字"
        f"{f'，{span} 年' if span else ''}"
    )
    done = archive.files and all(f.verdict == "收录" for f in archive.files)
    fine = f'<p class="note">全部收录，没有要处理的文件。{_expected(archive)}</p>' if done else ""
    return f'{fine}<p class="size">可以检索：{searched}</p>'


def _expected(archive: ArchiveResponse) -> str:
    """How the archive stands against its roster; nothing where it has none."""
    missing = sum(c.state == "缺" for c in archive.roster)
    if missing:
        return f"名册上还缺 {missing:,} 份。"
    return "名册上的报告都有了。" if any(c.listed for c in archive.roster) else ""
