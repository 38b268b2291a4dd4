"""`jiejian run`, `serve` and `ui`: they start, say where, stop together, and say which port is taken."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from indexer.settings import Settings, environment
from search_api.launch import bound
from tests.service.conftest import ROOT, Cli, free_port
from tests.service.conftest import environment as clean_environment

# Two real servers of the standard library in the place of service and page.
TOGETHER = """
import os, sys
from search_api.processes import Part, run_together, stoppable
parts = [
    Part(name, ("http.server", "--bind", "127.0.0.1", port), f"http://127.0.0.1:{port}/")
    for name, port in zip(("甲", "乙"), sys.argv[1:])
]
with stoppable():
    sys.exit(run_together(parts, os.environ, lambda: print("都已就绪", flush=True)))
"""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Two servers running together, both ready."""
    ports = [free_port(), free_port()]
    process = subprocess.Popen(
        [sys.executable, "-c", TOGETHER, *map(str, ports)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "都已就绪\n"
    yield process, ports
    process.kill()
    process.communicate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_both_stop(number: signal.Signals, pair: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, ports = pair
    assert all(map(listens, ports))
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    assert not any(map(listens, ports))


def test_two_signals_at_once_leave_nobody_behind(pair: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, ports = pair
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in {0, -signal.SIGTERM}  # the second may come when all is stopped already
    assert not any(map(listens, ports))


def test_when_one_dies_the_other_stops_and_it_is_named(pair: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, ports = pair
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    os.kill(int(children[1]), signal.SIGKILL)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "乙意外停止（退出码 -9）" in told
    assert not any(map(listens, ports))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_starts_without_an_index_and_stops_with_0(number: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "search_api", "serve", "--port", str(port), "--index", str(tmp_path / "none")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=pipe, stderr=pipe, text=True) as process:
        while not listens(port):
            assert process.poll() is None
            time.sleep(0.1)
        health = httpx2.get(f"http://127.0.0.1:{port}/v1/health", trust_env=False, timeout=60).json()
        process.send_signal(number)
        said, told = process.communicate(timeout=30)
    assert (health["ready"], "没有索引" in health["reason"]) == (False, True)
    assert process.returncode == 0
    assert said.startswith(f"检索服务  http://127.0.0.1:{port}/v1/")
    assert "没有索引" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("command", "setting"), [("serve", "JIEJIAN_PORT"), ("ui", "JIEJIAN_PAGE_PORT"), ("run", "JIEJIAN_PAGE_PORT")]
)
def test_a_port_that_is_taken_is_named_with_its_setting(command: str, setting: str, cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cli(command, env={"JIEJIAN_PORT": str(free_port()), setting: str(port)})
    assert (done.returncode, done.stdout) == (1, "")
    assert f"端口 {port} 已被占用" in done.stderr
    assert setting in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_address_that_is_not_ours_is_named(cli: Cli) -> None:
    done = cli("serve", env={"JIEJIAN_HOST": "192.0.2.1"})
    assert done.returncode == 1
    assert "不能在 192.0.2.1:8710 上提供服务" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_archive_that_cannot_be_built_stops_run(cli: Cli, tmp_path: Path) -> None:
    ports = {"JIEJIAN_PORT": str(free_port()), "JIEJIAN_PAGE_PORT": str(free_port())}
    done = cli("run", tmp_path, "--index", tmp_path / "index", env=ports)
    assert done.returncode == 1
    assert "里没有文件" in done.stderr


def test_settings_reach_a_subprocess_whole() -> None:
    settings = Settings(index=Path("甲"), port=9001, api="http://127.0.0.1:9001")
    assert Settings.read(environment(settings, {"PATH": "x", "JIEJIAN_PORT": "1"})) == settings


def test_run_builds_serves_shows_and_stops(archive: Path, tmp_path: Path) -> None:
    """The whole of `make run`, on two reports: both addresses are printed and answer, SIGINT ends it with 0."""
    port, page_port = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api", "run", str(archive), "--index", str(tmp_path / "index")],
        cwd=ROOT,
        env=clean_environment(JIEJIAN_PORT=str(port), JIEJIAN_PAGE_PORT=str(page_port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        told = []
        while "按 Ctrl-C 停止\n" not in told:
            told.append(process.stdout.readline())
            assert told[-1], "it ended"
        assert f"网页      http://127.0.0.1:{page_port}\n" in told
        assert f"检索服务  http://127.0.0.1:{port}/v1/\n" in told
        assert httpx2.get(f"http://127.0.0.1:{port}/v1/status", trust_env=False).json()["reports"] == 2
        assert httpx2.get(f"http://127.0.0.1:{page_port}/", trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        time.sleep(0.1)
        assert not listens(port)
        assert not listens(page_port)
    finally:
        process.kill()
        process.communicate()


def test_an_answer_does_not_wait_for_the_one_who_asked() -> None:
    """Head and body of an answer are two packets; the second would be held back until the first is acknowledged."""

    async def nodelay() -> int:
        def made() -> asyncio.Protocol:
            return Told(told)

        loop = asyncio.get_running_loop()
        told: asyncio.Future[asyncio.BaseTransport] = loop.create_future()
        async with await loop.create_server(made, sock=bound("127.0.0.1", port := free_port(), "PORT")) as server:
            await server.start_serving()
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            taken = await told
            found: int = taken.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            taken.close()
            writer.close()
            return found

    with ThreadPoolExecutor(1) as other:  # in this thread the browser of another test may have its loop
        assert other.submit(lambda: asyncio.run(nodelay())).result()


class Told(asyncio.Protocol):
    """Tells of the connection that was made."""

    def __init__(self, told: "asyncio.Future[asyncio.BaseTransport]") -> None:
        self._told = told

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._told.set_result(transport)
