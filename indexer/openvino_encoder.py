"""The encoder over a compiled model: OpenVINO and tokenizers, without torch. The only module that knows both."""

# ruff: noqa: E402 - what must not be found is hidden before it is looked for
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or it warns in every process forked later

# OpenVINO reports its use over the network, unasked, where it finds this package: it is not to find it.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

import numpy as np
import openvino
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from indexer.errors import ModelError
from indexer.pretrained.compiled import Compiled
from indexer.pretrained.record import CURE

_BATCH_TOKENS = 1024  # padding included: what larger batches work on does not stay in the cache, a fifth slower


class OpenVinoEncoder:
    """A compiled model; `name` is the model's own, for the vectors are its.

    Safe to use from several threads.

    Raises:
        ModelError: OpenVINO or tokenizers cannot read the files.
    """

    def __init__(self, name: str, compiled: Compiled) -> None:
        self.name = name
        self.dim = compiled.about.dim
        self.precision = compiled.precision
        self._about = compiled.about
        self._local = threading.local()
        try:
            with ThreadPoolExecutor(1) as other:  # the larger part of either runs without the interpreter
                network = other.submit(_network, compiled)
                self._tokenizer = Tokenizer.from_file(str(compiled.tokenizer))
                self._network = network.result()
        except Exception as error:  # tokenizers raises nothing narrower
            raise ModelError(f"转换过的模型 {compiled.folder} 载入失败：{error}", CURE) from error
        self._tokenizer.enable_truncation(compiled.about.tokens)
        self._tokenizer.no_padding()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder`."""
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        prefix = self._about.prompts.get(prompt, "")
        encoded = self._tokenizer.encode_batch([prefix + text for text in texts])
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for rows in _batches([len(e) for e in encoded]):
            ids, mask = self._filled([encoded[row] for row in rows])
            vectors[rows] = self._request().infer({"input_ids": ids, "attention_mask": mask})[0]
        return vectors

    def _filled(self, encoded: Sequence[Encoding]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Token ids and mask, each of shape (len(encoded), longest of them)."""
        ids = np.full((len(encoded), max(map(len, encoded))), self._about.pad, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(encoded):
            ids[row, : len(one)], mask[row, : len(one)] = one.ids, 1
        return ids, mask

    def _request(self) -> openvino.InferRequest:
        """One a thread: a request answers one at a time."""
        if not hasattr(self._local, "request"):
            self._local.request = self._network.create_infer_request()
        return self._local.request


def _network(compiled: Compiled) -> openvino.CompiledModel:
    """Compiled, and run once, for the first run makes its kernels."""
    network = openvino.Core().compile_model(compiled.network, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
    one = np.ones((1, 8), dtype=np.int64)
    network.create_infer_request().infer({"input_ids": one, "attention_mask": one})
    return network


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows in order of length, so that little of a batch is padding; one text at least, however long."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
