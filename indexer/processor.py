"""What this machine computes well: told from the system's own lists, without loading a library that would know."""

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PRECISIONS = ("auto", "float32", "int8")
# 8-bit dot products: with them int8 is 2.5 to 3.2 times as fast as float32, without them no faster and less exact.
_INT8 = {"avx512_vnni", "avx_vnni", "amx_int8", "i8mm"}
_GPU = Path("/dev/nvidiactl")  # there when the driver of an NVIDIA card is loaded


def precision_of(setting: str, processor: Path = Path("/proc/cpuinfo")) -> str:
    """`setting`, one of PRECISIONS, as "float32" or "int8": automatically int8 where the processor is made for it."""
    if setting != "auto":
        return setting
    return "int8" if _flags(processor) & _INT8 else "float32"


def has_gpu(device: Path = _GPU) -> bool:
    """Whether torch would find an NVIDIA card: one is there, not hidden, and torch was built for it."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in {"", "-1"}
    return device.exists() and not hidden and not _torch().endswith("+cpu")


def _flags(processor: Path) -> set[str]:
    """Of the first core, as Linux lists them; nothing on other systems."""
    try:
        lines = processor.read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    listed = (line.partition(":")[2] for line in lines if line.startswith(("flags", "Features")))
    return set(next(listed, "").split())


def _torch() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        return "+cpu"
