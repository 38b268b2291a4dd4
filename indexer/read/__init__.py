"""A file's bytes to raw text, the kind of file decided by its content; one module a format."""

from indexer.errors import ReportError
from indexer.read.reading import Reading, Told, untold
from indexer.read.text import read_text

_SIGNATURES = (  # opening bytes, what the file is
    (b"PK\x03\x04", "docx、ofd 或 zip 文件"),
    (b"%PDF", "PDF 文件"),
    (b"\xd0\xcf\x11\xe0", "doc 或 wps 文件"),
    (b"{\\rtf", "rtf 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"SQLite format 3", "数据库文件"),
    (b"\x7fELF", "程序文件"),
    (b"MZ", "程序文件"),
)


def read_file(data: bytes, told: Told = untold) -> Reading:
    """What the file says; `told` hears of its pages while they are read.

    Raises:
        ReportError: the file is empty, of a format that cannot be read, or not Chinese text.
    """
    if not data:
        raise ReportError("文件是空的（0 字节）", "请换上完整的文件")
    for opening, name in _SIGNATURES:
        if data.startswith(opening):
            raise ReportError(f"内容是{name}，不是纯文本", "请另存为纯文本（.txt）后放入；其他格式将在后续版本支持")
    return read_text(data)
