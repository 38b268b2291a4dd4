"""An archive looked after: what is put into its folder is built and published when it has settled."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.archive import open_archive
from indexer.build import build
from indexer.errors import JiejianError
from indexer.history import rolled_back
from indexer.intake.gather import Progress, silent
from indexer.publish import only_one
from indexer.settings import Settings
from search_api.publishing.gate import publish_checked

RETRY_SECONDS = 300.0  # after a failure, when nothing has changed meanwhile
Seen = tuple[tuple[str, int, int], ...]  # path, size in bytes, time of change in nanoseconds; of every file
Report = Callable[[str], None]  # says a line, in Chinese


@dataclass(frozen=True, slots=True)
class Watched:
    """The archive in `root`, with the list that corrects it, and the index that follows it."""

    root: Path
    manifest: Path | None
    settings: Settings


def watch(
    watched: Watched, seconds: float, tell: Report, stop: Callable[[], bool], progress: Progress = silent
) -> None:
    """Look every `seconds`, and build and publish when two looks agree and differ from what was built last.

    Looking, since network shares send no events. What fails is told and tried again when something changes, or later.

    Raises:
        GenerationError: another process watches for this index.
    """
    with only_one(watched.settings.index, "watch.lock", "正在看守"):
        built: Seen | None = None
        before: Seen | None = None
        retry = float("inf")  # when to try again what failed
        while not stop():
            now = seen(watched.root, watched.manifest)
            if now == before and (now != built or time.monotonic() >= retry):
                done = _follow(watched, tell, progress)
                built, retry = now, float("inf") if done else time.monotonic() + RETRY_SECONDS
            before = now
            _sleep(seconds, stop)


def seen(root: Path, manifest: Path | None) -> Seen:
    """The files of the archive as a look at the folder tells them, lists included."""
    found = []
    for path in [*root.rglob("*"), *([manifest] if manifest else [])]:
        try:
            told = path.stat()
        except OSError:  # gone between the two
            continue
        if path.is_file() and not path.name.startswith((".", "~$")):
            found.append((str(path), told.st_size, told.st_mtime_ns))
    return tuple(sorted(found))


def update(watched: Watched, progress: Progress = silent) -> str:
    """Build and, where something changed, publish what passes the gate; never what somebody has rolled back.

    What came of it, in Chinese; "" where nothing had changed.

    Raises:
        JiejianError: as `build` and `publish_checked`.
    """
    built = build(watched.root, watched.settings, watched.manifest, progress, published=False)
    if not built.changed:
        return ""
    if built.generation in rolled_back(watched.settings.index):
        return f"没有更新：索引 {built.generation} 已被退回，要再启用请运行 jiejian publish {built.generation}"
    told = publish_checked(watched.settings, built.generation).told
    refused = f"，拒收 {len(built.refused)} 个文件" if built.refused else ""
    done = f"已更新：{built.reports} 份报告，新算向量 {built.embedded}{refused}，用时 {built.seconds:.0f} 秒"
    return "；".join([done, *told])


def _follow(watched: Watched, tell: Report, progress: Progress) -> bool:
    try:
        open_archive(watched.root, watched.manifest)
        done = update(watched, progress)
    except JiejianError as error:
        tell(f"未更新：{error}")
        return False
    if done:
        tell(done)
    return True


def _sleep(seconds: float, stop: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not stop() and time.monotonic() < end:
        time.sleep(min(0.2, seconds))
