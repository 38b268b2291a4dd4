"""What a file is, by its content; of what cannot be read, what it is and what to do."""

import pytest

from indexer.errors import ReportError
from indexer.read.reading import Format
from indexer.read.sniff import sniff
from tests.reading.packed import locked, ole, zipped

TYPES = "<Types><Override ContentType='application/vnd.{}.main+xml'/></Types>"
WORD = TYPES.format("openxmlformats-officedocument.wordprocessingml.document").encode()
MACROS = TYPES.format("ms-word.document.macroEnabled").encode()
SHEET = TYPES.format("openxmlformats-officedocument.spreadsheetml.sheet").encode()
SLIDES = TYPES.format("openxmlformats-officedocument.presentationml.presentation").encode()
ODT = b"application/vnd.oasis.opendocument.text"
PAGE = "<!DOCTYPE html><html><body><p>桐陂区卫生健康局</p></body></html>"
PIECE = "<p>桐陂区</p>\n<p>卫生健康局</p>\n<p>2023年报告</p>"
MAIL = (
    b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"\r\n\r\nPGh0bWw+'
)

READ = [
    ("桐陂区卫生健康局".encode(), Format.TXT),
    ("BM桐陂区、MZ、GIF".encode(), Format.TXT),
    ("有 <b>一处</b> 标签的文本".encode(), Format.TXT),
    ("<一>桐陂区</一>".encode(), Format.TXT),
    (b"%PDF-1.7\n", Format.PDF),
    (b"\r\n\r\nX-Junk: 1\r\n%PDF-1.4\n", Format.PDF),
    (b"{\\rtf1\\ansi}", Format.RTF),
    (b"\xef\xbb\xbf\n{\\rtf1\\ansi}", Format.RTF),
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff\xe0", Format.IMAGE),
    (b"GIF89a", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"BM\x36\x00\x0c\x00\0\0\0\0\x36", Format.IMAGE),
    (ole("WordDocument"), Format.DOC),
    (ole("EncryptedPackage"), Format.DOC),  # its reader says that it is locked
    (ole("WordDocument", "WpsCustomData"), Format.WPS),
    (zipped({"[Content_Types].xml": WORD, "word/document2.xml": b""}), Format.DOCX),
    (zipped({"[Content_Types].xml": MACROS, "word/document.xml": b"", "word/vbaProject.bin": b""}), Format.DOCX),
    (zipped({"word/document.xml": b""}), Format.DOCX),
    (zipped({"mimetype": ODT, "content.xml": b""}), Format.ODT),
    (zipped({"OFD.xml": b"", "Doc_0/Document.xml": b""}), Format.OFD),
    (PAGE.encode("gb18030"), Format.HTML),
    (PAGE.encode("utf-16"), Format.HTML),
    (PAGE.encode("utf-16-be"), Format.HTML),
    (PIECE.encode(), Format.HTML),
    (b"<?xml version='1.0'?><!-- saved --><html xmlns='x'>", Format.HTML),
    (MAIL, Format.HTML),
]


@pytest.mark.parametrize(("data", "kind"), READ)
def test_the_format_is_told_from_the_content(data: bytes, kind: Format) -> None:
    assert sniff(data) is kind


REFUSED = [
    # bytes, code, a word of the reason, a word of the cure
    (b"", "empty", "0 字节", "完整"),
    (bytes(4096), "empty", "空字节", "重新传"),
    (zipped({}), "empty", "没有文件", "完整"),
    (zipped({"word/document.xml": b"x" * 900})[:-40], "damaged", "不完整", "重新传"),
    (b"PK\x03\x04" + bytes(200), "damaged", "不完整", "重新传"),
    (zipped({"[Content_Types].xml": SHEET}), "unknown-format", "电子表格", "docx"),
    (zipped({"[Content_Types].xml": SLIDES}), "unknown-format", "演示文稿", "docx"),
    (zipped({"mimetype": b"application/epub+zip"}), "unknown-format", "电子书", "docx"),
    (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "unknown-format", "表格", "docx"),
    (zipped({"META-INF/MANIFEST.MF": b"", "A.class": b""}), "unknown-format", "程序", "docx"),
    (locked(zipped({"[Content_Types].xml": WORD})), "encrypted", "密码", "去掉密码"),
    (zipped({"甲.txt": b"1"}), "unknown-format", "压缩包", "解压"),
    (b"Rar!\x1a\x07\x01\x00", "unknown-format", "RAR", "解压"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "unknown-format", "7z", "解压"),
    (b"\x1f\x8b\x08\x00", "unknown-format", "gz", "解压"),
    (b"name".ljust(257, b"\0") + b"ustar\x0000", "unknown-format", "tar", "解压"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "unknown-format", "WebP", "PNG"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", "not-a-report", "音频", "报告"),
    (b"\x00\x00\x00\x20ftypisom", "not-a-report", "视频", "报告"),
    (b"MZ\x90\x00\x03\x00", "not-a-report", "程序", "报告"),
    (b"\x7fELF\x02\x01", "not-a-report", "程序", "报告"),
    (b"SQLite format 3\x00", "not-a-report", "数据库", "报告"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "not-a-report", "快捷方式", "原来的文件"),
    (b"<?xml version='1.0'?><w:wordDocument xmlns:w='x'/>", "unknown-format", "Word 2003", "docx"),
    (b"<?xml version='1.0'?><office:document xmlns:office='x'/>", "unknown-format", "OpenDocument", "docx"),
    (b"<?xml version='1.0'?><rss/>", "unknown-format", "XML", "docx"),
]


@pytest.mark.parametrize(("data", "code", "reason", "cure"), REFUSED)
def test_what_cannot_be_read_is_told_with_a_cure(data: bytes, code: str, reason: str, cure: str) -> None:
    with pytest.raises(ReportError, match=reason) as caught:
        sniff(data)
    assert caught.value.code == code
    assert cure in caught.value.cure


def test_a_crowd_of_comments_costs_no_time() -> None:
    assert sniff(b"<!---->" * 9000 + b"x") is Format.TXT
