"""A report in reading layout: its headings, its paragraphs, its table of contents, the cited span marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from search_api.schemas import ReportMetadata, ReportResponse, SectionOut
from ui.marks import Layer, Range, marked

_CONTENTS_LEVELS = 3  # run-in points (level 4) would drown the others
_HEADING_ENDS = " 　。："
_SENTENCE_ENDS = "。；：！？…，、"
_CLOSING_LINES, _CLOSING_CHARACTERS = 4, 30


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading where it stands in the text; `number` counts the sections of the report from 0."""

    number: int
    level: int
    span: Range


def article(report: ReportResponse, span: Range | None) -> str:
    """The whole report as HTML; the first mark of class `cited` is where to scroll."""
    return (
        f'<div class="report"><aside>{contents(report.sections, span)}</aside>'
        f'<article class="reading" lang="zh-CN">{"".join(_blocks(report, span))}</article></div>'
    )


def metadata(of: ReportMetadata) -> str:
    """What the report is, as a list of terms."""
    place = "　".join(dict.fromkeys(p for p in (of.province, of.city, of.district) if p))
    pairs = [
        ("区划", place or "未能确定"),
        ("报告年度", f"{of.year} 年" if of.year else "未能确定"),
        ("发文单位", "、".join(of.issuers)),
        ("成文日期", f"{of.issued_on.year} 年 {of.issued_on.month} 月 {of.issued_on.day} 日" if of.issued_on else ""),
        ("文种", of.genre or ""),
        ("文件", of.path),
    ]
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs if value)
    return f'<dl class="metadata">{items}</dl>'


def contents(sections: Sequence[SectionOut], span: Range | None) -> str:
    """The section tree as links: at the side where there is room, folded above the text where there is none."""
    here = _innermost(sections, span)
    items = "".join(
        f'<li class="level{s.level}"><a href="#s{i}"{" aria-current=location" if i == here else ""}>'
        f"{escape(f'{s.number}{s.title}')}</a></li>"
        for i, s in enumerate(sections)
        if s.level <= _CONTENTS_LEVELS
    )
    if not items:
        return ""
    return (
        f'<nav class="contents wide" aria-label="目录"><h2>目录</h2><ol>{items}</ol></nav>'
        f'<details class="contents narrow"><summary>目录</summary><ol>{items}</ol></details>'
    )


def headings(report: ReportResponse) -> list[Heading]:
    """Where the headings stand; the number alone where the title is not found right behind it."""
    found = []
    for index, section in enumerate(report.sections):
        pattern = r"\s*".join(re.escape(part) for part in (section.number, section.title) if part)
        match = re.compile(pattern).match(report.text, section.start)
        stop = match.end() if match else section.start + len(section.number)
        found.append(Heading(index, section.level, (section.start, max(stop, section.start))))
    return found


def _innermost(sections: Sequence[SectionOut], span: Range | None) -> int | None:
    """The section of the contents that covers the beginning of the span."""
    covering = [
        i for i, s in enumerate(sections) if span and s.level <= _CONTENTS_LEVELS and s.start <= span[0] < s.stop
    ]
    return covering[-1] if covering else None


def _blocks(report: ReportResponse, span: Range | None) -> Iterator[str]:
    standing = headings(report)
    lines = list(_lines(report.text, standing))
    titled = _title_lines(lines, report.report.title)
    closing = _closing_lines(lines[titled:])
    for position, (start, line) in enumerate(lines):
        here = [h for h in standing if start <= h.span[0] < start + len(line)]
        inner = _line(line, start, here, span)
        if position < titled:
            yield f'<p class="title">{inner}</p>'
        elif here and _is_heading(line, here[0], start):
            level = here[0].level
            yield f'<h{level + 1} class="level{level}">{inner}</h{level + 1}>'
        else:
            yield f'<p class="{"closing" if position >= len(lines) - closing else "text"}">{inner}</p>'


def _is_heading(line: str, heading: Heading, start: int) -> bool:
    """Whether the line at `start` is nothing but the heading; a run-in point is text all the same."""
    stop = heading.span[1] - start
    return heading.level <= _CONTENTS_LEVELS and heading.span[0] == start and not line[stop:].strip(_HEADING_ENDS)


def _line(line: str, start: int, here: Sequence[Heading], span: Range | None) -> str:
    layers = [
        Layer([(h.span[0] - start, h.span[1] - start)], f'<span class="heading" id="s{h.number}">', "</span>")
        for h in here
    ]
    cited = [(span[0] - start, span[1] - start)] if span else []
    return marked(line, [*layers, Layer(cited, '<mark class="cited">', "</mark>")])


def _lines(text: str, standing: Sequence[Heading]) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, each with where it starts, white space at its ends left out.

    A heading of the contents begins a line, and one of the first level ends it, also in a text that is one line.
    """
    cuts = {h.span[0] for h in standing if h.level <= _CONTENTS_LEVELS}
    for heading in (h for h in standing if h.level == 1):
        rest = text[heading.span[1] :]
        cuts.add(heading.span[1] + len(rest) - len(rest.lstrip(_HEADING_ENDS)))
    for match in re.finditer(r"[^\n]+", text):
        inside = sorted(c for c in cuts if match.start() < c < match.end())
        for start, stop in pairwise([match.start(), *inside, match.end()]):
            line = text[start:stop]
            if line.strip():
                yield start + len(line) - len(line.lstrip()), line.strip()


def _title_lines(lines: Sequence[tuple[int, str]], title: str) -> int:
    """How many of the first lines make up the title; 0 where the title is not what the text begins with."""
    wanted, so_far = re.sub(r"\s", "", title), ""
    for count, (_, line) in enumerate(lines, start=1):
        so_far += re.sub(r"\s", "", line)
        if so_far == wanted:
            return count
        if not wanted.startswith(so_far):
            return 0
    return 0


def _closing_lines(lines: Sequence[tuple[int, str]]) -> int:
    """How many of the last lines are issuer and date: short, and not a sentence."""
    count = 0
    for _, line in reversed(lines[-_CLOSING_LINES:]):
        if len(line) > _CLOSING_CHARACTERS or line[-1] in _SENTENCE_ENDS:
            break
        count += 1
    return count
