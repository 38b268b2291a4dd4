"""Bytes to text: the encodings that offices use, and the files that are none."""

import pytest

from indexer.errors import ReportError
from indexer.read import read_file
from indexer.read.reading import Format, Reading

# 㙍 and 𠮷 are outside GB2312 and GBK: in GB18030 they take four bytes.
TEXT = "漪川市桐陂区卫生健康局\n2023年法治政府建设情况报告\n\n驻𠮷祥街道㙍村的卫生室由区卫生健康局统一管理。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_encodings_are_told_apart_by_content(data: bytes, encoding: str) -> None:
    assert read_file(data) == Reading(TEXT, Format.TXT, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_one_short_line_is_enough(encoding: str) -> None:
    assert read_file("全区医疗纠纷调解成功率逐年上升".encode(encoding)).text == "全区医疗纠纷调解成功率逐年上升"


MOJIBAKE = TEXT.encode("utf-8").decode("gb18030", errors="replace")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \n\t\r\n", "只有空白"),
        ("\u3000\n\u3000".encode(), "只有空白"),
        (b"PK\x03\x04" + bytes(200), "docx"),  # named .txt all the same
        (b"%PDF-1.7\n" + bytes(200), "PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "doc 或 wps"),
        (bytes(range(256)) * 40, "乱码|编码"),
        (b"\x00" * 4096, "乱码|编码"),
        (MOJIBAKE.encode("utf-8"), "乱码"),
        (TEXT.encode("gb18030").decode("latin-1").encode("utf-8"), "几乎没有汉字"),
        (b"Annual report on law-based government, with no Chinese in it at all.", "几乎没有汉字"),
        (b"2023,17,4.5\n2024,19,4.7\n" * 20 + b"total,yes", "几乎没有汉字"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00", "utf-16"),  # cut in the middle of a character
    ],
)
def test_what_is_no_report_is_refused_with_a_reason_and_a_cure(data: bytes, reason: str) -> None:
    with pytest.raises(ReportError, match=reason) as caught:
        read_file(data)
    assert caught.value.cure
