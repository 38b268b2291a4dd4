"""The parts of a report that belong to no section: title block, addressee, closing block; what is left is its body."""

import re

from indexer.marks import read_mark
from indexer.report import Layout, Span

_TITLE_END = re.compile(
    r"(?:报告|总结|汇报|情况|要点|计划|方案|年报|通报|公报|意见|通知|说明|纪要)(?:[（(].{1,20}[)）])?$"
)
_ISSUER = re.compile(r"(?:委员会|委|局|政府|办公室|办|院|中心|厅|部|处|队|所|关于|20\d\d年度?)$")
_NOTE = re.compile(  # lines around a title that are neither title nor text: date, source, speaker, occasion
    r"^(?:——|--|—|[（(].{0,40}[)）]$|来源[：:]|时间[：:]|发布时间[：:]|发布日期[：:]|发文机关[：:]|成文日期[：:]|日期[：:]|作者[：:]"
    r"|索引号[：:]|文号[：:]|\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?|.{0,12}[〔\[]\d{4}[〕\]]\d+号$"
    r"|.{0,20}(?:省长|市长|区长|县长|主席|总理|主任|旗长|州长|局长)[ \u3000：:]*\S{0,12}$)"
)
_ADDRESSEE = re.compile(r"^[^。，；]{1,30}[：:]$")
_DATE = re.compile(r"^[（(]?\s*[12〇零一二三四五六七八九]{1}[\d〇零一二三四五六七八九○O]{3}\s*年.{1,4}月.{1,4}日\s*[）)]?$")
_CLOSING = re.compile(
    r"^(?:特此报告|专此报告|以上报告|此报告|附件[：:].*|（?\(?(?:联系人|联系电话|电话|联系方式|经办人|抄送|主送|报送).*|谢谢.{0,4})[。！!]?$"
)
_SIGNATURE = re.compile(r"^[^。，；：:！？]{2,40}(?:委员会|委|局|政府|办公室|办|院|中心|厅|处|队|所)(?:[（(].{1,12}[)）])?$")
_HEAD_LINES = 14


def find_layout(text: str) -> Layout:
    """The layout of canonical `text`, one paragraph a line."""
    paragraphs = _paragraphs(text)
    title, first = _title(text, paragraphs)
    addressee = None
    if first < len(paragraphs) - 1 and _ADDRESSEE.match(paragraphs[first].of(text)):
        addressee, first = paragraphs[first], first + 1
    last = _closing(text, paragraphs, first)
    closing = Span(paragraphs[last].start, len(text)) if last < len(paragraphs) else None
    return Layout(title, addressee, Span(paragraphs[first].start, paragraphs[last - 1].stop), closing)


def _paragraphs(text: str) -> list[Span]:
    return [Span(*found.span()) for found in re.finditer(r"[^\n]+", text)]


def _title(text: str, paragraphs: list[Span]) -> tuple[Span | None, int]:
    """The title's span and the number of the paragraph after the whole title block (a cover repeats the title)."""
    ends = [i for i in range(_head(text, paragraphs)) if _TITLE_END.search(paragraphs[i].of(text))]
    if not ends:
        return None, _skip_notes(text, paragraphs, 0)
    starts = []
    for end in ends:
        start = end
        floor = starts[-1][1] + 1 if starts else 0
        while start > floor and _continues_upwards(paragraphs[start - 1].of(text)):
            start -= 1
        starts.append((start, end))
    spans = [Span(paragraphs[a].start, paragraphs[b].stop) for a, b in starts]
    fullest = max(spans, key=lambda s: (len(s.of(text).replace("\n", "")), -s.start))
    return fullest, _skip_notes(text, paragraphs, starts[-1][1] + 1)


def _head(text: str, paragraphs: list[Span]) -> int:
    """How many paragraphs may belong to the title block: all before the first sentence, addressee or heading."""
    for number, paragraph in enumerate(paragraphs[:_HEAD_LINES]):
        words = paragraph.of(text)
        ended = "。" in words or _ADDRESSEE.match(words) or read_mark(words) or len(words) > 90
        if ended and not _NOTE.match(words):
            return number
    return min(len(paragraphs) - 1, _HEAD_LINES)


def _continues_upwards(words: str) -> bool:
    return not _NOTE.match(words) and (bool(_ISSUER.search(words)) or len(words) <= 6) and "。" not in words


def _skip_notes(text: str, paragraphs: list[Span], number: int) -> int:
    while number < len(paragraphs) - 1 and (
        _NOTE.match(paragraphs[number].of(text)) or (number < _HEAD_LINES and _bare_name(text, paragraphs, number))
    ):
        number += 1
    return number


def _bare_name(text: str, paragraphs: list[Span], number: int) -> bool:
    """A speaker's name or photo line between the title and 各位代表."""
    words = paragraphs[number].of(text)
    following = [p.of(text) for p in paragraphs[number + 1 : number + 4]]
    return not _ADDRESSEE.match(words) and len(words) <= 40 and any(f.startswith("各位代表") for f in following)


def _closing(text: str, paragraphs: list[Span], first: int) -> int:
    """The number of the paragraph where the closing block begins; len(paragraphs) when there is none."""
    last = len(paragraphs)
    while last > first + 1 and _closes(paragraphs[last - 1].of(text)):
        last -= 1
    return last


def _closes(words: str) -> bool:
    if _DATE.match(words) or _CLOSING.match(words):
        return True
    columns = words.split(" ")
    return len(words) <= 60 and not read_mark(words) and all(map(_signs, columns))


def _signs(words: str) -> bool:
    """Whether `words` may be one column of a signature: a body, or a place whose body stands on the next line."""
    return bool(_SIGNATURE.match(words)) or bool(re.fullmatch(r"[^。，；：:！？]{2,16}[省市县区旗州]委?", words))
