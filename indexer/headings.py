"""Headings found in canonical text. The sequence decides: 三、 does not follow 一、, so dates and lists are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.marks import POINT, Mark, point_value, read_mark
from indexer.report import Layout, Span

_LONGEST_SENTENCE = 40  # a first sentence up to this long is a title; of a longer one only the lead clause is
_LONGEST_LINE = 70
_NOT_A_HEADING = re.compile(r"^[一二三四五六七八九十]、[一二三四五六七八九十](?:季度|月|年|级|类|期|中全会|方面|部分|产)")
_GLUED = re.compile(r"(?<=[。！？；：:;])\s*(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]))")
_GLUED_TO_TITLE = re.compile(r"(?<=[^\s。，；：、])\s*(?=[（(][一二三四五六七八九十]{1,3}[)）])")
_UNNUMBERED = re.compile(
    r"^(?:(?:20\d\d|今)年(?:度)?|过去[一五]年|今后五年|下[一半]?[步年]|存在|当前|主要|全面|切实|加强)[^。：；]{0,44}$"
)
_UNNUMBERED_END = re.compile(
    r"(?:情况|成效|成绩|回顾|原因|不足|问题|短板|安排|打算|思路|举措|目标|任务|措施|计划|要求|重点工作|主要工作|自身建设|建议|展望)$"
)
_TITLE_STOP = re.compile(r"(?:情况|成效|问题|不足|计划|安排|打算|事项|措施|回顾|原因|思路|建议)(?=(?:20\d\d年|我[局委区市县]|[今全]年|在|根据|为))")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `text[start:stop]`: its mark, its title, and a closing full stop or comma that is part of neither."""

    level: int
    number: str
    title: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Counters:
    """The last value seen at levels 1, 2 and 3; 0 when the level has not begun under its parent."""

    first: int = 0
    second: int = 0
    third: int = 0

    def after(self, level: int, value: int) -> "_Counters":
        if level == 1:
            return _Counters(value)
        if level == 2:
            return _Counters(self.first, value)
        return _Counters(self.first, self.second, value)

    def expects(self, mark: Mark) -> bool:
        last = (self.first, self.second, self.third)[mark.level - 1]
        return mark.value == last + 1 and not (mark.level == 2 and mark.arabic and (self.third or not last))


def split_glued(text: str, body: Span) -> str:
    """`text` with a line break put before every heading of level 1 or 2 that is glued to the text before it."""
    pieces = []
    counters = _Counters()
    for paragraph in _paragraphs(text, body):
        start = paragraph.start
        mark = read_mark(paragraph.of(text))
        if mark and mark.level < 3 and counters.expects(mark):
            counters = counters.after(mark.level, mark.value)
        for at in _glued_places(paragraph.of(text)):
            place = paragraph.start + at
            mark = read_mark(text[place : paragraph.stop])
            if place > start and mark and _may_head(text[place : paragraph.stop]) and counters.expects(mark):
                counters = counters.after(mark.level, mark.value)
                pieces.append(text[start:place].rstrip())
                start = place
        pieces.append(text[start : paragraph.stop])
    return text[: body.start] + "\n".join(pieces) + text[body.stop :]


def _glued_places(paragraph: str) -> list[int]:
    found = {m.end() for pattern in (_GLUED, _GLUED_TO_TITLE) for m in pattern.finditer(paragraph)}
    return sorted(found)


def find_headings(text: str, layout: Layout) -> list[Heading]:
    """Every heading of the body, levels 1 to 4, in reading order."""
    main = list(_ladder(text, layout.body))
    ends = [h.start for h in main[1:]] + [layout.body.stop]
    found = list(_points(text, layout.body.start, main[0].start if main else layout.body.stop))
    for heading, end in zip(main, ends, strict=True):
        found.append(heading)
        found += _points(text, heading.stop, end)
    return found


def _ladder(text: str, body: Span) -> Iterator[Heading]:
    counters = _Counters()
    paragraphs = _paragraphs(text, body)
    for number, paragraph in enumerate(paragraphs):
        words = paragraph.of(text)
        mark = read_mark(words)
        if mark and _may_head(words) and (counters.expects(mark) or _restarts(counters, mark, words)):
            counters = counters.after(mark.level, mark.value)
            yield _heading(mark, words, paragraph.start)
        elif not mark and _is_unnumbered(words) and not _number_follows(text, paragraphs[number:], counters):
            counters = counters.after(1, counters.first + 1)
            yield Heading(1, "", words.rstrip("。"), paragraph.start, paragraph.stop)


def _restarts(counters: _Counters, mark: Mark, words: str) -> bool:
    """A gap in the numbers of first-level headings is believed when the line stands alone like a heading."""
    alone = len(words) <= _LONGEST_SENTENCE and "。" not in words.rstrip("。") and not words.endswith(("；", ";", "，"))
    if mark.level == 1:
        return alone and 0 < mark.value - counters.first <= 3
    return mark.level == 2 and alone and not mark.arabic and (mark.value == 1 or 0 < mark.value - counters.second <= 2)


def _may_head(words: str) -> bool:
    return not _NOT_A_HEADING.match(words)


def _is_unnumbered(words: str) -> bool:
    return bool(len(words) <= 50 and _UNNUMBERED.match(words) and _UNNUMBERED_END.search(words))


def _number_follows(text: str, rest: list[Span], counters: _Counters) -> bool:
    """Whether the next number of the first level is still to come, so that nothing was lost here."""
    for paragraph in rest:
        mark = read_mark(paragraph.of(text))
        if mark and mark.level == 1 and mark.value == counters.first + 1:
            return True
    return False


def _heading(mark: Mark, words: str, start: int) -> Heading:
    rest = words[mark.length :]
    title = _title(rest, mark)
    stop = start + mark.length + len(title)
    return Heading(mark.level, mark.number, title.rstrip("。. ").strip(), start, stop)


def _title(rest: str, mark: Mark) -> str:
    """The title that `rest`, what follows the mark in its paragraph, begins with."""
    sentence = rest.split("。", 1)[0]
    point = POINT.search(sentence)
    if point and 0 < point.start():
        sentence = sentence[: point.start()].rstrip("，：: ")
    if mark.level == 1 and (stop := _TITLE_STOP.search(sentence)):
        return sentence[: stop.end()]
    alone = sentence.rstrip() == rest.rstrip()
    if len(sentence) <= (_LONGEST_LINE if alone else _LONGEST_SENTENCE):
        return sentence.split(" ", 1)[0] if mark.level == 1 and not alone and " " in sentence else sentence
    return re.split(r"[，,：: ]", sentence, maxsplit=1)[0]


def _points(text: str, start: int, stop: int) -> Iterator[Heading]:
    """Run-in points (一是 …) between two headings; a list begins with its first and goes on without a gap."""
    last: dict[bool, int] = {}
    for found in POINT.finditer(text, start, stop):
        number = found.group(1)
        ordinal = not number[0] in "一二三四五六七八九十"  # 首先是, 第三是: a list of its own inside 一是
        value = point_value(number)
        if value not in (0, 1, last.get(ordinal, -1) + 1):
            continue
        if not ordinal:
            last.pop(True, None)
        last[ordinal] = value or last.get(ordinal, 0) + 1
        lead = re.match(r"[^。，,；;\n]*", text[found.end() : stop])
        title = lead.group() if lead else ""
        if title.strip():
            yield Heading(4, number, title.strip(), found.start(), found.end() + len(title))


def _paragraphs(text: str, body: Span) -> list[Span]:
    return [Span(*found.span()) for found in re.compile(r"[^\n]+").finditer(text, body.start, body.stop)]
