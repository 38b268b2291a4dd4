"""Plain text: UTF-8, UTF-16 and GB18030, told apart by which of them gives ordinary Chinese."""

from collections import Counter
from collections.abc import Mapping

from indexer.errors import ReportError
from indexer.read.characters import MIN_COMMON, MIN_HAN, is_common, is_han, is_none
from indexer.read.garbled import looks_like
from indexer.read.reading import Format, Reading

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSED = ("gb18030", "utf-16-le", "utf-16-be")
_LONGEST = 4  # bytes of a character in any of them
_SAMPLE = 20_000  # characters by which encodings are compared
_MAX_GARBLED = 0.02
_CURE = "请用原来的软件打开，另存为 UTF-8 编码的纯文本后放入"
_CUT = "文件末尾少了半个字，后面可能还有内容丢失"


def read_text(data: bytes) -> Reading:
    """The text of `data`, with the name of its encoding; little damage is a doubt, much is an error.

    Raises:
        ReportError: it is binary, garbled, or not Chinese.
    """
    raw, encoding = decoded(data)
    text = raw.removeprefix("\ufeff").rstrip("\0")
    if not text.strip():
        raise ReportError("文件里只有空白", "请换上完整的文件", "empty")
    if kind := looks_like(text, _ordinary):
        raise ReportError(f"文件里是乱码：{kind}", "请找到原来的文件，或用原来的软件另存为 UTF-8 后放入", "garbled")
    counts = Counter(text)
    bad = sum(n for c, n in counts.items() if is_none(c))
    if bad > _MAX_GARBLED * len(text):
        raise ReportError(f"文件有 {bad / len(text):.0%} 的乱码字符，或者它不是文本文件", _CURE, "garbled")
    _check_chinese(counts)
    return Reading(text.replace("\0", ""), Format.TXT, encoding, doubts=_doubts(data, raw, encoding, bad))


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by its mark, or the one that gives the most ordinary text.

    Bytes that no encoding takes are U+FFFD in it, and a character cut off at the very end is dropped.

    Raises:
        ReportError: it is in none of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _cut(data, encoding) or data.decode(encoding, "replace"), encoding
    if b"\0" not in data and (text := _cut(data, "utf-8")) is not None:
        return text, "utf-8"
    readings = [(text, name) for name in ("utf-8", *_GUESSED) if (text := _cut(data, name)) is not None]
    if not any(_ordinary(text[:_SAMPLE]) > 0.5 for text, _ in readings):
        readings += [(data.decode(name, "replace"), name) for name in ("utf-8", *_GUESSED)]
    text, encoding = max(readings, key=lambda reading: _ordinary(reading[0][:_SAMPLE]))
    if _ordinary(text[:_SAMPLE]) == 0 and not text.isspace():
        raise ReportError("认不出文件的编码，或者它不是文本文件", _CURE, "garbled")
    return text, encoding


def _cut(data: bytes, encoding: str) -> str | None:
    """`data` decoded without its last character where that is not whole; None where more is wrong."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start >= _LONGEST or not error.start:
            return None
        return _cut(data[: error.start], encoding)


def _check_chinese(counts: Mapping[str, int]) -> None:
    letters = sum(n for c, n in counts.items() if c.isalpha())
    han = {c: n for c, n in counts.items() if is_han(c)}
    if sum(han.values()) < MIN_HAN * max(1, letters) or not han:
        raise ReportError("文件里几乎没有汉字，不像中文报告", _CURE, "not-chinese")
    if sum(n for c, n in han.items() if is_common(c)) < MIN_COMMON * sum(han.values()):
        raise ReportError("文件里多是生僻字，像是用错误的编码存过的乱码", _CURE, "garbled")


def _doubts(data: bytes, raw: str, encoding: str, bad: int) -> tuple[str, ...]:
    doubts = [f"有 {bad} 个字符是乱码"] if bad else []
    if len(raw.encode(encoding, "replace")) < len(data):
        doubts.append(_CUT)
    if raw.endswith("\0"):
        doubts.append("文件末尾是空字节，后面的内容可能丢失")
    return tuple(doubts)


def _ordinary(text: str) -> float:
    """Share of the characters that a Chinese report is made of."""
    return sum(is_common(c) or c in "，。、；：！？（）《》“”—…\u3000\r\n" or " " <= c <= "~" for c in text) / max(
        1, len(text)
    )
