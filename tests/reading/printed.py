"""PDF files written by hand, a character where we say: text in points from the page's lower left corner, 595 by 842."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

LEFT, TOP, SIZE, PITCH = 80.0, 740.0, 16.0, 29.0
WIDTH = 27  # characters a line


@dataclass(frozen=True)
class Show:
    """Some text at a place; `mode` 3 is invisible, `grey` 1 white, `angle` in degrees counter-clockwise."""

    text: str
    x: float
    y: float
    size: float = SIZE
    mode: int = 0
    grey: float = 0.0
    angle: float = 0.0

    @property
    def operators(self) -> str:
        a, b = cos(radians(self.angle)), sin(radians(self.angle))
        code = self.text.encode("utf-16-be").hex()
        return (
            f"BT /F 1 Tf {self.grey} g {self.mode} Tr {self.size * a:.4f} {self.size * b:.4f} {-self.size * b:.4f} "
            f"{self.size * a:.4f} {self.x} {self.y} Tm <{code}> Tj ET\n"
        )


def set_lines(paragraphs: Iterable[str], *, top: float = TOP) -> list[Show]:
    """Paragraphs as an office sets them: set in by two characters, lines of 27."""
    shown = []
    for paragraph in paragraphs:
        at = 0
        while at < len(paragraph):
            room = WIDTH - 2 if at == 0 else WIDTH
            x = LEFT + (2 * SIZE if at == 0 else 0)
            shown.append(Show(paragraph[at : at + room], x, top))
            at, top = at + room, top - PITCH
    return shown


def pdf(pages: Sequence[Sequence[Show | str]], *, rotate: int = 0, to_unicode: str = "") -> bytes:
    """The bytes of a PDF; a string among what a page shows is drawn as it stands, in PDF's own operators.

    The font names UTF-16 as its encoding, so that PDFium knows the characters without a table; `to_unicode` is one.
    Another, /T, draws its only letter, 一, as browsers do: as a shape, with no box but that of the stroke.
    """
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R]"
        + (" /ToUnicode 5 0 R >>" if to_unicode else " >>")
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
    )
    objects.append(_stream(to_unicode))
    objects.append(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /g 7 0 R >>"
        " /Encoding << /Type /Encoding /Differences [97 /g] >> /FirstChar 97 /LastChar 97 /Widths [1000]"
        " /Resources << >> /ToUnicode 8 0 R >>"
    )
    objects.append(_stream("1000 0 40 400 960 470 d1 40 400 920 70 re f"))
    objects.append(_stream("1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <61> <4E00> endbfchar"))
    kids = []
    for shown in pages:
        content = "".join(part if isinstance(part, str) else part.operators for part in shown)
        objects.append(_stream(content))
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F 3 0 R /T 6 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    return _file(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
