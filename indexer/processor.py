"""What this machine computes well: told from the system's own lists, without loading a library that would know."""

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PRECISIONS = ("auto", "float32", "int8")
_GPU = Path("/dev/nvidiactl")  # there when the driver of an NVIDIA card is loaded


def precision_of(setting: str) -> str:
    """`setting`, one of PRECISIONS, as "float32" or "int8": automatically float32, on every processor.

    int8 would be 2.5 to 3.2 times as fast where the processor multiplies bytes (VNNI, AMX), but passages in int8 lost
    0.0075 nDCG [0.0015, 0.0142] on 300 letters, more than the 0.002 that speed may cost. It is for those who set it.
    """
    return "float32" if setting == "auto" else setting


def has_gpu(device: Path = _GPU) -> bool:
    """Whether torch would find an NVIDIA card: one is there, not hidden, and torch was built for it."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in {"", "-1"}
    return device.exists() and not hidden and not _torch().endswith("+cpu")


def _torch() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        return "+cpu"
