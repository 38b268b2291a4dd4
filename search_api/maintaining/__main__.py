"""`python -m search_api.maintaining`: one job in a process of its own, told by a JSON line on standard input.

It answers in JSON lines: {"stage","done","total"} as it goes on, and at the end {"message","cure","ok"}.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

from indexer.build import build
from indexer.errors import JiejianError
from indexer.publish import served_name
from indexer.settings import Settings, named
from search_api.maintaining.difference import compare_generations, write_difference
from search_api.publishing.gate import publish_checked, roll_back

_SECONDS = 0.2  # between two lines about one stage


@dataclass(slots=True)
class _Teller:
    """Progress as lines, not more than a few a second."""

    stage: str = ""
    next: float = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self.stage or now >= self.next or done >= total:
            self.stage, self.next = stage, now + _SECONDS
            _say({"stage": stage, "done": done, "total": total})


def run(order: dict[str, Any], settings: Settings) -> str:
    """Do what `order` says; how it ended, in Chinese.

    Raises:
        JiejianError: as `build`, `publish_checked` and `roll_back`.
    """
    because, by, name = order.get("because", ""), order.get("by", ""), order.get("generation") or None
    if order["work"] == "publish":
        return f"已启用索引 {publish_checked(settings, name, because, by).generation}"
    if order["work"] == "rollback":
        return f"已退回到索引 {roll_back(settings, name, because, by).generation}"
    return _build(settings)


def _build(settings: Settings) -> str:
    teller = _Teller()
    before = served_name(settings.index)
    built = build(settings.archive, settings, named(settings.manifest), teller, published=False)
    if not built.changed:
        return "档案没有变化，索引不用更新"
    teller("与正在使用的索引比较", 0, 1)
    write_difference(settings.index, compare_generations(settings, built.generation, before))
    return f"新索引已建好：{built.reports} 份报告、{built.passages} 段，新算向量 {built.embedded}。核对后启用"


def main() -> int:
    """One job; 0 when it was done, 1 when it was not."""
    order = json.loads(sys.stdin.readline())
    try:
        _say({"ok": True, "message": run(order, Settings.read(os.environ)), "cure": ""})
    except JiejianError as error:
        _say({"ok": False, "message": error.reason, "cure": error.cure})
        return 1
    return 0


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
