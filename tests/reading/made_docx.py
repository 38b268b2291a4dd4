"""Word documents made from fragments of XML, so that a test shows exactly what it reads."""

import io
import zipfile
from collections.abc import Mapping

from indexer.read.docx.document import read_docx

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def part(root: str, inner: str) -> str:
    """A part whose root is w:`root`."""
    return f"<w:{root} {_SPACES}>{inner}</w:{root}>"


def made(body: str, numbering: str = "", styles: str = "", **notes: str) -> bytes:
    """A docx with this w:body, numbering.xml, styles.xml, footnotes.xml and endnotes.xml."""
    parts = {"word/document.xml": part("document", f"<w:body>{body}</w:body>")}
    for name, inner in {"numbering": numbering, "styles": styles, **notes}.items():
        if inner:
            parts[f"word/{name}.xml"] = part(name, inner)
    return packed(parts)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def read(body: str, numbering: str = "", styles: str = "", **notes: str) -> list[str]:
    """The lines that `read_docx` makes of such a document."""
    return read_docx(made(body, numbering, styles, **notes)).text.split("\n")


def p(text: str, properties: str = "") -> str:
    """A paragraph with this w:pPr."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def r(text: str) -> str:
    """A run."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def item(text: str, num: int, level: int = 0) -> str:
    """A paragraph of list `num` at `level`."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(place: int, form: str, text: str, *more: str, start: int = 1, suffix: str = "nothing") -> str:
    """A w:lvl; `more` goes inside."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{"".join(more)}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *inner: str) -> str:
    """A w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(inner)}</w:abstractNum>'


def num(key: int, of: int, *inner: str) -> str:
    """A w:num of the abstract list `of`."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{"".join(inner)}</w:num>'


def override(place: int, start: int) -> str:
    """A w:lvlOverride that starts a level anew."""
    return f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(key: str, *inner: str, name: str = "", base: str = "", kind: str = "paragraph", usual: bool = False) -> str:
    """A w:style."""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    default = ' w:default="1"' if usual else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{key}"><w:name w:val="{name or key}"/>{based}'
        f"{''.join(inner)}</w:style>"
    )


def numbered(num: int | None = None, level: int | None = None) -> str:
    """A w:pPr with a w:numPr, for a style."""
    inner = ("" if level is None else f'<w:ilvl w:val="{level}"/>') + (
        "" if num is None else f'<w:numId w:val="{num}"/>'
    )
    return f"<w:pPr><w:numPr>{inner}</w:numPr></w:pPr>"


LADDER = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4"),
)
