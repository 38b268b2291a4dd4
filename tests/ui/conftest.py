"""A real service over corpus/sample, the real page, a real browser that tells of every error."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from indexer.settings import Settings
from tests.conftest import built
from tests.ui.mixed import write_mixed

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
WIDE, NARROW = (1440, 900), (390, 844)
expect.set_options(timeout=30_000)  # milliseconds; two cores may be shared by many tests
PATIENCE = 120  # seconds; loading the model takes its time on a busy machine


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def running(*arguments: str, ready: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m …` until the block ends; the block begins when `ready` answers."""
    ours = ("JIEJIAN_HOME",)  # where the model is; nothing else that a developer has set
    clean = {name: value for name, value in os.environ.items() if name in ours or not name.startswith("JIEJIAN_")}
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=clean)
    try:
        _wait_for(ready, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(ready: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(ready, trust_env=False).is_success:
                return
        time.sleep(0.2)
    pytest.fail(f"{process.args} does not answer at {ready}; exit status {process.poll()}")


@contextmanager
def page_of(api: str) -> Iterator[str]:
    """The address of the page over the service at `api`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running("ui", "--port", str(port), "--api", api, ready=f"{address}/_stcore/health"):
        yield address


@contextmanager
def site_of(index: Path) -> Iterator[str]:
    """The address of the page over a service of `index`."""
    port = free_port()
    api = f"http://127.0.0.1:{port}"
    serve = ("search_api", "serve", "--index", str(index), "--port", str(port))
    with running(*serve, ready=f"{api}/v1/status"), page_of(api) as address:
        yield address


@pytest.fixture(scope="session")
def site(sample_index: Path) -> Iterator[str]:
    """The address of the page over corpus/sample."""
    with site_of(sample_index) as address:
        yield address


@pytest.fixture(scope="session")
def mixed_site(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[str]:
    """The address of the page over the mixed archive."""
    archive = write_mixed(tmp_path_factory.mktemp("mixed"))
    with site_of(built(archive, "mixed-index", tmp_path_factory, settings)) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the page was NOT tried in a browser (.ci/run installs one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong in the browser: errors of the console and of scripts, failed requests, requests to outside."""

    found: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("console", lambda m: self.found.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.found.append(f"script: {e}"))
        page.on("response", lambda r: self.found.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        page.on("request", self._request)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.found.append(f"outside: {request.url}")


def _visit(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    watch = Watch()
    context: BrowserContext = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.on("page", watch.on)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()
    assert watch.found == []


@pytest.fixture
def wide(chromium: Browser) -> Iterator[Page]:
    """A desktop window; the test fails on whatever goes wrong in the browser."""
    yield from _visit(chromium, WIDE)


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """A telephone's window."""
    yield from _visit(chromium, NARROW)
