"""Headings to the section tree: who encloses whom, where each ends, what it is about."""

from collections.abc import Sequence

from indexer.parsing.headings import Heading
from indexer.parsing.kinds import section_kinds
from indexer.parsing.marks import is_ordinal
from indexer.report import Layout, Section, SectionKind, Span

_LATE = 0.25  # share of the body before the first heading from which the review must stand there


def build_sections(text: str, layout: Layout, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """The sections that `headings` open, in reading order; levels are never filled in."""
    depths = _depths(headings)
    first = [(h, d) for h, d in zip(headings, depths, strict=True) if h.level == 1]
    late = bool(first) and first[0][0].start - layout.body.start > _LATE * len(layout.body)
    kinds = iter(section_kinds([(h.title, d) for h, d in first], late))
    sections: list[Section] = []
    kind = SectionKind.OTHER
    for number, heading in enumerate(headings):
        if heading.level == 1:
            kind = next(kinds)
        stop = _stop(text, layout, headings, depths, number)
        parent = _parent(sections, depths, heading.start, depths[number])
        if parent is not None:
            stop = min(stop, sections[parent].span.stop)
        path = (*(sections[parent].path if parent is not None else ()), heading.number + heading.title)
        heading_span, span = Span(heading.start, heading.stop), Span(heading.start, stop)
        sections.append(Section(heading.level, heading.number, heading.title, kind, path, heading_span, span, parent))
    return tuple(sections)


def _depths(headings: Sequence[Heading]) -> list[int]:
    """How deep each heading lies: its level doubled, one more inside another of its level.

    A 一、 lies inside an unnumbered part (2023年工作回顾) that has a 一、… of its own, a 首先是 inside the 一是
    before it.
    """
    depths = []
    in_part = False
    for heading in headings:
        if heading.level == 1 and (heading.part or not heading.number):
            in_part = heading.part
            depths.append(2)
        else:
            nested = in_part if heading.level == 1 else heading.level == 4 and is_ordinal(heading.number)
            depths.append(2 * heading.level + nested)
    return depths


def _parent(sections: Sequence[Section], depths: Sequence[int], start: int, depth: int) -> int | None:
    for index in range(len(sections) - 1, -1, -1):
        if sections[index].span.start <= start < sections[index].span.stop and depths[index] < depth:
            return index
    return None


def _stop(text: str, layout: Layout, headings: Sequence[Heading], depths: Sequence[int], number: int) -> int:
    start = headings[number].start
    later = range(number + 1, len(headings))
    end = next((headings[i].start for i in later if depths[i] <= depths[number]), layout.body.stop)
    if headings[number].level == 4:  # a point ends with its paragraph
        paragraph = text.find("\n", start, end)
        end = paragraph if paragraph >= 0 else end
    return start + len(text[start:end].rstrip())
