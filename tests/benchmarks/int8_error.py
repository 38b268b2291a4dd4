"""`python -m tests.benchmarks.int8_error [TEXTS]`: what int8 costs the vectors of the default model, part by part.

The linear layers compute on rounded numbers in float32, which is what VNNI and AMX do: 8-bit unsigned inputs with one
scale a layer, 8-bit signed weights with one scale a row, nothing saturates. Ranges are those of the calibration texts.
TEXTS has a passage a line; without it the sample's are taken. The error is relative: the mean square distance from the
float32 vectors over the mean square distance of these from their middle.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from indexer.pretrained.names import DEFAULT, resolve
from indexer.settings import Settings
from tests.conftest import ROOT

_Layers = dict[tuple[int, str], torch.nn.Linear]
_LEAST = 1e-5  # a range of nothing would divide by zero


@dataclass(frozen=True, slots=True)
class Range:
    """Least and greatest input of a layer by channel, each of shape (channels,)."""

    low: torch.Tensor
    high: torch.Tensor

    @property
    def size(self) -> torch.Tensor:
        """Greatest magnitude by channel."""
        return torch.maximum(-self.low, self.high).clamp_min(_LEAST)


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a layer is brought to int8: `exact` channels, the largest, stay float32; `alpha` smooths (None: not)."""

    exact: int = 0
    alpha: float | None = None


_Plan = Callable[[str], Treatment | None]  # of a kind of layer; None leaves it float32
PLANS: dict[str, _Plan] = {
    "not smoothed": lambda kind: Treatment(),
    "smoothed 0.95 (NNCF's default)": lambda kind: Treatment(alpha=0.95),
    "smoothed 0.5": lambda kind: Treatment(alpha=0.5),
    "smoothed 0.5, down float32": lambda kind: None if kind == "down" else Treatment(alpha=0.5),
    "smoothed 0.5, one channel of down exact": lambda kind: Treatment(1) if kind == "down" else Treatment(alpha=0.5),
}


def layers_of(model: SentenceTransformer) -> _Layers:
    """The linear layers of a BERT encoder by number and kind."""
    found: _Layers = {}
    for number, layer in enumerate(model[0].auto_model.encoder.layer):  # type: ignore[union-attr, arg-type]
        attention = layer.attention
        for kind, linear in zip("qkv", (attention.self.query, attention.self.key, attention.self.value), strict=True):
            found[number, kind] = linear
        found[number, "out"] = attention.output.dense
        found[number, "up"], found[number, "down"] = layer.intermediate.dense, layer.output.dense
    return found


def ranges_of(layers: _Layers, embed: Callable[[], object]) -> dict[tuple[int, str], Range]:
    """The ranges of what goes into each layer while `embed` runs."""
    seen: dict[tuple[int, str], Range] = {}

    def watch(key: tuple[int, str]) -> Callable[[torch.nn.Module, tuple[torch.Tensor]], None]:
        def hook(_: torch.nn.Module, given: tuple[torch.Tensor]) -> None:
            rows = given[0].flatten(0, -2)
            low, high = rows.amin(0), rows.amax(0)
            before = seen.get(key, Range(low, high))
            seen[key] = Range(torch.minimum(before.low, low), torch.maximum(before.high, high))

        return hook

    hooks = [linear.register_forward_pre_hook(watch(key)) for key, linear in layers.items()]
    embed()
    for hook in hooks:
        hook.remove()
    return seen


@contextmanager
def rounded(layers: _Layers, ranges: dict[tuple[int, str], Range], plan: _Plan) -> Iterator[None]:
    """The model computes as `plan` says, until the end of the block."""
    weights = {key: linear.weight.data for key, linear in layers.items()}
    hooks = []
    for (number, kind), linear in layers.items():
        treatment = plan(kind)
        if treatment is not None:
            together = [weights[number, k] for k in ("qkv" if kind in "qkv" else [kind])]  # one input, one smoothing
            linear.weight.data, hook = _rounded(linear.weight.data, together, ranges[number, kind], treatment)
            hooks.append(linear.register_forward_pre_hook(hook))
    try:
        yield
    finally:
        for handle in hooks:
            handle.remove()
        for key, linear in layers.items():
            linear.weight.data = weights[key]


def _rounded(
    weight: torch.Tensor, together: Sequence[torch.Tensor], seen: Range, treatment: Treatment
) -> tuple[torch.Tensor, Callable[[torch.nn.Module, tuple[torch.Tensor]], tuple[torch.Tensor]]]:
    """The weights, and what rounds their input before they see it."""
    smooth = torch.ones_like(seen.low)
    if treatment.alpha is not None:
        columns = torch.stack([w.abs().amax(0) for w in together]).amax(0).clamp_min(_LEAST)
        smooth = seen.size**treatment.alpha / columns ** (1 - treatment.alpha)
    exact = torch.zeros_like(smooth, dtype=torch.bool)
    exact[seen.size.topk(treatment.exact).indices] = True
    low = min(float((seen.low / smooth)[~exact].min()), 0.0)
    high = max(float((seen.high / smooth)[~exact].max()), 0.0)
    step = (high - low) / 255
    zero = round(-low / step)

    def hook(_: torch.nn.Module, given: tuple[torch.Tensor]) -> tuple[torch.Tensor]:
        scaled = given[0] / smooth
        near = ((scaled / step).round() + zero).clamp(0, 255).sub(zero).mul(step)
        return (torch.where(exact, scaled, near),)

    scaled = weight * smooth
    rows = scaled.masked_fill(exact, 0).abs().amax(1, keepdim=True).clamp_min(_LEAST) / 127
    return torch.where(exact, scaled, (scaled / rows).round() * rows), hook


def relative_error(exact: NDArray[np.float32], near: NDArray[np.float32]) -> float:
    """Mean square distance of `near` from `exact`, over that of `exact` from its middle; both (texts, dim)."""
    return float(((exact - near) ** 2).sum(1).mean() / ((exact - exact.mean(0)) ** 2).sum(1).mean())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.int8_error", description=__doc__)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--passages", type=int, default=100)
    given = parser.parse_args()
    torch.set_num_threads(1)
    settings = Settings(home=ROOT / "models")
    model = SentenceTransformer(resolve(DEFAULT, settings.home).where, device="cpu", local_files_only=True)
    calibration = resources.files("indexer.data").joinpath("calibration.txt").read_text(encoding="utf-8").splitlines()
    lines = given.texts.read_text(encoding="utf-8").splitlines() if given.texts else _sample()
    texts = random.Random(1).sample(lines, min(given.passages, len(lines)))

    def embed(some: Sequence[str]) -> NDArray[np.float32]:
        made = model.encode(list(some), prompt_name="passage", normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(made, dtype=np.float32)

    layers = layers_of(model)
    exact, ranges = embed(texts), ranges_of(layers, lambda: embed(calibration))
    for name, plan in PLANS.items():
        with rounded(layers, ranges, plan):
            print(f"{name:40} {relative_error(exact, embed(texts)):.4f}", flush=True)


def _sample() -> list[str]:
    """Lines of the sample archive that calibration does not have, of a passage's length."""
    calibration = resources.files("indexer.data").joinpath("calibration.txt").read_text(encoding="utf-8")
    files = sorted((ROOT / "corpus" / "sample").glob("*.txt"))
    lines = [line for f in files for line in f.read_text(encoding="utf-8", errors="ignore").splitlines()]
    return [line for line in lines if 40 <= len(line) <= 120 and line not in calibration]


if __name__ == "__main__":
    main()
