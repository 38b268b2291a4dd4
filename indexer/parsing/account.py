"""What a maintainer should know of a report's headings: how much stands under them, and where they look wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.parsing.marks import read_mark, read_nth
from indexer.report import Report, Section

LONGEST_TITLE = 60  # characters; a heading above it is text, more likely than not


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers missing before a heading of level 1 or 2."""

    section: int  # index in `Report.sections`
    missing: int  # how many, at least 1


def coverage(report: Report) -> float:
    """The share of the body's characters, blanks aside, that stand under a heading, headings included; in [0, 1]."""
    body = report.layout.body
    under = (s.span.of(report.text) for s in report.sections if s.parent is None)
    return sum(map(_printed, under)) / max(1, _printed(body.of(report.text)))


def gaps(sections: Sequence[Section]) -> Iterator[Gap]:
    """Where the numbers of a list of headings leap: 一、 三、; a list that begins with 一、 anew leaps nowhere."""
    last: dict[tuple[int | None, int], int] = {}
    for index, section in enumerate(sections):
        if section.level < 3 and (value := _value(section.number)):
            before = last.get((section.parent, section.level), 0)
            if value > before + 1:
                yield Gap(index, value - before - 1)
            last[section.parent, section.level] = value


def long_titles(sections: Sequence[Section]) -> Iterator[int]:
    """Indices of the headings of levels 1 to 3 that are longer than LONGEST_TITLE."""
    return (n for n, s in enumerate(sections) if s.level < 4 and len(s.title) > LONGEST_TITLE)


def _value(number: str) -> int:
    mark = read_mark(number + "x") or read_nth(number + "x")
    return mark.value if mark else 0


def _printed(text: str) -> int:
    return sum(not c.isspace() for c in text)
