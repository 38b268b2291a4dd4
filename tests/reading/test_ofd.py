"""OFD: what its pages print, in reading order; what cannot be read says why."""

import io
import zipfile

import pytest
from PIL import Image

from indexer.errors import ReportError
from indexer.read.paged import ofd
from indexer.read.paged.ofd import read_ofd
from tests.rendering.ofd import package, render_ofd, text_object
from tests.rendering.outline import Paragraph, Part

LONG = "全年开展执法检查三百余次，办结行政复议案件12件，没有一件被纠正，群众满意率达到98.5%，比上年提高3个百分点。" * 6
REPORT = (
    Paragraph("桐陂区卫生健康局", part=Part.TITLE),
    Paragraph("2024年法治政府建设年度报告", part=Part.TITLE),
    Paragraph("区政府：", part=Part.ADDRESSEE),
    Paragraph("主要举措和成效", 1, "一、", 7),
    *(Paragraph(LONG) for _ in range(5)),
    Paragraph("存在的不足", 1, "二、", 5),
    Paragraph("基层执法力量不足。"),
    Paragraph("桐陂区卫生健康局", part=Part.CLOSING),
    Paragraph("2025年1月16日", part=Part.CLOSING),
)
PAGE = text_object("一、主要举措", 28, 42)


def changed(data: bytes, name: str, part: bytes | None) -> bytes:
    """The package with one part replaced, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if part is not None:
            new.writestr(name, part)
    return stream.getvalue()


def code(data: bytes) -> str:
    with pytest.raises(ReportError) as caught:
        read_ofd(data)
    assert caught.value.cure
    return caught.value.code


def test_paragraphs_come_back_whole_without_heads_and_page_numbers() -> None:
    reading = read_ofd(render_ofd(REPORT))
    assert [line.strip() for line in reading.text.replace("\f", "").split("\n")] == [p.printed for p in REPORT]
    assert (reading.pages, reading.text.count("\f"), reading.blank_pages) == (4, 3, ())


@pytest.mark.parametrize(
    ("objects", "text"),
    [
        (
            text_object("二、存在的不足", 28, 60) + text_object("一、成效", 28, 42),  # by place, not by order
            "一、成效\n二、存在的不足",
        ),
        (text_object("依法", 28, 42) + text_object("行政", 28 + 2 * 5.5714, 42), "依法行政"),
        (text_object("复议", 28, 42) + text_object("12件", 90, 42), "复议\t12件"),
        (text_object("一、成效", 28, 42) * 2, "一、成效"),  # printed twice to look bold
        (text_object("一、成效", 28, 42) + text_object("纸外", 400, 42), "一、成效"),
        (text_object("A&B<C>", 28, 42), "A&B<C>"),
        (text_object("⽂明", 28, 42), "文明"),  # a radical in place of the character
        (f"<ofd:PageBlock>{PAGE}</ofd:PageBlock>", "一、主要举措"),
    ],
)
def test_what_a_page_prints(objects: str, text: str) -> None:
    assert read_ofd(package([objects])).text == text


def test_a_page_without_text_is_named() -> None:
    reading = read_ofd(package([PAGE, "", PAGE]))
    assert (reading.blank_pages, reading.doubts) == ((2,), ("第 2 页没有文字，可能是图片",))


def test_a_page_that_is_missing_is_named_and_the_rest_read() -> None:
    reading = read_ofd(changed(package([PAGE, PAGE]), "Doc_0/Pages/Page_1/Content.xml", None))
    assert (reading.text.strip(), reading.doubts) == ("一、主要举措", ("第 2 页已损坏，未能读出",))


def test_a_signature_changes_nothing() -> None:
    data = changed(package([PAGE]), "Doc_0/Signs/Signatures.xml", b"<ofd:Signatures/>")
    assert read_ofd(data).text == "一、主要举措"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (package([PAGE])[:-40], "damaged"),
        (changed(package([PAGE]), "OFD.xml", b"<x"), "damaged"),
        (changed(package([PAGE]), "Doc_0/Document.xml", None), "damaged"),
        (changed(package([PAGE]), "Encryptions.xml", b"<x/>"), "encrypted"),
        (changed(package([PAGE]), "OFD.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><OFD>&a;</OFD>"), "bomb"),
        (package([""]), "no-text"),
        (package([]), "no-text"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd, "MAX_PAGES", 2)
    assert code(package([PAGE] * 3)) == "too-many-pages"


def test_pages_that_are_pictures_are_recognised() -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    stream = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(stream, "PNG")
    resources = (
        '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>1.png</ofd:MediaFile></ofd:MultiMedia>'
    )
    shown = '<ofd:ImageObject ID="5" ResourceID="7" Boundary="0 0 210 297"/>'
    data = package([shown], resources + "</ofd:MultiMedias>", {"Doc_0/Res/1.png": stream.getvalue()})
    with pytest.raises(ReportError) as caught:  # the picture was found and looked at, and is a blank page
        read_ofd(data)
    assert caught.value.reason == "图像里认不出文字，可能是空白页"
