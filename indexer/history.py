"""What became of the generations: `INDEX/history.jsonl`, a line an act, only ever added to."""

import getpass
import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

HISTORY = "history.jsonl"


class Act(StrEnum):
    """What was done."""

    PUBLISHED = "published"
    FORCED = "forced"  # published although it was worse
    REFUSED = "refused"  # not published, for it was worse
    ROLLED_BACK = "rolled-back"
    RESTORED = "restored"  # from a backup


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: when (ISO 8601, UTC), by whom (`user@host`), on which generation, which was served `before`, and why."""

    at: str
    by: str
    act: Act
    generation: str
    before: str = ""
    because: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)  # reports, passages, golden, golden_before …


def entry(  # noqa: PLR0917 - the fields of an Entry, in its order
    act: Act, generation: str, before: str, because: str, figures: Mapping[str, float], by: str = ""
) -> Entry:
    """An act, now, of the user who runs this; `by` is the name that somebody gave who asked for it."""
    asked = f"{by}（{who()}）" if by else who()
    return Entry(datetime.now(UTC).isoformat(timespec="seconds"), asked, act, generation, before, because, figures)


def who() -> str:
    """`user@host`; the number of a user that has no name."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def append(index: Path, done: Entry) -> None:
    """Add a line, whole and on the disk; after one that a killed process left half, on a line of its own."""
    path = index / HISTORY
    torn = path.is_file() and path.stat().st_size > 0 and path.read_bytes()[-1:] != b"\n"
    with path.open("ab") as file:
        file.write((b"\n" if torn else b"") + json.dumps(asdict(done), ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_history(index: Path) -> list[Entry]:
    """All entries, oldest first; a line that was never finished is passed over."""
    path = index / HISTORY
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return [found for line in lines if (found := _entry(line)) is not None]


def served_before(index: Path) -> list[str]:
    """Names of the generations that were ever served, the latest first, each once."""
    names: list[str] = []
    for done in reversed(read_history(index)):
        if done.act is not Act.REFUSED:
            names += [done.generation, done.before]
    return list(dict.fromkeys(filter(None, names)))


def rolled_back(index: Path) -> set[str]:
    """Names of the generations that somebody turned away from, and that were not published since."""
    away: set[str] = set()
    for done in read_history(index):
        if done.act is Act.ROLLED_BACK:
            away.add(done.before)
        if done.act is not Act.REFUSED:
            away.discard(done.generation)
    return away


def _entry(line: str) -> Entry | None:
    try:
        data: dict[str, Any] = json.loads(line)
        return Entry(**{**data, "act": Act(data["act"])})
    except (ValueError, TypeError, KeyError):
        return None
