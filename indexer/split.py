"""A report's body to sentences, and sentences to passages: what is retrieved and cited."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.report import Passage, Report, Section, Span

_END = re.compile(r"[。！？!?；;]+[”’」』）)》〉】]*|\n")
_CLAUSE = re.compile(r"[，,、：:]+[”’」』）)》〉】]*")
_SHORT = 8  # a shorter piece between two marks stays with its neighbour
LONGEST_SENTENCE = 250  # characters; what is longer (a list without a full stop) is cut at a comma


def split_sentences(text: str, start: int, stop: int) -> list[Span]:
    """Sentences of `text[start:stop]`, without the blanks around them; together they hold every other character.

    A sentence ends at 。！？； (closing quotes and brackets included) or at the end of a paragraph. One of more than
    LONGEST_SENTENCE characters is cut at the last comma that keeps the piece within it, so that no passage grows past
    what a model reads; a piece without a comma stays whole.
    """
    return [piece for sentence in _cut(text, start, stop) for piece in _pieces(text, sentence)]


def _cut(text: str, start: int, stop: int) -> Iterator[Span]:
    begin = start
    for end in _END.finditer(text, start, stop):
        semicolon = end.group()[0] in "；;"
        if semicolon and len(text[begin : end.start()].strip()) < _SHORT:
            continue
        yield from _trimmed(text, begin, end.end())
        begin = end.end()
    yield from _trimmed(text, begin, stop)


def _trimmed(text: str, start: int, stop: int) -> Iterator[Span]:
    words = text[start:stop]
    lead = len(words) - len(words.lstrip())
    if words.strip():
        yield Span(start + lead, start + lead + len(words.strip()))


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.stop - start > LONGEST_SENTENCE:
        last = min(start + LONGEST_SENTENCE, sentence.stop - _SHORT)
        commas = [m.end() for m in _CLAUSE.finditer(text, start + _SHORT, last)]
        if not commas:
            break
        yield from _trimmed(text, start, commas[-1])
        start = commas[-1]
    yield from _trimmed(text, start, sentence.stop)


def split_passages(report: Report, longest: int) -> list[Passage]:
    """Passages of the report's body in reading order, each whole sentences of one section.

    Sentences are packed up to `longest` characters; one that is longer makes a passage by itself. A section's heading
    opens its first passage; one that only subsections follow makes none, for it says nothing that they do not. Where
    nothing at all follows, the heading is all that there is to say: a passage.
    """
    passages: list[Passage] = []
    enclosing = {s.parent for s in report.sections}
    for section, span, heading in _stretches(report):
        sentences = split_sentences(report.text, span.start, span.stop)
        bare = heading and all(s.stop <= heading.stop + 1 for s in sentences)  # a full stop may follow
        if bare and section in enclosing:
            continue
        groups = _packed(sentences, longest, heading)
        passages += [Passage(Span(g[0].start, g[-1].stop), section, tuple(g)) for g in groups]
    return passages


def _stretches(report: Report) -> Iterator[tuple[int | None, Span, Span | None]]:
    """The text that stands in no deeper section, as (section, span, its heading if the span begins with it)."""
    body = report.layout.body
    cuts = sorted({body.start, body.stop, *(p for s in report.sections for p in (s.span.start, s.span.stop))})
    inside = [c for c in cuts if body.start <= c <= body.stop]
    starts = {s.span.start: s for s in report.sections}
    for start, stop in pairwise(inside):
        if report.text[start:stop].strip():
            yield report.section_at(start), Span(start, stop), _heading(starts.get(start))


def _heading(section: Section | None) -> Span | None:
    return None if section is None else section.heading


def _packed(sentences: Sequence[Span], longest: int, heading: Span | None) -> Iterator[list[Span]]:
    group: list[Span] = []
    for sentence in sentences:
        opens = len(group) == 1 and heading is not None and group[0].stop <= heading.stop + 1
        if group and not opens and sentence.stop - group[0].start > longest:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group
