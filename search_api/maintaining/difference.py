"""What a new generation has that the served one has not, and the other way round; as the maintainer is shown it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from indexer.intake.kept import read_intake
from indexer.intake.record import FileRecord
from indexer.publish import generations, served_name
from indexer.settings import Settings
from indexer.snapshot import read_manifest
from search_api.publishing.gate import weigh
from search_api.schemas.maintenance import Difference, RefusedFile

FILE = "difference.json"  # in the index: of the generation that was built last and waits


def compare_generations(settings: Settings, name: str, before: str) -> Difference:
    """Generation `name` held against `before`, which is "" where nothing is served.

    Raises:
        GenerationError: one of them is damaged.
    """
    folder = generations(settings.index)
    new, old = _files(folder / name), _files(folder / before) if before else {}
    gate = weigh(settings, name)
    figures = gate.figures
    counts = [read_manifest(folder / one) if one else None for one in (name, before)]
    return Difference(
        generation=name,
        before=before,
        added=sorted(path for path, r in new.items() if r.indexed and not _indexed(old, path)),
        changed=sorted(p for p, r in new.items() if r.indexed and _indexed(old, p) and r.source != old[p].source),
        removed=sorted(path for path, r in old.items() if r.indexed and not _indexed(new, path)),
        refused=[
            RefusedFile(path=path, reason=str(r.findings[0]))
            for path, r in new.items()
            if not r.indexed and r.findings and (path not in old or old[path].source != r.source)
        ],
        reports=counts[0].reports if counts[0] else 0,
        reports_before=counts[1].reports if counts[1] else 0,
        passages=counts[0].passages if counts[0] else 0,
        passages_before=counts[1].passages if counts[1] else 0,
        questions=int(figures.get("questions", 0)),
        golden=figures.get("golden"),
        golden_before=figures.get("golden_before"),
        worse=gate.worse,
        notes=gate.notes,
    )


def write_difference(index: Path, difference: Difference) -> None:
    """Keep it beside the generations, so that it outlives the service."""
    aside = index / f".{FILE}.{os.getpid()}"
    aside.write_text(difference.model_dump_json(), encoding="utf-8")
    aside.replace(index / FILE)


def waiting(index: Path) -> Difference | None:
    """The difference of the generation that waits to be published, if it is still held against what is served."""
    try:
        found = Difference.model_validate_json((index / FILE).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError, json.JSONDecodeError):
        return None
    there = (generations(index) / found.generation).is_dir()
    return found if there and found.before == served_name(index) else None


def _files(folder: Path) -> dict[str, FileRecord]:
    return {r.path: r for r in read_intake(folder / "intake.json").records}


def _indexed(files: Mapping[str, FileRecord], path: str) -> bool:
    return path in files and files[path].indexed
