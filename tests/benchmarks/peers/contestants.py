"""Jiejian and its peers as things that build, add, and answer, each in processes of its own."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.peers.peer import Peer
from tests.benchmarks.peers.processes import ProgramError, Spent, run
from tests.conftest import ROOT

MODEL = ROOT / "models" / "e5-small"
_PATIENCE = 120.0  # seconds for a service to answer at all
_PAUSE = 0.02  # seconds between two tries
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "ANONYMIZED_TELEMETRY": "False"}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, as much of it as the measures need."""

    report: str
    text: str


class Answering(Protocol):
    """A started process that answers queries."""

    pid: int

    def ask(self, text: str, limit: int) -> list[Found]:
        """The best passages, best first."""
        ...

    def close(self) -> None:
        """End the process."""
        ...


class Contestant(Protocol):
    """What is compared."""

    def build(self, files: Sequence[Path], index: Path) -> Spent:
        """Index `files` into a new folder, in a new process."""
        ...

    def add(self, file: Path, index: Path) -> Spent:
        """Add one file to that index, in a new process."""
        ...

    def start(self, index: Path) -> Answering:
        """A new process that answers; it may not be ready yet, the first question waits for it."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """A peer at one size of chunk."""

    peer: Peer
    python: Path
    chunk: int

    def build(self, files: Sequence[Path], index: Path) -> Spent:
        """See `Contestant`."""
        return run([*self._program("build", index), *files], os.environ | _OFFLINE)

    def add(self, file: Path, index: Path) -> Spent:
        """See `Contestant`."""
        return run([*self._program("add", index), file], os.environ | _OFFLINE)

    def start(self, index: Path) -> Answering:
        """See `Contestant`."""
        return Lines(self._program("serve", index))

    def _program(self, what: str, index: Path) -> list[str | Path]:
        program = Path(__file__).parent / "programs" / f"{self.peer.program}.py"
        return [self.python, program, what, index, MODEL, str(self.chunk)]


class Lines:
    """A program that answers line by line."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8", env=os.environ | _OFFLINE,
        )  # fmt: skip
        self.pid = self._process.pid

    def ask(self, text: str, limit: int) -> list[Found]:
        """See `Answering`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ProgramError("the program has no pipes")
        print(json.dumps({"text": text, "limit": limit}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise ProgramError(f"{self._process.args} ended with status {self._process.wait()}")
        return [Found(hit["report"], hit["text"]) for hit in json.loads(line)["hits"]]

    def close(self) -> None:
        """See `Answering`."""
        self._process.communicate()


class Jiejian:
    """`jiejian build` and `jiejian serve`, as a user calls them; a report is added by building again."""

    _command = Path(sys.executable).parent / "jiejian"

    def build(self, files: Sequence[Path], index: Path) -> Spent:
        """See `Contestant`."""
        archive = _archive(index)
        archive.mkdir(parents=True)
        for file in files:
            shutil.copy(file, archive)
        return self._build(index)

    def add(self, file: Path, index: Path) -> Spent:
        """See `Contestant`."""
        shutil.copy(file, _archive(index))
        return self._build(index)

    def start(self, index: Path) -> Answering:
        """See `Contestant`."""
        return Service(self._command, index)

    def _build(self, index: Path) -> Spent:
        return run([self._command, "build", _archive(index), "--index", index, "--json"], _settings())


class Service:
    """`jiejian serve`, spoken to by HTTP over one connection."""

    def __init__(self, command: Path, index: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [command, "serve", "--index", index, "--port", str(self._port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_settings(),
        )  # fmt: skip
        self.pid = self._process.pid
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, text: str, limit: int) -> list[Found]:
        """See `Answering`."""
        body = json.dumps({"text": text, "limit": limit})
        status, told = self._asked(self._connection, body) if self._connection else self._first(body)
        if status != http.HTTPStatus.OK:
            raise ProgramError(f"the service answered {status}: {told}")
        return [Found(hit["report"], hit["text"]) for hit in told["hits"]]

    def close(self) -> None:
        """See `Answering`."""
        self._process.terminate()
        self._process.wait()

    def _first(self, body: str) -> tuple[int, dict[str, Any]]:
        """Ask until the service takes connections and has opened its index; that connection is kept."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
            try:
                status, told = self._asked(connection, body)
            except ConnectionError:
                status = http.HTTPStatus.SERVICE_UNAVAILABLE
            if status != http.HTTPStatus.SERVICE_UNAVAILABLE:
                self._connection = connection
                return status, told
            connection.close()
            time.sleep(_PAUSE)
        raise ProgramError("the service did not get ready")

    @staticmethod
    def _asked(connection: http.client.HTTPConnection, body: str) -> tuple[int, dict[str, Any]]:
        connection.request("POST", "/v1/search", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _archive(index: Path) -> Path:
    return index.with_name(f"{index.name}-archive")


def _settings() -> dict[str, str]:
    return {**os.environ, **_OFFLINE, "JIEJIAN_HOME": str(ROOT / "models")}
