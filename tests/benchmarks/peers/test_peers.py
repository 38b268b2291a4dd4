"""What the table is made of, where a computer's speed does not come in."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.schemas import Hit
from tests.benchmarks.peers.measure import within
from tests.benchmarks.peers.peer import PEERS
from tests.benchmarks.peers.processes import ProgramError, memory_mb, peak_mb, run
from tests.benchmarks.peers.programs.packing import packed
from tests.benchmarks.peers.table import at, beside, markdown

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("characters", "chunks"),
    [
        (1, ["一件事。", "两件事！", "三件事"]),  # no sentence is cut
        (8, ["一件事。两件事！", "三件事"]),
        (100, ["一件事。两件事！三件事"]),
    ],
)
def test_whole_sentences_are_packed(characters: int, chunks: list[str]) -> None:
    assert packed("一件事。两件事！三件事", characters) == chunks


@given(st.text(alphabet="桐陂区报告。；\n 0"), st.integers(1, 50))
def test_packing_loses_no_words(text: str, characters: int) -> None:
    def words(of: str) -> str:
        return "".join(letter for letter in of if letter.isalnum())

    assert words("".join(packed(text, characters))) == words(text)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_peer_has_its_program_and_its_pins(peer: Any) -> None:
    pins = (HERE / f"{peer.name}.txt").read_text(encoding="utf-8").splitlines()
    assert (HERE / "programs" / f"{peer.program}.py").is_file()
    assert all("==" in pin for pin in pins if not pin.startswith("#"))
    assert peer.best in peer.sizes


def test_a_program_is_told_by_its_time_and_output() -> None:
    spent = run([sys.executable, "-c", "print(sum(range(3_000_000)))"], {})
    assert spent.output == "4499998500000\n"
    assert spent.cpu_seconds > 0


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(ProgramError, match="档案目录不存在"):
        run([sys.executable, "-c", "raise SystemExit('档案目录不存在')"], {"PYTHONIOENCODING": "utf-8"})


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells memory in /proc")
def test_memory_counts_what_is_held() -> None:
    holder = "held = bytearray(b'x') * 50_000_000; print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert 47 < memory_mb(process.pid) < 150
        assert peak_mb(process.pid) >= 47
        process.communicate(b"\n")


def test_the_table_has_a_column_a_contestant_and_a_dash_for_what_is_missing() -> None:
    figures = {
        "jiejian": {"costs": {"p50_ms": 12.5}, "licence": "MIT"},
        "plain": {"failed": "could not be installed: no such version"},
    }
    titles, notes = {"jiejian": "Jiejian", "plain": "Plain"}, {"jiejian": "by HTTP", "plain": "meaning only"}
    page = markdown("Two reports.", figures, titles, notes)
    assert "|  | Jiejian | Plain |" in page
    assert "| search p50: ms | 12.5 | — |" in page
    assert page.endswith("* Jiejian: by HTTP.\n* Plain: could not be installed: no such version.\n")


@pytest.mark.parametrize(
    ("path", "found"), [("costs.p50_ms", 12.5), ("costs.p95_ms", None), ("documents.ndcg10", None), ("licence", "MIT")]
)
def test_a_figure_is_found_by_its_path(path: str, found: object) -> None:
    assert at({"costs": {"p50_ms": 12.5}, "licence": "MIT"}, path) == found


def test_how_far_one_is_ahead_is_told_query_by_query() -> None:
    columns = {
        "jiejian": {"passages": {"ndcg10": 0.9, "each": [1.0, 0.8]}},
        "plain": {"passages": {"ndcg10": 0.4, "each": [0.5, 0.3]}},
        "bm25s": {"failed": "could not be installed"},
    }
    assert beside(columns, "jiejian") == {
        "jiejian": {"passages": {"ndcg10": 0.9}},
        "plain": {"passages": {"ndcg10": 0.4, "ahead": "+0.500 to +0.500"}},
        "bm25s": {"failed": "could not be installed"},
    }


def test_what_begins_within_the_characters_read_counts() -> None:
    hits = [Hit.model_construct(report="甲.txt", text="字" * length) for length in (100, 300, 50)]
    assert [len(hit.text) for hit in within(hits, 100)] == [100]
    assert [len(hit.text) for hit in within(hits, 101)] == [100, 300]
    assert within(hits, 5000) == hits
