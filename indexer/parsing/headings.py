"""Headings found in canonical text. The sequence decides: 三、 does not follow 一、, so dates and lists are none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.parsing.layout import paragraphs_of
from indexer.parsing.marks import FIRST_POINT, POINT, Mark, is_ordinal, is_row, point_value, read_mark, read_nth
from indexer.parsing.sequence import Candidate, in_sequence, stands_alone
from indexer.parsing.titles import title_length
from indexer.report import Layout, Span

_BARE = 36  # of a line that is named a heading by its place alone
_SHORTEST_PART = 16  # of a line whose last word alone says so
_LONGEST_PART = 50  # of a line that says what headings say
_OPENS_PART = re.compile(
    r"^(?:.{0,8}(?:19|20)\d\d年|[今去]年|过去|今后|未来|下[一半]?[步年]|“?十[一二三四五六]五|关于|存在|当前|主要|全面|切实|加强|着力|努力|持续|进一步|强化|提升|政府)"
)
_CLOSES_PART = re.compile(
    r"(?:情况|成效|成绩|成就|回顾|原因|不足|问题|安排|安排建议|打算|思路|举措|目标|任务|措施|计划|要求|重点工作|主要工作|自身建设|建议|展望|各项工作|政府.{0,12}(?:水平|效能)|政务水平|实事)$"
)
_FRAME = re.compile(r"^(?:结束语|结语|前言|引言|导言)$")
_ANNEX = re.compile(r"^(?:.{0,16}名词(?:术语)?(?:解释|注释)|注释|附件\d*.{0,10}|附录)[：:]?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `text[start:stop]`: its mark and its title, without the full stop or comma behind it."""

    level: int
    number: str
    title: str
    start: int
    stop: int
    part: bool = False  # a first-level heading with a 一、… of its own under it


def find_headings(text: str, layout: Layout) -> list[Heading]:
    """Every heading of the body, levels 1 to 4, in reading order."""
    main = _ladder(text, layout.body)
    ends = [*(h.start for h in main), layout.body.stop]
    found = list(_points(text, layout.body.start, ends[0]))
    for heading, end in zip(main, ends[1:], strict=True):
        found.append(heading)
        found += _points(text, heading.stop, end)
    return found


def _ladder(text: str, body: Span) -> list[Heading]:
    """Headings of levels 1 to 3."""
    paragraphs = list(paragraphs_of(text, body))
    annex = next((p.start for p in paragraphs if _ANNEX.match(p.of(text))), body.stop)
    prose = [p for p in paragraphs if not is_row(p.of(text))]
    marked = [(p, m) for p in prose if (m := read_mark(p.of(text)))]
    alone = [p for p in prose if len(p) <= _BARE and stands_alone(p.of(text))]
    counted = [(p, m) for p in alone if (m := read_nth(p.of(text)))]
    first = _first_level(text, paragraphs, marked)
    first += _promoted(text, paragraphs, marked, first)
    first = _with_parts(sorted(first, key=lambda h: h.start))
    headings = list(first)
    for start, stop in pairwise([body.start, *(h.start for h in first), body.stop]):
        if start < annex:
            inside = [[(p, m) for p, m in some if start <= p.start < stop] for some in (marked, counted)]
            headings += _below(text, *inside)
    return sorted(headings, key=lambda h: h.start)


def _first_level(text: str, paragraphs: Sequence[Span], marked: Sequence[tuple[Span, Mark]]) -> list[Heading]:
    parts = in_sequence([_candidate(text, p, m) for p, m in marked if m.part])
    numbered = in_sequence([_candidate(text, p, m) for p, m in marked if m.level == 1 and not m.part])
    headings = [_heading(text, c, _end(paragraphs, c)) for c in (*parts, *numbered)]
    first = {c.position: c.mark.value for c in numbered}
    both = first | {p.start: -m.value for p, m in marked if m.level == 2 and not m.arabic}
    for number, paragraph in enumerate(paragraphs):
        words = paragraph.of(text)
        inside = _goes_on(first, paragraph.start) or _goes_on(both, paragraph.start)
        names = names_part(words, bool(numbered)) or (number and _FRAME.match(words))
        if _names_annex(text, paragraphs, number) or (names and not inside and _stands_free(text, paragraphs, number)):
            headings.append(_bare_heading(text, paragraph))
    return headings


def _names_annex(text: str, paragraphs: Sequence[Span], number: int) -> bool:
    """Whether the paragraph is the heading of an annex; 附件1 above the annex's own heading is not."""
    following = paragraphs[number + 1].of(text) if number + 1 < len(paragraphs) else ""
    words = paragraphs[number].of(text)
    named = _ANNEX.match(words) and not read_mark(words)
    return bool(named) and not (_ANNEX.match(following) or names_part(following))


def _goes_on(values: Mapping[int, int], position: int) -> bool:
    """Whether the numbers before and behind `position` follow on each other, so that no section begins there."""
    before = max((p for p in values if p < position), default=None)
    after = min((p for p in values if p > position), default=None)
    return (
        before is not None
        and after is not None
        and abs(values[after]) == abs(values[before]) + 1
        and ((values[after] > 0) == (values[before] > 0))
    )


def _promoted(
    text: str, paragraphs: Sequence[Span], marked: Sequence[tuple[Span, Mark]], first: Sequence[Heading]
) -> list[Heading]:
    """Bare lines before a （一） that begins anew: the new list needs a section of its own, and the line names it."""
    tops = sorted(h.start for h in first)
    if any(read_mark(text[t : t + 20]) for t in tops):
        return []  # the first level is numbered: nothing is lost
    promoted = []
    previous: tuple[Span, Mark] | None = None
    for paragraph, mark in marked:
        if mark.level != 2 or mark.arabic:
            continue
        if previous is not None and mark.value == 1 and not any(previous[0].start < t < paragraph.start for t in tops):
            between = [n for n, p in enumerate(paragraphs) if previous[0].start < p.start < paragraph.start]
            bare = [n for n in between if _is_bare(paragraphs[n].of(text)) and _stands_free(text, paragraphs, n)]
            promoted += [_bare_heading(text, paragraphs[n]) for n in bare[:1]]
        previous = (paragraph, mark)
    return promoted


def _with_parts(first: Sequence[Heading]) -> list[Heading]:
    """First-level headings in order; one that a 一、 follows which does not count on from it is a part."""
    ranks = [*(_rank(h.number) for h in first), 0]
    return [replace(h, part=not ranks[n] and ranks[n + 1] == 1) for n, h in enumerate(first)]


def _rank(number: str) -> int:
    """The value of a first-level number 一、; 0 for none and for 第一部分, which count apart."""
    mark = read_mark(number + "x") if number else None
    return 0 if mark is None or mark.part else mark.value


def _below(text: str, marked: Sequence[tuple[Span, Mark]], counted: Sequence[tuple[Span, Mark]]) -> list[Heading]:
    """Headings of levels 2 and 3 among the paragraphs of one first-level section that are marked, or begin 第一，."""
    second = in_sequence(list(_second_level(text, marked)))
    if not second:
        second = in_sequence([_candidate(text, p, m) for p, m in counted])
        second = second if len(second) > 1 else []
    third: list[Candidate] = []
    for start, stop in pairwise([-1, *(c.position for c in second), len(text)]):
        inside = [_candidate(text, p, m) for p, m in marked if m.level == 3 and start < p.start < stop]
        third += in_sequence(inside, last=third[-1].mark.value if third else 0)
    ends = {p.start: p.stop for p, _ in (*marked, *counted)}
    return [_heading(text, c, ends[c.position]) for c in (*second, *third)]


def _second_level(text: str, marked: Sequence[tuple[Span, Mark]]) -> Iterator[Candidate]:
    """Marks of the form （一）, and a lone (2) among them, which is a slip; (1) (2) … is a list."""
    arabic = 0
    for paragraph, mark in marked:
        if mark.level != 2:
            continue
        listed = mark.arabic and (mark.value == 1 or mark.value == arabic + 1)
        arabic = mark.value if listed else 0
        if not listed:
            yield _candidate(text, paragraph, mark)


def _candidate(text: str, paragraph: Span, mark: Mark) -> Candidate:
    words = paragraph.of(text)
    return Candidate(paragraph.start, mark, stands_alone(words), item=words.endswith(("；", ";")))


def _is_bare(words: str, longest: int = _BARE) -> bool:
    return 4 <= len(words) <= longest and not re.search(r"[。；：:;！!？?\t|]|^——", words) and not read_mark(words)


def names_part(words: str, numbered: bool = True) -> bool:
    """Whether an unnumbered line says what such headings say: 2023年工作回顾, 存在的不足和原因, 加强政府自身建设.

    In a report whose first level is not `numbered` at all its last word is enough: 工作开展情况.
    """
    ended = words.endswith("。")
    if ended and "，" in words:
        return False  # a sentence that ends in such a word
    words = words.rstrip("。")
    if not numbered and not ended and len(words) <= _SHORTEST_PART and _CLOSES_PART.search(words):
        return _is_bare(words)
    return _is_bare(words, _LONGEST_PART) and bool(_OPENS_PART.match(words) and _CLOSES_PART.search(words))


def _stands_free(text: str, paragraphs: Sequence[Span], number: int) -> bool:
    """Whether the paragraph before is finished, and text follows."""
    before = paragraphs[number - 1].of(text) if number else "。"
    ended = before[-1] in "。！!？?；：”）)…" or stands_alone(before)
    return ended and number + 1 < len(paragraphs)


def _bare_heading(text: str, paragraph: Span) -> Heading:
    title = paragraph.of(text).rstrip("。：: ")
    return Heading(1, "", title, paragraph.start, paragraph.start + len(title))


def _end(paragraphs: Sequence[Span], candidate: Candidate) -> int:
    return next(p.stop for p in paragraphs if p.start == candidate.position)


def _heading(text: str, candidate: Candidate, end: int) -> Heading:
    start, mark = candidate.position, candidate.mark
    rest = text[start + mark.length : end]
    title = rest[: title_length(rest, mark.level)].rstrip("。：:，, ")
    return Heading(mark.level, mark.number, title, start, start + mark.length + len(title))


def _points(text: str, start: int, stop: int) -> Iterator[Heading]:
    """Run-in points (一是 …) between two headings; a list begins with its first and goes on without a gap.

    A list inside a point ends where a paragraph goes on with the one around it; 首先是 … are a list of their own.
    """
    lists: list[int] = []  # the last number of each list that is open
    ordinal = -1
    glued = FIRST_POINT.match(text, start, stop)
    for found in [*([glued] if glued else []), *POINT.finditer(text, glued.end() if glued else start, stop)]:
        number = found.group(1)
        value = point_value(number)
        if is_ordinal(number):
            if value not in (0, 1, ordinal + 1):
                continue
            ordinal = value or ordinal + 1
        elif _counts_on(lists, value, opens=not found.start() or text[found.start() - 1] == "\n"):
            ordinal = -1
        else:
            continue
        title = _lead(text, found.end(), stop)
        if title.strip():
            yield Heading(4, number, title.strip(), found.start(), found.end() + len(title))


def _lead(text: str, start: int, stop: int) -> str:
    """The clause at `start`, which ends at a comma, at a full stop, and before a point inside it."""
    lead = re.compile(r"[^。，,；;\n]*").match(text, start, stop)
    end = lead.end() if lead else start
    inner = POINT.search(text, start, end)
    return text[start : inner.start()].rstrip("：: ") if inner else text[start:end]


def _counts_on(lists: list[int], value: int, opens: bool) -> bool:
    """Whether a point numbered `value` begins a list or goes on with one, which `lists` then shows.

    With an outer list only a point that `opens` its paragraph goes on.
    """
    if value == 1:
        lists.append(1)
        return True
    for depth in range(len(lists) - 1, -1 if opens else max(len(lists) - 2, -1), -1):
        if value == lists[depth] + 1:
            del lists[depth:]
            lists.append(value)
            return True
    return False
