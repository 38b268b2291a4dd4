"""Web pages of official sites, saved as HTML or MHTML: the document out of its page."""

import email
import email.policy
import re
from collections.abc import Sequence

from indexer.errors import ReportError
from indexer.read.html.content import find_content
from indexer.read.html.hints import headline, hints_of, take_index
from indexer.read.html.lines import lines_of
from indexer.read.html.tree import Element, Page, parse_page
from indexer.read.reading import Format, Reading
from indexer.read.text import decoded

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8", "utf8": "utf-8"}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ARCHIVE = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|zip|rar)(?:$|[?#])", re.IGNORECASE)
_NESTING = re.compile(
    r"</?(?:div|span|font|table|section|article|ul|ol|center|blockquote|b|i|strong|em)(?=[\s>/])", re.IGNORECASE
)
_DEEPEST = 5000  # elements that are not closed; the worst of real pages leave some hundreds open
_LOST = 0.001  # share of characters that a page may have damaged
_FEW = 100  # characters below which a page has no report in it
_SHORT = 120  # characters of a line that tells of the page
_OPENING = 6  # lines within which a document repeats its title
_CLOSE = re.compile(r"^[【\[（(\s]*(?:打印(?:本页)?|关闭(?:窗口|本页)?|分享(?:到)?|收藏|返回顶部)[】\]）)\s]*$")
_ABOUT = re.compile(  # beside the title: date, source and size of type, in one line or each in its own
    r"^(?:(?:(?:发布|更新|发表)?(?:时间|日期)|(?:信息|文章)?来源|作者|编辑|字体|字号)\s*[：:]|【?字[体号]|日期[：:])"
)
_AROUND = re.compile(r"^(?:上一[篇条]|下一[篇条]|浏览次数|阅读次数|点击数|您?当前位置|您的位置|字体大小|字号)\s*[：:]")


def read_html(data: bytes) -> Reading:
    """The document on the page, with the page's title above it where it does not repeat that.

    Raises:
        ReportError: there is no document: the page has frames or scripts in its place, pictures, or attachments.
    """
    source, encoding = _source(data)
    _check_depth(source)
    page = parse_page(source)
    index = take_index(page.body)
    title = headline(page, page.body)
    before = lines_of(page.body)
    content = find_content(page.body)
    lines = _without_buttons(lines_of(content))
    if sum(map(len, lines)) < _FEW:
        raise _without_text(page, content, lines)
    around = [line for table in index for line in lines_of(table)] + before[:40]
    hints = dict(hints_of(page, around))
    if title:
        hints.setdefault("title", title)
    return Reading("\n".join(_titled(lines, title)), Format.HTML, encoding, hints=hints)


def _check_depth(source: str) -> None:
    """Refuse what the parser would be at for minutes: its time grows with the square of the depth.

    Raises:
        ReportError: more elements stand in one another than in any page.
    """
    depth = 0
    for tag in _NESTING.finditer(source):
        depth = max(0, depth - 1) if tag.group().startswith("</") else depth + 1
        if depth > _DEEPEST:
            raise ReportError("网页嵌套层数过深，不像正常的网页", "请在浏览器里打开，另存后放入", "bomb")


def _source(data: bytes) -> tuple[str, str]:
    """The page's source and the name of its encoding: by its mark, its declaration, or what is ordinary Chinese."""
    if _ARCHIVE.search(data[:2000]):
        data = _unpacked(data)
    if not data.startswith(_MARKS):
        for encoding in ("utf-8", _declared(data)):  # a page may declare what it is not, but GB is hardly ever UTF-8
            text = data.decode(encoding, "replace")
            if text.count("\ufffd") <= _LOST * len(text):
                return text, encoding
    return decoded(data)


def _declared(data: bytes) -> str:
    named = _CHARSET.search(data[:8192])
    return _CHINESE.get(named.group(1).decode("ascii", "replace").lower(), "utf-8") if named else "utf-8"


def _unpacked(data: bytes) -> bytes:
    """The longest page in an MHTML archive."""
    parts = email.message_from_bytes(data, policy=email.policy.default).walk()
    pages = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
    return max((page for page in pages if isinstance(page, bytes)), key=len, default=b"")


def _without_buttons(lines: Sequence[str]) -> list[str]:
    """Lines of the document, without what is printed on the page to be clicked or to tell of the page."""
    kept: list[str] = []
    for line in lines:
        words = line.strip()
        about = len(kept) < _OPENING and len(words) < _SHORT and _ABOUT.match(words)
        if not (about or _CLOSE.match(words) or _AROUND.match(words)):
            kept.append(line)
    return kept


def _titled(lines: Sequence[str], title: str) -> list[str]:
    """`lines` with the title first, unless they begin with it, broken into lines or not."""
    opening = _plain("".join(lines[:_OPENING]))
    if not title or _plain(title) in opening:
        return list(lines)
    return [title, *lines]


def _plain(text: str) -> str:
    return "".join(text.split())


def _without_text(page: Page, content: Element, lines: Sequence[str]) -> ReportError:
    elements = list(page.body.walk())
    attached = [e for e in elements if e.tag == "a" and _ATTACHED.search(e.attributes.get("href", ""))]
    if attached:
        name = " ".join(attached[0].words().split())[:40] or "附件"
        return ReportError(f"网页里没有正文，正文在附件“{name}”里", "请下载附件，放入附件", "no-text")
    if any(e.tag in ("iframe", "frame", "frameset") for e in elements):
        return ReportError("网页里没有正文，正文在框架页里", "请打开正文所在的页面，另存后放入", "no-text")
    if any(e.tag == "img" for e in content.walk()) and not lines:
        return ReportError("网页里没有正文，只有图片", "请把图片另存后放入，由文字识别读出", "no-text")
    if page.scripts:
        return ReportError(
            "网页里没有正文，正文由脚本显示", "请在浏览器里打开，复制正文到 Word 文档，或打印成 PDF 后放入", "no-text"
        )
    return ReportError("网页里没有正文", "请换上有正文的页面", "no-text")
