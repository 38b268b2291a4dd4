"""Plain text: UTF-8, UTF-16 and GB18030, told apart by content."""

import unicodedata

from charset_normalizer import from_bytes

from indexer.errors import ReportError

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSED = ["gb18030", "utf_16_le", "utf_16_be"]
_MIN_HAN = 0.2  # share of Han characters among letters; lists and tables of a Chinese report stay well above
_MAX_GARBLED = 0.02
_CURE = "请用原来的软件打开，另存为 UTF-8 编码的纯文本后放入"


def read_text(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    Raises:
        ReportError: it is binary, garbled, or not Chinese.
    """
    text, encoding = _decoded(data)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReportError("文件里只有空白", "请换上完整的文件")
    garbled = sum(map(_is_garbled, text)) / len(text)
    if garbled > _MAX_GARBLED:
        raise ReportError(f"文件有 {garbled:.0%} 的乱码字符", _CURE)
    letters = [c for c in text if c.isalpha()]
    han = sum("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in letters)
    if han < _MIN_HAN * max(1, len(letters)):
        raise ReportError("文件里几乎没有汉字，不像中文报告", _CURE)
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    if b"\0" not in data:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass  # then it is one of the others, and they are tried in turn
    best = from_bytes(data, cp_isolation=_GUESSED).best()
    if best is None:
        raise ReportError("认不出文件的编码，或者它不是文本文件", _CURE)
    return _strict(data, best.encoding), best.encoding


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportError(f"文件按 {encoding} 解码，在第 {error.start} 字节处出错", _CURE) from error


def _is_garbled(character: str) -> bool:
    if character in "\n\r\t\f\v\u200b\u200c\u200d\u200e\u200f\ufeff\u2028\u2029":
        return False
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs")
