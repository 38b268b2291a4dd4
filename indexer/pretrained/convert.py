"""A prepared model to its compiled form: torch's graph as OpenVINO's, and an int8 one calibrated on invented passages.

Written aside, held against the model itself, and renamed only then. The only module that knows nncf.
"""

# ruff: noqa: E402 - what must not be found is hidden before it is looked for
import logging
import shutil
import sys
import warnings
from importlib import resources
from pathlib import Path
from typing import Any

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # as in indexer.openvino_encoder; nncf too

import nncf
import numpy as np
import openvino
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from indexer.errors import ModelError
from indexer.openvino_encoder import OpenVinoEncoder
from indexer.pretrained.compiled import TOKENIZER, About, Compiled, folder_beside, record_digest, write_about
from indexer.pretrained.record import CURE, write_record

_AGREES = {"float32": 0.99999, "int8": 0.99}  # least cosine with the model itself


class _Sentence(torch.nn.Module):
    """Token ids and mask to unit vectors: mean pooling within the graph."""

    def __init__(self, body: torch.nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)


def write_compiled(model: Path, int8: bool) -> None:
    """Write the compiled form of the prepared `model` beside it; nothing is there until all of it is.

    One writer at a time. float32 is always made; `int8` takes half a minute longer.

    Raises:
        ModelError: a compiled form does not give the vectors of the model, or OpenVINO cannot make it.
    """
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    nncf.set_log_level(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of torch's tracer: what is made is held against the model below
            _write(model, ("float32", "int8") if int8 else ("float32",))
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"模型 {model} 转换失败：{error}", CURE) from error


def _write(model: Path, precisions: tuple[str, ...]) -> None:
    target = folder_beside(model)
    aside = target.with_name(f".{target.name}.partial")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    plain = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    texts = _calibration()
    about = _about(model, plain)
    shutil.copyfile(model / TOKENIZER, aside / TOKENIZER)
    write_about(aside, about)
    network = _converted(plain)
    openvino.save_model(network, aside / "float32.xml", compress_to_fp16=True)  # exact: the weights are float16 on disk
    if "int8" in precisions:
        openvino.save_model(_quantised(network, plain, texts), aside / "int8.xml", compress_to_fp16=True)
    expected = plain.encode(texts, prompt_name="passage", normalize_embeddings=True, show_progress_bar=False)
    for precision in precisions:
        _prove(Compiled(aside, precision, about), texts, np.asarray(expected))
    write_record(aside)
    shutil.rmtree(target, ignore_errors=True)
    aside.replace(target)


def _about(model: Path, plain: SentenceTransformer) -> About:
    dim, tokens, pad = plain.get_embedding_dimension(), plain.max_seq_length, plain.tokenizer.pad_token_id
    if dim is None or tokens is None or pad is None:
        raise ModelError(f"模型 {model} 不说明维数、长度或填充符", CURE)
    return About(record_digest(model), int(dim), int(tokens), int(pad), _prompts(plain))


def _prompts(plain: SentenceTransformer) -> dict[str, str]:
    return {name: prompt for name, prompt in plain.prompts.items() if prompt}


def _calibration() -> list[str]:
    """Passages of the sample archive, all invented: what runs through the model while its ranges are measured."""
    return resources.files("indexer.data").joinpath("calibration.txt").read_text(encoding="utf-8").splitlines()


def _converted(plain: SentenceTransformer) -> openvino.Model:
    names = ("input_ids", "attention_mask")
    example = {name: torch.ones((2, 8), dtype=torch.int64) for name in names}
    dynamic = [(name, openvino.PartialShape([-1, -1]), openvino.Type.i64) for name in names]
    sentence = _Sentence(plain[0].auto_model).eval()  # type: ignore[arg-type]  # any attribute of a module may be a tensor
    return openvino.convert_model(sentence, example_input=example, input=dynamic)


def _quantised(network: openvino.Model, plain: SentenceTransformer, texts: list[str]) -> openvino.Model:
    def inputs(text: str) -> dict[str, NDArray[Any]]:
        encoded = plain.tokenizer([_prompts(plain).get("passage", "") + text], return_tensors="np")
        return {name: encoded[name] for name in ("input_ids", "attention_mask")}

    return nncf.quantize(
        network,
        nncf.Dataset(texts, inputs),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(texts),
        preset=nncf.QuantizationPreset.MIXED,
    )


def _prove(compiled: Compiled, texts: list[str], expected: NDArray[np.float32]) -> None:
    """Hold the compiled form against the model's own vectors of `texts`."""
    made = OpenVinoEncoder("", compiled).encode_passages(texts)
    least = float(np.einsum("ij,ij->i", made, expected).min())
    if least < _AGREES[compiled.precision]:
        raise ModelError(f"转换后的模型（{compiled.precision}）与原模型不一致：余弦最低 {least:.5f}", CURE)
