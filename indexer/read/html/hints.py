"""What a page says of its document: in its head, in the table of 信息公开 that stands above it, beside its title."""

import re
from collections.abc import Iterable, Mapping

from indexer.read.html.tree import Element, Page

_META = (
    ("title", ("articletitle", "dc.title", "og:title")),
    ("published_on", ("pubdate", "publishdate", "publish-date", "article:published_time", "dc.date")),
    ("issuer", ("contentsource", "source", "dc.publisher", "author")),
    ("column", ("columnname",)),
    ("site", ("sitename", "og:site_name")),
)
_SAID = {
    "title": re.compile(r"(?:标\s*题|信息名称|名\s*称)\s*[：:\t]+\s*([^\t：:]{4,80})"),
    "issued_on": re.compile(r"(?:成文日期|发文日期|印发日期)\s*[：:\t]+\s*(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2})"),
    "published_on": re.compile(
        r"(?:发布日期|发布时间|生成日期|时\s*间|日\s*期)\s*[：:\t]+\s*(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2})"
    ),
    "issuer": re.compile(
        r"(?:发文机[关构]|发布机构|公开主体|制发机关|信息来源|来\s*源)\s*[：:\t]+\s*([^\s\t：:]{2,30})"
    ),
}
_DATE = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_INDEX = re.compile(r"索\s*引\s*号")
_SITE = re.compile(r"\s*(?:[-_|—–]+|::)\s*")
_NOBODY = ("本站", "本网", "admin", "管理员", "未知", "互联网")


def hints_of(page: Page, around: Iterable[str]) -> Mapping[str, str]:
    """Title, issuer, issued_on, published_on, column, site, as far as they are told; dates are ISO.

    `around` are lines beside the document. A page's date is when it was put up, and not when the report was issued.
    """
    hints: dict[str, str] = {}
    for field, names in _META:
        if value := next((page.meta[name] for name in names if page.meta.get(name)), ""):
            hints[field] = value
    lines = list(around)
    for field, pattern in _SAID.items():
        if field not in hints and (found := next((m for line in lines if (m := pattern.search(line))), None)):
            hints[field] = found.group(1).strip()
    return _checked(hints)


def _checked(hints: dict[str, str]) -> dict[str, str]:
    for name in ("issued_on", "published_on"):
        if told := hints.pop(name, ""):
            found = _DATE.search(told)
            if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
                hints[name] = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if any(word in hints.get("issuer", "") for word in _NOBODY):
        del hints["issuer"]
    return hints


def headline(page: Page, body: Element) -> str:
    """The document's title: what the head names, the only heading of level 1, or the window's title less the site's."""
    named = next((page.meta[name] for name in _META[0][1] if page.meta.get(name)), "")
    if named:
        return named
    headings = [" ".join(e.words().split()) for e in body.walk() if e.tag == "h1"]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    return max(_SITE.split(page.title), key=len, default="").strip()


def take_index(content: Element) -> list[Element]:
    """Remove from `content` the tables that index the document (索引号, 发文机关 …), and give them."""
    taken = []
    for element in content.walk():
        tables = [e for e in element.elements if e.tag == "table" and _is_index(e)]
        taken += tables
        element.children = [child for child in element.children if child not in tables] if tables else element.children
    return taken


def _is_index(table: Element) -> bool:
    words = table.words()
    return len(words) < 2000 and bool(_INDEX.search(words))
