"""Old Word, WPS, RTF and OpenDocument, through LibreOffice; the test files are made by it too."""

import functools
import io
import shutil
import struct
import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docx import Document

from indexer.errors import ReportError
from indexer.isolation.confine import Limits
from indexer.isolation.isolate import run_isolated
from indexer.read import read_file
from indexer.read.office import libreoffice
from indexer.read.office.convert import convert_many, read_converted, read_office
from indexer.read.office.libreoffice import convert
from indexer.read.office.ole import check_word
from indexer.read.reading import Format
from tests.rendering.office import Kind, render_office, saved_as
from tests.rendering.outline import Paragraph, Part

needs_office = pytest.mark.skipif(libreoffice.installed() is None, reason="LibreOffice is not installed")
REPORT = (
    Paragraph("桐陂区卫生健康局2024年法治政府建设年度报告", part=Part.TITLE),
    Paragraph("区政府：", part=Part.ADDRESSEE),
    Paragraph("主要举措和成效", 1, "一、", 7),
    Paragraph("加强学习", 2, "（一）", 4),
    Paragraph("学法。全年四次。", 3, "1.", 2),
    Paragraph("用法。全年五次。", 3, "2.", 2),
    Paragraph("规范执法", 2, "（二）", 4),
    Paragraph("罕用字：㐂、䶮、𠮷。"),
    Paragraph("存在的不足", 1, "二、", 5),
    Paragraph("桐陂区卫生健康局", part=Part.CLOSING),
    Paragraph("2025年1月16日", part=Part.CLOSING),
)
PRINTED = "\n".join(p.printed for p in REPORT)
LINKED = (  # a picture and a section that stand elsewhere
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text>'
    '<text:section text:name="s"><text:section-source xlink:href="{0}/s.txt" xlink:type="simple"/><text:p>一、成效'
    '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{0}/a.png" '
    'xlink:type="simple"/></draw:frame></text:p></text:section></office:text></office:body></office:document-content>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@functools.cache
def report(kind: Kind) -> bytes:
    return render_office(REPORT, kind)


def ole(stream: str, first: bytes = b"") -> bytes:
    """A compound file whose directory names one stream, which begins with `first`."""
    header = OLE.ljust(30, b"\0") + struct.pack("<H", 9)
    entry = stream.encode("utf-16-le").ljust(116, b"\0") + struct.pack("<I", 1) + b"\0" * 8
    return header.ljust(512, b"\0") + entry.ljust(512, b"\0") + first.ljust(512, b"\0")


def fib(flags: int) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)


@needs_office
@pytest.mark.parametrize("kind", ["doc", "wps", "rtf", "odt"])
def test_numbers_and_rare_characters_come_back(kind: Kind) -> None:
    reading = read_office(report(kind), Format(kind))
    assert (reading.text, reading.format) == (PRINTED, Format(kind))


@needs_office
def test_a_table_stands_a_row_a_line() -> None:
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for words in (("项目", "数"), ("复议", "3")):
        for cell, word in zip(table.add_row().cells, words, strict=True):
            cell.text = word
    document.add_paragraph("二、不足")
    stream = io.BytesIO()
    document.save(stream)
    docx = stream.getvalue()
    assert read_office(saved_as(docx, "doc"), Format.DOC).text == "项目\t数\n复议\t3\n二、不足"


@needs_office
def test_many_are_converted_at_once_and_a_bad_one_costs_only_itself() -> None:
    files = [
        (report("doc"), Format.DOC),
        (report("doc")[:9000], Format.DOC),
        (report("odt"), Format.ODT),
        (b"{\\rtf1 {\\fonttbl", Format.RTF),
        (report("wps"), Format.WPS),
    ]
    made_of = convert_many(files)
    texts = [
        m.code if isinstance(m, ReportError) else read_converted(m, files[n][1]).text for n, m in enumerate(made_of)
    ]
    assert texts == [PRINTED, "damaged", PRINTED, "damaged", PRINTED]


@needs_office
def test_a_file_without_result_in_time_is_given_up() -> None:
    [outcome] = convert([report("doc")], ".doc", "MS Word 97", seconds=0.01)
    assert isinstance(outcome, ReportError)
    assert outcome.code == "timeout"


@needs_office
def test_nothing_is_left_running_nor_lying_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    convert([report("doc")], ".doc", "MS Word 97", seconds=0.5)
    assert list(tmp_path.iterdir()) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


@needs_office
def test_a_document_fetches_nothing_that_it_links_to() -> None:
    asked = []

    class Server(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.rfile.readline())

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        reading = read_office(with_content(report("odt"), LINKED.format(address)), Format.ODT)
        server.shutdown()
    assert (reading.text.strip(), asked) == ("一、成效", [])


def with_content(odt: bytes, content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == "content.xml" else old.read(member))
    return stream.getvalue()


def read_in_child(task: bytes, told: object) -> str:
    return read_file(task).text


@needs_office
def test_it_works_within_the_bounds_of_a_child_process() -> None:
    assert list(run_isolated(read_in_child, [report("doc")], Limits())) == [PRINTED]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ole("WordDocument", fib(0x0100)), "encrypted"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("Workbook"), "not-a-report"),
        (ole("PowerPoint Document"), "not-a-report"),
        (ole("WordDocument")[:1020], "damaged"),
    ],
)
def test_what_is_no_word_file_to_be_read_is_refused_before_libreoffice(data: bytes, expected: str) -> None:
    with pytest.raises(ReportError) as caught:
        check_word(data)
    assert caught.value.code == expected


def test_a_word_file_without_a_password_passes() -> None:
    check_word(ole("WordDocument", fib(0)))


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    libreoffice.installed.cache_clear()
    try:
        with pytest.raises(ReportError) as caught:
            read_office(ole("WordDocument", fib(0)), Format.DOC)
    finally:
        libreoffice.installed.cache_clear()
    assert caught.value.code == "no-libreoffice"
    assert "安装 LibreOffice" in caught.value.cure
    assert "另存为 docx" in caught.value.cure
