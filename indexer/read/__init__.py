"""A file's bytes to raw text, the kind of file decided by its content; one module a format."""

# ruff: noqa: PLC0415  (a format's library is loaded when a file of that format comes)
from indexer.read.reading import Format, Reading, Told, untold
from indexer.read.sniff import sniff


def read_file(data: bytes, told: Told = untold) -> Reading:
    """What the file says; `told` hears of its pages while they are read.

    Raises:
        ReportError: the file is empty, damaged, locked, of a format that cannot be read, or not Chinese text.
    """
    kind = sniff(data)
    if kind is Format.DOCX:
        from indexer.read.docx.document import read_docx

        return read_docx(data)
    if kind in (Format.PDF, Format.SCAN):
        from indexer.read.paged.pdf import read_pdf

        return read_pdf(data, told)
    if kind is Format.IMAGE:
        from indexer.read.paged.image import read_image

        return read_image(data, told)
    return _read_text(data, kind, told)


def _read_text(data: bytes, kind: Format, told: Told) -> Reading:
    if kind is Format.HTML:
        from indexer.read.html.page import read_html

        return read_html(data)
    if kind is Format.OFD:
        from indexer.read.paged.ofd import read_ofd

        return read_ofd(data, told)
    if kind is Format.TXT:
        from indexer.read.text import read_text

        return read_text(data)
    from indexer.read.office.convert import read_office

    return read_office(data, kind)
