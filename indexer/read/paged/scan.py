"""Pictures of pages to lines: recognised, turned upright, put straight. Needs the extra `ocr` of the installation."""

# ruff: noqa: PLC0415  (the recogniser is loaded when a scan comes, and may not be installed)
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ReportError
from indexer.read.paged.edges import without_edges
from indexer.read.paged.legible import plain
from indexer.read.paged.lines import Page, Piece, em_width, to_lines, turned
from indexer.read.paged.paragraphs import to_text
from indexer.read.reading import Format, Reading

if TYPE_CHECKING:
    from indexer.read.paged.ocr import Box

UNSURE = 0.9  # mean confidence of a page below which it is worth a look
_POOR = 0.75  # mean confidence below which a page may lie on its head
_LONG_PAGE = 2.2  # times its width: a longer picture is no page but a web page rolled down
_LONG = 8.0  # characters from which a line's width tells its type
_HALF = str.maketrans("(),:;!?", "（），：；！？")
_BETWEEN = re.compile("(?<=[\u3400-\u9fff”》])[,:;!?](?=[\u3400-\u9fff“《]|$)")
_PAIR = re.compile("（([^（）()]*)\\)|\\(([^（）()]*)）")
_USUAL = 0.2  # of a character, in favour of Chinese brackets, which are the usual ones
_SPREAD = 0.03  # by which full lines, whose characters are measured, are wider than others
_ROUND = re.compile("\\(([^()]*[\u3400-\u9fff][^()]*)\\)")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read in one picture; `confidence` is the mean over its characters, 0 where it has none."""

    page: Page
    confidence: float
    characters: int


def recognise(pictures: Iterable[NDArray[np.uint8]]) -> Iterator[Recognised]:
    """Each picture read, in order; a picture is blue, green, red, shape (height, width, 3).

    Raises:
        ReportError: the extra `ocr` is not installed, or does not run here.
    """
    try:
        from indexer.read.paged.ocr import find_text
    except ImportError as error:
        raise ReportError(
            "是扫描件，要用文字识别才能读，而这台机器没有装好识别组件",
            "请运行 make ocr（或 pip install 'jiejian[ocr]'），或者换上带文字的文件",
            "no-ocr",
        ) from error
    for picture in pictures:
        boxes, height = _by_parts(find_text, picture), picture.shape[0]
        if boxes and (tall := _lies_on_its_side(boxes)) | (_confidence(boxes) < _POOR):
            for turns in (1, 3) if tall else (2,):
                other = np.ascontiguousarray(np.rot90(picture, turns))
                found = _by_parts(find_text, other)
                if found and _weight(found) > _weight(boxes):
                    boxes, height = found, other.shape[0]
        yield _recognised(boxes, height)


def reading_of(pages: Iterable[Recognised], kind: Format) -> Reading:
    """The reading of a file that is nothing but pictures.

    Raises:
        ReportError: nothing was recognised in any of them.
    """
    found = list(pages)
    kept, doubts = without_edges([p.page for p in found])
    text = plain(to_text(kept))
    if not text.strip():
        raise ReportError("图像里认不出文字，可能是空白页", "请换上清晰的扫描件，或者带文字的文件", "no-text")
    return Reading(
        text,
        kind,
        pages=len(kept),
        blank_pages=tuple(n for n, page in enumerate(kept, 1) if not page.lines),
        confidence=mean_confidence(found),
        doubts=(*unsure(found), *doubts),
    )


def mean_confidence(pages: Iterable[Recognised]) -> float | None:
    """Over the characters of all pages; None where there are none."""
    counted = [(p.confidence * p.characters, p.characters) for p in pages if p.characters]
    return math.fsum(c for c, _ in counted) / sum(n for _, n in counted) if counted else None


def unsure(pages: Iterable[Recognised | None]) -> Iterator[str]:
    """A doubt about the pages that were read without being sure; None is a page that was not recognised."""
    if weak := [n for n, p in enumerate(pages, 1) if p and p.characters and p.confidence < UNSURE]:
        yield f"{page_list(weak)}识别得没有把握，请对照原件"


def page_list(pages: Sequence[int]) -> str:
    """The pages in words: 第 2、5 页; only the first eight of many."""
    shown = "、".join(str(n) for n in pages[:8])
    return f"第 {shown} 页" if len(pages) <= 8 else f"第 {shown} 等 {len(pages)} 页"


def _by_parts(find: Callable[[NDArray[np.uint8]], list["Box"]], picture: NDArray[np.uint8]) -> list["Box"]:
    """What `find` finds, in parts as high as a page where the picture is a web page rolled down."""
    boxes: list[Box] = []
    top = 0
    for stop in _cuts(picture):
        boxes += [replace(b, corners=tuple((x, y + top) for x, y in b.corners)) for b in find(picture[top:stop])]
        top = stop
    return boxes


def _cuts(picture: NDArray[np.uint8]) -> list[int]:
    """Rows at which to cut a long picture, each the plainest of those near a page's height; its own height last."""
    height, width = picture.shape[:2]
    cuts, top, page = [], 0, round(1.5 * width)
    while height - top > _LONG_PAGE * width:
        near = picture[top + page - width // 4 : top + page].astype(np.int16).std(axis=(1, 2))
        top += page - width // 4 + int(near.argmin())
        cuts.append(top)
    return [*cuts, height]


def _recognised(boxes: Sequence["Box"], height: int) -> Recognised:
    lines = to_lines(_straight(boxes))
    return Recognised(Page(tuple(lines), height), _confidence(boxes), sum(len(b.text) for b in boxes))


def _confidence(boxes: Sequence["Box"]) -> float:
    count = sum(len(b.text) for b in boxes)
    return math.fsum(b.confidence * len(b.text) for b in boxes) / count if count else 0.0


def _weight(boxes: Sequence["Box"]) -> float:
    """How much was read, the sure counting for more; a page that lies on its side is read in scraps."""
    upright = 0.1 if _lies_on_its_side(boxes) else 1.0
    return upright * math.fsum(b.confidence**4 * len(b.text) for b in boxes)


def _lies_on_its_side(boxes: Sequence["Box"]) -> bool:
    tall = sum(_side(b, 0, 3) > 1.5 * _side(b, 0, 1) for b in boxes)
    return tall > 0.5 * len(boxes)


def _side(box: "Box", start: int, stop: int) -> float:
    return math.dist(box.corners[start], box.corners[stop])


def _straight(boxes: Sequence["Box"]) -> list[Piece]:
    """The runs as pieces, the tilt of the paper taken out."""
    if not boxes:
        return []
    angles = [(_tilt(b), _side(b, 0, 1)) for b in boxes]
    longest = sorted(angles, key=lambda pair: -pair[1])[: max(1, len(angles) // 2)]
    angle = median(a for a, _ in longest)
    type_, ratio = _type(boxes)
    return turned([_piece(box, type_, ratio) for box in boxes], angle)


def _tilt(box: "Box") -> float:
    (x0, y0), (x1, y1) = box.corners[:2]
    return math.atan2(y1 - y0, x1 - x0)


def _type(boxes: Sequence["Box"]) -> tuple[float, float]:
    """The width of a character in lines that are not spread, in pixels, and what it is to the height of a box."""
    long = [b for b in boxes if em_width(b.text) >= _LONG] or list(boxes)
    runs = [b for b in long if not re.search("[ -~]", b.text)] or long  # blanks are set around Latin letters
    widths = [_side(b, 0, 1) / em_width(b.text) for b in runs]
    return sorted(widths)[len(widths) // 4], median(
        w / max(1.0, _side(b, 0, 3)) for w, b in zip(widths, runs, strict=True)
    )


def _piece(box: "Box", type_: float, ratio: float) -> Piece:
    """Its left edge at the middle of its height, where turning about the origin keeps it true."""
    (x0, y0), (_, _), (_, _), (x3, y3) = box.corners
    width, height = _side(box, 0, 1), _side(box, 0, 3)
    left, middle = (x0 + x3) / 2, (y0 + y3) / 2
    em = width / em_width(box.text)
    em = em if em_width(box.text) >= _LONG else min(em, ratio * height)
    return Piece(
        _chinese(box.text, width / type_), left, middle - height / 2, left + width, middle + height / 2, middle, em
    )


def _chinese(text: str, width: float) -> str:
    """`text`, printed `width` characters wide, with punctuation that was taken for its Latin twin put right.

    Brackets are known by the room they take, which differs by half a character each.
    """
    text = _PAIR.sub(lambda found: f"（{found[1] if found[1] is not None else found[2]}）", text)
    text = _BETWEEN.sub(lambda found: found.group().translate(_HALF), text)
    full = _ROUND.sub("（\\1）", text)
    needed = (em_width(full) + em_width(text)) / 2
    return full if width * (1 + _SPREAD) > needed - _USUAL else text
