"""Every report in every format, read back and held against its plain text: `python -m tests.rendering.table`."""

import argparse
import io
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from types import ModuleType

from indexer.errors import ReportError
from indexer.parsing.parse import parse_file, parse_reading
from indexer.places.gazetteer import Gazetteer
from indexer.read import read_file
from indexer.report import Report, Section
from tests.benchmarks.results import ROOT, Circumstances, keep
from tests.rendering.outline import Paragraph, outline, plain

_SQUEEZED = re.compile(
    r"[\s，,.。:：;；、!！?？\"'“”‘’()（）\[\]【】<>《》〈〉\-—–·~～]"
)  # as score.py compares titles
_DIGITS = str.maketrans("０１２３４５６７８９％", "0123456789%")


@dataclass(frozen=True, slots=True)
class Way:
    """A format to render into: the module of tests.rendering that does it, how it is called, what must be there."""

    name: str
    module: str
    render: Callable[[ModuleType, Sequence[Paragraph]], bytes]
    needs: tuple[str, ...] = ()  # soffice, or modules of an extra of the install


WAYS = (
    Way("txt", "outline", lambda _, p: plain(list(p)).encode()),
    Way("docx, automatic numbers", "docx", lambda m, p: m.render_docx(p, "automatic")),
    Way("docx, typed numbers", "docx", lambda m, p: m.render_docx(p, "typed")),
    Way("doc", "office", lambda m, p: m.render_office(p, "doc"), ("soffice",)),
    Way("wps", "office", lambda m, p: m.render_office(p, "wps"), ("soffice",)),
    Way("rtf", "office", lambda m, p: m.render_office(p, "rtf"), ("soffice",)),
    Way("odt", "office", lambda m, p: m.render_office(p, "odt"), ("soffice",)),
    Way("html, GB18030", "html", lambda m, p: m.render_html(p)),
    Way("ofd", "ofd", lambda m, p: m.render_ofd(p)),
    Way("pdf", "pdf", lambda m, p: m.render_pdf(p)),
    Way("scan, clean", "scan", lambda m, p: m.render_scan(p, skewed=False), ("rapidocr",)),
    Way("scan, skewed", "scan", lambda m, p: m.render_scan(p, skewed=True), ("rapidocr",)),
    Way("zip of docx", "docx", lambda m, p: _zipped("报告.docx", m.render_docx(p, "automatic"))),
)


@dataclass(frozen=True, slots=True)
class Match:
    """How one report came back: counts of headings, whether tree and metadata are equal, characters, seconds."""

    upper: tuple[int, int, int]  # headings of levels 1 to 3: found again, in the original, read back
    points: tuple[int, int, int]  # the same of level 4
    tree: bool
    metadata: bool
    recall: float  # share of the original's characters, blanks apart
    seconds: float  # reading and parsing


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a format's figures over all reports, or why there are none."""

    name: str
    matches: tuple[Match, ...] = ()
    skipped: str = ""

    def cells(self) -> list[str]:
        """The line's cells."""
        if self.skipped:
            return [self.name, f"skipped: {self.skipped}", "", "", "", "", ""]
        of = len(self.matches)
        return [
            self.name,
            _f1([m.upper for m in self.matches]),
            _f1([m.points for m in self.matches]),
            f"{sum(m.tree for m in self.matches)}/{of}",
            f"{sum(m.metadata for m in self.matches)}/{of}",
            f"{sum(m.recall for m in self.matches) / of:.5f}",
            f"{sum(m.seconds for m in self.matches) / of:.2f}",
        ]


HEAD = [
    "format",
    "F1, levels 1-3",
    "F1, level 4",
    "trees equal",
    "metadata equal",
    "character recall",
    "seconds a report",
]


def measure(way: Way, originals: Sequence[Report], gazetteer: Gazetteer) -> Line:
    """The line of `way`."""
    if missing := _missing(way):
        return Line(way.name, skipped=missing)
    renderer = import_module(f"tests.rendering.{way.module}")
    try:
        return Line(way.name, tuple(_match(way.render(renderer, outline(r)), r, gazetteer) for r in originals))
    except ReportError as error:
        return Line(way.name, skipped=f"{error.code}: {error}")


def compare(original: Report, back: Report, seconds: float) -> Match:
    """How `back` agrees with `original`."""
    levels = {
        n: [_headings(r.sections, keep_upper) for r in (original, back)] for n, keep_upper in enumerate((True, False))
    }
    return Match(
        upper=_found(*levels[0]),
        points=_found(*levels[1]),
        tree=[(s.level, s.number, s.title, s.path, s.parent) for s in original.sections]
        == [(s.level, s.number, s.title, s.path, s.parent) for s in back.sections],
        metadata=_facts(original) == _facts(back),
        recall=recall("".join(original.text.split()), "".join(back.text.split())),
        seconds=seconds,
    )


def recall(original: str, back: str) -> float:
    """Share of the characters of `original` that stand in `back`, in order."""
    if original == back:
        return 1.0
    blocks = SequenceMatcher(None, original, back, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(original))


def _match(data: bytes, original: Report, gazetteer: Gazetteer) -> Match:
    started = time.perf_counter()
    reading = read_file(_first_member(data))
    back = parse_reading(reading, original.path, original.source, gazetteer)
    return compare(original, back, time.perf_counter() - started)


def _first_member(data: bytes) -> bytes:
    """The only report of a zip of reports; other files as they are."""
    bundle = import_module("indexer.read.bundle")
    return next(iter(bundle.members(data)))[1] if bundle.is_bundle(data) else data


def _missing(way: Way) -> str:
    for module in (f"tests.rendering.{way.module}", *(["indexer.read.bundle"] if way.name.startswith("zip") else [])):
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            return f"no module {error.name}"
    for need in way.needs:
        if need == "soffice" and not shutil.which("soffice"):
            return "LibreOffice is not installed"
        if need != "soffice" and not _importable(need):
            return f"{need} is not installed"
    return ""


def _importable(module: str) -> bool:
    try:
        import_module(module)
    except ImportError:
        return False
    return True


def _zipped(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return stream.getvalue()


def _facts(report: Report) -> tuple[object, ...]:
    m = report.metadata
    return (m.title, m.issuers, m.district, m.city, m.province, m.code, m.year, m.issued_on, m.genre)


def _headings(sections: Sequence[Section], upper: bool) -> list[tuple[int, str]]:
    return [(s.level, _SQUEEZED.sub("", s.title.translate(_DIGITS))) for s in sections if (s.level < 4) == upper]


def _found(gold: Sequence[tuple[int, str]], got: Sequence[tuple[int, str]]) -> tuple[int, int, int]:
    """Headings of `gold` found in `got` in reading order, as score.py finds them."""
    hit = at = 0
    for want in gold:
        later = (n for n in range(at, len(got)) if got[n][0] == want[0] and _agree(want[1], got[n][1]))
        found = next(later, None)
        if found is not None:
            hit, at = hit + 1, found + 1
    return hit, len(gold), len(got)


def _agree(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return bool(short) and (one == other or (len(short) >= 6 and long.startswith(short)))


def _f1(counts: Sequence[tuple[int, int, int]]) -> str:
    hit, gold, got = (sum(c[n] for c in counts) for n in range(3))
    return f"{2 * hit / (gold + got):.4f}" if gold + got else "-"


def markdown(lines: Sequence[Line]) -> Iterator[str]:
    """The table."""
    for cells in [HEAD, ["---"] * len(HEAD), *(line.cells() for line in lines)]:
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=Path, default=ROOT.parent / "shared" / "seeds", help="folder of .txt reports")
    parser.add_argument("--formats", nargs="*", help="only formats whose name begins with one of these")
    parser.add_argument("--keep", action="store_true", help="write the result to tests/benchmarks/results")
    asked = parser.parse_args()
    at = Circumstances.now()
    gazetteer = Gazetteer.default()
    originals = [parse_file(path, path.name, gazetteer) for path in sorted(asked.seeds.glob("*.txt"))]
    if not originals:
        sys.exit(f"no .txt reports in {asked.seeds}")
    ways = [w for w in WAYS if not asked.formats or w.name.startswith(tuple(asked.formats))]
    lines = []
    for way in ways:
        lines.append(measure(way, originals, gazetteer))
        print(lines[-1].name, *lines[-1].cells()[1:], file=sys.stderr)
    print("\n".join(markdown(lines)))
    if asked.keep:
        keep("formats", f"{asked.seeds.name}-{len(originals)}", at, {line.cells()[0]: _figures(line) for line in lines})


def _figures(line: Line) -> dict[str, str]:
    if line.skipped:
        return {"skipped": line.skipped}
    return dict(zip(HEAD[1:], line.cells()[1:], strict=True))


if __name__ == "__main__":
    main()
