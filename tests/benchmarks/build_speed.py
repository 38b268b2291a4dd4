"""`python -m tests.benchmarks.build_speed ARCHIVE`: characters a second of a whole build, beside plain encoding.

Plain encoding is `SentenceTransformer.encode` with its defaults over the passages of the build, in the same process;
of more than --plain-characters of passages a random sample is taken, and the ratio is of characters a second. Repeated
passages count as often as they stand in the archive, on both sides: plain encoding knows nothing of them. The build and
the plain encoding take turns, --rounds times; of both the median is quoted. CPU-seconds are those of the process and of
the children it waited for: on a machine that others use they say more than seconds.
"""

import argparse
import os
import random
import statistics
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


def cpu_seconds() -> float:
    """CPU time of this process and of the children that have ended."""
    return sum(os.times()[:4])


def measure(archive: Path, manifest: Path | None, settings: Settings, given: argparse.Namespace) -> dict[str, Any]:
    """Build into an index of its own and encode the same passages plainly, in turns."""
    rounds = []
    for turn in range(given.rounds):
        index = settings.index if turn == 0 else settings.index.with_name(f"{settings.index.name}-{turn}")
        rounds.append(_turn(archive, manifest, replace(settings, index=index), given.plain_characters))
        sys.stderr.write(f"turn {turn + 1}: {rounds[-1]}\n")
    return {name: round(statistics.median(r[name] for r in rounds), 3) for name in rounds[0]} | {"rounds": len(rounds)}


def _turn(archive: Path, manifest: Path | None, settings: Settings, plain_characters: int) -> dict[str, float]:
    stages, before = Stages(), cpu_seconds()
    built = build(archive, settings, manifest, stages)
    spent = cpu_seconds() - before
    if built.reused:
        raise SystemExit(f"{built.reused} vectors came from the cache of {settings.index}: give an index that is new")
    generation = Generation.open(current(settings.index))
    texts = _passages(generation)
    characters, passages = generation.manifest.characters, sum(map(len, texts))
    generation.close()
    sample = _sample(texts, plain_characters)
    plain, plain_cpu = _plain_seconds(sample, settings)
    stage = _seconds_of_stages(stages, built)
    ours, theirs = passages / built.seconds, sum(map(len, sample)) / plain
    ours_cpu, theirs_cpu = passages / spent, sum(map(len, sample)) / plain_cpu
    return {
        "reports": built.reports,
        "characters": characters,
        "passages": built.passages,
        "different_passages": built.embedded,
        "characters_in_passages": passages,
        "build_seconds": built.seconds,
        "build_cpu_seconds": round(spent, 2),
        "build_characters_a_second": round(ours),
        "build_characters_a_cpu_second": round(ours_cpu),
        **stage,
        "plain_encode_characters": sum(map(len, sample)),
        "plain_encode_seconds": round(plain, 2),
        "plain_encode_cpu_seconds": round(plain_cpu, 2),
        "plain_encode_characters_a_second": round(theirs),
        "plain_encode_characters_a_cpu_second": round(theirs_cpu),
        "build_over_plain_encode": round(ours / theirs, 3),
        "build_over_plain_encode_by_cpu": round(ours_cpu / theirs_cpu, 3),
        "embed_over_plain_encode": round(passages / stage["embed_seconds"] / theirs, 3),
    }


def _seconds_of_stages(stages: Stages, built: Built) -> dict[str, float]:
    """The model is loaded while files are read; what is left of that is part of the embedding stage."""
    read, written, embedded = (stages.ended[stage] for stage in ("读取报告", "写入索引", "计算向量（字）"))
    return {
        "read_and_parse_seconds": round(read - stages.began, 2),
        "cut_and_write_rows_seconds": round(written - read, 2),
        "embed_seconds": round(embedded - written, 2),
        "write_and_check_seconds": round(built.seconds - (embedded - stages.began), 2),
    }


def _passages(generation: Generation) -> list[str]:
    numbers = range(len(generation.store.reports))
    return [p.text for number in numbers for p in generation.store.passages_of(number)]


def _sample(texts: list[str], characters: int) -> list[str]:
    """All of `texts`, or about `characters` of them at random (always the same ones)."""
    share = characters / sum(map(len, texts))
    return texts if share >= 1 else random.Random(1).sample(texts, max(1, round(share * len(texts))))


def _plain_seconds(texts: list[str], settings: Settings) -> tuple[float, float]:
    """Seconds and CPU-seconds."""
    model = SentenceTransformer(resolve(settings.model, settings.home).where)
    prompt = "passage" if model.prompts.get("passage") else None
    model.encode(texts[:8], prompt_name=prompt)  # the first batch pays for what is lazy
    began, before = time.perf_counter(), cpu_seconds()
    model.encode(texts, prompt_name=prompt)
    return time.perf_counter() - began, cpu_seconds() - before


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.build_speed", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--index", type=Path, help="a new index, to be kept; without it one is made and thrown away")
    parser.add_argument("--plain-characters", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--name", help="of the archive, in the results")
    given = parser.parse_args()
    at, settings = Circumstances.now(), Settings()
    with tempfile.TemporaryDirectory() as scratch:
        mine = replace(settings, index=given.index or Path(scratch) / "index")
        figures = measure(given.archive, given.manifest, mine, given)
    print(keep("build-speed", given.name or given.archive.resolve().name, at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
