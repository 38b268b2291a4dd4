"""Scans and pictures: what is recognised, what is refused by its size, what is done where nothing recognises."""

import io
import socket
import struct
import sys
import zlib
from collections.abc import Iterator

import pypdfium2
import pytest
from PIL import Image

from indexer.errors import ReportError
from indexer.read.paged.image import read_image
from indexer.read.paged.pdf import read_pdf
from indexer.read.reading import Format
from tests.reading.printed import Show, pdf, set_lines

HEADING, PARAGRAPH = (
    "（二）强化监督",
    "桐陂区卫生健康局全年共检查医疗机构四百一十二家次，责令改正十七家次，无行政复议案件发生。",
)
LINES = f"　　{HEADING}\n　　{PARAGRAPH}"


@pytest.fixture(scope="session")
def picture() -> Image.Image:
    """The top of a printed page: a heading, and a paragraph of two lines."""
    with pypdfium2.PdfDocument(pdf([set_lines([HEADING, PARAGRAPH])])) as document:
        page = document[0].render(scale=150 / 72, grayscale=True).to_pil().convert("L")
    if page.getextrema()[0] > 200:
        pytest.skip("no Chinese font on this machine to print a page with")
    return page.crop((100, 130, 1240, 420))


@pytest.fixture
def ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The recogniser, with the network cut."""
    for module in ("rapidocr", "onnxruntime"):
        pytest.importorskip(module, reason="the extra `ocr` is not installed")

    def cut(*_: object) -> None:
        raise AssertionError("the recogniser wants the network")

    monkeypatch.setattr(socket.socket, "connect", cut)
    monkeypatch.setattr(socket, "getaddrinfo", cut)
    yield


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra."""
    monkeypatch.setitem(sys.modules, "indexer.read.paged.ocr", None)


def _bytes(image: Image.Image, form: str, **how: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **how)
    return stream.getvalue()


@pytest.mark.usefixtures("ocr")
@pytest.mark.parametrize(
    ("turn", "form"),
    [
        (0, "PNG"),
        (1.5, "JPEG"),  # laid askew on the glass
        (90, "BMP"),  # on its side
        (180, "TIFF"),  # on its head
    ],
)
def test_a_picture_is_recognised_however_it_lies(picture: Image.Image, turn: float, form: str) -> None:
    turned = picture.rotate(turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    reading = read_image(_bytes(turned, form))
    assert (reading.text, reading.format, reading.pages, reading.doubts) == (LINES, Format.IMAGE, 1, ())
    assert reading.confidence is not None
    assert reading.confidence > 0.95


@pytest.mark.usefixtures("ocr")
def test_pages_of_a_tiff_are_told_and_a_blank_one_is_listed(picture: Image.Image) -> None:
    told: list[tuple[int, int]] = []
    blank = Image.new("L", picture.size, 255)
    reading = read_image(
        _bytes(picture, "TIFF", save_all=True, append_images=[blank]), lambda *pages: told.append(pages)
    )
    assert (reading.text, reading.pages, reading.blank_pages, told) == (LINES + "\f", 2, (2,), [(1, 2), (2, 2)])


@pytest.mark.usefixtures("ocr")
def test_a_camera_says_which_way_is_up(picture: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # turned by half
    assert read_image(_bytes(picture.rotate(180), "JPEG", exif=exif)).text == LINES


@pytest.mark.usefixtures("ocr")
def test_a_long_picture_of_a_web_page_is_read_to_its_end(picture: Image.Image) -> None:
    long = Image.new("L", (picture.width, 3 * picture.width), 255)
    long.paste(picture, (0, 0))
    long.paste(picture, (0, long.height - picture.height))
    assert read_image(_bytes(long, "PNG")).text == f"{LINES}\n{LINES}"


@pytest.mark.usefixtures("ocr")
def test_a_scanned_page_among_text_is_recognised_in_its_place(picture: Image.Image) -> None:
    reading = read_pdf(_with_scan(picture))
    assert (reading.text, reading.format, reading.blank_pages) == (f"　　{PARAGRAPH}\n\f{LINES}", Format.PDF, ())


@pytest.mark.usefixtures("no_ocr")
def test_without_the_extra_the_scanned_pages_of_a_text_are_told(picture: Image.Image) -> None:
    reading = read_pdf(_with_scan(picture))
    assert (reading.text, reading.blank_pages) == (f"　　{PARAGRAPH}\f", (2,))
    assert reading.doubts == ("第 2 页是扫描或乱码，没有装识别组件，未能读出；请运行 make ocr",)


def _with_scan(picture: Image.Image) -> bytes:
    """A PDF of a page of text and a page that is a picture of another."""
    page = Image.new("L", (1240, 1754), 255)
    page.paste(picture, (100, 130))
    with (
        pypdfium2.PdfDocument(pdf([set_lines([PARAGRAPH])])) as text,
        pypdfium2.PdfDocument(_bytes(page, "PDF", resolution=150)) as scan,
    ):
        text.import_pages(scan)
        stream = io.BytesIO()
        text.save(stream)
        return stream.getvalue()


@pytest.mark.usefixtures("no_ocr")
def test_without_the_extra_a_scan_says_what_to_install(picture: Image.Image) -> None:
    for read, data in ((read_pdf, _bytes(picture, "PDF")), (read_image, _bytes(picture, "PNG"))):
        with pytest.raises(ReportError) as refused:
            read(data)
        assert (refused.value.code, "jiejian[ocr]" in refused.value.cure) == ("no-ocr", True)


@pytest.mark.usefixtures("no_ocr")
def test_what_a_scanner_recognised_stands_in_where_nothing_else_does() -> None:
    whole = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID FF> EI Q\n"
    layer = [Show(s.text, s.x, s.y, mode=3) for s in set_lines([HEADING, PARAGRAPH])]
    reading = read_pdf(pdf([[whole, *layer]]))
    assert (reading.text, reading.doubts) == (LINES, ("第 1 页是扫描件，用的是文件自带的识别文字",))


@pytest.mark.usefixtures("ocr")
def test_a_blank_scan_has_no_text() -> None:
    blank = Image.new("L", (600, 800), 255)
    for read, data in ((read_pdf, _bytes(blank, "PDF")), (read_image, _bytes(blank, "PNG"))):
        with pytest.raises(ReportError) as refused:
            read(data)
        assert refused.value.code == "no-text"


def _claimed(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be so large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_claimed(30_000, 30_000), "too-large"),
        (_claimed(12_000, 12_000), "too-large"),  # above our limit, below Pillow's own
        (_claimed(100, 100), "damaged"),  # fewer pixels than it claims
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
    ],
)
def test_a_picture_is_refused_by_its_size_or_its_end(data: bytes, code: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_image(data)
    assert refused.value.code == code


def test_a_tiff_of_too_many_pages_is_refused() -> None:
    page = Image.new("1", (8, 8))
    with pytest.raises(ReportError) as refused:
        read_image(_bytes(page, "TIFF", save_all=True, append_images=[page] * 3), max_pages=3)
    assert refused.value.code == "too-many-pages"
