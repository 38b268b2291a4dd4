"""What a page carries beside its text: page numbers, running heads, and the furniture of web pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.parsing.marks import MARK

_PAGE = re.compile(
    r"^(?:[-—–－·•]+\s*\d{1,4}\s*[-—–－·•]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,3}\s*/\s*\d{1,3})$"
)
_BARE = re.compile(r"^\d{1,3}$")  # a page number only among others of its kind
_PAGE_LENGTH = 300  # a page has at least so many characters
_UNIT = re.compile(r"^(?:[%％‰]|[件人户次个名起场期份家项元万亿篇例宗]次?(?:$|[，。、；：,;:）)]))")  # not 人民
HEADER = "页眉"
_COUNTED = re.compile(  # a figure with its unit, or a cell of a table
    r"\d\s*(?:[%％‰件人次户个名起场期份家项元万亿篇条例宗]|小时|天|公里|平方)|\t|\|"
)
_BUTTON = (
    r"全真版|文字版|文件下载|相关链接[：:]?|首页|下载|打印|全屏|收藏|分享[：:]?|加大|还原|减小|减少|大|中|小|关闭|返回顶部|×|\||>"
    r"|打印本页|关闭窗口|关闭本页|字体|字号|【?字[号体][：:]?(?:\s*[\[【]?\s*(?:大|中|小)\s*[\]】]?)*|】|【|false|true|不总是"
    r"|相关(?:报道|文档|阅读)[：:]?|扫一扫在手机打开当前页|分享到(?:微信|微博)?[：:]?|您?的?位置[：:]|点击数?[：:]\s*\d*|阅读量[：:]\s*\d*"
)
_LABEL = r"您?当前的?位置|您的位置|上一篇|下一篇|浏览次数|责任编辑"
_FURNITURE = re.compile(
    rf"^(?:(?:{_BUTTON}|(?:{_LABEL})[：:].*|编辑[：:].{{1,10}}|版权所有.*|网站标识码.*|.{{0,8}}ICP备.*|》》.*《《)\s*)+$"
)
_FOOTER = re.compile(  # from here on a page has only links and notices
    r"^(?:责任编辑[：:]|扫一扫在手机|相关附件|相关链接|相关报道|相关文档|相关阅读|打印本页|关闭窗口|【?打印】?$|本作品是中华人民共和国|版权声明|版权所有"
    r"|主办单位[：:][^，、]{2,20}$|网站地图|》》)"
)
_FOOTER_LINES = 40
_LEADING_FURNITURE = re.compile(r"^(?:(?:全真版|文字版|文件下载|相关链接[：:])\s*)+")
ENDS = "。！？；：!?;…"  # what a finished line ends with; quotes and brackets may follow


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the source that is not in the canonical text, and why (Chinese)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line with text in it, and how it stands among the others."""

    text: str
    alone: bool  # between empty lines
    at_break: bool  # first or last on a page that ends in a form feed
    indent: bool  # began with at least two columns of white space
    parted: bool = True  # an empty line stands before it


def drop(pattern: re.Pattern[str], text: str, reason: str, dropped: list[Dropped]) -> str:
    """`text` without what `pattern` finds, which is added to `dropped`."""
    dropped += [Dropped(found.group(), reason) for found in pattern.finditer(text)]
    return pattern.sub("", text)


def without_furniture(lines: list[Line], dropped: list[Dropped]) -> list[Line]:
    """`lines` without page numbers, running heads and what belongs to a web page, which are added to `dropped`."""
    lines, footer = _without_footer(lines)
    repeated = _page_headers(lines)
    pages = _page_numbers(lines)
    kept: list[Line] = []
    for number, line in enumerate(lines):
        reason = (
            "页码"
            if number in pages or _PAGE.match(line.text)
            else "网页附件"
            if _FURNITURE.match(line.text)
            else repeated.get(line.text)
        )
        if number and lines[number - 1].text == ">" and len(line.text) <= 12:
            reason = "网页导航"
        if kept and line.text == kept[-1].text and MARK.match(line.text):
            reason = "重复的标题"
        if reason:
            dropped.append(Dropped(line.text, reason))
            continue
        text = drop(_LEADING_FURNITURE, line.text, "网页附件", dropped)
        if text:
            kept.append(replace(line, text=text))
    dropped += [Dropped(line.text, "网页附件") for line in footer]
    return kept


def _without_footer(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines cut before the links and notices at the end of a web page; nothing is cut where text follows."""
    first = max(1, len(lines) // 2, len(lines) - _FOOTER_LINES)
    for number in range(first, len(lines)):
        rest = lines[number:]
        if _FOOTER.match(rest[0].text) and not any(len(r.text) > 90 or MARK.match(r.text) for r in rest):
            return lines[:number], rest
    return lines, []


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Which lines, figures and nothing else, number pages: they stand alone, or count up a page's length apart."""
    bare = [n for n, line in enumerate(lines) if _BARE.match(line.text) and not is_torn_figure(lines, n)]
    spaced = sum(line.alone for line in lines) > len(lines) / 2  # every line has an empty one beside it
    found = {n for n in bare if lines[n].at_break or (lines[n].alone and not spaced)}
    for a, b in pairwise(bare):
        between = sum(len(line.text) for line in lines[a + 1 : b])
        if int(lines[b].text) == int(lines[a].text) + 1 and between >= _PAGE_LENGTH:
            found |= {a, b}
    return found


def is_torn_figure(lines: Sequence[Line], number: int) -> bool:
    """Whether line `number` is a figure and nothing else, and the next line begins with its unit."""
    return (
        number + 1 < len(lines) and bool(_BARE.match(lines[number].text)) and bool(_UNIT.match(lines[number + 1].text))
    )


def _page_headers(lines: list[Line]) -> dict[str, str]:
    """Short lines without a full stop that stand three times or more, far apart: headers of pages, not text."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if 4 <= len(line.text) <= 40 and not MARK.match(line.text) and line.text[-1] not in ENDS + "，、":
            if _COUNTED.search(line.text):
                continue
            places.setdefault(line.text, []).append(number)
    return {text: HEADER for text, at in places.items() if len(at) >= 3 and min(b - a for a, b in pairwise(at)) >= 8}
