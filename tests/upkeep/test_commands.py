"""doctor, backup and restore as an office runs them, over the sample archive and the real model."""

import json
import shutil
from pathlib import Path

import pytest

from indexer.settings import Settings
from search_api.command.cli import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def index(sample_index: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's index, with the environment set to its model."""
    monkeypatch.setenv("JIEJIAN_HOME", str(settings.home))
    return shutil.copytree(sample_index, tmp_path / "index")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, object], str]:
    """Exit status, the JSON on stdout (empty where there is none) and stderr."""
    status = main([*map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


def test_backup_restore_and_doctor(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEJIAN_ARCHIVE", str(ROOT / "corpus" / "sample"))
    status, made, _ = run(capsys, "backup", tmp_path / "备份.zip", "--index", index)
    assert (status, made["reports"], made["archive_files"], made["left_out"], made["proved"]) == (0, 27, 31, [], 6)

    there = tmp_path / "别处"
    status, done, _ = run(
        capsys, "restore", tmp_path / "备份.zip", "--index", there / "index", "--archive", there / "档案"
    )
    assert (status, done["generation"], done["proved"]) == (0, made["generation"], 6)

    status, well, _ = run(capsys, "doctor", "--index", there / "index", "--archive", there / "档案")
    errors = [f for f in well["findings"] if f["severity"] == "error"]  # type: ignore[attr-defined]
    assert (status, errors) == (0, [])

    [faiss] = (there / "index" / "generations").glob("*/vectors.faiss")
    faiss.write_bytes(faiss.read_bytes()[:-1])
    status, ill, _ = run(capsys, "doctor", "--index", there / "index")
    assert (status, ill["errors"]) == (1, 1)
    assert ill["findings"][-1]["code"] == "file-broken"  # type: ignore[index]


def test_a_restored_index_that_answers_otherwise_is_refused(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [{"address": "别的", "score": 1.0}]
    monkeypatch.setattr("search_api.publishing.proof._found", lambda _engine, _text, _mode: other)
    assert run(capsys, "backup", tmp_path / "备份.zip", "--index", index)[0] == 0
    monkeypatch.undo()
    monkeypatch.setenv("JIEJIAN_HOME", str(ROOT / "models"))
    status, _, err = run(capsys, "restore", tmp_path / "备份.zip", "--index", tmp_path / "别处")
    assert status == 1
    assert "答得与备份时不同，没有启用" in err
    assert not (tmp_path / "别处" / "CURRENT").exists()


def test_an_unknown_setting_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEJIAN_COLOUR", "red")
    status, told, _ = run(capsys, "doctor", "--index", tmp_path / "无")
    assert status == 1
    assert {"setting", "no-index"} <= {f["code"] for f in told["findings"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("archive", "told"), [("无此目录", True), ("none", False)])
def test_the_archive_that_is_set_is_examined(
    archive: str, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEJIAN_ARCHIVE", archive)
    _, found, _ = run(capsys, "doctor", "--index", tmp_path / "无")
    codes = {f["code"] for f in found["findings"]}  # type: ignore[attr-defined]
    assert ("archive-broken" in codes) is told


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (["backup", "备份.zip"], "里没有索引"),
        (["restore", "无.zip"], "打不开备份文件 无.zip"),
    ],
)
def test_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: list[str], what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, *line)
    assert status == 1
    assert what in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
