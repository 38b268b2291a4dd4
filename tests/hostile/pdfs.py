"""PDF files, object by object, so that any of them can be wrong."""

import zlib
from collections.abc import Sequence

_LINE = 28  # characters of a line


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(data)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream, deflated."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def text_pdf(text: str, catalogue: bytes = b"", named: bool = True, trailer: bytes = b"") -> bytes:
    """A page or more of `text`; without `named` the font says of no glyph which character it is."""
    lines = [line[at : at + _LINE] for line in text.splitlines() for at in range(0, max(1, len(line)), _LINE)]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    characters = sorted(set(text) - {"\n"})
    code = {c: n for n, c in enumerate(characters, 1)}
    first = 7
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),
        b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/DescendantFonts[4 0 R]%b>>"
        % (b"/ToUnicode 6 0 R" if named else b""),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/Made/Flags 4/Ascent 880/Descent -120/ItalicAngle 0/StemV 80"
        b"/CapHeight 700/FontBBox[0 -120 1000 880]>>",
        stream(_names(code)),
    ]
    for n, page in enumerate(pages):
        shown = b"".join(
            b"BT /F 16 Tf 1 0 0 1 74 %d Tm <%b> Tj ET\n"
            % (760 - 17 * row, "".join(f"{code[c]:04x}" for c in line).encode())
            for row, line in enumerate(page)
        )
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (first + 2 * n + 1),
            stream(shown),
        ]
    return pdf(objects, trailer)


def _names(code: dict[str, int]) -> bytes:
    pairs = [f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for c, n in code.items()]
    blocks = "".join(
        f"{len(pairs[at : at + 100])} beginbfchar\n" + "\n".join(pairs[at : at + 100]) + "\nendbfchar\n"
        for at in range(0, len(pairs), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{blocks}endcmap end end"
    ).encode()


def many_pages(count: int) -> bytes:
    """A PDF of so many empty pages."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(count))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids),
            *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count,
        ]
    )


def circular() -> bytes:
    """A page tree that is its own child."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R]/Parent 3 0 R>>",
            b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]/Parent 2 0 R>>",
        ]
    )


def pictured(width: int, height: int, box: tuple[int, int] = (595, 842), picture: bytes | None = None) -> bytes:
    """A scanned page: one picture of so many black-and-white pixels, white unless given."""
    content = picture if picture is not None else b"\xff" * (((width + 7) // 8) * height)
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1" % (
        width,
        height,
    )
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>" % box,
            stream(content, entries),
            stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % box),
        ]
    )
