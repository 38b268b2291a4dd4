"""An outline as a PDF such as an office prints: A4, 16 points, a running head, numbered pages; by LibreOffice."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.rendering.outline import Paragraph, Part

HEAD = "法治政府建设工作材料"
_STYLES = {Part.TITLE: "Title", Part.ADDRESSEE: "Flush", Part.BODY: "Body", Part.CLOSING: "Closing"}
_TYPE = 'style:font-name="F" style:font-name-asian="F" fo:font-size="{0}pt" style:font-size-asian="{0}pt"'
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'Noto Serif CJK SC'"/>
</office:font-face-decls>
<office:styles>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties style:punctuation-wrap="simple"
 fo:text-indent="32pt" fo:line-height="29pt" fo:text-align="justify"/><style:text-properties {body}/></style:style>
<style:style style:name="Title" style:family="paragraph"><style:paragraph-properties style:punctuation-wrap="simple"
 fo:text-align="center" fo:line-height="34pt"/><style:text-properties {title} style:font-weight-asian="bold"/>
</style:style>
<style:style style:name="Flush" style:family="paragraph" style:parent-style-name="Body"><style:paragraph-properties
 fo:text-indent="0pt"/></style:style>
<style:style style:name="Closing" style:family="paragraph" style:parent-style-name="Body"><style:paragraph-properties
 fo:text-indent="0pt" fo:text-align="end" fo:margin-right="64pt"/></style:style>
<style:style style:name="Edge" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
<style:text-properties {edge}/></style:style>
</office:styles>
<office:automatic-styles>
<style:style style:name="Ruled" style:family="table-cell"><style:table-cell-properties
 fo:border="0.5pt solid #000000" fo:padding="2pt"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm"
 fo:page-height="297mm" fo:margin-top="25mm" fo:margin-bottom="25mm" fo:margin-left="28mm" fo:margin-right="24mm"/>
<style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">{edges}</style:master-page>
</office:master-styles><office:body><office:text>{text}</office:text></office:body></office:document>"""

Table = Sequence[Sequence[str]]


def render_pdf(paragraphs: Sequence[Paragraph | Table], *, head: str = HEAD, export: str = "pdf") -> bytes:
    """The bytes of a text PDF; a table stands as ruled cells; an empty `head` leaves out the running head.

    `export` is LibreOffice's filter with its options.

    Raises:
        FileNotFoundError: LibreOffice is not installed.
    """
    text = "".join(_paragraph(p) if isinstance(p, Paragraph) else _table(p) for p in paragraphs)
    edges = f'<style:header><text:p text:style-name="Edge">{escape(head)}</text:p></style:header>' if head else ""
    edges += '<style:footer><text:p text:style-name="Edge">— <text:page-number/> —</text:p></style:footer>'
    sizes = {name: _TYPE.format(size) for name, size in (("body", 16), ("title", 22), ("edge", 10))}
    return _converted(_DOCUMENT.format(text=text, edges=edges, **sizes), export)


def _paragraph(paragraph: Paragraph) -> str:
    return f'<text:p text:style-name="{_STYLES[paragraph.part]}">{escape(paragraph.printed)}</text:p>'


def _table(rows: Table) -> str:
    cell = '<table:table-cell table:style-name="Ruled"><text:p text:style-name="Flush">{}</text:p></table:table-cell>'
    inner = "".join(
        f"<table:table-row>{''.join(cell.format(escape(words)) for words in row)}</table:table-row>" for row in rows
    )
    return f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{inner}</table:table>'


def _converted(document: str, export: str) -> bytes:
    soffice = shutil.which("soffice")
    if soffice is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.fodt"
        source.write_text(document, encoding="utf-8")
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={Path(folder).as_uri()}/profile",
                *("--headless", "--convert-to", export, "--outdir", folder, str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return source.with_suffix(".pdf").read_bytes()
