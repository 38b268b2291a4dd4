"""What a compound file holds (the container of Word 97 to 2003, of WPS, and of much else), without taking it apart."""

import struct

from indexer.errors import ReportError

_ENTRY = struct.Struct("<I")  # start sector, at byte 116 of a directory entry
_FIB = struct.Struct("<HHHHHH")  # how the main stream of a Word file begins; the last word holds its flags
_WORD = (0xA5EC, 0xA5DC, 0xA5DB)  # Word 97 and later, Word 95, Word 6
_ENCRYPTED = 0x0100
_OTHERS = (
    ("Workbook", "Excel 表格"),
    ("Book", "Excel 表格"),
    ("PowerPoint Document", "PowerPoint 演示文稿"),
    ("__properties_version1.0", "Outlook 邮件"),
    ("VisioDocument", "Visio 图形"),
)


def check_word(data: bytes) -> None:
    """Whether a compound file is a text document that can be opened without a password.

    Raises:
        ReportError: it holds something else (code not-a-report), is locked (encrypted), or cut short (damaged).
    """
    if _named("EncryptedPackage") in data:  # a docx with a password
        raise _locked()
    at = data.find(_named("WordDocument"))
    if at < 0:
        for name, kind in _OTHERS:
            if _named(name) in data:
                raise ReportError(f"内容是{kind}，不是文档", "请放入 Word、WPS 文字或 PDF 格式的报告", "not-a-report")
        return  # a text document of another program, or damaged: LibreOffice knows
    try:
        shift = struct.unpack_from("<H", data, 30)[0]
        start = (_ENTRY.unpack_from(data, at + 116)[0] + 1) << min(shift, 12)
        magic, *_, flags = _FIB.unpack_from(data, start)
    except struct.error as error:
        raise ReportError("文件不完整，后半截丢失", "请重新传一份完整的文件", "damaged") from error
    if magic in _WORD and flags & _ENCRYPTED:
        raise _locked()


def _locked() -> ReportError:
    return ReportError("文件设了打开密码，读不出来", "请用原来的软件打开，去掉密码后另存一份", "encrypted")


def _named(name: str) -> bytes:
    """A stream's name as it stands at the beginning of a directory entry."""
    return name.encode("utf-16-le") + b"\0\0"
