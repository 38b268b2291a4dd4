"""The encoder over sentence-transformers: any of its models, on the GPU when there is one. The only module with torch."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

# Nothing may be fetched behind the user's back; a hub is asked only for a name that he set, and that is lifted below.
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from indexer.errors import ModelError
from indexer.pretrained.names import resolve

_BATCH = 32


class SentenceEncoder:
    """A sentence-transformers model with its own prompts; `name` is the set name and a fingerprint of its configuration.

    Raises:
        ModelError: the model cannot be found or loaded.
    """

    def __init__(self, model: str, home: Path) -> None:
        transformers_logging.disable_progress_bar()
        transformers_logging.set_verbosity_error()
        source = resolve(model, home)
        try:
            self._model = SentenceTransformer(source)
        except (OSError, ValueError) as error:
            raise ModelError(f"模型 {model} 载入失败：{error}", "请检查设置项 JIEJIAN_MODEL") from error
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"模型 {model} 不给出句向量", "请换一个 sentence-transformers 模型")
        self.name = f"{model}@{_fingerprint(source)}"
        self.dim = int(dim)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        name = prompt if self._model.prompts.get(prompt) else None
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH, prompt_name=name, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _fingerprint(source: str) -> str:
    """Eight hex digits that change when a model folder's configuration or weights' size do; of a hub's name, its hash."""
    folder = Path(source)
    parts = [source]
    if folder.is_dir():
        parts = [
            f"{p.relative_to(folder).as_posix()} {p.stat().st_size}" for p in sorted(folder.rglob("*")) if p.is_file()
        ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
