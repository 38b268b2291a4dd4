"""The figures of a passage beside it, each with the few words that say what it counts."""

import re
from collections.abc import Sequence
from html import escape

from ui.marks import Range, joined

MOST = 6  # figures beside one passage; all of them are marked in its text
_WORDS = 12
_BREAKS = re.compile(r"[，。；：、！？（）《》“”\s,;:()]+")


def named_figures(text: str, spans: Sequence[Range]) -> list[tuple[str, str, str]]:
    """(words before, figure, words after): a figure's own clause; words after only where none stand before it.

    A bare number (of a list, of a document) counts nothing and is left out.
    """
    found, before = [], 0
    for start, stop in joined(spans, 0, len(text)):
        figure = text[start:stop]
        label = _shortened(_BREAKS.split(text[before:start])[-1])
        after = "" if label else _BREAKS.split(text[stop:])[0][:_WORDS]
        before = stop
        if not re.fullmatch(r"[\d.,，\s]+", figure):
            found.append((label, figure, after))
    return found


def beside(text: str, spans: Sequence[Range]) -> str:
    """The figures as a list; nothing where there are none."""
    named = named_figures(text, spans)
    items = "".join(
        f"<li>{f'<span>{escape(before)}</span>' if before else ''}<b>{escape(figure)}</b>{escape(after)}</li>"
        for before, figure, after in named[:MOST]
    )
    return f'<ul class="beside" aria-label="其中的数字">{items}</ul>' if items else ""


def _shortened(words: str) -> str:
    return words if len(words) <= _WORDS else f"…{words[1 - _WORDS :]}"
