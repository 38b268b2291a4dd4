"""The marks that headings and list items begin with: 一、 （一） 1. （1） 一是, in all their printed forms."""

import re
from dataclasses import dataclass

_NUMERALS = "〇零一二三四五六七八九十百"
_MISREAD = {
    "—": 1,
    "―": 1,
    "–": 1,
    "－": 1,
    "-": 1,
    "ー": 1,
    "=": 2,
    "＝": 2,
    "l": 1,
    "I": 1,
}  # what OCR makes of 一 二 1
_DASHES = "—―–－ー=＝-"  # those of them that stand for a Chinese numeral
_FIRST = re.compile(rf"^([{_NUMERALS}]{{1,3}}\s*(?:、|．|[.](?!\d)|[.](?=(?:19|20)\d\d\s*年)))\s*(?=\S)")
_PART = re.compile(rf"^(第[{_NUMERALS}]{{1,3}}(?:部分|章))[、，,：:．. ]?\s*(?=\S)")
_SECOND = re.compile(rf"^([（(]\s*(?:[{_NUMERALS}]{{1,3}}|\d{{1,2}}|[{_DASHES}])\s*[)）])\s*[、.．]?\s*(?=\S)")
_THIRD = re.compile(r"^((\d{1,2})\s*(?:[.．](?!\d)|、|[)）]))\s*(?=\S)")
_WEAK_FIRST = re.compile(rf"^(([{_DASHES}])\s*[、，,.．]|([{_NUMERALS}]{{1,3}})[，,·。:：])\s*(?=\S)")
_WEAK_SECOND = re.compile(rf"^(([{_NUMERALS}]{{1,3}})[)）])\s*(?=\S)")
_WEAK_THIRD = re.compile(r"^(([lI])\s*[.．、]|(\d{1,2})[，,·。])\s*(?=[\u3400-\u9fff“《])")
_NTH = re.compile(rf"^(第([{_NUMERALS}]{{1,3}})[，,、])\s*(?=\S)")
_COUNTED = re.compile(  # 一、二季度 and 一、二、三产业 count things; they number nothing
    rf"^([{_NUMERALS}]{{1,2}})、([{_NUMERALS}]{{1,2}})(?:、[{_NUMERALS}]{{1,2}})*"
    r"(?:季度?|月份?|[年级类期线等审中次批档轮产层代码楼区]|产业|方面|部分)"
)
_POINT = rf"(?:[{_NUMERALS}]{{1,3}}|首先|其次|再次|最后|第[{_NUMERALS}]{{1,2}})是(?!否)"
POINT = re.compile(rf"(?:(?<=[。；：！？;:!?\s”）])|^)({_POINT})[，,：:]?[ \u3000]*", re.MULTILINE)
FIRST_POINT = re.compile(r"(一是|首先是)(?!否)[，,：:]?[ \u3000]*")  # also where it is glued to a heading's title
MARK = re.compile(
    rf"^(?:[{_NUMERALS}]{{1,3}}(?:、|．)|第[{_NUMERALS}]{{1,3}}(?:部分|章)|[（(]\s*(?:[{_NUMERALS}]{{1,3}}|\d{{1,2}}|[{_DASHES}])\s*[)）]|[{_DASHES}]、"
    rf"|\d{{1,2}}(?:[.．](?!\d)|[、)）])|[①-⑳]|第?[{_NUMERALS}]{{1,2}}是|首先|其次|——|--|―)"
)
_ITEM = re.compile(rf"^(?:[{_NUMERALS}]{{1,3}}、|[（(]\s*[{_NUMERALS}]{{1,3}}\s*[)）])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading's mark: level (1-3), number as printed, value from 1, and length with the blanks behind it."""

    level: int
    number: str
    value: int
    length: int
    arabic: bool = False  # printed (2) where the level's form is （二）
    part: bool = False  # printed 第一部分, which may hold a 一、 of its own
    weak: bool = False  # in a form that only a misreading gives: it numbers a heading if others follow on it


def read_mark(text: str) -> Mark | None:
    """The mark that `text` begins with, or None; whether it is a heading's is for the sequence to say."""
    if found := _PART.match(text):
        return Mark(1, found.group(1), numeral(found.group(1).strip("第部分章")), found.end(), part=True)
    if (found := _FIRST.match(text)) and not _counts(text):
        return Mark(1, found.group(1), numeral(found.group(1).strip("、．. ")), found.end())
    if found := _SECOND.match(text):
        inner = found.group(1).strip("（()） ")
        return Mark(2, found.group(1), _MISREAD.get(inner) or numeral(inner), found.end(), inner.isdigit())
    if found := _THIRD.match(text):
        return Mark(3, found.group(1), int(found.group(2)), found.end())
    return _read_weak(text)


def _read_weak(text: str) -> Mark | None:
    for level, form in ((1, _WEAK_FIRST), (2, _WEAK_SECOND), (3, _WEAK_THIRD)):
        if found := form.match(text):
            inner = next(g for g in found.groups()[1:] if g)
            return Mark(level, found.group(1), _MISREAD.get(inner) or numeral(inner), found.end(), weak=True)
    return None


def read_nth(text: str) -> Mark | None:
    """The mark 第一， that `text` begins with, of the second level, or None."""
    found = _NTH.match(text)
    return Mark(2, found.group(1), numeral(found.group(2)), found.end()) if found else None


def is_row(text: str) -> bool:
    """Whether a line is the row of a table: its cells are parted by tabs or bars."""
    return "\t" in text or text.count("|") > 1


def is_list_item(text: str) -> bool:
    """Whether `text` begins with 一、 or （一）: a line that never goes on with the one before."""
    return bool(_ITEM.match(text)) and not _counts(text)


def _counts(text: str) -> bool:
    found = _COUNTED.match(text)
    return found is not None and numeral(found.group(2)) == numeral(found.group(1)) + 1


def numeral(text: str) -> int:
    """The value of a Chinese or Arabic numeral below 1000: 二十一 -> 21; 0 when it is none."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += max(digit, 1) * (10 if character == "十" else 100)
            digit = 0
        elif character in "一二三四五六七八九" and not digit:
            digit = "一二三四五六七八九".index(character) + 1
        elif character in "〇零":
            digit = 0
        else:
            return 0
    return total + digit


_ORDINALS = {"首先": 1, "其次": 2, "再次": 3}


def point_value(number: str) -> int:
    """The place of a run-in point in its list: 二是 -> 2, 其次是 -> 2, 第三是 -> 3; 0 for 最后是, which ends any."""
    word = number.removesuffix("是").removeprefix("第")
    return _ORDINALS.get(word, numeral(word))


def is_ordinal(number: str) -> bool:
    """Whether a point is of the second rank (首先是, 第三是), which may stand inside a 一是."""
    return number[:1] in "首其再最第"
