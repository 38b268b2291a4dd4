"""The conditions in force, each with a way to lift it: what must stand in a passage, what must not."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from search_api.schemas import SearchResponse
from ui.links import Asked

HINT = "引号里的须一字不差，减号后的词不要，前后空一格。如：医疗纠纷 “一案一档” -诉讼"
_OPEN, _CLOSE, _AND = '["“”＂「『]', '["“”＂」』]', "[、，,和]"


def hint() -> str:
    """The operators in one line."""
    return f'<p class="operators">{HINT}</p>'


def chips(now: Asked, found: SearchResponse) -> str:
    """One chip a condition; its cross leads to the same question without it."""
    required = [_chip("必须写有", "must", w, now, unquoted(now.text, w)) for w in found.phrases]
    excluded = [_chip("排除", "not", w, now, readmitted(now.text, w)) for w in found.excluded]
    several = "".join(required + excluded)
    return f'<p class="conditions" aria-label="字词条件">{several}</p>' if several else ""


def notes_beside(found: SearchResponse) -> Sequence[str]:
    """The notes that no chip tells."""
    return found.notes[bool(found.phrases) + bool(found.excluded) :]


def unquoted(text: str, phrase: str) -> str:
    """`text` where `phrase` need not stand word for word any more, but ranks."""
    return _tidy(re.sub(rf"{_OPEN}\s*({re.escape(phrase)})\s*{_CLOSE}", r" \1 ", text))


def readmitted(text: str, word: str) -> str:
    """`text` that does not exclude `word` any more."""
    quoted = rf"{_OPEN}?\s*{re.escape(word)}\s*{_CLOSE}?"
    for operator, left in (
        (rf"(?<!\S)[-－]{quoted}(?!\S)", " "),
        (rf"(不含\S*?){_AND}{quoted}", r"\1"),
        (rf"(不含[:：]?\s*){quoted}{_AND}", r"\1"),
        (rf"不含[:：]?\s*{quoted}", " "),
    ):
        lifted, times = re.subn(operator, left, text)
        if times:
            return _tidy(lifted)
    return text


def _chip(told: str, kind: str, wording: str, now: Asked, text: str) -> str:
    """Without a cross where the condition cannot be lifted by itself."""
    href = escape(replace(now, text=text).href("search"))
    lift = f'<a target="_self" href="{href}" aria-label="去掉条件：{escape(told + wording)}">×</a>'
    return f'<span class="chip {kind}">{told}<b>{escape(wording)}</b>{lift if text != now.text else ""}</span>'


def _tidy(text: str) -> str:
    return " ".join(text.split())
