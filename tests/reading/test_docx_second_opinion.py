"""LibreOffice numbers the same documents by its own means; both readings must agree."""

import shutil
import subprocess
from pathlib import Path

import pytest

from indexer.parsing.parse import parse_file
from indexer.places.gazetteer import Gazetteer
from indexer.read.docx.document import read_docx
from tests.conftest import ROOT
from tests.rendering.docx import render_docx
from tests.rendering.outline import outline

SAMPLES = sorted((ROOT / "corpus" / "sample").glob("*.txt"))


def as_libreoffice_reads(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    """The text that LibreOffice saves of each file, by the file's name."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)),
            *(str(folder / f"{name}.docx") for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (folder / f"{name}.txt").read_text(encoding="utf-8-sig") for name in files}


def squeezed(text: str) -> list[str]:
    """The lines that hold something, without blanks, which the two set differently."""
    return [line for line in ("".join(line.split()) for line in text.splitlines()) if line]


def test_libreoffice_prints_the_same_numbers(tmp_path: Path) -> None:
    gazetteer = Gazetteer.default(ROOT / "corpus" / "sample" / "places.csv")
    reports = [parse_file(path, path.name, gazetteer) for path in SAMPLES]
    files = {f"report{n}": render_docx(outline(report), "apart") for n, report in enumerate(reports)}
    theirs = as_libreoffice_reads(files, tmp_path)
    assert {name: squeezed(read_docx(data).text) for name, data in files.items()} == {
        name: squeezed(text) for name, text in theirs.items()
    }
