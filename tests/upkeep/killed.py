"""Work that a test kills or starves: acts on an index, each in a process of its own that begins at once.

`python -m tests.upkeep.killed` takes acts from its standard input, a line of JSON each (the arguments of `work`), does
each in a fork of itself, which has everything imported, and says its process number and then how it ended.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import indexer.build
import search_api.publishing.gate
from indexer.build import build
from indexer.errors import JiejianError
from indexer.intake.gather import silent
from indexer.settings import Settings
from indexer.upkeep import backup as backup_module
from indexer.upkeep import restore as restore_module
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.restore import restore
from search_api.publishing.gate import publish_checked, roll_back
from tests.indexer.made import HashEncoder
from tests.upkeep.moments import full_at, kill_at, name_to, watch

ROOT = Path(__file__).resolve().parents[2]
BROKE = 99  # the exit status of an error that nobody foresaw


@dataclass(frozen=True, slots=True)
class Work:
    """An act on `index`; with `archive` and `file` (of a backup) where it needs them.

    `kill` and `full` are numbers of moments (see `moments`). With `most` no file may grow beyond so many bytes. With
    `unasked` the room on the disk is not asked for before, so that it is found out where it is full.
    """

    act: str
    index: str
    archive: str = ""
    file: str = ""
    kill: int = 0
    full: int = 0
    most: int = -1
    unasked: bool = False
    named: bool = False  # what happens is printed


@dataclass(frozen=True, slots=True)
class Ended:
    """Exit status (minus the signal, of one that was killed) and everything that was said."""

    status: int
    said: str


class Worker:
    """The process that does the acts, one at a time."""

    def __init__(self, *before: str) -> None:
        command = [*before, sys.executable, "-m", "tests.upkeep.killed"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def begin(self, work: Work) -> int:
        """Have the act done; the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(work)) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def ended(self) -> Ended:
        """How the act that was begun ended."""
        return Ended(**json.loads(self._line()))

    def done(self, work: Work) -> Ended:
        """The act, let be."""
        self.begin(work)
        return self.ended()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the worker is gone"
        return line


def work(given: Work) -> int:
    """Do the act; 1 when it failed as foreseen."""
    index, archive, file = Path(given.index), Path(given.archive), Path(given.file)
    settings = Settings(index=index, reading_workers=1)
    names: list[str] = []
    if given.unasked:
        backup_module.require_room = restore_module.require_room = lambda _folder, _needed: None
    if given.most >= 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.most, given.most))
    if given.kill or given.full or given.named:
        watch(
            file.parent if given.act == "backup" else index,
            kill_at(given.kill) if given.kill else full_at(given.full) if given.full else name_to(names),
        )
    acts: dict[str, Any] = {
        "backup": lambda: backup(file, settings, Wish(archive, cache=True), {}, silent, force=True),
        "restore": lambda: restore(file, settings, archive, lambda _index, _proof: None, silent),
        "build": lambda: build(archive, settings),
        "publish": lambda: publish_checked(settings),
        "rollback": lambda: roll_back(settings),
    }
    try:
        acts[given.act]()
    except JiejianError as error:
        print(error)
        return 1
    print("\n".join(names))
    return 0


def main() -> None:
    """Do acts until there are no more."""
    indexer.build.open_encoder = search_api.publishing.gate.open_encoder = lambda *_: HashEncoder()
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            child = os.fork()
            if not child:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                try:
                    status = work(Work(**json.loads(line)))
                except BaseException:  # noqa: BLE001 - nothing may come back into the loop of the parent
                    traceback.print_exc()
                    status = BROKE
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
            print(child, flush=True)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            print(json.dumps(asdict(Ended(status, said.read()))), flush=True)


if __name__ == "__main__":
    main()
