"""Builds, publications and roll-backs killed at any moment: what is served is whole, and the next build succeeds."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.build import build
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Generation
from search_api.publishing.gate import publish_checked, roll_back
from tests.indexer.made import HashEncoder, report, write_archive

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 6  # in CI; the benchmark takes more
LOOP = """
import itertools, sys
from pathlib import Path
import indexer.build, search_api.publishing.gate
from indexer.settings import Settings
from tests.indexer.made import HashEncoder, report
indexer.build.open_encoder = search_api.publishing.gate.open_encoder = lambda *_: HashEncoder()
archive, settings = Path(sys.argv[1]), Settings(index=Path(sys.argv[2]), reading_workers=1)
for turn in itertools.count():
    (archive / "桐陂区2023.txt").write_text(report(cases=100 + turn % 50), encoding="utf-8")
    made = indexer.build.build(archive, settings, None, lambda *stage: print("build", flush=True), published=False)
    print("publish", flush=True)
    if made.changed:
        search_api.publishing.gate.publish_checked(settings, made.generation)
    print("rollback", flush=True)
    search_api.publishing.gate.roll_back(settings)
"""


def killed(archive: Path, settings: Settings, stage: str, seconds: float) -> None:
    """Run the loop, and kill it some `seconds` after it came to `stage`."""
    command = [sys.executable, "-c", LOOP, str(archive), str(settings.index)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    reached = any(line.strip() == stage for line in process.stdout)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    told = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert reached, told


@pytest.mark.parametrize("stage", ["build", "publish", "rollback"])
def test_whatever_is_killed_a_whole_generation_is_served(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("indexer.build", "search_api.publishing.gate"):
        monkeypatch.setattr(f"{where}.open_encoder", lambda *_: HashEncoder())
    archive, settings = write_archive(tmp_path / "档案"), Settings(index=tmp_path / "索引", reading_workers=1)
    build(archive, settings)
    moments = random.Random(stage)
    for turn in range(MOMENTS // 3):
        killed(archive, settings, stage, moments.uniform(0, 0.05))
        generation = Generation.open(current(settings.index))
        assert generation.manifest.reports == 2
        generation.close()
        (archive / "白泽区2024.txt").write_text(report("白泽区", 2024, 200 + turn), encoding="utf-8")
        made = build(archive, settings, published=False)
        assert publish_checked(settings, made.generation).generation == current(settings.index).name
        assert roll_back(settings).before == made.generation
