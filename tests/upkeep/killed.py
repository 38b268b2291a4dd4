"""`python -m tests.upkeep.killed {backup,restore} FILE INDEX ARCHIVE [BYTES]`: work that a test kills or starves.

With BYTES no file may grow beyond that size, as on a full disk; with `unasked` the room on the disk is not asked for
before, so that it is found out where it is full.
"""

import resource
import signal
import sys
from pathlib import Path

from indexer.errors import BackupError
from indexer.intake.gather import silent
from indexer.settings import Settings
from indexer.upkeep import backup as backup_module
from indexer.upkeep import restore as restore_module
from indexer.upkeep.backup import Wish, backup
from indexer.upkeep.restore import restore


def main() -> int:
    act, file, index, archive = sys.argv[1], *map(Path, sys.argv[2:5])
    settings = Settings(index=index)
    if sys.argv[5:] == ["unasked"]:
        backup_module.require_room = restore_module.require_room = lambda _folder, _needed: None
    elif len(sys.argv) > 5:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[5]), int(sys.argv[5])))
    print("ready", flush=True)
    try:
        if act == "backup":
            backup(file, settings, Wish(archive, cache=True), {}, silent, force=True)
        else:
            restore(file, settings, archive, lambda _index, _proof: None, silent)
    except BackupError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
