"""`intake.json`: the account of an archive as a generation keeps it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.intake.record import FieldEvidence, FileRecord, Finding, Intake, Near, RosterCell, State, Verdict
from indexer.read.reading import Format


def write_intake(path: Path, intake: Intake) -> None:
    """Write `intake` to the file at `path`."""
    path.write_text(json.dumps(asdict(intake), ensure_ascii=False, indent=1), encoding="utf-8")


def read_intake(path: Path) -> Intake:
    """The account in the file at `path`, which the manifest of its generation vouches for."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Intake(
        records=tuple(map(record_of, data["records"])),
        roster=tuple(
            RosterCell(**{**c, "state": State(c["state"]), "paths": tuple(c["paths"])}) for c in data["roster"]
        ),
        lists=tuple((name, reason) for name, reason in data["lists"]),
    )


def record_of(data: dict[str, Any]) -> FileRecord:
    """The record whose `asdict` went through JSON."""
    return FileRecord(
        **{
            **data,
            "verdict": Verdict(data["verdict"]),
            "format": Format(data["format"]) if data["format"] else None,
            "blank_pages": tuple(data["blank_pages"]),
            "evidence": tuple(FieldEvidence(**e) for e in data["evidence"]),
            "near": tuple(Near(**n) for n in data["near"]),
            "findings": tuple(Finding(**f) for f in data["findings"]),
            "notes": tuple(data["notes"]),
        }
    )
