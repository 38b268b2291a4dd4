"""The service that watches its archive: what is dropped in is found, and the watching ends with the service."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from indexer.errors import SettingError
from indexer.publish import only_one
from indexer.settings import NONE, Settings, environment
from search_api.engine import Engine
from search_api.launch import serve
from tests.service.conftest import HOME, ROOT, report, serving

BASE = "/v1/maintenance"


@pytest.fixture
def settings(archive: Path, tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", home=HOME, archive=archive, watch=1)


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.2)


def watching(client: httpx2.Client) -> dict[str, Any]:
    told: dict[str, Any] = client.get(BASE).json()["watching"]
    return told


def found(client: httpx2.Client) -> set[str]:
    answer = client.post("/v1/search", json={"text": "医疗纠纷调解", "limit": 20})
    return {hit["report"] for hit in answer.json().get("hits") or []}


def owner(settings: Settings) -> int:
    """The process that watches, as its lock tells; 0 where there is none."""
    lock = settings.index / "watch.lock"
    told = re.search(r"进程号 (\d+)", lock.read_text(encoding="utf-8") if lock.is_file() else "")
    return int(told[1]) if told else 0


def runs(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.is_file() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_what_is_dropped_in_is_found(settings: Settings) -> None:
    with serving(lambda: Engine.open(settings), 0.0, settings) as client:
        until(lambda: found(client) == {"云岭区2023.txt", "石桥区2024.txt"})
        (settings.archive / "松岗区2024.txt").write_text(report("松岗区", 2024, 63), encoding="utf-8")
        until(lambda: "松岗区2024.txt" in found(client))
        until(lambda: "3 份报告" in watching(client)["said"])
        assert watching(client)["on"]
        process = owner(settings)
        assert runs(process)
    assert not runs(process)


def test_that_another_watches_is_told(settings: Settings) -> None:
    settings.index.mkdir()
    with (
        only_one(settings.index, "watch.lock", "正在看守"),
        serving(lambda: Engine.open(settings), 0.0, settings) as client,
    ):
        until(lambda: not watching(client)["on"])
        assert "另一个进程" in watching(client)["said"]
        assert client.get("/v1/health").status_code < 600


def test_what_is_to_be_watched_must_be_named(settings: Settings) -> None:
    with pytest.raises(SettingError, match="--archive"):
        serve(replace(settings, archive=NONE))


def test_nothing_is_watched_unasked(settings: Settings) -> None:
    with serving(lambda: Engine.open(settings), 0.0, replace(settings, watch=0)) as client:
        assert watching(client) is None


def test_the_watching_ends_with_a_service_that_is_killed(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command, environ = (
        [sys.executable, "-m", "search_api", "serve", "--port", str(port)],
        environment(settings, os.environ),
    )
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as service:
        until(lambda: owner(settings))
        process = owner(settings)
        service.send_signal(signal.SIGKILL)
        service.wait()
    until(lambda: not runs(process))
