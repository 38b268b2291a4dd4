"""A damaged or hostile docx is refused for what it is."""

import io
import struct
import zipfile

import pytest

from indexer.errors import ReportError
from indexer.read.docx.document import read_docx
from tests.reading.made_docx import made, p, packed, part

SOUND = part("document", f"<w:body>{p('全年顺利。')}</w:body>")
BOMB = '<!DOCTYPE w:document [<!ENTITY a "全年"><!ENTITY b "&a;&a;&a;&a;">]>'


def code(data: bytes) -> str:
    with pytest.raises(ReportError) as refused:
        read_docx(data)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (made(p("全年顺利。"))[:200], "damaged"),  # cut off
        (packed({"word/other.xml": SOUND}), "damaged"),  # no document
        (packed({"word/document.xml": SOUND[:-20]}), "damaged"),
        (packed({"word/document.xml": b""}), "damaged"),
        (packed({"word/document.xml": part("document", "")}), "damaged"),  # no body
        (packed({"word/document.xml": SOUND, "word/numbering.xml": "<w:numbering"}), "damaged"),
        (packed({"word/document.xml": SOUND, "word/styles.xml": b"\x00\xff"}), "damaged"),
        (packed({"word/document.xml": BOMB + SOUND}), "bomb"),  # entities
        (packed({"word/document.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + SOUND}), "bomb"),
        (packed({"word/document.xml": part("document", "<w:p>" * 3000 + "</w:p>" * 3000)}), "damaged"),  # too deep
        (packed({"word/document.xml": SOUND + " " * (65 * 2**20)}), "bomb"),
        (packed({"word/document.xml": SOUND} | {f"x{n}": "" for n in range(20_001)}), "bomb"),
    ],
)
def test_it_is_refused_for_what_it_is(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_a_size_that_is_declared_wrong_is_not_believed() -> None:
    data = bytearray(packed({"word/document.xml": SOUND + " " * (65 * 2**20)}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 100)
    assert code(bytes(data)) in ("bomb", "damaged")


def test_a_locked_part_is_told() -> None:
    data = bytearray(made(p("全年顺利。")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert code(bytes(data)) == "encrypted"


def test_the_document_is_found_where_the_package_says() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="/word/document2.xml"/></Relationships>'
    )
    assert read_docx(packed({"_rels/.rels": relations, "word/document2.xml": SOUND})).text == "全年顺利。"


def test_strict_documents_are_read_alike() -> None:
    strict = SOUND.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_docx(packed({"word/document.xml": strict})).text == "全年顺利。"


def test_macros_beside_the_text_do_not_matter() -> None:
    assert (
        read_docx(packed({"word/document.xml": SOUND, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})).text == "全年顺利。"
    )


def test_a_damaged_checksum_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        package.writestr("word/document.xml", SOUND)
    data = stream.getvalue().replace("顺利".encode(), "顺和".encode())
    assert code(data) == "damaged"
