"""An outline as old Word, WPS, RTF or OpenDocument: LibreOffice makes them of the Word document."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from indexer.read.office.libreoffice import installed
from tests.rendering.docx import render_docx
from tests.rendering.outline import Paragraph

Kind = Literal["doc", "wps", "rtf", "odt"]
_FILTERS = {"doc": "doc:MS Word 97", "wps": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}


def render_office(paragraphs: Sequence[Paragraph], kind: Kind) -> bytes:
    """The bytes of a file of that kind; WPS saves what Word does, under a name of its own."""
    return saved_as(render_docx(paragraphs, "apart"), kind)


def saved_as(docx: bytes, kind: Kind) -> bytes:
    """What LibreOffice saves `docx` as."""
    program = installed()
    if program is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.docx").write_bytes(docx)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", _FILTERS[kind], "--outdir", str(folder), str(folder / "report.docx")),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return (folder / f"report.{_FILTERS[kind].partition(':')[0]}").read_bytes()
