"""Which format a file is in, told from its content: its name may say what it likes."""

import re

from indexer.errors import ReportError
from indexer.read.packages import ZIP, package_kind
from indexer.read.reading import Format

_OPENINGS = (
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"MM\0*", Format.IMAGE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WPS = (b"KSOProductBuildVer", *(name.encode("utf-16-le") for name in ("WpsCustomData", "KSOProductBuildVer")))
_ARCHIVE, _DOCUMENT = "请解压后放入", "请另存为 docx 或 PDF 后放入"
_REPORT = "请换上报告文件"
_OTHERS = (  # where it stands, how it begins, what that is, code, what to do
    (0, b"Rar!\x1a\x07", "RAR 压缩包", "unknown-format", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "unknown-format", _ARCHIVE),
    (0, b"\x1f\x8b\x08", "gz 压缩包", "unknown-format", _ARCHIVE),
    (0, b"BZh", "bz2 压缩包", "unknown-format", _ARCHIVE),
    (0, b"\xfd7zXZ\0", "xz 压缩包", "unknown-format", _ARCHIVE),
    (0, b"MSCF\0\0\0\0", "cab 压缩包", "unknown-format", _ARCHIVE),
    (257, b"ustar", "tar 压缩包", "unknown-format", _ARCHIVE),
    (0, b"%!PS", "PostScript 打印文件", "unknown-format", _DOCUMENT),
    (0, b"\xffWPC", "WordPerfect 文档", "unknown-format", _DOCUMENT),
    (0, b"SQLite format 3\0", "数据库文件", "not-a-report", _REPORT),
    (0, b"\x7fELF", "程序文件", "not-a-report", _REPORT),
    (0, b"\xca\xfe\xba\xbe", "程序文件", "not-a-report", _REPORT),
    (0, b"L\0\0\0\x01\x14\x02\0", "快捷方式，不带原来的文件", "not-a-report", "请复制原来的文件放入"),
    (0, b"ID3", "音频文件", "not-a-report", _REPORT),
    (0, b"\xff\xfb", "音频文件", "not-a-report", _REPORT),
    (0, b"fLaC", "音频文件", "not-a-report", _REPORT),
    (0, b"OggS", "音频或视频文件", "not-a-report", _REPORT),
    (8, b"WAVE", "音频文件", "not-a-report", _REPORT),
    (8, b"AVI ", "视频文件", "not-a-report", _REPORT),
    (8, b"WEBPVP8", "WebP 图片", "unknown-format", "请另存为 PNG 或 JPEG 后放入"),
    (4, b"ftypheic", "苹果 HEIC 图片", "unknown-format", "请另存为 PNG 或 JPEG 后放入"),
    (4, b"ftyp", "视频或音频文件", "not-a-report", _REPORT),
    (0, b"\x1aE\xdf\xa3", "视频文件", "not-a-report", _REPORT),
)
_XML = (  # the name of the root element, what that is
    (b"office:document", "单个 XML 的 OpenDocument 文档"),
    (b"worddocument", "Word 2003 的 XML 文档"),
    (b"pkg:package", "单个 XML 的 Word 文档"),
    (b"workbook", "Excel 2003 的 XML 表格"),
    (b"svg", "SVG 图形"),
)
_PAGE = (b"<!doctype html", b"<html", b"<head>", b"<body", b"<meta ")
_TAGS = re.compile(rb"</?(?:p|div|span|td|tr|table|a|li|h[1-6]|font|strong|section|article)[\s>]")
_ROOT = re.compile(rb"\s*+(?><\?[^>]*+>\s*+|<!--(?>[^-]|-(?!->))*+-->\s*+|<!doctype[^>]*+>\s*+)*+<([\w.-]+:)?([\w.-]+)")
_MAIL = re.compile(rb"^mime-version:", re.MULTILINE)
_HEAD = 8192  # bytes in which a page says that it is one
_BODY = 65536
_SOME = 6  # tags that make a page of a text


def sniff(data: bytes) -> Format:
    """The format of a file; what is nothing else is taken for text.

    Raises:
        ReportError: the file is empty, locked, cut short, or of a format that cannot be read.
    """
    if not data:
        raise ReportError("文件是空的（0 字节）", "请换上完整的文件", "empty")
    if not data.strip(b"\0"):
        raise ReportError("文件里全是空字节，内容已经丢失", "请重新传一份完整的文件", "empty")
    for opening, kind in _OPENINGS:
        if data.startswith(opening):
            return kind
    if data.startswith(ZIP):
        return _packed(data)
    if data.startswith(_OLE):
        return Format.WPS if any(mark in data for mark in _WPS) else Format.DOC
    _refuse_others(data)
    return _written(data)


def _packed(data: bytes) -> Format:
    kind = package_kind(data)
    if kind is None:
        raise ReportError("压缩包里没有认得的文档", _ARCHIVE, "unknown-format")
    return kind


def _refuse_others(data: bytes) -> None:
    for at, opening, kind, code, cure in _OTHERS:
        if data.startswith(opening, at):
            raise ReportError(f"内容是{kind}", cure, code)
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        raise ReportError("内容是程序文件", _REPORT, "not-a-report")


def _written(data: bytes) -> Format:
    """The format of what begins with letters."""
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return Format.IMAGE
    if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf"):
        return Format.RTF
    if data.find(b"%PDF-", 0, 1024) >= 0:  # after a mail's head, or a scanner's
        return Format.PDF
    return _marked_up(data)


def _marked_up(data: bytes) -> Format:
    """A web page, however it is encoded, or text; other XML is refused."""
    body = (
        data[:_BODY]
        .replace(b"\0", b"")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .removeprefix(b"\xef\xbb\xbf")
        .lower()
    )
    if any(tag in body[:_HEAD] for tag in _PAGE) or len(_TAGS.findall(body)) >= _SOME:
        return Format.HTML
    if _MAIL.search(body[:2000]) and b"text/html" in body:  # a page saved with its pictures
        return Format.HTML
    if body.lstrip().startswith((b"<?xml", b"<")) and (root := _ROOT.match(body)):
        name = (root[1] or b"") + root[2]
        kind = next((kind for mark, kind in _XML if name.endswith(mark)), None)
        if kind or body.lstrip().startswith(b"<?xml"):
            raise ReportError(f"内容是{kind or 'XML 数据'}，不能直接读", _DOCUMENT, "unknown-format")
    return Format.TXT
