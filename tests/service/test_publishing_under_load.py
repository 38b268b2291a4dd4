"""Searches during publications and roll-backs: none fails, and none is answered from two generations."""

import threading
from pathlib import Path

import pytest

from indexer.build import build
from indexer.settings import Settings
from search_api.engine import Engine
from search_api.publishing.gate import roll_back
from search_api.schemas import SearchRequest
from search_api.service import serving as module
from search_api.service.serving import Serving
from tests.indexer.made import HashEncoder, report, write_places

DISTRICTS = ("桐陂区", "白泽区", "桐山区")
TURNS = 10


def write(archive: Path, cases: int) -> None:
    """Reports that all tell the same number: an answer with two numbers is of two generations."""
    for district in DISTRICTS:
        (archive / f"{district}.txt").write_text(report(district, 2023, cases), encoding="utf-8")


def test_no_search_fails_or_mixes_two_generations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for where in ("indexer.build", "search_api.engine", "search_api.publishing.gate"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    archive, settings = tmp_path / "档案", Settings(index=tmp_path / "索引", reading_workers=1)
    archive.mkdir()
    write_places(archive)
    for cases in (71, 93):
        write(archive, cases)
        build(archive, settings)
    serving = Serving(lambda: Engine.open(settings), 10)
    answers: list[set[str]] = []
    failed: list[BaseException] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                hits = serving.engine().search(SearchRequest(text="全年受理医疗纠纷", limit=50)).hits or []
                answers.append({n for n in ("71", "93") for h in hits if f"纠纷{n}件" in h.text})
            except Exception as error:  # noqa: BLE001 - whatever it is, a reader would have seen it
                failed.append(error)

    serving.open()
    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(TURNS):  # to and fro between the two
        roll_back(settings)
        seen = len(answers)
        while len(answers) < seen + 12 and not failed:
            over.wait(0.01)
    over.set()
    for reader in readers:
        reader.join()
    serving.close()
    assert failed == []
    assert {frozenset(told) for told in answers} == {frozenset({"71"}), frozenset({"93"})}
