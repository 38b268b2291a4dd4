"""`python -m tests.benchmarks.addition ARCHIVE INDEX WORK FILE…`: how long until one report more is served.

ARCHIVE and INDEX, which was built of it, are copied into the folder WORK, which must be new. Each FILE is then put into
the archive, and `jiejian build` is run as a maintainer would run it, to the end of publication. They add up. After the
files come reports of the archive's own, of its median length, their sentences in another order: as much to read as a
real one, and nearly as much to embed. What a build with nothing new takes is measured last.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.results import Circumstances, keep

_SENTENCE = re.compile(r"[^。\n]*。")


def measure(archive: Path, index: Path, work: Path, files: list[Path], reordered: int) -> dict[str, Any]:
    """The figures of each kind of report: medians, and the seconds one by one."""
    archive, index = shutil.copytree(archive, work / "archive"), shutil.copytree(index, work / "index")
    own = sorted(archive.glob("*.txt"), key=lambda p: p.stat().st_size)
    median = own[len(own) // 2]
    if _built(archive, index)["changed"]:
        sys.stderr.write("the index was not of this archive as it is: built first\n")
    given, other = [], []
    for number, path in enumerate(files):
        shutil.copyfile(path, archive / f"new-{number}{path.suffix}")
        given.append(_built(archive, index))
    for number in range(reordered):
        (archive / f"other-{number}.txt").write_text(_reordered(median.read_text(encoding="utf-8"), number), "utf-8")
        other.append(_built(archive, index))
    nothing = [_built(archive, index) for _ in range(3)]
    return {
        "reports_before": given[0]["reports"] - 1,
        "passages_before": given[0]["passages"] - given[0]["embedded"],
        "given": _told(given),
        "of_median_length": _told(other),
        "nothing_new": _told(nothing),
    }


def _built(archive: Path, index: Path) -> dict[str, Any]:
    """What `jiejian build` says, with the seconds and the CPU-seconds that the whole command took."""
    command = [sys.executable, "-m", "search_api", "build", str(archive), "--index", str(index), "--json"]
    listed = archive / "index.csv"
    command += ["--manifest", str(listed)] if listed.is_file() else []
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return {**json.loads(done.stdout), "seconds": seconds, "cpu_seconds": spent}


def _told(built: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "embedded": ", ".join(str(one["embedded"]) for one in built),
        "seconds": ", ".join(f"{one['seconds']:.1f}" for one in built),
        "median_seconds": round(statistics.median(one["seconds"] for one in built), 1),
        "median_cpu_seconds": round(statistics.median(one["cpu_seconds"] for one in built), 1),
    }


def _reordered(text: str, seed: int) -> str:
    """`text` with the sentences behind its title in another order; what is no sentence stays."""
    head, body = text.split("\n", 1)
    sentences = _SENTENCE.findall(body)
    random.Random(seed).shuffle(sentences)
    order = iter(sentences)
    return f"{head}\n{_SENTENCE.sub(lambda _: next(order), body)}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.addition", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--reordered", type=int, default=5, help="reports of the archive's own, in another order")
    parser.add_argument("--name", help="of the archive, in the results")
    given = parser.parse_args()
    at = Circumstances.now()
    given.work.mkdir(parents=True)
    figures = measure(given.archive, given.index, given.work, given.files, given.reordered)
    print(keep("addition", given.name or given.archive.resolve().name, at, figures).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
