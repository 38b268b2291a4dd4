"""The scores of the five real reports, by the same program that judges us, never below what was promised."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def score(shared: Path):
    """`score("ask", "--gold", …)`: the figures that score.py prints; FOLDER stands for the labelled data."""
    program = shared / "score" / "score.py"
    if not program.is_file():
        pytest.skip("no score.py beside the labelled data")

    def run(*arguments: str) -> dict[str, Any]:
        given = [a.replace("FOLDER", str(shared)) for a in arguments]
        done = subprocess.run(
            [sys.executable, str(program), *given, "--cli", f"{sys.executable} -m search_api"],
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "JIEJIAN_HOME": os.environ.get("JIEJIAN_HOME", str(ROOT / "models"))},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed: dict[str, Any] = json.loads(done.stdout)
        return printed

    return run


def test_sections(score) -> None:
    figures = score("sections", "--gold", "FOLDER/gold/sections", "--files", "FOLDER/seeds")
    assert figures["f1 levels 1-3"] == 1.0
    assert figures["f1 level 4"] >= 0.95


def test_metadata(score) -> None:
    assert score("metadata", "--gold", "FOLDER/gold/metadata.json", "--files", "FOLDER/seeds")["all"] == 1.0


def test_passages(score, seeds_index: Path) -> None:
    figures = score("passages", "--gold", "FOLDER/gold/queries.tsv", "--index", str(seeds_index))
    assert figures["ndcg@10"] >= 0.75


def test_matrix(score, seeds_index: Path) -> None:
    figures = score("matrix", "--gold", "FOLDER/gold/matrix.tsv", "--index", str(seeds_index))
    assert figures["verdict accuracy"] >= 0.85
    assert figures["right passage"] >= 0.75  # 0.80 is the aim


def test_ask(score, seeds_index: Path) -> None:
    figures = score("ask", "--gold", "FOLDER/gold/qa.tsv", "--index", str(seeds_index), "--files", "FOLDER/seeds")
    assert figures["right"] >= 0.6
    assert figures["traps refused"] >= 0.9
    assert figures["quotes verbatim"] == 1.0
