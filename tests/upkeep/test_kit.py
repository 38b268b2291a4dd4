"""The script of an air-gapped kit refuses what is not whole; the whole kit is tried by tests/benchmarks/upkeep.py."""

import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import BackupError, ModelError
from indexer.intake.gather import silent
from indexer.settings import Settings
from indexer.upkeep.kit import _papers, _sums, pack


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A kit of papers alone: what its script checks before it installs anything."""
    folder = tmp_path / "离线包"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "甲-1-py3-none-any.whl").write_bytes(b"wheel")
    _papers(folder, with_archive=True)
    _sums(folder)
    return folder


def installed(kit: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """What the script says, with nothing in its environment but the programs."""
    command = ["sh", str(kit / "install.sh"), str(kit.parent / "装")]
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(kit.parent)}
    return subprocess.run(command, env=path | environ, capture_output=True, text=True, check=False)


def flipped(kit: Path) -> None:
    path = kit / "wheels" / "甲-1-py3-none-any.whl"
    path.write_bytes(b"wheeL")


def removed(kit: Path) -> None:
    (kit / "wheels" / "甲-1-py3-none-any.whl").unlink()


def added(kit: Path) -> None:
    (kit / "wheels" / "乙-1-py3-none-any.whl").write_bytes(b"another")


def sums_cut(kit: Path) -> None:
    path = kit / "SHA256SUMS"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")


def sums_garbled(kit: Path) -> None:
    (kit / "SHA256SUMS").write_text("not sums\n", encoding="utf-8")


def script_changed(kit: Path) -> None:
    with (kit / "install.sh").open("a", encoding="utf-8") as file:
        file.write("\n# 多一行\n")


@pytest.mark.parametrize("harm", [flipped, removed, added, sums_cut, sums_garbled, script_changed])
def test_a_kit_that_is_not_whole_installs_nothing(kit: Path, harm: Callable[[Path], None]) -> None:
    harm(kit)
    done = installed(kit)
    assert done.returncode == 1
    assert "请重新拷贝一份离线包" in done.stderr
    assert not (kit.parent / "装").exists()


def retold(kit: Path, key: str, value: str) -> None:
    path = kit / "kit.txt"
    lines = [f"{key}={value}" if line.startswith(f"{key}=") else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    (kit / "SHA256SUMS").unlink()
    _sums(kit)


def test_another_kind_of_machine(kit: Path) -> None:
    retold(kit, "machine", "riscv128")
    done = installed(kit)
    assert done.returncode == 1
    assert f"离线包是为 riscv128 机器做的，这台是 {platform.machine()}" in done.stderr


def test_another_python(kit: Path) -> None:
    retold(kit, "python", "3.99")
    done = installed(kit, PYTHON=sys.executable)
    assert done.returncode == 1
    assert "需要 Python 3.99" in done.stderr
    assert not (kit.parent / "装").exists()


def test_what_a_kit_needs_is_told_before_anything_is_fetched(made: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="默认模型还没有准备好"):
        pack(tmp_path / "离线包", made, None, {}, silent)
    with pytest.raises(ModelError, match="只带默认模型"):
        pack(tmp_path / "离线包", replace(made, model="m3e-small"), None, {}, silent)
    with pytest.raises(BackupError, match="已经存在"):
        pack(tmp_path, made, None, {}, silent)
