"""`python -m tests.benchmarks.reading_speed`: reports a minute, from file to passages, in each format.

What is timed is the whole of `jiejian intake`: child processes are started, files read, parsed, split and examined, and
repeats looked for. Every report of the folder is rendered into every format, and copied until there are enough files
that starting weighs little; copies are read like any other file.
"""

import argparse
import shutil
import sys
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from indexer.archive import open_archive
from indexer.intake.admit import admit
from indexer.intake.gather import silent
from indexer.intake.record import Verdict
from indexer.parsing.parse import parse_file
from indexer.places.gazetteer import Gazetteer
from indexer.settings import Settings
from tests.benchmarks.results import ROOT, Circumstances, keep
from tests.rendering.outline import Paragraph, outline
from tests.rendering.table import WAYS, Way

FILES = 100
SLOW = {"soffice": 40, "rapidocr": 4}  # files of formats that need these


def measure(way: Way, reports: list[list[Paragraph]], files: int, workers: int) -> dict[str, Any]:
    """Figures of one format: `files` files, read by `workers` processes."""
    module = import_module(f"tests.rendering.{way.module}")
    made = [way.render(module, paragraphs) for paragraphs in reports]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number in range(files):
            (folder / f"{number:04}").write_bytes(made[number % len(made)])
        archive, places = open_archive(folder), Gazetteer.default()
        began = time.perf_counter()
        intake = admit(archive, Settings(reading_workers=workers), places, silent).intake
        seconds = time.perf_counter() - began
    return {
        "files": files,
        "seconds": round(seconds, 2),
        "reports_a_minute": round(60 * files / seconds),
        "characters_a_report": round(sum(r.characters for r in intake.records) / files),
        "refused": len(intake.of(Verdict.REFUSED)),
    }


def lacks(way: Way) -> str:
    """What `way` needs and this machine has not; empty where it has all."""
    return next((need for need in way.needs if not shutil.which(need) and find_spec(need) is None), "")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading_speed", description=__doc__)
    parser.add_argument("--reports", type=Path, default=ROOT.parent / "shared" / "seeds", help="folder of .txt reports")
    parser.add_argument("--formats", nargs="*", help="only formats whose name begins with one of these")
    parser.add_argument("--files", type=int, help=f"of each format; else {FILES}, and fewer of slow ones")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    at, places = Circumstances.now(), Gazetteer.default()
    sources = sorted(given.reports.glob("*.txt"))
    if not sources:
        sys.exit(f"no .txt reports in {given.reports}")
    reports = [outline(parse_file(path, path.name, places)) for path in sources]
    figures: dict[str, Any] = {"workers": given.workers}
    for way in (w for w in WAYS if not given.formats or w.name.startswith(tuple(given.formats))):
        if need := lacks(way):
            figures[way.name] = {"skipped": f"{need} is not installed"}
            continue
        files = given.files or next((SLOW[need] for need in way.needs if need in SLOW), FILES)
        figures[way.name] = measure(way, reports, files, given.workers)
        sys.stderr.write(f"{way.name}: {figures[way.name]}\n")
    print(keep("reading-speed", given.reports.resolve().name, at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
