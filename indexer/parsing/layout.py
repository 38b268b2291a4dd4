"""The parts of a report that belong to no section: title block, addressee, closing block; what is left is its body."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from indexer.parsing.marks import is_row, read_mark
from indexer.report import Layout, Span

_TITLE_END = re.compile(
    r"(?:报告|总结|汇报|情况|要点|计划|方案|年报|通报|公报|意见|通知|说明|纪要|清单|工作)(?:[和暨及].{2,12}(?:打算|安排|思路))?(?:[（(].{1,20}[)）])?$"
)
_ISSUER = re.compile(
    r"(?:委员会|委|局|政府|办公室|办|院|中心|厅|部|处|队|所|公署|关于|[（(]?(?:19|20)\d\d年度?[)）]?|.[省市县区旗州盟])$"
)
_TITLE_BEGINS = re.compile(r"关于|(?:19|20)\d\d年|(?:委员会|局|政府|委|办公室)(?:19|20)?\d*年?[^，。；]{2,}$")
_LETTERHEAD = re.compile(r"文件$|^签发|^秘密|^特急|^急件|^公开|^附件|^[（(]?征求意见稿|>")
_NOTE = re.compile(  # lines around a title that are neither title nor text: date, source, speaker, occasion
    r"^(?:——|--|―|—|[（(].{0,60}[)）]$|来源|时间[：:]?|发布|发表|发文机关|成文日期|日期[：:]|作者|记者|签发人|索引号|文号|名称[：:]|主题词|分享"
    r"|(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}|[二一][〇零○一二三四五六七八九]{3}年.{1,3}月|.{0,12}[〔\[]\d{4}[〕\]]\d+号$"
    r"|.{0,20}(?:省长|市长|区长|县长|主席|总理|主任|旗长|州长|盟长|专员|局长)[ \u3000：:]*\S{0,12}$)"
)
_CAPTION = re.compile(r"作(?:政府)?工作报告|摄$|摄影|记者|本报|会议上|通讯员|>|[。，]")
_ADDRESSEE = re.compile(r"^[^。，；]{1,30}[：:]$")
_SPEECH = re.compile(r"^各?位(?:代表|委员|主任|同志|领导|来宾|常委)[^。；]{0,24}?[：:，]")
_DATE = re.compile(
    r"^[（(]?\s*[12〇零一二三四五六七八九]{1}[\d〇零一二三四五六七八九○◯OＯОΟ]{3}\s*年.{1,4}月.{1,4}日\s*[）)]?$"
)
_CLOSING = re.compile(
    r"^(?:特此报告|专此报告|以上报告|此报告|附件?\d*[：:].*|.*\d日印发|[（(]此件.*|[（(]?(?:联系人|联系电话|电话|手机|联系方式|联系地址|经办人|填报人|审核人|抄送|主送|报送|来源[：:]|编辑[：:]).*"
    r"|谢谢.{0,4})[。！!]?$"
)
_SIGNATURE = re.compile(
    r"^[^。，；：:！？]{2,40}(?:委员会|委|局|政府|办公室|办|院|中心|厅|处|队|所|公署)(?:[（(].{1,12}[)）])?"
    r"(?:[ \u3000]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日)?$"
)
_TABLE = re.compile(r"^附[件表]\s*\d*[：:]?[^。]{0,40}$")  # the line above an annexed table
TELEPHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-\d{7,8})(?!\d)")
_CONTACT = 40  # characters up to which a line with a telephone number is a contact's
_ALIKE = 0.6
_ANNEX_LINES = 8
_HEAD_LINES = 14
_SPEECH_LINES = 40


def paragraphs_of(text: str, where: Span | None = None) -> list[Span]:
    """The paragraphs of canonical text, one a line, or of the part of it that is given."""
    start, stop = (where.start, where.stop) if where else (0, len(text))
    return [Span(*found.span()) for found in re.compile(r"[^\n]+").finditer(text, start, stop)]


def find_layout(text: str) -> Layout:
    """The layout of canonical `text`, one paragraph a line."""
    paragraphs = paragraphs_of(text)
    speech = _speech(text, paragraphs)
    head = speech if speech is not None else _head(text, paragraphs)
    title, first = _title(text, paragraphs, head)
    addressee = None
    if speech is not None:
        first = speech
    if first < len(paragraphs) - 1 and _ADDRESSEE.match(paragraphs[first].of(text)):
        addressee, first = paragraphs[first], first + 1
    last = _closing(text, paragraphs, first)
    closing = Span(paragraphs[last].start, len(text)) if last < len(paragraphs) else None
    return Layout(title, addressee, Span(paragraphs[first].start, paragraphs[last - 1].stop), closing)


def _speech(text: str, paragraphs: Sequence[Span]) -> int | None:
    """The number of the paragraph that addresses the meeting, before which there is nothing but the title block."""
    found = [i for i, p in enumerate(paragraphs[:_SPEECH_LINES]) if _SPEECH.match(p.of(text))]
    if not found or found[0] == len(paragraphs) - 1:
        return None
    before = [p.of(text) for p in paragraphs[: found[0]]]
    return None if any(len(words) > 300 or read_mark(words) for words in before) else found[0]


def _title(text: str, paragraphs: Sequence[Span], head: int) -> tuple[Span | None, int]:
    """The title's span and the number of the paragraph after the whole title block (a cover repeats the title)."""
    ends = [i for i in range(head) if _ends_title(paragraphs[i].of(text))]
    if not ends:
        return None, _skip_notes(text, paragraphs, 0)
    blocks: list[tuple[int, int]] = []
    for end in ends:
        start = end
        floor = blocks[-1][1] + 1 if blocks else 0
        while start > floor and _continues_upwards(paragraphs[start - 1].of(text)):
            start -= 1
        blocks.append((start, end))
    spans = [Span(paragraphs[a].start, paragraphs[b].stop) for a, b in blocks]
    titles = [s.of(text).replace("\n", "") for s in spans]
    same = [n for n, title in enumerate(titles) if _repeats(title, titles[0])]
    fullest = max((spans[n] for n in same), key=lambda s: (len(s.of(text).replace("\n", "")), -s.start))
    return fullest, _skip_notes(text, paragraphs, blocks[same[-1]][1] + 1)


def _repeats(title: str, first: str) -> bool:
    """Whether `title` is the first one once more, and not a heading that ends in a word like a title's."""
    return title in first or first in title or SequenceMatcher(None, title, first).ratio() >= _ALIKE


def _ends_title(words: str) -> bool:
    return bool(_TITLE_END.search(words)) and not _NOTE.match(words) and not _CAPTION.search(words) and len(words) <= 80


def _head(text: str, paragraphs: Sequence[Span]) -> int:
    """How many paragraphs may belong to the title block: all before the first sentence, addressee or heading."""
    for number, paragraph in enumerate(paragraphs[:_HEAD_LINES]):
        words = paragraph.of(text)
        ended = "。" in words or _ADDRESSEE.match(words) or read_mark(words) or len(words) > 90
        if ended and not (_NOTE.match(words) and len(words) <= 60 and not read_mark(words)):
            return number
    return min(len(paragraphs) - 1, _HEAD_LINES)


def _continues_upwards(words: str) -> bool:
    """Whether the line above a title's last line belongs to it: a body, a year, or the title's first half."""
    if _NOTE.match(words) or _CAPTION.search(words) or _LETTERHEAD.search(words) or len(words) > 60:
        return False
    return bool(_ISSUER.search(words)) or (len(words) >= 8 and bool(_TITLE_BEGINS.search(words)))


def _skip_notes(text: str, paragraphs: Sequence[Span], number: int) -> int:
    while number < min(len(paragraphs) - 1, _HEAD_LINES) and _is_note(paragraphs[number].of(text)):
        number += 1
    return number


def _is_note(words: str) -> bool:
    return bool(_NOTE.match(words)) and len(words) <= 60 and "。" not in words and not read_mark(words)


def _closing(text: str, paragraphs: Sequence[Span], first: int) -> int:
    """The number of the paragraph where the closing block begins; len(paragraphs) when there is none."""
    words = [p.of(text) for p in paragraphs]
    last = _up(words, first, _before_tables(words, first))
    for number in range(max(first + 1, last - _ANNEX_LINES), last):  # a list of annexes, before or after the signature
        between = words[number:last]
        if _CLOSING.match(between[0]) and all(len(w) <= 60 and "。" not in w[:-1] for w in between):
            return _up(words, first, number)
    return last


def _up(words: Sequence[str], first: int, last: int) -> int:
    while last > first + 1 and _closes(words[last - 1]):
        last -= 1
    return last


def _before_tables(words: Sequence[str], first: int) -> int:
    """The number of paragraphs before the tables that are annexed behind a signature; all of them where none is."""
    last = len(words)
    while last > first + 1 and (is_row(words[last - 1]) or _TABLE.match(words[last - 1])):
        last -= 1
    annexed = last > first + 1 and any(map(is_row, words[last:])) and _closes(words[last - 1])
    return last if annexed else len(words)


def _closes(words: str) -> bool:
    if _DATE.match(words) or _CLOSING.match("".join(words.split())):
        return True
    if TELEPHONE.search(words) and len(words) <= _CONTACT and "。" not in words and not read_mark(words):
        return True
    columns = words.split(" ")
    return (
        len(words) <= 60 and not read_mark(words) and (_SIGNATURE.match(words) is not None or all(map(_signs, columns)))
    )


def _signs(words: str) -> bool:
    """Whether `words` may be one column of a signature: a body, or a place whose body stands on the next line."""
    return bool(_SIGNATURE.match(words)) or bool(re.fullmatch(r"[^。，；：:！？]{2,16}[省市县区旗州]委?", words))
