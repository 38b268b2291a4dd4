"""The state of an archive that is maintained, as HTML: the difference before publishing, the job, the history."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape

from search_api.schemas.maintenance import Difference, Job
from search_api.schemas.publication import HistoryEntry, HistoryResponse

WORKS = {"build": "建索引", "publish": "启用", "rollback": "退回"}
_ACTS = {
    "published": "启用",
    "forced": "强行启用",
    "refused": "未启用（不如原来）",
    "rolled-back": "退回",
    "restored": "从备份恢复",
}
_SHOWN = 200  # names in a list


def difference_table(d: Difference) -> str:
    """What would change: reports by name, counts and golden questions before and after, and what is worse."""
    rows = [("报告", f"{d.reports_before:,}", f"{d.reports:,}"), ("段落", f"{d.passages_before:,}", f"{d.passages:,}")]
    if d.golden is not None:
        before = "—" if d.golden_before is None else f"{d.golden_before:.3f}"
        rows.append((f"考题得分（{d.questions} 题）", before, f"{d.golden:.3f}"))
    body = "".join(
        f'<tr><th scope="row">{escape(a)}</th><td class="number">{b}</td><td class="number">{c}</td></tr>'
        for a, b, c in rows
    )
    lists = "".join(
        _names(words, names) for words, names in (("新增", d.added), ("有改动", d.changed), ("不再收录", d.removed))
    )
    refused = [f"{r.path}：{r.reason}" for r in d.refused]
    return (
        '<table class="change"><thead><tr><th></th><th>正在使用</th><th>新索引</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
        f"{lists}{_names('没有收进', refused)}{_worse(d)}"
    )


def _names(words: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    items = "".join(f"<li>{escape(name)}</li>" for name in names[:_SHOWN])
    more = f"<li>……共 {len(names)} 个</li>" if len(names) > _SHOWN else ""
    opened = " open" if len(names) <= 10 else ""
    listed = f'<ul class="lists">{items}{more}</ul>'
    return f'<details class="change"{opened}><summary>{words} {len(names)} 个</summary>{listed}</details>'


def _worse(d: Difference) -> str:
    notes = "".join(f'<p class="note">{escape(note)}。请按上面的变化判断。</p>' for note in d.notes)
    if not d.worse:
        told = "没有变差的考题，可以启用。" if d.questions else "没有设考题，请按上面的变化判断。"
        return notes or f'<p class="note">{told}</p>'
    items = "".join(f"<li>{escape(line)}</li>" for line in d.worse)
    listed = f'<ul class="lists">{items}</ul>'
    return f'{notes}<section class="notice error" role="status"><h2>不如正在使用的索引</h2>{listed}</section>'


def ended(job: Job) -> str:
    """How the last job ended."""
    tone = "error" if job.state == "failed" else "plain"
    cure = f"<p>{escape(job.cure)}</p>" if job.cure else ""
    word = {"done": "已完成", "failed": "未成功", "cancelled": "已取消", "running": "进行中"}[job.state]
    return (
        f'<section class="notice {tone}" role="status"><h2>{WORKS[job.work]}{word}（{job.seconds:.0f} 秒）</h2>'
        f"<p>{escape(job.message)}</p>{cure}</section>"
    )


def history_table(history: HistoryResponse, zone: tzinfo | None = None) -> str:
    """Every act, the latest first: when (in `zone`, by default this machine's), what, why, who."""
    rows = "".join(_act(entry, history.served, zone) for entry in history.entries[:_SHOWN])
    if not rows:
        return '<p class="hint">还没有记录。</p>'
    headings = "".join(f'<th scope="col">{name}</th>' for name in ("时间", "做了什么", "理由", "何人", "索引"))
    more = (
        f'<p class="hint">只列最近 {_SHOWN} 次，共 {len(history.entries)} 次。</p>'
        if len(history.entries) > _SHOWN
        else ""
    )
    return f'<table class="history"><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>{more}'


def _act(entry: HistoryEntry, served: str, zone: tzinfo | None) -> str:
    done = escape(_ACTS[entry.act]) + ('<span class="same">正在使用</span>' if entry.generation == served else "")
    cells = (
        ("when", local_time(entry.at, zone)),
        ("done", done),
        ("because", escape(entry.because)),
        ("who", escape(entry.by)),
        ("generation", escape(entry.generation)),
    )
    return "<tr>" + "".join(f'<td class="{name}">{cell}</td>' for name, cell in cells) + "</tr>"


def local_time(at: str, zone: tzinfo | None = None) -> str:
    """An ISO 8601 time, to the minute, as a clock in `zone` shows it; by default, as one on this machine."""
    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M}"
