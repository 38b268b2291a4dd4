"""CURRENT names a whole generation or says plainly that there is none; one builder at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.errors import GenerationError
from indexer.publish import current, generations, only_builder, publish


def test_what_was_published_last_is_served(tmp_path: Path) -> None:
    for name in ("一代", "二代"):
        (generations(tmp_path) / name).mkdir(parents=True)
        publish(tmp_path, name)
        assert current(tmp_path) == generations(tmp_path) / name
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["CURRENT"]  # nothing is left beside it


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "没有索引"),
        ("", "指向的“”不存在"),
        ("无此代\n", "指向的“无此代”不存在"),
        ("../generations/../..\n", "不存在"),  # a name, never a way out of the index
    ],
)
def test_no_index_or_one_that_names_nothing(tmp_path: Path, content: str | None, told: str) -> None:
    generations(tmp_path).mkdir()
    if content is not None:
        (tmp_path / "CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(GenerationError, match=told) as caught:
        current(tmp_path)
    assert "jiejian build" in caught.value.cure


def test_current_that_is_no_text(tmp_path: Path) -> None:
    generations(tmp_path).mkdir()
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(GenerationError):
        current(tmp_path)


def test_an_index_where_a_file_stands(tmp_path: Path) -> None:
    file = tmp_path / "索引"
    file.write_text("", encoding="utf-8")
    with pytest.raises(GenerationError), only_builder(file):
        pass


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    with only_builder(tmp_path), pytest.raises(GenerationError, match="另一个进程（进程号"), only_builder(tmp_path):
        pass
    with only_builder(tmp_path):
        pass


def test_a_builder_that_died_holds_nothing(tmp_path: Path) -> None:
    die = "import os, sys; from pathlib import Path; from indexer.publish import only_builder\n"
    die += "with only_builder(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", die, str(tmp_path)], check=False).returncode == -9
    with only_builder(tmp_path):
        pass
