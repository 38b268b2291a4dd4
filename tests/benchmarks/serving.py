"""The service as a process of its own, for the benchmarks that ask it as people do."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2

from indexer.settings import Settings
from tests.benchmarks.results import ROOT

PATIENCE = 120  # seconds for what is not measured


@contextmanager
def running(settings: Settings) -> Iterator[tuple[httpx2.Client, int]]:
    """A service of the index as a process, a client of it, and its number."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "search_api", "serve", "--index", str(settings.index), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as service:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and process.poll() is None:
                with suppress(httpx2.TransportError):
                    if service.get("/v1/status").is_success:
                        break
                time.sleep(0.2)
            yield service, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)
