"""The archive watched beside the service, in a process of its own that ends with it."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

from indexer.errors import JiejianError
from indexer.settings import Settings, environment, named
from search_api.publishing.watch import Watched, watch
from search_api.schemas.maintenance import Watching

_STOP_SECONDS = 5.0


class Watcher:
    """Looks every `settings.watch` seconds, and builds and publishes when files have settled; 0 is never.

    What it says goes to standard output, and the last of it to whoever asks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None
        self._said, self._at = "", ""

    def start(self) -> None:
        """Begin, where an archive is known and it is to be watched."""
        if not (self._settings.watch and named(self._settings.archive)):
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", "search_api.maintaining.watcher"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment(self._settings, os.environ),
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()

    def told(self) -> Watching | None:
        """How it stands; None where nothing is watched."""
        if self._process is None:
            return None
        on = self._process.poll() is None
        return Watching(on=on, seconds=self._settings.watch, said=self._said, at=self._at)

    def close(self) -> None:
        """End it, also in the middle of a build: what is served stays, and the next build goes on from there."""
        if self._process is None or self._listener is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
                break
        self._listener.join(_STOP_SECONDS)

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        with process:
            for line in process.stdout or ():
                self._said, self._at = line.strip(), datetime.now(UTC).isoformat(timespec="seconds")
                _say(self._said)


def main() -> int:
    """Watch the archive that the settings name until told to stop, or until the service is no more."""
    settings, service = Settings.read(os.environ), os.getppid()
    archive = named(settings.archive)
    if archive is None:
        return 1

    def stop(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    watched = Watched(archive, named(settings.manifest), settings)
    try:
        watch(watched, settings.watch, _say, lambda: os.getppid() != service)
    except JiejianError as error:
        _say(f"没有看守档案：{error}")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
