"""Numbers of an RTF's lists as its writer printed them, typed into the text.

Beside each numbered paragraph an RTF keeps, for readers that know no lists, the number as it was printed. It is surer
than the list's definition: LibreOffice writes the 、 of 一、 into that as a question mark, and restarted lists are told
in two ways.
"""

import re

_PRINTED = re.compile(rb"\{\s*\\(?:listtext|pntext)(?![a-z])((?:[^{}]|\{[^{}]*\})*)\}")
_LIST = re.compile(rb"\\ls\d+")  # which list a paragraph belongs to
_OLD_LIST = re.compile(rb"\{\s*\\\*\s*\\pn(?![a-z])")  # the same of Word 95, told in the paragraph
_TAB = re.compile(rb"\\tab(?![a-z])\s?")
_SET_IN = re.compile(rb"^((?:\s*\\[a-z]+-?\d*)*) +")  # blanks before the number; one belongs to the code before it
_CODE = re.compile(
    rb"\\u(-?\d+) ?(?:\\'[0-9a-fA-F]{2}|[^\\{}])?|((?:\\'[0-9a-fA-F]{2})+)|\\[a-z]+-?\d* ?|[{}\r\n]|(.)", re.S
)
_LETTER = re.compile(r"[a-zA-Z]?")  # alone, a sign out of a font of signs


def with_numbers_typed(data: bytes) -> bytes:
    """`data` with the printed numbers as text and its lists dissolved; as it is where none was printed."""
    if not any(_is_number(found[1]) for found in _PRINTED.finditer(data)):
        return data
    typed = _PRINTED.sub(lambda found: _typed(found[1]) if _is_number(found[1]) else b"", data)
    return _OLD_LIST.sub(rb"{\\*\\dissolved", _LIST.sub(rb"\\dissolved0", typed))


def _typed(printed: bytes) -> bytes:
    return b"{" + _SET_IN.sub(rb"\1 ", _TAB.sub(b"", printed)) + b"}"


def _is_number(printed: bytes) -> bool:
    """Whether it is a number, and not the dot or sign of a list without numbers."""
    text = "".join(_character(*found.groups()) for found in _CODE.finditer(printed)).strip()
    return any(c.isalnum() for c in text) and not _LETTER.fullmatch(text)


def _character(code: bytes | None, coded: bytes | None, plain: bytes | None) -> str:
    if code:
        return chr(int(code) % 0x10000)
    if coded:
        return bytes.fromhex(coded.replace(b"\\'", b"").decode("ascii")).decode("gb18030", "replace")
    return (plain or b"").decode("latin-1")
