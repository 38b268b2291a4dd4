"""Who may maintain: no other site through a reader's browser, no name that was bent to this machine (DNS rebinding)."""

import socket
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from indexer.errors import JiejianError
from indexer.settings import Settings

HEADER = "x-jiejian-maintenance"  # a browser asks before it sends such a header to another site, and is refused
_SAFE = ("GET", "HEAD")


class ForeignError(JiejianError):
    """The request may come from another site's page."""


def check(method: str, headers: Mapping[str, str], settings: Settings) -> None:
    """Pass what a program or our own page sends.

    An attacker's name that leads to this machine is no address and none of our names; his page's requests have his
    Origin, and cannot have our header.

    Raises:
        ForeignError: it may come from elsewhere.
    """
    host = headers.get("host", "")
    if not _ours(_name(host), settings):
        cure = "请用 http://127.0.0.1 或本机的 IP 地址访问"
        raise ForeignError(f"维护档案只认本机的地址，不认 {host}", cure)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise ForeignError("不接受其他网站发来的维护请求", "请从借鉴的网页上操作")
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise ForeignError("不接受其他网站发来的维护请求", "请从借鉴的网页上操作")
    if method not in _SAFE and headers.get(HEADER) != "1":
        raise ForeignError("维护请求缺少标识", f"程序调用请加请求头 {HEADER}: 1")


def _name(host: str) -> str:
    """The host of a Host header, without port and brackets; "" where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _ours(name: str, settings: Settings) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return name in {"localhost", settings.host.lower(), socket.gethostname().lower()}
    return True
