"""`python -m tests.benchmarks.upkeep INDEX ARCHIVE [--flips N] [--kills N]`: what the tests of upkeep sample, in full.

On copies of INDEX and ARCHIVE: N single bytes changed in files of the generation, each to be noticed by the doctor;
N kills each of backup and restore at random moments, after each of which a whole index and a whole backup are there;
a backup and a restore on a real file system that is full (a tmpfs in a name space of its own).
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from indexer.errors import GenerationError
from indexer.intake.gather import silent
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Generation
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.bundle import opened
from indexer.upkeep.finding import Severity
from indexer.upkeep.generations import look
from indexer.upkeep.restore import restore
from tests.upkeep.test_backup import tree
from tests.upkeep.test_killed import killed_in, seconds_of

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upkeep-") as scratch:
        index, archive = Path(scratch) / "index", Path(scratch) / "archive"
        shutil.copytree(given.index, index)
        shutil.copytree(given.archive, archive)
        told = {
            "flips": flips(index, given.flips),
            "backups killed": kills_of_backup(index, archive, Path(scratch) / "kills", given.kills),
            "restores killed": kills_of_restore(index, archive, Path(scratch) / "kills", given.kills),
            "full disk": full_disk(index, archive),
        }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


def flips(index: Path, count: int) -> dict[str, object]:
    """Single bytes changed to other values, spread over the files by their size, ten at least in each."""
    chance, missed = random.Random(1), []
    files = [p for p in sorted(current(index).rglob("*")) if p.is_file() and p.stat().st_size]
    total = sum(p.stat().st_size for p in files)
    tried, began = 0, time.process_time()
    for path in files:
        size = path.stat().st_size
        for _ in range(max(10, count * size // total)):
            at, mask = chance.randrange(size), chance.randrange(1, 256)
            with path.open("r+b") as file:
                file.seek(at)
                [was] = file.read(1)
                file.seek(at)
                file.write(bytes([was ^ mask]))
                file.flush()
                if not any(f.severity is Severity.ERROR for f in look(index)):
                    missed.append(f"{path.name}:{at}")
                file.seek(at)
                file.write(bytes([was]))
            tried += 1
    assert list(look(index)) == []
    return {"tried": tried, "missed": missed, "cpu seconds": round(time.process_time() - began, 1)}


def kills_of_backup(index: Path, archive: Path, scratch: Path, count: int) -> dict[str, object]:
    """Kills spread over the whole of the work; the backup before, or the new one, is whole each time."""
    chance, file = random.Random(2), scratch / "b.zip"
    scratch.mkdir()
    whole = seconds_of("backup", file, index, archive)
    for _ in range(count):
        killed_in(chance.random() * whole * 1.1, "backup", file, index, archive)
        with opened(file, silent):
            pass
    backup(file, Settings(index=index), Wish(archive, cache=True), {}, silent, force=True)
    left = [p.name for p in scratch.iterdir() if p != file]
    return {"kills": count, "seconds of one": round(whole, 2), "left behind": left}


def kills_of_restore(index: Path, archive: Path, scratch: Path, count: int) -> dict[str, object]:
    """Kills into empty folders and over a living index by turns; what is there is whole, the next restore succeeds."""
    chance, file = random.Random(3), scratch / "b.zip"
    whole = seconds_of("restore", file, scratch / "first" / "index", scratch / "first" / "archive")
    outcomes = {"none yet": 0, "served": 0}
    for number in range(count):
        there = index if number % 2 else scratch / f"index-{number}"
        target = scratch / f"archive-{number}"
        killed_in(chance.random() * whole * 1.1, "restore", file, there, target)
        try:
            Generation.open(current(there)).close()
            outcomes["served"] += 1
        except GenerationError:
            assert there != index
            outcomes["none yet"] += 1
        assert not target.exists() or tree(target) == tree(archive)
        restore(file, Settings(index=there), target, lambda _index, _proof: None, silent)
        Generation.open(current(there)).close()
        assert list(look(there)) == []
        shutil.rmtree(target)
        if there != index:
            shutil.rmtree(there)
    return {"kills": count, "seconds of one": round(whole, 2), **outcomes}


def full_disk(index: Path, archive: Path) -> list[str]:
    """What backup and restore say on a tmpfs of a few sizes; each leaves nothing of its own there."""
    said = []
    with tempfile.TemporaryDirectory(prefix="upkeep-full-") as folder:
        whole, small = Path(folder) / "whole.zip", Path(folder) / "small"
        backup(whole, Settings(index=index), Wish(archive), {}, silent)
        small.mkdir()
        works = {
            "backup": f"backup {small}/b.zip {index} {archive}",
            "restore": f"restore {whole} {small}/index {small}/archive",
        }
        for act, work in works.items():
            for share in (0.1, 0.5, 0.9):
                done = _starved(small, int(whole.stat().st_size * share), work)
                said.append(f"{act} with room for {share:.0%}: exit {done.returncode}, {done.stdout.strip()}")
    return said


def _starved(mount: Path, size: int, work: str) -> subprocess.CompletedProcess[str]:
    """The work with `mount` a file system of `size` bytes; then, on stdout, what of it is left there."""
    script = f"""mount -t tmpfs -o size={size // 1024}k none {mount} || exit 9
        {sys.executable} -m tests.upkeep.killed {work} unasked; status=$?
        find {mount} -name '*.partial' -o -name '*.zip' -o -name CURRENT -o -name archive; exit $status"""
    return subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
