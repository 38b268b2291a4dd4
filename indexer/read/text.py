"""Plain text: UTF-8, UTF-16 and GB18030, told apart by which of them gives ordinary Chinese."""

import unicodedata
from collections import Counter
from functools import cache

from indexer.errors import ReportError
from indexer.read.reading import Format, Reading

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSED = ("gb18030", "utf-16-le", "utf-16-be")
_SAMPLE = 20_000  # characters by which encodings are compared
_MIN_HAN = 0.2  # share of Han characters among letters; lists and tables of a Chinese report stay well above
_MIN_COMMON = (
    0.6  # share of the 3,755 everyday characters among Han; reports are above 0.9, text read wrongly below 0.5
)
_MAX_GARBLED = 0.02
_CURE = "请用原来的软件打开，另存为 UTF-8 编码的纯文本后放入"


def read_text(data: bytes) -> Reading:
    """The text of `data`, with the name of its encoding.

    Raises:
        ReportError: it is binary, garbled, or not Chinese.
    """
    text, encoding = decoded(data)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReportError("文件里只有空白", "请换上完整的文件")
    counts = Counter(text)
    garbled = sum(n for c, n in counts.items() if _is_garbled(c)) / len(text)
    if garbled > _MAX_GARBLED:
        raise ReportError(f"文件有 {garbled:.0%} 的乱码字符，或者它不是文本文件", _CURE)
    letters = sum(n for c, n in counts.items() if c.isalpha())
    han = {c: n for c, n in counts.items() if _is_han(c)}
    if sum(han.values()) < _MIN_HAN * max(1, letters):
        raise ReportError("文件里几乎没有汉字，不像中文报告", _CURE)
    if sum(n for c, n in han.items() if _is_common(c)) < _MIN_COMMON * sum(han.values()):
        raise ReportError("文件里多是生僻字，像是用错误的编码存过的乱码", _CURE)
    return Reading(text, Format.TXT, encoding)


def decoded(data: bytes) -> tuple[str, str]:
    """The text that `data` holds in the encoding that makes ordinary Chinese of it, and the name of that encoding.

    Raises:
        ReportError: none of them decodes it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    if b"\0" not in data and (text := _tried(data, "utf-8")) is not None:
        return text, "utf-8"
    readings = [(text, name) for name in _GUESSED if (text := _tried(data, name)) is not None]
    if not readings:
        raise ReportError("认不出文件的编码，或者它不是文本文件", _CURE)
    return max(readings, key=lambda reading: _ordinary(reading[0][:_SAMPLE]))


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportError(f"文件按 {encoding} 解码，在第 {error.start} 字节处出错", _CURE) from error


def _ordinary(text: str) -> float:
    """Share of the characters that a Chinese report is made of."""
    return sum(_is_common(c) or c in "，。、；：！？（）《》“”—…\u3000\r\n" or " " <= c <= "~" for c in text) / max(
        1, len(text)
    )


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@cache
def _is_common(character: str) -> bool:
    """Whether the character is one of the first level of GB 2312, the everyday ones."""
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def _is_garbled(character: str) -> bool:
    if character in "\n\r\t\f\v\u200b\u200c\u200d\u200e\u200f\ufeff\u2028\u2029":
        return False
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs")
