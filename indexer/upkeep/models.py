"""The doctor on models: whether they are prepared and whole, and whether the index was made by the one that is set."""

from collections.abc import Iterator
from pathlib import Path

from indexer.errors import ModelError
from indexer.pretrained.compiled import find_compiled, record_digest
from indexer.pretrained.names import DEFAULT, resolve
from indexer.pretrained.record import RECORD, check
from indexer.processor import precision_of
from indexer.settings import Settings
from indexer.upkeep.finding import Finding, error, warning

_PREPARE = "请运行：make model（或 python -m indexer.pretrained）"


def look(settings: Settings, made_by: str | None) -> Iterator[Finding]:
    """All that is wrong with the models; `made_by` is the model of the served generation, None where there is none."""
    yield from _set(settings)
    yield from _prepared(settings.home)
    yield from _compiled(settings)
    if made_by is not None:
        yield from _made_by_another(settings, made_by)


def _set(settings: Settings) -> Iterator[Finding]:
    if settings.model == DEFAULT and (settings.home / DEFAULT).is_dir():
        return  # `_prepared` looks closer
    try:
        resolve(settings.model, settings.home)
    except ModelError as caught:
        yield error("model-missing", caught.reason, caught.cure, settings.model)


def _prepared(home: Path) -> Iterator[Finding]:
    """Every folder of `home`: its own record says what belongs there."""
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith("."):
            yield from _one(folder)
        elif folder.name.startswith("."):
            what = f"准备模型时中断，留下了 {folder.name}"
            yield warning("model-leftover", what, f"请运行：rm -r {folder}", folder)


def _one(folder: Path) -> Iterator[Finding]:
    cure = f"请运行：rm -r {folder}，再运行 make model"
    try:
        check(folder)
    except ModelError as caught:
        yield error("model-damaged", caught.reason, cure, folder)


def _compiled(settings: Settings) -> Iterator[Finding]:
    """Without its compiled form the default model works, slowly."""
    model = settings.home / DEFAULT
    if settings.model != DEFAULT or not (model / RECORD).is_file():
        return
    try:
        find_compiled(model, precision_of(settings.precision))
    except ModelError as caught:
        yield warning("model-slow", f"模型的快速形式用不了，检索和建索引会慢：{caught.reason}", _PREPARE, model)


def _made_by_another(settings: Settings, made_by: str) -> Iterator[Finding]:
    name, _, print_ = made_by.rpartition("@")
    cure = f"请把设置项 JIEJIAN_MODEL 改为 {name}，或重建索引：jiejian build 档案目录"
    record = settings.home / settings.model / RECORD
    if name != settings.model:
        what = f"索引是用模型 {name} 建的，现在设置的是 {settings.model}"
        yield error("model-other", what, cure, settings.model)
    elif settings.model == DEFAULT and record.is_file() and record_digest(record.parent)[:8] != print_:
        what = f"索引是用另一份 {name}（{print_}）建的，现在的是 {record_digest(record.parent)[:8]}"
        yield error("model-other", what, "请换回原来的模型目录，或重建索引：jiejian build 档案目录", record.parent)
