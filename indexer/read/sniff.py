"""Which format a file is in, told from its content: its name may say what it likes."""

import io
import zipfile

from indexer.errors import ReportError
from indexer.read.reading import Format

_OPENINGS = (
    (b"%PDF", Format.PDF),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"BM", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"MM\0*", Format.IMAGE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.DOC),
)
_REFUSED = ((b"SQLite format 3", "数据库文件"), (b"\x7fELF", "程序文件"), (b"MZ", "程序文件"))
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<table", b"<p>", b"<title")
ZIP = b"PK\x03\x04"


def sniff(data: bytes) -> Format:
    """The format of a file; what is nothing else is taken for text.

    Raises:
        ReportError: the file is empty, or of a format that cannot be read.
    """
    if not data:
        raise ReportError("文件是空的（0 字节）", "请换上完整的文件", "empty")
    for opening, name in _REFUSED:
        if data.startswith(opening):
            raise ReportError(f"内容是{name}，不是报告", "请换上报告文件", "not-a-report")
    for opening, format in _OPENINGS:
        if data.startswith(opening):
            return format
    if data.startswith(ZIP):
        return _packed(data)
    return Format.HTML if any(tag in data[:4096].lower() for tag in _TAGS) else Format.TXT


def _packed(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile as error:
        raise ReportError("文件不完整，打不开", "请重新传一份完整的文件", "damaged") from error
    if "OFD.xml" in names:
        return Format.OFD
    if "word/document.xml" in names:
        return Format.DOCX
    if "content.xml" in names:
        return Format.ODT
    raise ReportError("压缩文件里没有认得的文档", "请解压后放入", "unknown-format")
