"""The air-gapped kit: a folder with everything, and one script in it that installs from there without a network."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from indexer.checksum import sha256_of
from indexer.errors import BackupError, ModelError
from indexer.pretrained.names import DEFAULT, is_prepared
from indexer.pretrained.record import RECORD
from indexer.publish import sync_folder
from indexer.settings import Settings
from indexer.upkeep.aside import aside, remove, whole_or_nothing
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.bundle import Progress

BACKUP, WHEELS, MODELS, SUMS = "backup.zip", "wheels", "models", "SHA256SUMS"
_ROOT = Path(__file__).parents[2]
_SOURCE = ("indexer", "search_api", "ui", "pyproject.toml", "README.md")
_SCRIPT, _READ = "install.sh", "说明.txt"
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Packed:
    """What a kit holds; sizes in bytes."""

    path: str
    bytes: int
    wheels: int
    wheels_bytes: int
    models: tuple[str, ...]
    model_bytes: int
    backup_bytes: int
    generation: str


def pack(
    folder: Path, settings: Settings, archive: Path | None, proof: Mapping[str, Any], progress: Progress
) -> Packed:
    """Make the kit in `folder`, which must not be there: wheels for a machine like this one, models, a backup.

    Raises:
        BackupError: the folder is there, the source is not, pip cannot have a package, or the disk is full.
        ModelError: the default model is not prepared, or another is set.
        GenerationError: there is no index, or somebody is building.
    """
    _require(folder, settings)
    with whole_or_nothing("制作离线包", folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        written = aside(folder)
        try:
            written.mkdir()
            progress("离线包（步）", 0, _STEPS)
            _wheels(written / WHEELS)
            progress("离线包（步）", 1, _STEPS)
            models = _models(settings.home, written / MODELS)
            progress("离线包（步）", 2, _STEPS)
            backed = backup(written / BACKUP, settings, Wish(archive, cache=True), proof, _untold)
            progress("离线包（步）", 3, _STEPS)
            _papers(written, with_archive=archive is not None)
            _sums(written)
            progress("离线包（步）", 4, _STEPS)
            written.replace(folder)
            sync_folder(folder.parent)
        finally:
            remove(written)
    return Packed(
        path=str(folder),
        bytes=_bytes(folder),
        wheels=len(list((folder / WHEELS).iterdir())),
        wheels_bytes=_bytes(folder / WHEELS),
        models=models,
        model_bytes=_bytes(folder / MODELS),
        backup_bytes=backed.bytes,
        generation=backed.served,
    )


def _untold(_stage: str, _done: int, _total: int) -> None:
    """The kit's steps are told, not those within one."""


def _require(folder: Path, settings: Settings) -> None:
    if folder.exists():
        raise BackupError(f"{folder} 已经存在", "请换一个目录名，或先删除它")
    if settings.model != DEFAULT:
        raise ModelError(
            f"离线包只带默认模型 {DEFAULT}，现在设置的是 {settings.model}", "请把 JIEJIAN_MODEL 改回默认后再试"
        )
    if not is_prepared(settings.home / DEFAULT):
        raise ModelError(f"默认模型还没有准备好（{settings.home / DEFAULT}）", "请先运行：make model")
    if not all((_ROOT / name).exists() for name in (*_SOURCE, "requirements.lock")):
        raise BackupError("这里没有借鉴的源代码，做不了离线包", "请在源代码目录里安装（make run）后再试")


def _wheels(into: Path) -> None:
    """Wheels of the product and of all it stands on, as the lock has them, from wherever pip is set to look."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-build-isolation"]
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "jiejian"  # a copy: building leaves its traces in the folder that it builds
        source.mkdir()
        for name in _SOURCE:
            _copy(_ROOT / name, source / name)
        wanted = ["-c", str(_ROOT / "requirements.lock"), "--wheel-dir", str(into), f"{source}[ocr]"]
        done = subprocess.run([*command, *wanted], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        said = lines[-1].removeprefix("ERROR: ") if lines else "pip 未说明原因"
        raise BackupError(f"取不到软件包（{said}）", "请确认 pip 能访问软件包镜像后再试")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def _models(home: Path, into: Path) -> tuple[str, ...]:
    """The default model and what was made of it, each folder that has a record and keeps to it."""
    into.mkdir()
    names = []
    for folder in sorted(home.glob(f"{DEFAULT}*")):
        if (folder / RECORD).is_file() and is_prepared(folder):
            shutil.copytree(folder, into / folder.name)
            names.append(folder.name)
    return tuple(names)


def _papers(kit: Path, *, with_archive: bool) -> None:
    for name in (_SCRIPT, _READ):
        text = resources.files("indexer.upkeep").joinpath(name).read_text(encoding="utf-8")
        (kit / name).write_text(text, encoding="utf-8")
    (kit / _SCRIPT).chmod(0o755)
    about = {
        "version": version("jiejian"),
        "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "python": ".".join(map(str, sys.version_info[:2])),
        "machine": platform.machine(),
        "archive": with_archive,
    }
    # lines that the script reads
    (kit / "kit.txt").write_text("".join(f"{key}={value}\n" for key, value in about.items()), encoding="utf-8")


def _sums(kit: Path) -> None:
    """Write the list that `sha256sum -c` reads, and have every file on the disk."""
    lines = []
    for path in sorted(p for p in kit.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        lines.append(f"{sha256_of(path)}  {path.relative_to(kit).as_posix()}\n")
    (kit / SUMS).write_text("".join(lines), encoding="utf-8")


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
