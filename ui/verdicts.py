"""收录, 存疑, 拒收, 缺 as they are shown everywhere: a sign and the word, never a colour alone."""

from collections.abc import Mapping
from html import escape

from search_api.schemas import FileOut, State
from ui.browsing import file_href

SIGNS: Mapping[State, str] = {"收录": "✓", "存疑": "?", "拒收": "✕", "缺": "○"}
CLASSES: Mapping[State, str] = {"收录": "taken", "存疑": "doubtful", "拒收": "refused", "缺": "missing"}

Doubts = Mapping[str, str]  # path of a doubtful report: what is in doubt


def sign(state: State) -> str:
    """The sign and the word."""
    return f'<i aria-hidden="true">{SIGNS[state]}</i>{state}'


def badge(state: State) -> str:
    """The verdict as a small label."""
    return f'<span class="badge {CLASSES[state]}">{sign(state)}</span>'


def doubt_mark(report: str | None, doubts: Doubts) -> str:
    """存疑 beside what a doubtful report says, leading to the reason; nothing beside others."""
    if report is None or report not in doubts:
        return ""
    href, reason = escape(file_href(report)), escape(doubts[report])
    return f'<a class="badge doubtful" target="_self" href="{href}" title="{reason}">{sign("存疑")}</a>'


def doubts_of(files: Mapping[str, FileOut]) -> Doubts:
    """What is in doubt about each doubtful file."""
    return {path: "；".join(x.reason for x in f.findings) for path, f in files.items() if f.verdict == "存疑"}
