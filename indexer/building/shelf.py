"""Entries by kind and key, each with its checksum: what was worked out once and need not be worked out again."""

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_DAY = 86_400.0  # seconds
_DIGEST = 64  # characters of a SHA-256 in hex


def key_of(*parts: object) -> str:
    """A name for whatever depends on `parts` alone; they must be what JSON can hold, or print as what they are."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()[:40]


def is_sound(entry: bytes) -> bool:
    """Whether the file of an entry is as it was written."""
    return hashlib.sha256(entry[_DIGEST + 1 :]).hexdigest().encode() == entry[:_DIGEST]


class Shelf:
    """Files `folder/<kind>/<key>`, each a checksum and JSON or bytes; a damaged one is taken as not there, and removed.

    An entry is written aside and renamed, so that a process killed at any moment leaves whole entries only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: dict[str, set[str]] = {}  # keys by kind, of what was given or put

    def get(self, kind: str, key: str) -> Any | None:
        """What was put there, or None; its age begins anew."""
        payload = self.get_bytes(kind, key)
        return None if payload is None else json.loads(payload)

    def get_bytes(self, kind: str, key: str) -> bytes | None:
        """As `get`, of what `put_bytes` put there."""
        path = self._path(kind, key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if not is_sound(data):
            path.unlink(missing_ok=True)
            return None
        self.touch(kind, key)
        self._used.setdefault(kind, set()).add(key)
        return data[_DIGEST + 1 :]

    def sound(self, kind: str, key: str) -> bool:
        """Whether `get` would give something."""
        return self.get_bytes(kind, key) is not None

    def touch(self, kind: str, key: str) -> None:
        """Have the age of an entry begin anew, where it is there, without reading it."""
        path = self._path(kind, key)
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _DAY:
                os.utime(path)

    def put(self, kind: str, key: str, value: object) -> None:
        """Keep `value`, which JSON can hold."""
        payload = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        self.put_bytes(kind, key, payload)

    def put_bytes(self, kind: str, key: str, payload: bytes) -> None:
        """Keep `payload`, for `get_bytes`."""
        path = self._path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{key}.{os.getpid()}")
        try:
            aside.write_bytes(hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)  # there only where it could not be written whole
        self._used.setdefault(kind, set()).add(key)

    def sweep(self, days: float) -> int:
        """Remove what was not asked for in the last `days` days, and what killed processes left; how many went."""
        oldest, gone = time.time() - days * _DAY, 0
        for path in [p for p in self._folder.glob("*/*") if p.is_file()]:
            if path.name.startswith(".") or path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def trim(self, kind: str) -> None:
        """Remove all of a kind but what this shelf gave or was given, and as many of the others, the youngest."""
        used = self._used.get(kind, set())
        others = [p for p in (self._folder / kind).glob("[!.]*") if p.name not in used]
        for path in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[len(used) :]:
            path.unlink(missing_ok=True)

    def _path(self, kind: str, key: str) -> Path:
        return self._folder / kind / key
