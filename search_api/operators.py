"""The operators of the query language: what is quoted must stand in a passage, what is excluded must not.

    医疗纠纷 “一案一档”      the quoted words stand in the passage, word for word
    医疗纠纷 -诉讼 -“仲裁”   no passage with 诉讼 or 仲裁
    医疗纠纷 不含诉讼、仲裁   the same, in words

An operator stands by itself, between blanks or at an end. Inside ordinary wording the same signs are what they always
were: the quotes of 推进“放管服”改革 and the hyphen of 2019-2020 ask for nothing.
"""

import re
from dataclasses import dataclass

from indexer.tokens import is_word_character, squeeze

_QUOTED = r'(?:["“”＂][^"“”＂]+["“”＂]|「[^「」]+」|『[^『』]+』)'
_MARKS = '"“”＂「」『』'
_SEVERAL = rf"{_QUOTED}(?:[、，,和]?{_QUOTED})*"
_YEAR = r"(?:19|20)\d\d年?度?"
_HYPHEN = re.compile(
    rf"(?<!\S)[-－](?!\d+(?:\.\d+)?[%％])(?:(?P<quoted>{_QUOTED})(?!\S)|(?P<bare>[^\s\-－]\S*))"  # -3.2% is a number
)
_WITHOUT = re.compile(
    rf"(?:(?<!\S)不含[:：]?\s*|不含(?=\S+\s*$))(?P<quoted>{_SEVERAL})(?!\S)"
    r"|(?<=\s)不含[:：]?\s*(?!税|增值税)(?P<bare>[^\s:：]\S*)"  # 不含税 is what it is called in accounts
)
_RANGE = re.compile(rf"{_YEAR}\s*$")
_PHRASES = re.compile(rf"(?<!\S){_SEVERAL}(?=\s|[。？！?!.]*\s*$)")
_INSIDE = re.compile(_QUOTED)


@dataclass(frozen=True, slots=True)
class Operators:
    """A query without its operators.

    `bare` has the length of the query, exclusions blanked out and phrases left, since they rank too. `loose` are quoted
    words inside ordinary wording, which need not stand so.
    """

    bare: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


def read_operators(text: str) -> Operators:
    """The operators of `text`; one without a letter, a character or a figure is none."""
    bare, hyphened = _taken(text, _HYPHEN, enumerated=False)
    bare, worded = _taken(bare, _WITHOUT, enumerated=True)
    phrases = [words for found in _PHRASES.finditer(bare) for words in _quoted(found.group())]
    loose = [words for words in _quoted(bare) if words not in phrases]
    return Operators(bare, _once(phrases), _once(hyphened + worded), _once(loose))


def consists_of_phrases(bare: str) -> bool:
    """Whether nothing but quoted phrases stands in `bare`."""
    return not any(map(is_word_character, _PHRASES.sub("", bare)))


def _taken(text: str, operator: re.Pattern[str], *, enumerated: bool) -> tuple[str, list[str]]:
    """`text` with each `operator` blanked out, and the words behind them; `enumerated` ones are parted by 、."""
    words: list[str] = []

    def blanked(found: re.Match[str]) -> str:
        if found["bare"] is None:
            told = _quoted(found["quoted"])
        else:
            told = found["bare"].split("、") if enumerated else [found["bare"]]
        told = [word for word in map(_trimmed, told) if squeeze(word)]
        if not told or _spans_years(text, found):
            return found.group()
        words.extend(told)
        return " " * len(found.group())

    return operator.sub(blanked, text), words


def _spans_years(text: str, found: re.Match[str]) -> bool:
    """Whether the hyphen of `found` stands between two years: 2019 -2020 is a range, written loosely."""
    return bool(found["bare"] and re.match(rf"[-－]{_YEAR}", found.group()) and _RANGE.search(text, 0, found.start()))


def _quoted(text: str) -> list[str]:
    return [words for words in (found.group()[1:-1].strip() for found in _INSIDE.finditer(text)) if squeeze(words)]


def _trimmed(word: str) -> str:
    return word.strip().strip(_MARKS + "，,。；;、！!？?")


def _once(words: list[str]) -> tuple[str, ...]:
    """Each wording once, whatever its width, blanks and punctuation."""
    return tuple({squeeze(word): word for word in reversed(words)}.values())[::-1]
