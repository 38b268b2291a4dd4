"""The encoder over sentence-transformers: any of its models, on the GPU when there is one."""

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

# Threads that wait for each other by spinning cost a busy machine twenty times the time (a query 1.4 s, not 0.05 s).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or it warns in every process forked later

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from indexer.checksum import sha256_of
from indexer.errors import ModelError
from indexer.pretrained.names import Source, resolve
from indexer.pretrained.record import RECORD, check

_BATCH = 32
_ABOUT = {"NOTICE", "README.md"}  # files that say something of a model and are not the model
_log = logging.getLogger(__name__)


class SentenceEncoder:
    """A sentence-transformers model with its own prompts; `name` is the set name and a fingerprint of its contents.

    Raises:
        ModelError: the model cannot be found or loaded.
    """

    def __init__(self, model: str, home: Path) -> None:
        transformers_logging.disable_progress_bar()
        transformers_logging.set_verbosity_error()
        source = resolve(model, home)
        try:
            self._model = _load(source)
            fingerprint = _fingerprint(source, self._model)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"模型 {model} 载入失败：{error}", "请检查设置项 JIEJIAN_MODEL") from error
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"模型 {model} 不给出句向量", "请换一个 sentence-transformers 模型")
        self.name = f"{model}@{fingerprint}"
        self.dim = int(dim)
        self.precision = "float32"

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


def _load(source: Source) -> SentenceTransformer:
    """From this machine alone; only a hub's name that the user set, and that is not here yet, is looked up there."""
    try:
        return SentenceTransformer(source.where, local_files_only=True)
    except OSError:
        if not source.on_hub:
            raise
    _log.warning("本机没有模型 %s，正在向模型站查找；内网一般连不上，可改为指定模型所在的目录", source.where)
    return SentenceTransformer(source.where)


def _fingerprint(source: Source, model: SentenceTransformer) -> str:
    """Eight hex digits that change when the model does.

    Of a prepared folder the hash of its record, which is checked against the files; of another folder the hash of the
    contents of its files; of a hub's name its commit, or the name alone where the commit is not told.
    """
    if source.on_hub:
        config = getattr(model[0], "config", None)
        commit = getattr(config, "_commit_hash", None)
        return hashlib.sha256(f"{source.where} {commit or ''}".encode()).hexdigest()[:8]
    folder = Path(source.where)
    if (folder / RECORD).is_file():
        check(folder)
        return sha256_of(folder / RECORD)[:8]
    files = "\n".join(f"{name} {sha256_of(folder / name)}" for name in _files(folder))
    return hashlib.sha256(files.encode()).hexdigest()[:8]


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name not in _ABOUT)
