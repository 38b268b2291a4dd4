"""The real command line in a subprocess, the real service on a free port."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn

from indexer.settings import Settings
from search_api.command.cli import main
from search_api.engine import Engine
from search_api.service.app import create_app
from search_api.service.serving import RETRY_SECONDS

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "models"
_NO_ARCHIVE = Settings()

REPORT = """\
安和市{district}卫生健康局{year}年法治政府建设年度报告

{year}年，{district}卫生健康局深入推进依法行政，现将有关情况报告如下。
一、主要工作和成效
（一）推进医疗纠纷人民调解
与司法局共建医疗纠纷人民调解委员会，全年受理医疗纠纷{cases}件。对重大纠纷由调解员、律师和医学专家共同会商。
（二）规范行政执法
落实行政执法公示制度，全年组织执法人员培训12次。
二、存在的问题
一是普法宣传形式单一。二是基层执法力量不足，培训针对性不强。
三、下一步工作计划
继续完善医患沟通机制，加强普法宣传。

安和市{district}卫生健康局
{next_year}年1月15日
"""


def report(district: str, year: int, cases: int) -> str:
    return REPORT.format(district=district, year=year, cases=cases, next_year=year + 1)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two reports of districts that do not exist."""
    folder = tmp_path / "档案"
    folder.mkdir()
    (folder / "云岭区2023.txt").write_text(report("云岭区", 2023, 86), encoding="utf-8")
    (folder / "石桥区2024.txt").write_text(report("石桥区", 2024, 41), encoding="utf-8")
    return folder


Cli = Callable[..., subprocess.CompletedProcess[str]]


def environment(**settings: str) -> dict[str, str]:
    """Ours without its JIEJIAN_*, so that what a developer has set does not matter."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JIEJIAN_")}
    return {**clean, "JIEJIAN_HOME": str(HOME), **settings}


@pytest.fixture(scope="session")
def cli() -> Cli:
    """`cli("search", "…", env={…})`: the command as a process, in the repository's root."""

    def run(*arguments: object, env: dict[str, str] | None = None, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "search_api", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            input=text,
            cwd=ROOT,
            env=environment(**(env or {})),
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """As `cli`, in this process, which has torch already: for what needs an engine and is not about the process."""
    for name in [name for name in os.environ if name.startswith("JIEJIAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JIEJIAN_HOME", str(HOME))
    monkeypatch.chdir(ROOT)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        given = list(map(str, arguments))
        status = main(given)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(given, status, printed.out, printed.err)

    return run


@contextmanager
def serving(
    open_engine: Callable[[], Engine], retry_seconds: float = RETRY_SECONDS, settings: Settings = _NO_ARCHIVE
) -> Iterator[httpx2.Client]:
    """A client of the service over `open_engine`, which listens on a port of its own until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(open_engine, retry_seconds, settings)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx2.Client(base_url=address, timeout=120, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def sample_settings(sample_index: Path) -> Settings:
    return Settings(index=sample_index, home=HOME)


@pytest.fixture(scope="session")
def http(sample_settings: Settings) -> Iterator[httpx2.Client]:
    """A client of the service over corpus/sample."""
    with serving(lambda: Engine.open(sample_settings)) as client:
        yield client


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
