"""Where and how a figure was measured, the JSON that keeps it, and the table of all of them."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a reader needs in order to judge or repeat a measurement."""

    commit: str  # with "-dirty" when the tree differed from it
    date: str
    cpu: str
    cores: int
    load_before: float  # one-minute load average: above 0.5 the machine was not quiet
    python: str
    torch: str
    sentence_transformers: str

    @classmethod
    def now(cls) -> "Circumstances":
        return cls(
            commit=_commit(),
            date=datetime.now(UTC).isoformat(timespec="minutes"),
            cpu=_cpu(),
            cores=os.cpu_count() or 0,
            load_before=round(os.getloadavg()[0], 2),
            python=platform.python_version(),
            torch=version("torch"),
            sentence_transformers=version("sentence-transformers"),
        )


def keep(benchmark: str, archive: str, at: Circumstances, figures: dict[str, Any]) -> Path:
    """Write `figures` as results/<benchmark>-<archive>.json and renew the table; the file."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{benchmark}-{archive}.json"
    record = {"benchmark": benchmark, "archive": archive, "circumstances": asdict(at), "figures": figures}
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "README.md").write_text(table(RESULTS), encoding="utf-8")
    return path


def table(folder: Path) -> str:
    """All results of `folder` as Markdown, one section a file."""
    parts = ["# Benchmark results\n\nWritten by `tests/benchmarks`; the JSON files beside this page hold the same.\n"]
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        at = record["circumstances"]
        machine = f"{at['cores']} cores of {at['cpu']}, load {at['load_before']} before"
        parts.append(
            f"## {record['benchmark']}: {record['archive']}\n\nCommit {at['commit']}, {at['date']}; {machine}; "
            f"torch {at['torch']}, sentence-transformers {at['sentence_transformers']}.\n"
        )
        rows = [("what", "figure"), ("---", "---"), *_flat(record["figures"])]
        parts.append("\n".join(f"| {name} | {value} |" for name, value in rows) + "\n")
    return "\n".join(parts)


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in figures.items():
        label = f"{before}{name}".replace("_", " ")
        rows += _flat(value, f"{label}: ") if isinstance(value, dict) else [(label, value)]
    return rows


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
