"""A parsed report as the paragraphs that a typist would set: what is printed, what is a heading, how it is numbered."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.parsing.layout import paragraphs_of
from indexer.report import Report, Section, Span


class Part(StrEnum):
    """Where a paragraph stands."""

    TITLE = "title"
    ADDRESSEE = "addressee"
    BODY = "body"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph; `number + text` is all that it shows.

    `level` is 1 to 4 where the paragraph begins with a heading and None elsewhere (title, plain text, date line);
    `number` is the heading's, as printed, and empty where it has none. The first `title` characters of `text` are the
    heading's title: all for a heading on a line of its own, fewer where its body runs on; 0 where `level` is None.
    """

    text: str
    level: int | None = None
    number: str = ""
    title: int = 0
    part: Part = Part.BODY

    @property
    def printed(self) -> str:
        """What the paragraph shows, its number with it."""
        return self.number + self.text


def outline(report: Report) -> list[Paragraph]:
    """The paragraphs of `report` in order: printed one a line, they are its canonical text."""
    openers = {section.heading.start: section for section in report.sections}
    return [
        _paragraph(report, where, openers.get(where.start), _part(report, where))
        for where in paragraphs_of(report.text)
    ]


def plain(paragraphs: list[Paragraph]) -> str:
    """The paragraphs as text, one a line, every number typed."""
    return "\n".join(p.printed for p in paragraphs)


def _paragraph(report: Report, where: Span, section: Section | None, part: Part) -> Paragraph:
    words = where.of(report.text)
    if section is None:
        return Paragraph(words, part=part)
    length = section.heading.stop - where.start - len(section.number)
    return Paragraph(words[len(section.number) :], section.level, section.number, length, part)


def _part(report: Report, where: Span) -> Part:
    layout = report.layout
    for span, part in (
        (layout.title, Part.TITLE),
        (layout.addressee, Part.ADDRESSEE),
        (layout.closing, Part.CLOSING),
    ):
        if span is not None and span.contains(where):
            return part
    return Part.TITLE if where.start < layout.body.start else Part.BODY
