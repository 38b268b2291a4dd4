"""`jiejian build`, `publish`, `rollback`, `history` and `watch`: an index that follows its archive."""

# ruff: noqa: PLC0415 - the stores' libraries, for those who need them
import argparse
import signal
import sys
from dataclasses import asdict
from datetime import datetime
from types import FrameType

from indexer.errors import QueryError
from indexer.settings import Settings, named
from search_api.command.progress import progress_on
from search_api.schemas import BuildResponse
from search_api.schemas.publication import HistoryResponse, PublishResponse


def built(given: argparse.Namespace, settings: Settings) -> BuildResponse:
    """The index of an archive: built, held to the gate, published."""
    from indexer.build import build
    from indexer.building.recall import Anew
    from search_api.examined import doubts_out, refused_out
    from search_api.publishing.gate import publish_checked

    anew = Anew(reading=given.full, parsing=given.full or given.rechunk, vectors=given.full or given.embed_only)
    with progress_on(sys.stderr) as progress:
        made = build(given.archive, settings, named(settings.manifest), progress, anew, published=False)
    published = made.changed and not given.no_publish
    told = publish_checked(settings, made.generation).told if published else []
    return BuildResponse(
        generation=made.generation,
        reports=made.reports,
        passages=made.passages,
        sentences=made.sentences,
        seconds=made.seconds,
        embedded=made.embedded,
        reused=made.reused,
        refused=refused_out(made.refused),
        doubts=doubts_out(made.doubts),
        changed=made.changed,
        published=published,
        notes=told,
    )


def published(given: argparse.Namespace, settings: Settings) -> PublishResponse:
    """A generation that was built before, published.

    Raises:
        QueryError: it is to be forced and no reason is given, or the other way round.
    """
    from search_api.publishing.gate import publish_checked

    if given.force != bool((given.because or "").strip()):
        raise QueryError("--force 和 --because 要一起用", "如：--force --because 旧报告已按要求撤下", "because")
    done = publish_checked(settings, given.name, (given.because or "").strip())
    return PublishResponse(**{**asdict(done), "worse": list(done.worse), "notes": done.told})


def rolled_back(given: argparse.Namespace, settings: Settings) -> PublishResponse:
    """The generation that was served before, served again."""
    from search_api.publishing.gate import roll_back

    done = roll_back(settings, given.name, (given.because or "").strip())
    return PublishResponse(generation=done.generation, before=done.before)


def history(settings: Settings) -> HistoryResponse:
    """What became of the generations."""
    from search_api.maintaining.told import history_of

    return history_of(settings)


def watched(given: argparse.Namespace, settings: Settings) -> int:
    """Follow an archive until Ctrl-C or SIGTERM."""
    from search_api.publishing.watch import Watched, watch

    stopped = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    _say(f"看守 {given.archive}：每 {given.seconds} 秒看一次，文件放稳后自动更新索引。按 Ctrl-C 停止")
    watch(Watched(given.archive, named(settings.manifest), settings), given.seconds, _say, lambda: bool(stopped))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{datetime.now():%m-%d %H:%M:%S} {line}\n")
    sys.stdout.flush()
