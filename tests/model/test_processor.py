from pathlib import Path

import pytest

from indexer import processor
from indexer.errors import SettingError
from indexer.processor import has_gpu, precision_of
from indexer.settings import Settings

INTEL = "processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512f {}\n\nprocessor\t: 1\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd {}\n"


@pytest.mark.parametrize(
    ("listed", "precision"),
    [
        (INTEL.format("avx512_vnni"), "int8"),  # Cascade Lake and later, Zen 4
        (INTEL.format("avx_vnni"), "int8"),  # Alder Lake
        (INTEL.format("amx_tile amx_int8"), "int8"),  # Sapphire Rapids
        (ARM.format("i8mm"), "int8"),
        (INTEL.format("avx512bw"), "float32"),  # Skylake
        (ARM.format("asimddp"), "float32"),
        ("", "float32"),
    ],
)
def test_int8_is_for_processors_that_are_made_for_it(tmp_path: Path, listed: str, precision: str) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(listed, encoding="utf-8")
    assert precision_of("auto", file) == precision


def test_where_the_system_lists_nothing_it_is_float32(tmp_path: Path) -> None:
    assert precision_of("auto", tmp_path / "none") == "float32"


@pytest.mark.parametrize("setting", ["float32", "int8"])
def test_the_setting_overrules_the_processor(setting: str, tmp_path: Path) -> None:
    assert precision_of(setting, tmp_path / "none") == setting


def test_another_precision_is_no_setting() -> None:
    with pytest.raises(SettingError, match="JIEJIAN_PRECISION 应是 auto、float32、int8，不是 bfloat16"):
        Settings.read({"JIEJIAN_PRECISION": "bfloat16"})


@pytest.mark.parametrize(
    ("there", "hidden", "torch", "found"),
    [
        (True, None, "2.13.0+cu130", True),
        (True, "0", "2.13.0", True),
        (False, None, "2.13.0+cu130", False),
        (True, "", "2.13.0+cu130", False),
        (True, "-1", "2.13.0+cu130", False),
        (True, None, "2.13.0+cpu", False),
    ],
)
def test_a_gpu_counts_when_torch_can_use_it(
    there: bool, hidden: str | None, torch: str, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path / "nvidiactl"
    if there:
        device.touch()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if hidden is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    monkeypatch.setattr(processor, "version", lambda name: torch)
    assert has_gpu(device) is found
