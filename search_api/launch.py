"""`jiejian serve`, `ui` and `run`: the service, the page, or both from a folder of reports, until told to stop."""

# ruff: noqa: PLC0415 - torch and FAISS only in the process that serves
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TypeVar

from indexer.errors import SettingError
from indexer.pretrained.__main__ import is_ready
from indexer.pretrained.names import DEFAULT
from indexer.settings import PREFIX, Settings, environment, named
from search_api.processes import Part, run_step, run_together, stoppable

Made = TypeVar("Made")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}


def serve(settings: Settings) -> int:
    """Serve the index over HTTP; 0 when stopped by Ctrl-C or SIGTERM.

    Raises:
        SettingError: the port is taken, or the address is not this machine's; or what is to be watched is not named.
    """
    if settings.watch and named(settings.archive) is None:
        raise SettingError("要看守档案，服务得知道档案在哪个目录", f"请加 --archive 档案目录，或设置 {PREFIX}ARCHIVE")
    listening = bound(settings.host, settings.port, "PORT")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    from search_api.engine import Engine

    open_engine = _early(lambda: Engine.open(settings))  # while the rest is imported
    import uvicorn

    from search_api.service.app import create_app

    app = create_app(open_engine, settings=settings)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn handles them while it runs, and then raises them once more
        signal.signal(number, signal.SIG_IGN)
    _tell(f"检索服务  {_url(settings.host, settings.port)}/v1/（载入索引要几秒）")
    with listening:
        server.run(sockets=[listening])
    return 0


def _early(make: Callable[[], Made]) -> Callable[[], Made]:
    """`make`, begun in a thread now; the first call of what is returned waits for it, each later one makes anew."""
    began = Future[Made]()
    waiting = [began]

    def first() -> None:
        try:
            began.set_result(make())
        except Exception as error:  # noqa: BLE001 - whoever calls has it raised
            began.set_exception(error)

    Thread(target=first, daemon=True).start()
    return lambda: waiting.pop().result() if waiting else make()


def show_page(settings: Settings) -> int:
    """Show the page; 0 when stopped by Ctrl-C or SIGTERM, 1 when it stops of itself.

    Raises:
        SettingError: the port is taken, or the address is not this machine's.
    """
    bound(settings.host, settings.page_port, "PAGE_PORT").close()
    page = _url(settings.host, settings.page_port)
    with stoppable():
        return run_together([_page(settings)], environment(settings, os.environ), lambda: _tell(f"网页  {page}"))


def run_all(archive: Path, manifest: Path | None, given: Settings) -> int:
    """Prepare the model, build the index of `archive`, start service and page; 0 when stopped by Ctrl-C or SIGTERM.

    Raises:
        SettingError: a port is taken, or the address is not this machine's.
    """
    settings = replace(given, api=_url(given.host, given.port))  # its page asks its own service
    bound(settings.host, settings.port, "PORT").close()
    bound(settings.host, settings.page_port, "PAGE_PORT").close()
    environ = environment(settings, os.environ)
    build = ["search_api", "build", str(archive), *(["--manifest", str(manifest)] if manifest else [])]
    ready = settings.model != DEFAULT or is_ready(settings.home, settings.precision)
    page = _url(settings.host, settings.page_port)
    with stoppable():
        for step in [build] if ready else [["indexer.pretrained"], build]:
            status = run_step(step, environ)
            if status != 0:
                return 1
        addresses = f"\n网页      {page}\n检索服务  {settings.api}/v1/"
        return run_together([_service(settings), _page(settings)], environ, lambda: _tell(addresses))


def _service(settings: Settings) -> Part:
    return Part("检索服务", ("search_api", "serve"), f"{_url(settings.host, settings.port)}/v1/status")


def _page(settings: Settings) -> Part:
    return Part("网页", ("ui",), f"{_url(settings.host, settings.page_port)}/_stcore/health")


def _tell(addresses: str) -> None:
    sys.stdout.write(f"{addresses}\n按 Ctrl-C 停止\n")
    sys.stdout.flush()


def _url(host: str, port: int) -> str:
    shown = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def bound(host: str, port: int, setting: str) -> socket.socket:
    """A socket bound to `host` and `port`, not yet listening."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, for asyncio sends small packets at once on sockets of TCP by name only: else each answer waits for 40 ms.
    one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as error:
        one.close()
        if error.errno == errno.EADDRINUSE:
            cure = f"请关闭占用它的程序，或用设置项 {PREFIX}{setting} 换一个端口"
            raise SettingError(f"端口 {port} 已被占用", cure) from error
        cure = f"请检查设置项 {PREFIX}HOST 和 {PREFIX}{setting}"
        raise SettingError(f"不能在 {host}:{port} 上提供服务：{error.strerror}", cure) from error
    return one
