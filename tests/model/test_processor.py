from pathlib import Path

import pytest

from indexer import processor
from indexer.errors import SettingError
from indexer.processor import has_gpu, precision_of
from indexer.settings import Settings


@pytest.mark.parametrize(
    ("setting", "precision"),
    [
        ("auto", "float32"),  # int8 costs too much of the ranking to be taken unasked
        ("float32", "float32"),
        ("int8", "int8"),
    ],
)
def test_int8_is_for_those_who_set_it(setting: str, precision: str) -> None:
    assert precision_of(setting) == precision


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
