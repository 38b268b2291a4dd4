"""Characters recognised in a picture; the only module that knows RapidOCR and what comes with it.

The models lie in RapidOCR's wheel and are named by path, so that nothing is ever fetched.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.utils.output import RapidOCROutput

_MODELS = Path(rapidocr.__file__).parent / "models"
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,  # whole pages are turned instead, see scan
    "Global.text_score": 0.0,  # weak lines are told as doubts, not left out
    "Global.max_side_len": 20_000,  # the picture is as large as its maker wanted it
    "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,  # lines are found in a smaller picture, and read in the whole one
    "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # files are read side by side
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@dataclass(frozen=True, slots=True)
class Box:
    """A run of text, the corners of its box in pixels (upper left, upper right, lower right, lower left), how sure."""

    text: str
    corners: tuple[tuple[float, float], ...]
    confidence: float  # in [0, 1]


@cache
def _engine() -> rapidocr.RapidOCR:
    return rapidocr.RapidOCR(params=_SETTINGS)


def find_text(picture: NDArray[np.uint8]) -> list[Box]:
    """The runs of text in a picture of blue, green, red, shape (height, width, 3)."""
    found = _engine()(picture)
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
        return []
    return [
        Box(text, tuple((float(x), float(y)) for x, y in corners), float(score))
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True)
        if text.strip()
    ]
