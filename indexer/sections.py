"""Headings to the section tree: who encloses whom, where each ends, what it is about."""

from collections.abc import Sequence

from indexer.headings import Heading
from indexer.kinds import section_kinds
from indexer.report import Layout, Section, SectionKind, Span


def build_sections(text: str, layout: Layout, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """The sections that `headings` open, in reading order; levels are never filled in."""
    kinds = iter(section_kinds([h.title for h in headings if h.level == 1]))
    sections: list[Section] = []
    kind = SectionKind.OTHER
    for number, heading in enumerate(headings):
        if heading.level == 1:
            kind = next(kinds)
        parent = _parent(sections, heading)
        path = (*(sections[parent].path if parent is not None else ()), heading.number + heading.title)
        stop = _stop(text, layout, headings, number)
        if parent is not None:
            stop = min(stop, sections[parent].span.stop)
        heading_span, span = Span(heading.start, heading.stop), Span(heading.start, stop)
        sections.append(Section(heading.level, heading.number, heading.title, kind, path, heading_span, span, parent))
    return tuple(sections)


def _parent(sections: Sequence[Section], heading: Heading) -> int | None:
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section.span.start <= heading.start < section.span.stop and section.level < heading.level:
            return index
        nested = section.level == heading.level == 4 and is_ordinal(heading.number) and not is_ordinal(section.number)
        if nested and section.span.stop > heading.start:
            return index
    return None


def is_ordinal(number: str) -> bool:
    """Whether a point is of the second rank (首先是, 第三是), which may stand inside a 一是."""
    return number[:1] in "首其再最第"


def _stop(text: str, layout: Layout, headings: Sequence[Heading], number: int) -> int:
    mine = headings[number]
    end = layout.body.stop
    for other in headings[number + 1 :]:
        inside = other.level == mine.level == 4 and is_ordinal(other.number) and not is_ordinal(mine.number)
        if other.level <= mine.level and not inside:
            end = other.start
            break
    if mine.level == 4:
        paragraph = text.find("\n", mine.start, end)
        end = paragraph if paragraph >= 0 else end
    return mine.start + len(text[mine.start : end].rstrip())
