"""Wording as a pattern: the same letters and figures in a row, whatever the width, the blanks and the punctuation."""

import re
from functools import lru_cache

from indexer.tokens import squeeze

_BETWEEN = r"[\W_]*"  # all that is neither letter, character nor figure: what `squeeze` leaves out
_WIDER = 0xFEE0  # from an ASCII character to its full-width form


@lru_cache(maxsize=256)
def wording_pattern(wording: str) -> re.Pattern[str] | None:
    """What finds `wording` in a text as it stands; None when it holds no letter, character or figure.

    `squeeze(wording) in squeeze(text)` says the same, ten times slower.
    """
    needle = squeeze(wording)
    return re.compile(_BETWEEN.join(map(_forms, needle))) if needle else None


def _forms(character: str) -> str:
    """A character of `squeeze` with all that it may have been before."""
    if not character.isascii():
        return re.escape(character)
    letters = dict.fromkeys((character, character.upper()))
    return f"[{''.join(letters)}{''.join(chr(ord(letter) + _WIDER) for letter in letters)}]"
