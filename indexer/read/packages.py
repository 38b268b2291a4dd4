"""What a zip file is: a document of one kind or another, or a bundle of files."""

import io
import zipfile
import zlib

from indexer.errors import ReportError
from indexer.read.reading import Format

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_PEEK = 1 << 18  # bytes of a part that tells the kind
_KINDS = (  # a word of [Content_Types].xml or of `mimetype`, what it says the file is
    (b"wordprocessingml.document.main", Format.DOCX),
    (b"ms-word.document.macroenabled", Format.DOCX),
    (b"wordprocessingml.template.main", Format.DOCX),
    (b"ms-word.template.macroenabled", Format.DOCX),
    (b"spreadsheet", "电子表格"),
    (b"ms-excel", "电子表格"),
    (b"presentation", "演示文稿"),
    (b"ms-powerpoint", "演示文稿"),
    (b"visio", "Visio 图形"),
    (b"fixeddocumentsequence", "XPS 文件"),
    (b"opendocument.text", Format.ODT),
    (b"opendocument.graphics", "图形文件"),
    (b"epub", "电子书"),
)
_MARKS = (  # a member that only one kind of file has
    ("ofd.xml", Format.OFD),
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", "电子表格"),
    ("ppt/presentation.xml", "演示文稿"),
    ("index/document.iwa", "苹果 Pages 文稿"),
    ("meta-inf/manifest.mf", "程序文件"),
    ("androidmanifest.xml", "程序文件"),
    ("content.xml", Format.ODT),
)


def package_kind(data: bytes) -> Format | None:
    """The format of a zip file that is a document, None for a bundle of files.

    Raises:
        ReportError: it is damaged, empty, locked, or a document of a kind that is no report.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            kind = _kind(package)
    except BROKEN as error:
        raise ReportError("文件不完整，打不开", "请重新传一份完整的文件", "damaged") from error
    if isinstance(kind, str) and not isinstance(kind, Format):
        raise ReportError(f"内容是{kind}，不是报告文档", "请另存为 docx 或 PDF 后放入", "unknown-format")
    return kind


def _kind(package: zipfile.ZipFile) -> Format | str | None:
    members = {member.filename.lower(): member for member in package.infolist()}
    if not members:
        raise ReportError("压缩包里没有文件", "请换上完整的文件", "empty")
    for name in ("[content_types].xml", "mimetype"):
        if name in members:
            if members[name].flag_bits & 1:
                raise ReportError("文件加了密码，读不出来", "请去掉密码后放入", "encrypted")
            with package.open(members[name]) as part:
                told = part.read(_PEEK).lower()
            for word, kind in _KINDS:
                if word in told:
                    return kind
    return next((kind for name, kind in _MARKS if name in members), None)
