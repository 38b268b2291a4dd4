"""Word documents and their kin, built by hand so that any part of them can be wrong."""

from collections.abc import Mapping
from html import escape
from itertools import pairwise

from tests.reading.packed import zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def paragraphs(text: str) -> str:
    """A w:p for every line."""
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())


def docx(
    body: str,
    before: str = "",
    parts: Mapping[str, str] = {},
    related: Mapping[str, str] = {},
    main: str = _MAIN,
) -> bytes:
    """A docx with `body` inside w:body and `before` above the root; `related` maps kinds to targets."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
        for n, (kind, target) in enumerate(related.items())
    )
    every = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}/content-types"><Default Extension="rels" ContentType="a/b"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_TYPES}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<?xml version='1.0'?>{before}<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_TYPES}/relationships">{relations}</Relationships>',
        **parts,
    }
    return zipped({name: content.encode() for name, content in every.items()})


def laughing(root: str) -> str:
    """A document type whose entity &z; would be a thousand million laughs."""
    levels = "abcdefghiz"
    lines = ['<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">']
    lines += [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(levels)]
    return f"<!DOCTYPE {root} [{''.join(lines)}]>"


def stealing(root: str, address: str) -> str:
    """A document type whose entity &z; stands for what is at `address`."""
    return f'<!DOCTYPE {root} [<!ENTITY z SYSTEM "{address}">]>'


def rtf(body: str) -> bytes:
    """An RTF whose Chinese is written as \\u escapes."""
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}" + body + "}").encode("ascii")


def rtf_text(text: str) -> str:
    """`text` as RTF, a paragraph a line."""
    shown = "".join(
        c if c == "\n" or c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text
    )
    return shown.replace("\n", "\\par\n")


def odt(text: str, manifest: str = "") -> bytes:
    """An OpenDocument text."""
    office, textns = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.splitlines())
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": (
                f'<office:document-content xmlns:office="{office}" xmlns:text="{textns}" office:version="1.2">'
                f"<office:body><office:text>{lines}</office:text></office:body></office:document-content>"
            ).encode(),
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>".encode(),
        }
    )


def page(text: str, head: str = "", around: str = "") -> str:
    """A web page with the text as paragraphs."""
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())
    body = f'{around}<div id="zoom">{lines}</div>'
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
