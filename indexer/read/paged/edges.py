"""What is printed at the edges of pages and is no text of the report: running heads and feet, page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from indexer.read.paged.lines import Line, Page

_DEPTH = 2  # so many lines from the top and from the bottom may be furniture
_NUMBER = re.compile(
    r"^[-—–－―·•~～\s]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[,，/／]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-—–－―·•~～\s]*$"
)
_MARKED = re.compile(
    r"^(?:[-—–－―·•~～]+\s*\d{1,4}\s*[-—–－―·•~～]+|第\s*\d+\s*页.*)$"
)  # a page number on a single page as well
_NEAR = 0.01  # of the paper's height: the same place on another page
_MARGIN = 0.15  # of the paper's height: an edge of it


def without_edges(pages: Sequence[Page]) -> tuple[list[Page], tuple[str, ...]]:
    """The pages without running heads, feet and page numbers, and, in Chinese, what may be missed."""
    dropped = _numbers(pages) | _repeated(pages)
    doubts = tuple(dict.fromkeys(_told(pages, dropped)))
    kept = [
        replace(page, lines=tuple(line for at, line in enumerate(page.lines) if (number, at) not in dropped))
        for number, page in enumerate(pages)
    ]
    return kept, doubts


def _edge(page: Page) -> list[int]:
    """Which lines of the page stand in its upper or lower margin, at most two in each."""
    count = len(page.lines)
    upper = [n for n in range(min(_DEPTH, count)) if page.lines[n].bottom < _MARGIN * page.height]
    lower = [n for n in range(max(0, count - _DEPTH), count) if page.lines[n].top > (1 - _MARGIN) * page.height]
    return sorted({*upper, *lower})


def _numbers(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Lines that number their page: they count up with the pages, or carry the dashes of a page number."""
    by_start: dict[int, list[tuple[int, int]]] = defaultdict(list)
    marked: set[tuple[int, int]] = set()
    for number, page in enumerate(pages):
        for at in _edge(page):
            if found := _NUMBER.match(page.lines[at].text):
                by_start[int(found[1]) - number].append((number, at))
                if _MARKED.match(page.lines[at].text):
                    marked.add((number, at))
    counted = {place for places in by_start.values() if len({n for n, _ in places}) >= 2 for place in places}
    return counted | marked


def _repeated(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Lines that stand at the same place of several pages, figures apart."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for at in _edge(page):
            places[_pattern(page.lines[at])].append((number, at))
    body = _body_em(pages)
    found: set[tuple[int, int]] = set()
    for at_once in places.values():
        for group in _at_one_height(pages, at_once):
            small = all(pages[n].lines[at].em < 0.9 * body for n, at in group)
            count = len({n for n, _ in group})
            if count >= 3 or (count == 2 and small):
                found |= set(group)
    return found


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line.text))


def _body_em(pages: Sequence[Page]) -> float:
    sizes = [line.em for page in pages for line in page.lines]
    return median(sizes) if sizes else 1.0


def _at_one_height(pages: Sequence[Page], places: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for number, at in places:
        height = pages[number].lines[at].top / pages[number].height
        for group in groups:
            first, other = group[0]
            if abs(pages[first].lines[other].top / pages[first].height - height) < _NEAR:
                group.append((number, at))
                break
        else:
            groups.append([(number, at)])
    return groups


def _told(pages: Sequence[Page], dropped: set[tuple[int, int]]) -> Iterable[str]:
    """Doubts about what was dropped and is printed as large as the text itself."""
    body = _body_em(pages)
    times: dict[str, int] = defaultdict(int)
    for number, at in sorted(dropped):
        line = pages[number].lines[at]
        if line.em > 0.9 * body and not _NUMBER.match(line.text):
            times[line.text] += 1
    for text, count in times.items():
        yield f"页眉页脚：略去了重复 {count} 次的“{text[:30]}”"
