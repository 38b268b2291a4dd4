"""`unshare -rm python -m tests.upkeep.starved SCENE INDEX ARCHIVE FILE PAGES…`: acts on a file system that is full.

It is a tmpfs, mounted in the name space of this process. The acts on the scene's index have so many pages to spare,
each number of PAGES in turn; backup and restore have room for a tenth, a half and nine tenths of FILE, a backup of
INDEX and ARCHIVE. Prints, as JSON, how often each was refused and what was said.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.publish import current
from tests.upkeep.killed import Ended, Work, Worker
from tests.upkeep.scene import ACTS, Scene, require_told

PAGE = 4096  # bytes
_AMPLE = 1 << 30


def main() -> int:
    made, index, archive, file = map(Path, sys.argv[1:5])
    pages = [int(number) for number in sys.argv[5:]]
    scene = Scene(made / "index", made / "archive", made / "later")
    mount = made / "mount"
    mount.mkdir()
    with Worker() as worker:
        told = {act: _told([short_of_room(scene, act, mount, n, worker) for n in pages]) for act in ACTS}
        size = file.stat().st_size
        shares = [int(size * share) for share in (0.1, 0.5, 0.9)]
        told["backup"] = _told([_backup(mount, room, index, archive, worker) for room in shares])
        told["restore"] = _told([_restore(mount, room, file, worker) for room in shares])
    print(json.dumps(told, ensure_ascii=False))
    return 0


@contextmanager
def mounted(mount: Path, size: int) -> Iterator[None]:
    """A tmpfs of `size` bytes at `mount`."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(mount)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def short_of_room(scene: Scene, act: str, mount: Path, pages: int, worker: Worker) -> Ended:
    """The act with so many pages to spare: it is done or refused in a clear line, and with room all goes on."""
    with mounted(mount, _AMPLE), scene.copied(mount) as own:
        served = current(own.index).name
        _resize(mount, _used(mount) + pages * PAGE)
        ended = worker.done(own.work(act))
        require_told(ended)
        assert ended.status == 0 or current(own.index).name == served
        _resize(mount, _AMPLE)
        own.require_whole()
        own.require_next_build()
    return ended


def _backup(mount: Path, room: int, index: Path, archive: Path, worker: Worker) -> Ended:
    with mounted(mount, room):
        return _refused(mount, worker.done(Work("backup", str(index), str(archive), f"{mount}/b.zip", unasked=True)))


def _restore(mount: Path, room: int, file: Path, worker: Worker) -> Ended:
    with mounted(mount, room):
        work = Work("restore", f"{mount}/index", f"{mount}/archive", str(file), unasked=True)
        return _refused(mount, worker.done(work))


def _refused(mount: Path, ended: Ended) -> Ended:
    """It was refused in a clear line, and leaves nothing of its own."""
    require_told(ended)
    assert ended.status == 1
    left = [p.name for p in mount.rglob("*") if p.suffix in (".partial", ".zip") or p.name in ("CURRENT", "archive")]
    assert left == []
    return ended


def _used(mount: Path) -> int:
    said = subprocess.run(["df", "-B1", "--output=used", str(mount)], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[-1])


def _resize(mount: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(mount)], check=True)


def _told(ended: list[Ended]) -> dict[str, object]:
    refused = [e.said.strip() for e in ended if e.status]
    return {"tried": len(ended), "refused": len(refused), "for example": refused[len(refused) // 2] if refused else ""}


if __name__ == "__main__":
    sys.exit(main())
