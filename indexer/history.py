"""What became of the generations: `INDEX/history.jsonl`, a line an act with its checksum, only ever added to.

The act that made the served generation served stands in `INDEX/CURRENT` too, which is replaced by one rename: where a
killed process left it there alone, it counts as the last line.
"""

import errno
import getpass
import hashlib
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
CURRENT = "CURRENT"
_CHECKSUM = "checksum"  # of a line; those of earlier versions have none
_DIGITS = 16  # of it, in hex


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
    """Add a line, whole and on the disk, after what a killed process could not put down."""
    settle(index)
    _add(index, line_of(done))


def settle(index: Path) -> None:
    """Put down the act that CURRENT tells of, where the history has it not."""
    if (left := _unsettled(index, _lines(index))) is not None:
        _add(index, line_of(left))


def read_history(index: Path) -> list[Entry]:
    """All entries, oldest first; a line that was never finished or was changed is passed over."""
    entries = _lines(index)
    left = _unsettled(index, entries)
    return entries if left is None else [*entries, left]


def damaged(index: Path) -> int:
    """How many lines say something else than was written."""
    finished, rest = _finished(index / HISTORY)
    return sum(_entry(line) is None for line in [*finished, *_finished(index / CURRENT)[0][1:]]) + bool(rest)


def line_of(done: Entry) -> bytes:
    """An act as a line."""
    data = asdict(done)
    line = json.dumps({**data, _CHECKSUM: _checksum(data)}, ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace") + b"\n"  # lone surrogates, as JSON escapes them


def _lines(index: Path) -> list[Entry]:
    return [found for line in _finished(index / HISTORY)[0] if (found := _entry(line)) is not None]


def _unsettled(index: Path, entries: list[Entry]) -> Entry | None:
    """The act that CURRENT tells of, where `entries` have it not."""
    told, _ = _finished(index / CURRENT)
    done = _entry(told[1]) if len(told) > 1 else None
    if done is None or done.generation != told[0].strip():
        return None
    last = next((e for e in reversed(entries) if e.act is not Act.REFUSED), None)
    return None if done == last else done


def _finished(path: Path) -> tuple[list[str], str]:
    """The lines of a file, and what stands behind the last of them."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    *lines, rest = text.split("\n")
    return lines, rest


def _add(index: Path, line: bytes) -> None:
    """Add a line in the place of one that a killed process left half, whole or not at all."""
    with (index / HISTORY).open("ab", buffering=0) as file:
        whole = (index / HISTORY).read_bytes().rfind(b"\n") + 1
        file.truncate(whole)
        try:
            if file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(index / HISTORY))
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


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
        told = data.pop(_CHECKSUM, None)
        if told is not None and told != _checksum(data):
            return None
        return Entry(**{**data, "act": Act(data["act"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _checksum(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:_DIGITS]
