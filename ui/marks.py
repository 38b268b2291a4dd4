"""Text with spans to HTML with marks: everything escaped, tags nested, and without the tags the text is as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans of the text that one kind of mark goes on; `opening` and `closing` are our own tags, never text."""

    spans: Sequence[Range]
    opening: str
    closing: str


def marked(text: str, layers: Sequence[Layer]) -> str:
    """`text` as HTML; the first layer is the outermost. Spans are clipped to the text, overlapping ones are joined."""
    return _marked(text, 0, len(text), layers)


def _marked(text: str, start: int, stop: int, layers: Sequence[Layer]) -> str:
    if not layers:
        return escape(text[start:stop])
    first, rest = layers[0], layers[1:]
    parts, at = [], start
    for low, high in joined(first.spans, start, stop):
        parts += [_marked(text, at, low, rest), first.opening, _marked(text, low, high, rest), first.closing]
        at = high
    return "".join([*parts, _marked(text, at, stop, rest)])


def joined(spans: Iterable[Range], start: int, stop: int) -> list[Range]:
    """`spans` clipped to [start, stop), in order, those that touch or overlap joined, empty ones left out."""
    found: list[Range] = []
    for low, high in sorted((max(low, start), min(high, stop)) for low, high in spans):
        if low >= high:
            continue
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found
