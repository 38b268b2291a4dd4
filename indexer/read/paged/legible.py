"""Whether text that a file gives is the text that it shows: glyphs for characters, fonts that say nothing of theirs."""

import re
import unicodedata

from indexer.read.characters import MIN_COMMON, is_common, is_none

# Kangxi radicals, CJK radicals, compatibility ideographs, Latin ligatures: glyphs of ordinary characters.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")
_RADICALS = str.maketrans(
    "⺠⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻳⻅⻄⻨⻣⻤⺎⺮⻁⻙",
    "民角贝车长门青页风飞食马鱼鸟黄齐齿龙龟见西麦骨鬼兀竹虎韦",
)
_MOST = 0.06  # share of characters that are none, from which a page counts as garbled


def plain(text: str) -> str:
    """`text` with radicals, compatibility ideographs and ligatures as the characters that they stand for."""
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text).translate(_RADICALS)


def is_garbled(text: str) -> bool:
    """Whether too many characters are none, or the Chinese ones are of the kind that nobody writes."""
    solid = [c for c in text if not c.isspace()]
    if not solid:
        return False
    if sum(is_none(c) for c in solid) > _MOST * len(solid):
        return True
    han = [c for c in solid if "\u3400" <= c <= "\u9fff"]
    return len(han) >= 20 and sum(is_common(c) for c in han) < MIN_COMMON * len(han)
