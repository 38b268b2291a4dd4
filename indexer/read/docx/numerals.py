"""A number in the formats that Word knows (w:numFmt): 三, 叁, ③, iii, 丙."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def numeral_of(number: int, form: str) -> str:
    """`number` written in Word's format `form`; Arabic where the format has no sign for it, or is not known."""
    return _FORMS.get(form, str)(number)


def is_known(form: str) -> bool:
    """Whether `form` is a format that is written as Word would."""
    return form in _FORMS


def _counted(number: int, digits: str, units: str, zero: str, *, bare: str) -> str:
    """`number` below 10,000 with units 千百十; `zero` stands for a gap.

    Where a 一 is left out before a unit: `bare` is "first" (十一, but 一百一十), "all" (百十一) or "none" (壹拾壹).
    """
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    text, gap = "", False
    for size, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
        digit, number = divmod(number, size)
        if digit:
            silent = digit == 1 and unit and (bare == "all" or (bare == "first" and size == 10 and not text))
            text += (zero if gap and text else "") + ("" if silent else digits[digit]) + unit
        gap = digit == 0
    return text


def _chinese(number: int) -> str:
    return _counted(number, "零" + _DIGITS[1:], "千百十", "零", bare="first")


def _chinese_to_99(number: int) -> str:
    """Counted up to 99, digit by digit from there, as Word's chineseCounting is: 九十九, 一○○."""
    return _chinese(number) if 0 < number < 100 else _digits(number, "○" + _DIGITS[1:])


def _japanese(number: int) -> str:
    return _counted(number, _DIGITS, "千百十", "", bare="all")


def _legal(digits: str, units: str) -> Callable[[int], str]:
    return lambda number: _counted(number, digits, units, digits[0] if digits[0] == "零" else "", bare="none")


def _digits(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number)) if number >= 0 else str(number)


def _positional(digits: str) -> Callable[[int], str]:
    return lambda number: _digits(number, digits)


def _one_of(first: int, signs: str) -> Callable[[int], str]:
    """Signs for `first` and what follows; Arabic beyond them."""
    return lambda number: signs[number - first] if first <= number < first + len(signs) else str(number)


def _run(start: str, count: int) -> str:
    return "".join(chr(ord(start) + n) for n in range(count))


def _letters(number: int) -> str:
    """A … z, then the letter twice: aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for size, sign in _ROMAN:
        text += sign * (number // size)
        number %= size
    return text


def _ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return str(number) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def _cycle(number: int) -> str:
    """甲子, 乙丑 … of sixty."""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if 0 < number <= 60 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _positional("０１２３４５６７８９"),
    "decimalFullWidth2": _positional("０１２３４５６７８９"),
    "decimalEnclosedCircle": _one_of(1, _run("①", 20)),
    "decimalEnclosedCircleChinese": _one_of(1, _run("①", 20)),
    "decimalEnclosedParen": _one_of(1, _run("⑴", 20)),
    "decimalEnclosedFullstop": _one_of(1, _run("⒈", 20)),
    "ideographEnclosedCircle": _one_of(1, _run("㊀", 10)),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _chinese_to_99,
    "taiwaneseCounting": _chinese_to_99,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _positional(_DIGITS),
    "ideographDigital": _positional(_DIGITS),
    "taiwaneseDigital": _positional("○" + _DIGITS[1:]),
    "chineseLegalSimplified": _legal(_LEGAL, "仟佰拾"),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL, "仟佰拾"),
    "japaneseLegal": _legal(_LEGAL_JAPANESE, "阡百拾"),
    "ideographTraditional": _one_of(1, _STEMS),
    "ideographZodiac": _one_of(1, _BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "none": lambda _: "",
    "bullet": lambda _: "",
}
