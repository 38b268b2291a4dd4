"""The compiled form of a prepared model: what OpenVINO runs without torch, in a folder beside the model's.

models/e5-small.openvino/  prepared.json   size and SHA-256 of every other file
                           compiled.json   which model this was made from, and how it is asked
                           tokenizer.json  the model's own
                           float32.xml, float32.bin
                           int8.xml, int8.bin   where the settings ask for it
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import ModelError
from indexer.pretrained.record import CURE, RECORD, check

ABOUT = "compiled.json"
TOKENIZER = "tokenizer.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class About:
    """What `compiled.json` says: `of` is the SHA-256 of the model's record, `prompts` those of queries and passages."""

    of: str
    dim: int
    tokens: int  # a longer text is cut
    pad: int  # id of the token that fills short rows
    prompts: Mapping[str, str]
    format: int = _FORMAT


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled model that was found whole, in the precision that will be used."""

    folder: Path
    precision: str  # "float32" or "int8"
    about: About

    @property
    def network(self) -> Path:
        """The file that OpenVINO reads; its weights lie beside it."""
        return self.folder / f"{self.precision}.xml"

    @property
    def tokenizer(self) -> Path:
        """The file that the library tokenizers reads."""
        return self.folder / TOKENIZER


def folder_beside(model: Path) -> Path:
    """Where the compiled form of the prepared `model` lies."""
    return model.with_name(f"{model.name}.openvino")


def find_compiled(model: Path, precision: str) -> Compiled:
    """The compiled form of the prepared `model`; int8 falls back to float32 where only that was made.

    The files that will be read are checked, nothing else: a tenth of a second.

    Raises:
        ModelError: there is none, it is damaged, or it was made from another model.
    """
    folder = folder_beside(model)
    about = _about(folder)
    if about.of != record_digest(model):
        raise ModelError(f"{folder} 不是由模型 {model} 转换的", CURE)
    usable = precision if is_planned(model, precision) else "float32"
    check(folder, (ABOUT, TOKENIZER, f"{usable}.xml", f"{usable}.bin"))
    return Compiled(folder, usable, about)


def is_planned(model: Path, precision: str) -> bool:
    """Whether the compiled form of `model` seems to be there in `precision`; nothing is read."""
    return (folder_beside(model) / f"{precision}.xml").is_file()


def is_compiled(model: Path, precision: str) -> bool:
    """Whether the compiled form of `model` is there, whole, and in `precision`."""
    try:
        return find_compiled(model, precision).precision == precision
    except ModelError:
        return False


def write_about(folder: Path, about: About) -> None:
    """Write `compiled.json`."""
    (folder / ABOUT).write_text(json.dumps(asdict(about), ensure_ascii=False, indent=1), encoding="utf-8")


def record_digest(model: Path) -> str:
    """SHA-256 of the record of a prepared model, which stands for all of it.

    Raises:
        ModelError: there is no record.
    """
    try:
        return hashlib.sha256((model / RECORD).read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"模型目录 {model} 里没有 {RECORD}", CURE) from error


def _about(folder: Path) -> About:
    try:
        data: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        about = About(**data)
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"没有可用的 {folder / ABOUT}", CURE) from error
    if about.format != _FORMAT:
        raise ModelError(f"{folder} 是第 {about.format} 版，本程序用第 {_FORMAT} 版", CURE)
    return about
