"""An outline as an OFD package: wrapped lines of type on pages, with a running head and page numbers."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.rendering.outline import Paragraph, Part

_WIDTH, _HEIGHT = 210.0, 297.0  # millimetres
_LEFT, _TOP = 28.0, 42.0  # of the type area; official documents (GB/T 9704) set 22 lines of 28 characters on 156 by 225
_COLUMNS, _LINES = 28, 22
_EM, _PITCH = 156 / _COLUMNS, 225 / _LINES
_WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60“”‘’—…\U00020000-\U0003ffff]")
_NEVER_FIRST = "，。、；：！？》〉”’）】％%"
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    em: float = _EM


def render_ofd(paragraphs: Sequence[Paragraph], head: str = "年度报告汇编") -> bytes:
    """The bytes of the package; a first line is set in by two characters, lines are filled and broken by the rules."""
    lines = [line for paragraph in paragraphs for line in _set(paragraph)]
    pages = [lines[n : n + _LINES] for n in range(0, len(lines), _LINES)]
    return package([_page(page, number, head) for number, page in enumerate(pages, 1)])


def package(pages: Sequence[str], resources: str = "", files: dict[str, bytes] | None = None) -> bytes:
    """An OFD of those pages (each the content of a layer), further resources and files beside it."""
    listed = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f'<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {_WIDTH} {_HEIGHT}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="仿宋"/>'
        "</ofd:Fonts></ofd:Res>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {_NAMESPACE} BaseLoc="Res">{resources}</ofd:Res>',
        **{f"Doc_0/Pages/Page_{n}/Content.xml": _content(page) for n, page in enumerate(pages)},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, _DECLARATION + part)
        for name, data in (files or {}).items():
            archive.writestr(name, data)
    return stream.getvalue()


def _content(layer: str) -> str:
    body = f'<ofd:Layer Type="Body" ID="9">{layer}</ofd:Layer>'
    return f"<ofd:Page {_NAMESPACE}><ofd:Content>{body}</ofd:Content></ofd:Page>"


def _page(lines: Sequence[_Line], number: int, head: str) -> str:
    printed = [(_Line(head, 85.0, 3.7), 20.0)]
    printed += [(line, _TOP + n * _PITCH) for n, line in enumerate(lines)]
    printed.append((_Line(f"— {number} —", 98.0, 4.9), 280.0))
    return "".join(text_object(line.text, line.x, y, line.em, 1000 * number + n) for n, (line, y) in enumerate(printed))


def text_object(text: str, x: float, y: float, em: float = _EM, identity: int = 1) -> str:
    """Text whose first character begins at `x` on the baseline `y`, in millimetres."""
    widths = [_width(c) * em for c in text]
    deltas = " ".join(f"{w:.3f}" for w in widths[:-1])
    return (
        f'<ofd:TextObject ID="{identity}" Boundary="{x:.3f} {y - em:.3f} {sum(widths):.3f} {1.2 * em:.3f}" Font="3" '
        f'Size="{em}"><ofd:TextCode X="0" Y="{em:.3f}" DeltaX="{deltas}">{html.escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _set(paragraph: Paragraph) -> Iterator[_Line]:
    words = paragraph.printed.replace("\t", " ")
    if paragraph.part is Part.TITLE:
        em = 1.375 * _EM
        for line in _wrapped(words, 0, int(_COLUMNS / 1.375)):
            yield _Line(line, (_WIDTH - em * _measure(line)) / 2, em)
        return
    indent = 0 if paragraph.part is Part.ADDRESSEE else 2
    if paragraph.part is Part.CLOSING and _measure(words) < 20:
        yield _Line(words, _LEFT + _EM * (_COLUMNS - 2 - _measure(words)))
        return
    for number, line in enumerate(_wrapped(words, indent, _COLUMNS)):
        yield _Line(line, _LEFT + (indent * _EM if number == 0 else 0.0))


def _wrapped(words: str, indent: int, columns: int) -> Iterator[str]:
    """Lines filled to `columns`; figures and words stay whole, and no line begins with a closing mark."""
    line, room = "", float(columns - indent)
    for token in re.findall(rf"(?:[0-9A-Za-z.,%]+|.)[{_NEVER_FIRST}]*", words):
        if line and _measure(line + token) > room:
            yield line
            line, room = "", float(columns)
        line += token
    if line:
        yield line


def _measure(text: str) -> float:
    return sum(map(_width, text))


def _width(character: str) -> float:
    return 1.0 if _WIDE.match(character) else 0.5
