"""Headings and closing lines glued to the text before them, as web pages print them: their line breaks put back."""

import re
from collections.abc import Iterator
from itertools import pairwise

from indexer.parsing.headings import names_part
from indexer.parsing.layout import paragraphs_of
from indexer.parsing.marks import is_row, read_mark
from indexer.parsing.sequence import Candidate, in_sequence, stands_alone
from indexer.report import Span

_GLUED = re.compile(
    r"(?<=[。！？；：:;”])\s*(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]))"
)
_BARELY_GLUED = re.compile(  # nothing but a figure, a bracket or a blank before it, or a title
    r"(?<=[\d）)\s])\s*(?=[一二三四五六七八九十]{1,3}、)"
    r"|(?<=[^\s。，；：、第条款项及和与按照至到])\s*(?=[（(][一二三四五六七八九十]{1,3}[)）](?!项|款|条|期|号|类))"
)
_TABLE_ROW = re.compile(  # the cells of a row run together: 二、上年结转申请数量0000000
    r"(?:(?![一二三四五六七八九十]、)[^。；]){0,40}?\d{6,}"
)
_ITEM = re.compile(r"(?<=[。！？])[ \u3000]*(?=\d{1,2}[.．、](?!\d))|(?<=[\u3400-\u9fff”）])(?=1[.．、](?![\d]))")
_MOST = 0.6  # share of the body in one paragraph, from which its level 3 is glued as well
_ENDLESS = 400  # characters of a paragraph that may be several
_PART = re.compile(  # a line of its own once, as 2023年工作回顾: between a sentence and a word that begins one
    r"(?<=[。！？])([^，。；：！？“”\n]{4,20}?)(?=(?:19|20)\d\d年|过去|一年来|今年|各位|我们|人民政府|新的一年|面对|做好)"
)
_GLOSSARY = re.compile(r"(?<=[。！？])(名词(?:术语)?(?:解释|注释))(?=1[.．、])")
_TAIL = re.compile(
    r"(?<=[。！？）)])[ \u3000]*"
    r"(?=(?:[^。，；：！？\d\n]{4,40}?[ \u3000]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[（(]?来源[：:][^。\n]{2,30})$)"
)


def split_glued(text: str, body: Span) -> str:
    """`text` with a line break before every heading of level 1 or 2 and every closing line that is glued to it."""
    breaks = {c.position for c in _headings(text, body)} | set(_parts(text, body))
    if tail := _TAIL.search(text, max(0, len(text) - 100)):
        breaks.add(tail.end())
    edges = [0, *sorted(breaks), len(text)]
    return "\n".join(text[a:b].rstrip() for a, b in pairwise(edges))


def _parts(text: str, body: Span) -> Iterator[int]:
    """Both ends of every heading without a number that stands inside an endless paragraph."""
    for paragraph in paragraphs_of(text, body):
        if len(paragraph) >= _ENDLESS:
            for found in _PART.finditer(text, paragraph.start, paragraph.stop):
                if names_part(found.group(1)):
                    yield from found.span(1)
            for found in _GLOSSARY.finditer(text, paragraph.start, paragraph.stop):
                yield from found.span(1)


def _headings(text: str, body: Span) -> Iterator[Candidate]:
    """The headings that stand inside a paragraph; those at its start take part in the sequence as well."""
    found: list[Candidate] = []
    starts = set()
    paragraphs = paragraphs_of(text, body)
    endless = max(map(len, paragraphs)) >= max(_ENDLESS, _MOST * len(body))
    for paragraph in paragraphs:
        starts.add(paragraph.start)
        found += _candidates(paragraph.of(text), paragraph.start, endless)
    first = in_sequence([c for c in found if c.mark.level == 1])
    yield from (c for c in first if c.position not in starts)
    edges = [body.start, *(c.position for c in first), body.stop]
    for start, stop in pairwise(edges):
        inside = [c for c in found if c.mark.level == 2 and not c.mark.arabic and start <= c.position < stop]
        second = in_sequence(inside)
        yield from (c for c in second if c.position not in starts)
        edges_below = [start, *(c.position for c in second), stop]
        for above, below in pairwise(edges_below if endless else []):
            items = in_sequence([c for c in found if c.mark.level == 3 and above <= c.position < below])
            yield from (c for c in items if len(items) > 1 and c.position not in starts)


def _candidates(words: str, start: int, endless: bool) -> Iterator[Candidate]:
    if is_row(words):
        return
    firmly = {m.end() for m in _GLUED.finditer(words)}
    if endless:
        firmly |= {m.end() for m in _ITEM.finditer(words)}
    barely = {m.end() for m in _BARELY_GLUED.finditer(words)} - firmly
    for at in sorted({0} | firmly | barely):
        mark = read_mark(words[at:])
        if mark and not (at in barely and _TABLE_ROW.match(words, at + mark.length)):
            yield Candidate(start + at, mark, alone=not at and stands_alone(words))
