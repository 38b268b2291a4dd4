"""The checksums of a prepared model, kept in its folder: written once, checked whenever the model is loaded."""

import json
from collections.abc import Collection
from pathlib import Path

from indexer.checksum import sha256_of
from indexer.errors import ModelError

RECORD = "prepared.json"
CURE = "请重新准备模型：python -m indexer.pretrained"


def write_record(folder: Path) -> None:
    """Write `prepared.json`: size in bytes and SHA-256 of every file of `folder`."""
    record = {name: [path.stat().st_size, sha256_of(path)] for name, path in _files(folder)}
    (folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")


def check(folder: Path, names: Collection[str] | None = None) -> None:
    """Check that every file, or each of `names`, is there, of its size and of its SHA-256.

    It takes a tenth of a second for the default model.

    Raises:
        ModelError: the record or a file is missing, cut short or altered, or the record does not have one of `names`.
    """
    record = _record(folder)
    for name in record if names is None else names:
        if name not in record:
            raise ModelError(f"模型目录 {folder} 的 {RECORD} 里没有文件 {name}", CURE)
        size, digest = record[name]
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise ModelError(f"模型目录 {folder} 的文件 {name} 缺失或不完整", CURE)
        if sha256_of(path) != digest:
            raise ModelError(f"模型目录 {folder} 的文件 {name} 内容被改动（校验和不符）", CURE)


def _record(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {name: (int(size), str(digest)) for name, (size, digest) in record.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"模型目录 {folder} 里没有可用的 {RECORD}", CURE) from error


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(p.relative_to(folder).as_posix(), p) for p in sorted(folder.rglob("*")) if p.is_file()]
