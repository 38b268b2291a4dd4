"""`python -m tests.benchmarks.build_speed ARCHIVE`: characters a second of a whole build, beside plain encoding.

Plain encoding is `SentenceTransformer.encode` with its defaults over the passages of the build, in the same process;
of more than --plain-characters of passages a random sample is taken, and the ratio is of characters a second. Repeated
passages count as often as they stand in the archive, on both sides: plain encoding knows nothing of them.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sentence_transformers import SentenceTransformer

from indexer.build import Built, build
from indexer.pretrained.names import resolve
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Generation
from tests.benchmarks.results import Circumstances, keep


class Stages:
    """A `Progress` that keeps when each stage ended."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.ended: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.ended[stage] = time.perf_counter()
        if done == total:
            sys.stderr.write(f"{stage} {total}, {self.ended[stage] - self.began:.1f} s\n")


def measure(archive: Path, manifest: Path | None, settings: Settings, plain_characters: int) -> dict[str, Any]:
    """Build into an index of its own, then encode the same passages plainly."""
    stages = Stages()
    built = build(archive, settings, manifest, stages)
    if built.reused:
        raise SystemExit(f"{built.reused} vectors came from the cache of {settings.index}: give an index that is new")
    generation = Generation.open(current(settings.index))
    texts = _passages(generation)
    characters, passages = generation.manifest.characters, sum(map(len, texts))
    generation.close()
    sample = _sample(texts, plain_characters)
    plain = _plain_seconds(sample, settings)
    stage = _seconds_of_stages(stages, built)
    ours, theirs = passages / built.seconds, sum(map(len, sample)) / plain
    return {
        "reports": built.reports,
        "characters": characters,
        "passages": built.passages,
        "different_passages": built.embedded,
        "characters_in_passages": passages,
        "build_seconds": built.seconds,
        "build_characters_a_second": round(ours),
        **stage,
        "plain_encode_characters": sum(map(len, sample)),
        "plain_encode_seconds": round(plain, 2),
        "plain_encode_characters_a_second": round(theirs),
        "build_over_plain_encode": round(ours / theirs, 3),
        "load_and_embed_over_plain_encode": round(passages / stage["load_model_and_embed_seconds"] / theirs, 3),
    }


def _seconds_of_stages(stages: Stages, built: Built) -> dict[str, float]:
    """The embedding stage begins when reading has ended, so it holds the loading of the model."""
    read, embedded = stages.ended["读取报告"], stages.ended["计算向量（字）"]
    return {
        "read_and_parse_seconds": round(read - stages.began, 2),
        "load_model_and_embed_seconds": round(embedded - read, 2),
        "write_and_check_seconds": round(built.seconds - (embedded - stages.began), 2),
    }


def _passages(generation: Generation) -> list[str]:
    numbers = range(len(generation.store.reports))
    return [p.text for number in numbers for p in generation.store.passages_of(number)]


def _sample(texts: list[str], characters: int) -> list[str]:
    """All of `texts`, or about `characters` of them at random (always the same ones)."""
    share = characters / sum(map(len, texts))
    return texts if share >= 1 else random.Random(1).sample(texts, max(1, round(share * len(texts))))


def _plain_seconds(texts: list[str], settings: Settings) -> float:
    model = SentenceTransformer(resolve(settings.model, settings.home).where)
    prompt = "passage" if model.prompts.get("passage") else None
    model.encode(texts[:8], prompt_name=prompt)  # the first batch pays for what is lazy
    began = time.perf_counter()
    model.encode(texts, prompt_name=prompt)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.build_speed", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--index", type=Path, help="a new index, to be kept; without it one is made and thrown away")
    parser.add_argument("--plain-characters", type=int, default=200_000)
    parser.add_argument("--name", help="of the archive, in the results")
    given = parser.parse_args()
    at, settings = Circumstances.now(), Settings()
    with tempfile.TemporaryDirectory() as scratch:
        mine = replace(settings, index=given.index or Path(scratch) / "index")
        figures = measure(given.archive, given.manifest, mine, given.plain_characters)
    print(keep("build-speed", given.name or given.archive.resolve().name, at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
