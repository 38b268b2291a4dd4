"""What a single character tells of the text it stands in: Han, everyday, or no text at all."""

import unicodedata
from functools import cache

MIN_HAN = 0.2  # share of Han characters among letters; lists and tables of a Chinese report stay well above
MIN_COMMON = 0.6  # share of everyday characters among Han; reports are above 0.9, text read wrongly below 0.5


def is_han(character: str) -> bool:
    """Whether it is a Chinese character, those beyond the first plane too."""
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@cache
def is_common(character: str) -> bool:
    """Whether it is of the first level of GB 2312, the 3,755 everyday characters."""
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def is_none(character: str) -> bool:
    """Whether it is no text: replaced, private, unassigned, half a pair, or a control that parts no lines."""
    if character in "\n\r\t\f\v":
        return False
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs")
