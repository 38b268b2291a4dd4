"""The reranker over sentence-transformers: any of its cross-encoders, on the GPU when there is one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from indexer.errors import ModelError

_CURE = "请检查设置项 JIEJIAN_RERANKER，或设为 off 不用重排"
_BATCH = 32


class CrossEncoderReranker:
    """A cross-encoder by its folder or its name; it is looked for on this machine alone.

    Raises:
        ModelError: it cannot be found or loaded, or gives no single score to a pair.
    """

    def __init__(self, model: str) -> None:
        try:
            self._model = CrossEncoder(model, local_files_only=True)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise ModelError(f"重排模型 {model} 载入失败：{error}", _CURE) from error
        made_for = getattr(self._model.config, "architectures", None) or []
        if self._model.num_labels != 1 or not any(name.endswith("ForSequenceClassification") for name in made_for):
            raise ModelError(f"{model} 不是重排模型：它不给一问一段打一个分", _CURE)

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """See `Reranker`."""
        if not passages:
            return np.empty(0, dtype=np.float32)
        pairs = [(query, passage) for passage in passages]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(passages))
