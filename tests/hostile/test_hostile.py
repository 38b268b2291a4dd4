"""A folder of broken and hostile files: the intake ends, in bounded memory, and says the right thing of each."""

import hashlib
import importlib.util
import multiprocessing
import resource
import socket
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.archive import open_archive
from indexer.intake.admit import Admitted, admit
from indexer.intake.gather import silent
from indexer.intake.record import FileRecord, Verdict
from indexer.read.office.libreoffice import installed
from indexer.settings import Settings
from indexer.snapshot import gazetteer
from tests.hostile.cases import CASES, Case, Lair
from tests.hostile.make import make

SETTINGS = Settings(file_seconds=30, file_memory_megabytes=1500)
SECRET = "不得外传的批示"


@dataclass(frozen=True)
class Outcome:
    """What became of the folder: records by path, connections that were tried, memory of the largest process in MB."""

    records: dict[str, FileRecord]
    texts: str
    connections: int
    peak: int
    untouched: bool


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "outside" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(SECRET * 50, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        make(folder / "archive", Lair(server.getsockname()[1], str(secret)))
        before = _state(folder)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:  # so that its memory is its own
            admitted, peak = alone.submit(_admitted, folder / "archive").result()
        yield Outcome(
            records={record.path: record for record in admitted.intake.records},
            texts="".join(report.text for report, _ in admitted.reports),
            connections=_connections(server),
            peak=peak,
            untouched=_state(folder) == before,
        )


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 80
    assert len({case.path for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_right_thing_is_said(case: Case, outcome: Outcome) -> None:
    record = outcome.records[case.path]
    said = [(finding.code, str(finding)) for finding in record.findings]
    if case.needs and not _has(case.needs):
        assert record.verdict is Verdict.REFUSED
        assert said[0][0] in ("no-libreoffice", "no-ocr")
        pytest.skip(f"{case.needs} is not installed: it was refused for that")
    assert record.verdict is case.verdict, said
    assert not case.code or case.code in [code for code, _ in said], said
    assert not case.word or any(case.word in reason for _, reason in said), said
    assert all(finding.cure for finding in record.findings)


def test_every_file_is_accounted_for_once(outcome: Outcome) -> None:
    assert sorted(outcome.records) == sorted(case.path for case in CASES)


def test_memory_is_bounded(outcome: Outcome) -> None:
    mapped = 500  # MB of programs and models mapped from files: in the peak, but not held against the limit
    assert 50 < outcome.peak < SETTINGS.file_memory_megabytes + mapped


def test_no_document_reached_the_network(outcome: Outcome) -> None:
    assert outcome.connections == 0


def test_no_document_brought_in_a_file_from_outside(outcome: Outcome) -> None:
    assert SECRET not in outcome.texts
    assert not any(SECRET in record.opening for record in outcome.records.values())


def test_nothing_was_written_beside_the_archive(outcome: Outcome) -> None:
    assert outcome.untouched


def _admitted(folder: Path) -> tuple[Admitted, int]:
    archive = open_archive(folder)
    admitted = admit(archive, SETTINGS, gazetteer(archive.root), silent)
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return admitted, kilobytes >> 10


def _has(need: str) -> bool:
    return bool(installed()) if need == "office" else importlib.util.find_spec("rapidocr") is not None


def _state(folder: Path) -> dict[str, str]:
    """The digest of every file under `folder` and of what lies where a traversal would have led."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    found = {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    return found | {"/tmp/甲.txt": str(Path("/tmp/甲.txt").exists())}


def _connections(server: socket.socket) -> int:
    """How many connections wait to be accepted."""
    server.settimeout(0.2)
    tried = 0
    while True:
        try:
            server.accept()[0].close()
        except TimeoutError:
            return tried
        tried += 1
