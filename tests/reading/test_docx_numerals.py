"""Word's formats of numbers, each as Word prints it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing.marks import numeral
from indexer.read.docx.numerals import is_known, numeral_of


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 10: "10", 100: "100"}),
        ("decimalFullWidth", {1: "１", 20: "２０"}),
        ("decimalEnclosedCircle", {1: "①", 10: "⑩", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("numberInDash", {7: "- 7 -"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一○○"}),
        ("taiwaneseCounting", {12: "十二"}),
        ("chineseCountingThousand", {0: "零", 10: "十", 19: "十九", 100: "一百", 101: "一百零一", 110: "一百一十"}),
        ("chineseCountingThousand", {1000: "一千", 1001: "一千零一", 1010: "一千零一十", 2305: "二千三百零五"}),
        ("taiwaneseCountingThousand", {120: "一百二十"}),
        ("japaneseCounting", {1: "一", 10: "十", 12: "十二", 100: "百", 111: "百十一", 203: "二百三"}),
        ("ideographDigital", {10: "一〇", 25: "二五"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰", 20: "贰拾", 105: "壹佰零伍"}),
        ("ideographLegalTraditional", {2: "貳", 36: "參拾陸"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("ideographZodiacTraditional", {1: "甲子", 13: "丙子", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
        ("upperRoman", {1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL"}),
        ("lowerRoman", {3: "iii", 1999: "mcmxcix"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
        ("lowerLetter", {2: "b", 53: "aaa"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 21: "21st"}),
        ("none", {5: ""}),
        ("koreanLegal", {5: "5"}),  # not known: Arabic
    ],
)
def test_a_number_is_written_as_word_writes_it(form: str, written: dict[int, str]) -> None:
    assert {number: numeral_of(number, form) for number in written} == written


def test_a_format_that_is_not_known_is_told() -> None:
    assert is_known("chineseCounting")
    assert not is_known("koreanLegal")


@given(
    st.integers(1, 999), st.sampled_from(["chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"])
)
def test_what_is_written_is_read_again(number: int, form: str) -> None:
    assert numeral(numeral_of(number, form)) == number
