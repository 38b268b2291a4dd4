"""Bytes to text: the encodings that offices use, damage that is a doubt, and files that hold no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ReportError
from indexer.read.reading import Format, Reading
from indexer.read.text import read_text

# 㙍 and 𠮷 are outside GB2312 and GBK: in GB18030 they take four bytes.
TEXT = "漪川市桐陂区卫生健康局\n2023年法治政府建设情况报告\n\n驻𠮷祥街道㙍村的卫生室由区卫生健康局统一管理。\n"
LONG = TEXT + "全年受理医疗纠纷调解申请三十六件，调解成功三十四件，各镇街卫生院均设有投诉窗口。\n" * 20
TRADITIONAL = "本府衛生單位辦理醫療糾紛調處業務，並加強對醫療機構的監督管理，按月公開處理結果。\n" * 6
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


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
    assert read_text(data) == Reading(TEXT, Format.TXT, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_short_line_is_enough(encoding: str) -> None:
    assert read_text("全区医疗纠纷调解成功率逐年上升".encode(encoding)).text == "全区医疗纠纷调解成功率逐年上升"


@given(
    text=st.lists(st.sampled_from([*TEXT.split("\n")[:2], "一、健全制度，12件。", "𠮷祥街道"]), min_size=1, max_size=9),
    encoding=st.sampled_from(ENCODINGS),
)
def test_whatever_the_encoding_the_text_comes_back(text: list[str], encoding: str) -> None:
    assert read_text("\n".join(text).encode(encoding)).text == "\n".join(text)


DAMAGE = [
    # what happened to the file, the text that is left, a word of the doubt
    (LONG[:-1].encode("utf-8")[:-1], LONG[:-2], "半个字"),
    (LONG[:-1].encode("gb18030")[:-1], LONG[:-2], "半个字"),
    ((LONG + "𠮷").encode("gb18030")[:-1], LONG, "半个字"),
    (LONG.encode("utf-16-le")[:-1], LONG[:-1], "半个字"),
    (LONG.encode("utf-16")[:-1], LONG[:-1], "半个字"),
    (LONG.encode("utf-8") + bytes(4096), LONG, "空字节"),
    (LONG.encode("gb18030") + bytes(4096), LONG, "空字节"),
    (LONG.encode("utf-8") + "各镇".encode() + bytes(1) + "街。".encode(), LONG + "各镇街。", "1 个字符是乱码"),
]


@pytest.mark.parametrize(("data", "text", "doubt"), DAMAGE)
def test_little_damage_is_a_doubt(data: bytes, text: str, doubt: str) -> None:
    reading = read_text(data)
    assert reading.text.startswith(text)
    assert doubt in "；".join(reading.doubts)


def test_a_damaged_character_in_the_middle_costs_itself_alone() -> None:
    for encoding in ("utf-8", "gb18030"):
        damaged = LONG.encode(encoding).replace("街道".encode(encoding), b"\xff\xff", 1)
        reading = read_text(damaged)
        assert reading.encoding == encoding
        assert [part for part in reading.text.split("\ufffd") if part] == LONG.split("街道")
        assert "乱码" in reading.doubts[0]


REFUSED = [
    # bytes, code, a word of the reason
    (b" \n\t\r\n", "empty", "只有空白"),
    ("\u3000\n\u3000".encode(), "empty", "只有空白"),
    (b"\xef\xbb\xbf", "empty", "只有空白"),
    (bytes(range(256)) * 40, "garbled", "乱码"),
    (b"\xff" * 3000, "garbled", "编码"),
    (b"Annual report on law-based government, with no Chinese in it at all.", "not-chinese", "几乎没有汉字"),
    (b"2023,17,4.5\n2024,19,4.7\n" * 20 + b"total,yes", "not-chinese", "几乎没有汉字"),
    (("锟斤拷" * 9 + LONG).encode(), "garbled", "锟斤拷"),
    (LONG.encode().decode("latin-1").encode(), "garbled", "UTF-8 的中文被当成西文"),
    (LONG.encode("gb18030").decode("latin-1").encode(), "garbled", "GBK 的中文被当成西文"),
    (LONG.encode("gb18030").decode("cp1252", "replace").encode(), "garbled", "GBK 的中文被当成西文"),
    (LONG.encode().decode("gb18030", "replace").encode(), "garbled", "UTF-8 的中文被当成 GBK"),
    (LONG.encode("gb18030").decode("utf-8", "replace").encode(), "garbled", "乱码"),
    (TRADITIONAL.encode("big5"), "garbled", "Big5"),
]


@pytest.mark.parametrize(("data", "code", "word"), REFUSED)
def test_what_is_no_report_is_refused_with_a_reason_and_a_cure(data: bytes, code: str, word: str) -> None:
    with pytest.raises(ReportError, match=word) as caught:
        read_text(data)
    assert caught.value.code == code
    assert caught.value.cure
