"""The doctor on a running service: whether it answers, and from the generation that is published."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

from indexer.upkeep.finding import Finding, error, warning

_SECONDS = 10
_START = "请启动检索服务：jiejian serve"
# A proxy of the environment is no way to this machine.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def look(address: str, served: str | None) -> Iterator[Finding]:
    """All that is wrong with the service at `address` (http://host:port); `served` is the published generation."""
    try:
        with _open(f"{address}/v1/status", timeout=_SECONDS) as response:
            answered = json.load(response)
    except urllib.error.HTTPError as caught:
        yield error("service-not-ready", f"检索服务 {address} 不能作答：{_why(caught)}", _START, address)
    except (OSError, ValueError) as caught:
        yield error("service-unreachable", f"连不上检索服务 {address}：{caught}", _START, address)
    else:
        answers = answered.get("generation") if isinstance(answered, dict) else None
        if served is not None and answers != served:
            what = f"检索服务用的是 {answers}，索引目录发布的是 {served}"
            yield warning("service-other", what, "请等几秒再检查；仍不一致时，重启 jiejian serve", address)


def _why(caught: urllib.error.HTTPError) -> str:
    """The service's own words, where it says any."""
    try:
        told = json.load(caught)
        return str(told.get("detail") or told.get("title") or caught)
    except (ValueError, AttributeError, OSError):
        return str(caught)
