"""The broken and hostile files, each with what the intake must say of it."""

import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from indexer.intake.record import Verdict
from tests.hostile import documents, pdfs, pictures
from tests.hostile.documents import docx, laughing, odt, page, paragraphs, rtf, rtf_text, stealing
from tests.hostile.reports import long_report, report
from tests.reading.packed import linked, locked, ole, zipped, zipped_by_windows

TAKEN, DOUBTFUL, REFUSED = Verdict.TAKEN, Verdict.DOUBTFUL, Verdict.REFUSED


@dataclass(frozen=True, slots=True)
class Lair:
    """What hostile files reach for: a port of this machine, and a file outside the archive."""

    port: int
    secret: str

    @property
    def address(self) -> str:
        """An address that a document has no business at."""
        return f"http://127.0.0.1:{self.port}/"


@dataclass(frozen=True, slots=True)
class Case:
    """A file: its name, its bytes, the verdict, and of a doubt or refusal its code and a word of the reason.

    `at` is where a member of a zip is recorded. `needs` names what a reader cannot do without: office or ocr; where it
    is missing the file is refused with code no-libreoffice or no-ocr.
    """

    name: str
    make: Callable[[Lair], bytes]
    verdict: Verdict
    code: str = ""
    word: str = ""
    at: str = ""
    needs: str = ""

    @property
    def path(self) -> str:
        """The file's path in the intake."""
        return f"{self.name}/{self.at}" if self.at else self.name


def _given(data: Callable[[], bytes]) -> Callable[[Lair], bytes]:
    return lambda lair: data()


def _text(encoding: str = "utf-8", after: bytes = b"") -> Callable[[Lair], bytes]:
    return lambda lair: report().encode(encoding) + after


def _entity(kind: Callable[[str], str]) -> bytes:
    return docx(paragraphs(report()) + "<w:p><w:r><w:t>&z;</w:t></w:r></w:p>", kind("w:document"))


def _nested(opening: str, closing: str, levels: int, inside: str) -> str:
    return opening * levels + inside + closing * levels


def _deep(closing: str) -> bytes:
    """A web page with a hundred thousand elements in one another."""
    return _nested("<div><p>", closing, 100_000, report()).encode()


def _overlapping() -> bytes:
    """A zip whose directory lists the same packed bytes a thousand times."""
    data = zipped({"0000.txt": b"\0" * 3_000_000})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"0000.txt", b"%04d.txt" % n) for n in range(1000))
    tail = bytearray(data[end:])
    tail[8:12] = (1000).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    return data[:start] + entries + bytes(tail)


_TEXTS = (
    Case("好.txt", _text(), TAKEN),
    Case("好_GB18030.txt", _text("gb18030"), TAKEN),
    Case("好_UTF-16无标记.txt", _text("utf-16-le"), TAKEN),
    Case("空.txt", lambda lair: b"", REFUSED, "empty", "0 字节"),
    Case("空白.txt", lambda lair: b" \r\n\t\n" * 100, REFUSED, "empty", "空白"),
    Case("全零.txt", lambda lair: bytes(100_000), REFUSED, "empty", "空字节"),
    Case("尾零.txt", _text("utf-8", bytes(4096)), DOUBTFUL, "", "空字节"),
    Case("夹零.txt", lambda lair: report().replace("件", "件\0", 1).encode(), DOUBTFUL, "", "乱码"),
    Case("半个字.txt", _text("utf-8", "日".encode()[:2]), DOUBTFUL, "", "半个字"),
    Case("锟斤拷.txt", lambda lair: ("锟斤拷" * 40 + report()).encode(), REFUSED, "garbled", "锟斤拷"),
    Case("西文乱码.txt", lambda lair: report().encode().decode("latin-1").encode(), REFUSED, "garbled", "西文"),
    Case(
        "西文乱码2.txt", lambda lair: report().encode("gb18030").decode("latin-1").encode(), REFUSED, "garbled", "GBK"
    ),
    Case(
        "国标乱码.txt", lambda lair: report().encode().decode("gb18030", "replace").encode(), REFUSED, "garbled", "GBK"
    ),
    Case("问号.txt", lambda lair: report().encode("ascii", "replace"), REFUSED, "not-chinese", "汉字"),
    Case("随机.txt", lambda lair: random.Random(1).randbytes(20_000), REFUSED, "garbled", "乱码"),
    Case(
        "西文.txt", lambda lair: ("L'été dernier à Orléans, où ça? " * 90).encode("latin-1"), REFUSED, "garbled", "乱码"
    ),
    Case("英文.txt", lambda lair: b"Annual report on the rule of law. " * 90, REFUSED, "not-chinese", "汉字"),
    Case("程序.txt", lambda lair: b"import os\nos.system('true')\n" * 40, REFUSED, "not-chinese", "汉字"),
    Case("标点.txt", lambda lair: "，。！？；：".encode() * 300, REFUSED, "not-chinese", "汉字"),
    Case("一行.txt", lambda lair: long_report(1_600_000).replace("\n", "").encode(), DOUBTFUL),
    Case("无标点.txt", lambda lair: (report() + "检查医疗机构" * 50_000).encode(), DOUBTFUL),
    Case("十万标题.txt", lambda lair: (report() + "一、\n" * 100_000).encode(), TAKEN),
    Case("十万括号.txt", lambda lair: (report() + "（" * 100_000).encode(), DOUBTFUL),
    Case("百万空格.txt", lambda lair: report().replace("受理", "受理" + " " * 1_000_000, 1).encode(), TAKEN),
    Case("倒写.txt", lambda lair: report().replace("受理", "\u202e受理\u202c", 1).encode(), TAKEN),
)

_NAMES_LIE = (
    Case("其实是PDF.docx", lambda lair: pdfs.text_pdf(report()), TAKEN),
    Case("其实是文档.pdf", lambda lair: docx(paragraphs(report())), TAKEN),
    Case("其实是网页.doc", lambda lair: page(report()).encode(), TAKEN),
    Case("其实是文本.pdf", _text(), TAKEN),
    Case("其实是压缩包.docx", lambda lair: zipped({"甲.txt": report().encode()}), TAKEN, at="甲.txt"),
    Case("其实是表格.docx", lambda lair: zipped({"xl/workbook.xml": b"<a/>"}), REFUSED, "unknown-format", "电子表格"),
    Case("其实是程序.doc", lambda lair: b"MZ\x90\0" + bytes(500), REFUSED, "not-a-report", "程序"),
    Case("其实是视频.pdf", lambda lair: b"\0\0\0\x20ftypisom" + bytes(500), REFUSED, "not-a-report", "视频"),
    Case("快捷方式.docx", lambda lair: b"L\0\0\0\x01\x14\x02\0" + bytes(90), REFUSED, "not-a-report", "快捷方式"),
    Case("包.rar", lambda lair: b"Rar!\x1a\x07\x01\0" + bytes(90), REFUSED, "unknown-format", "RAR"),
    Case("包.7z", lambda lair: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(90), REFUSED, "unknown-format", "7z"),
    Case("数据库.txt", lambda lair: b"SQLite format 3\0" + bytes(90), REFUSED, "not-a-report", "数据库"),
    Case("数据.xml", lambda lair: b"<?xml version='1.0'?><rss/>", REFUSED, "unknown-format", "XML"),
)

_WORD = (
    Case("好.docx", lambda lair: docx(paragraphs(report())), TAKEN),
    Case("截断.docx", lambda lair: docx(paragraphs(report()))[:-200], REFUSED, "damaged", "不完整"),
    Case("加密.docx", lambda lair: ole("EncryptedPackage", "EncryptionInfo"), REFUSED, "encrypted", "密码"),
    Case("大部件.docx", lambda lair: docx(paragraphs(report()) + " " * (80 << 20)), REFUSED, "bomb", "解开"),
    Case("十亿笑.docx", lambda lair: _entity(laughing), REFUSED, "damaged", "坏了"),
    Case(
        "偷文件.docx",
        lambda lair: _entity(lambda root: stealing(root, f"file://{lair.secret}")),
        REFUSED,
        "bomb",
        "实体",
    ),
    Case("偷上网.docx", lambda lair: _entity(lambda root: stealing(root, lair.address)), REFUSED, "bomb", "实体"),
    Case(
        "深嵌套.docx",
        lambda lair: docx(_nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 50_000, paragraphs(report()))),
        REFUSED,
        "damaged",
    ),
    Case(
        "深表格.docx",
        lambda lair: docx(_nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80, paragraphs(report()))),
        TAKEN,
    ),
    Case(
        "宏.docm",
        lambda lair: docx(paragraphs(report()), parts={"word/vbaProject.bin": "Sub AutoOpen()"}, main=documents.MACROS),
        TAKEN,
    ),
    Case("远程模板.docx", lambda lair: docx(paragraphs(report()), related={"attachedTemplate": lair.address}), TAKEN),
    Case(
        "链接图片.docx",
        lambda lair: docx(
            paragraphs(report()) + '<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" r:id="r0"/>'
            "</w:pict></w:r></w:p>",
            related={"image": lair.address + "a.png"},
        ),
        DOUBTFUL,
    ),
    Case(
        "夹带.docx",
        lambda lair: docx(
            paragraphs(report()) + '<w:altChunk r:id="r0"/>',
            related={"aFChunk": "chunk.html"},
            parts={"word/chunk.html": f"<img src='{lair.address}'>"},
        ),
        DOUBTFUL,
    ),
    Case("缺正文.docx", lambda lair: docx("").replace(b"word/document.xml", b"word/dokument.xml"), REFUSED, "damaged"),
    Case(
        "坏部件.docx",
        lambda lair: docx(paragraphs(report()) + "<w:p>"),
        REFUSED,
        "damaged",
        "坏了",
    ),
    Case("只有图片.docx", lambda lair: docx("<w:p><w:r><w:drawing/></w:r></w:p>" * 3), REFUSED, "no-text"),
    Case("十万空段.docx", lambda lair: docx("<w:p/>" * 100_000), REFUSED, "no-text"),
    Case(
        "循环样式.docx",
        lambda lair: docx(
            '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr></w:p>' + paragraphs(report()),
            related={"styles": "styles.xml"},
            parts={
                "word/styles.xml": f'<w:styles {documents.W}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
                '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
            },
        ),
        TAKEN,
    ),
    Case(
        "乱.doc",
        lambda lair: ole("WordDocument") + random.Random(2).randbytes(5000),
        REFUSED,
        "damaged",
        needs="office",
    ),
    Case("其实是表格.doc", lambda lair: ole("Workbook"), REFUSED, "not-a-report", "表格"),
    Case("好.rtf", lambda lair: rtf(rtf_text(report())), TAKEN, needs="office"),
    Case(
        "外链.rtf",
        lambda lair: rtf(
            rtf_text(report())
            + f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{lair.address}a.png" \\\\d}}{{\\fldrslt }}}}'
            + f'{{\\field{{\\*\\fldinst INCLUDETEXT "{lair.secret}"}}{{\\fldrslt }}}}'
        ),
        TAKEN,
        needs="office",
    ),
    Case("深嵌套.rtf", lambda lair: rtf(_nested("{", "}", 100_000, rtf_text(report()))), TAKEN, needs="office"),
    Case(
        "加密.odt",
        lambda lair: odt(report(), "<file-entry><encryption-data/></file-entry>"),
        REFUSED,
        "encrypted",
        "密码",
    ),
)

_ZIPS = (
    Case("好.zip", lambda lair: zipped({"2023/甲.txt": report().encode()}), TAKEN, at="2023/甲.txt"),
    Case("国标名.zip", lambda lair: zipped_by_windows({"报告.txt": report().encode()}), TAKEN, at="报告.txt"),
    Case("穿越.zip", lambda lair: zipped({"../../../tmp/甲.txt": report().encode()}), TAKEN, at="tmp/甲.txt"),
    Case("链接.zip", lambda lair: linked("甲.txt", lair.secret), REFUSED, "not-a-report", "链接", at="甲.txt"),
    Case("加密.zip", lambda lair: locked(zipped({"甲.txt": b"1"})), REFUSED, "encrypted", "密码", at="甲.txt"),
    Case("空.zip", lambda lair: zipped({}), REFUSED, "empty", "没有文件"),
    Case("截断.zip", lambda lair: zipped({"甲.txt": report().encode()})[:-30], REFUSED, "damaged", "不完整"),
    Case("炸弹.zip", lambda lair: zipped({"甲.txt": bytes(64 << 20)}), REFUSED, "bomb", "几百倍"),
    Case("套弹.zip", lambda lair: zipped({"1.zip": zipped({"甲.txt": bytes(64 << 20)})}), REFUSED, "bomb", "几百倍"),
    Case("重叠.zip", _given(_overlapping), REFUSED, "bomb"),
    Case(
        "套四层.zip",
        lambda lair: zipped({"1.zip": zipped({"2.zip": zipped({"3.zip": zipped({"甲.txt": b"1"})})})}),
        REFUSED,
        "bomb",
        "2 层",
    ),
    Case(
        "万件.zip",
        lambda lair: zipped({f"{n}.txt": b"" for n in range(10_000)}, zipfile.ZIP_STORED),
        REFUSED,
        "bomb",
        "个",
    ),
)

_PDFS = (
    Case("好.pdf", lambda lair: pdfs.text_pdf(report()), TAKEN),
    Case("头前有物.pdf", lambda lair: b"X-Mail: 1\r\n\r\n" + pdfs.text_pdf(report()), TAKEN),
    Case("截断.pdf", lambda lair: pdfs.text_pdf(report())[:300], REFUSED, "damaged"),
    Case(
        "加密.pdf",
        lambda lair: pdfs.text_pdf(
            report(),
            trailer=b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"61" * 32, b"62" * 32),
        ),
        REFUSED,
        "encrypted",
        "密码",
    ),
    Case("一万页.pdf", lambda lair: pdfs.many_pages(10_000), REFUSED, "too-many-pages", "页"),
    Case("页树循环.pdf", _given(pdfs.circular), REFUSED),
    Case("没有页.pdf", lambda lair: pdfs.many_pages(0), REFUSED),
    Case(
        "脚本.pdf",
        lambda lair: pdfs.text_pdf(
            report(), b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('%b'\\);)>>" % lair.address.encode()
        ),
        TAKEN,
    ),
    Case(
        "启动.pdf",
        lambda lair: pdfs.text_pdf(report(), b"/OpenAction<</S/Launch/F(/bin/true)>>"),
        TAKEN,
    ),
    Case("字形码.pdf", lambda lair: pdfs.text_pdf(report(), named=False), REFUSED, needs="ocr"),
    Case("空白扫描.pdf", lambda lair: pdfs.pictured(800, 1100), REFUSED, "no-text", needs="ocr"),
    Case("巨图.pdf", lambda lair: pdfs.pictured(30_000, 30_000), REFUSED, needs="ocr"),
    Case("巨页.pdf", lambda lair: pdfs.pictured(80, 80, (10_000_000, 10_000_000)), REFUSED, needs="ocr"),
)

_PICTURES = (
    Case("三万像素.png", lambda lair: pictures.png(30_000, 30_000), REFUSED, "too-large", "像素"),
    Case("谎报.png", lambda lair: pictures.png(9_000, 9_000, 10), REFUSED, "no-text", needs="ocr"),
    Case("截断.jpg", lambda lair: pictures.jpeg()[:600], REFUSED, "damaged"),
    Case("只有头.png", lambda lair: b"\x89PNG\r\n\x1a\n", REFUSED, "damaged"),
    Case("空白.png", lambda lair: pictures.png(600, 400), REFUSED, "no-text", needs="ocr"),
)

_PAGES = (
    Case("好.html", lambda lair: page(report()).encode(), TAKEN),
    Case(
        "外物.html",
        lambda lair: page(
            report(),
            head=f"<script src='{lair.address}'></script><link rel=stylesheet href='{lair.address}'>",
            around=f"<img src='{lair.address}'><iframe src='file://{lair.secret}'></iframe>",
        ).encode(),
        TAKEN,
    ),
    Case(
        "深嵌套.html",
        lambda lair: page(report(), around=_nested("<div>", "", 100_000, "")).encode(),
        REFUSED,
        "bomb",
        "嵌套",
    ),
    Case(
        "深嵌套2.html",
        lambda lair: _nested("<div><p>", "</p></div>", 100_000, report()).encode(),
        REFUSED,
        "bomb",
        "嵌套",
    ),
    Case(
        "脚本页.html",
        lambda lair: b"<html><body><div id=app></div><script>show()</script></body></html>",
        REFUSED,
        "no-text",
    ),
    Case("框架页.html", lambda lair: b"<html><frameset><frame src='a.html'></frameset></html>", REFUSED, "no-text"),
    Case("多属性.html", lambda lair: page(report(), around=f"<div {'a=1 ' * 200_000}></div>").encode(), TAKEN),
    Case("半截.html", lambda lair: page(report()).encode()[:-200], TAKEN),
)

_OFD = (
    Case("缺页.ofd", lambda lair: zipped({"OFD.xml": b"<OFD/>"}), REFUSED, "damaged"),
    Case("截断.ofd", lambda lair: zipped({"OFD.xml": b"<OFD/>"})[:-20], REFUSED, "damaged", "不完整"),
    Case(
        "加密.ofd", lambda lair: zipped({"OFD.xml": b"<OFD/>", "Encryptions.xml": b"<a/>"}), REFUSED, "encrypted", "加"
    ),
    Case(
        "十亿笑.ofd",
        lambda lair: zipped({"OFD.xml": f"{laughing('OFD')}<OFD>&z;</OFD>".encode()}),
        REFUSED,
    ),
    Case(
        "偷文件.ofd",
        lambda lair: zipped({"OFD.xml": f"{stealing('OFD', 'file://' + lair.secret)}<OFD>&z;</OFD>".encode()}),
        REFUSED,
    ),
    Case("大部件.ofd", lambda lair: zipped({"OFD.xml": b"<OFD>" + b" " * (80 << 20) + b"</OFD>"}), REFUSED),
)

CASES = (*_TEXTS, *_NAMES_LIE, *_WORD, *_ZIPS, *_PDFS, *_PICTURES, *_PAGES, *_OFD)
