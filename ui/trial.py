"""What other words and synonyms would change, as HTML: how many questions, and each that changes, before and after."""

from collections.abc import Sequence
from html import escape

from search_api.schemas.words import PreviewHit, PreviewQuestion, PreviewResponse, WordFault
from ui.links import Asked, address

_CHANGES = {"better": "变好", "worse": "变差", "reordered": "结果有变", "same": "不变"}
_TONES = {"better": "done", "worse": "lacking", "reordered": "planned", "same": "other"}
_LISTED = 20  # faults
_NAMES = {"dictionary.txt": "词典", "synonyms.txt": "同义词"}


def faults_list(faults: Sequence[WordFault]) -> str:
    """Every line that cannot be used, with its cure; at least one."""
    items = "".join(
        f"<li><b>{_NAMES.get(f.name, f.name)}第 {f.line} 行</b>：{escape(f.reason)}。{escape(f.cure)}</li>"
        for f in faults[:_LISTED]
    )
    more = f"<li>……共 {len(faults)} 行</li>" if len(faults) > _LISTED else ""
    return (
        f'<section class="notice error" role="alert"><h2>有 {len(faults)} 行读不懂，改好才能预览和保存</h2>'
        f'<ul class="lists">{items}{more}</ul></section>'
    )


def trial(found: PreviewResponse) -> str:
    """The sum, and each question that changes."""
    if not found.questions:
        return '<p class="note">还没有标准问题。可在检索页把好的结果标为标准答案，或在上面另写几个问题来试。</p>'
    score = ""
    if found.score_before is not None and found.score_after is not None:
        score = f"；平均得分 {found.score_before:.3f} → {found.score_after:.3f}"
    counts = f"变好 {found.better}，变差 {found.worse}，只是结果有变 {found.reordered}，不变 {found.same}"
    how = "词典有改动，已把全部段落重新切词来试" if found.recut else "同义词在检索时起作用"
    head = f'<p class="note" role="status">试了 {found.questions} 题：{counts}{score}。</p>'
    exact = f'<p class="hint">{how}，结果与重建索引后一致（就正在使用的报告而言）。用时 {found.seconds:.1f} 秒。</p>'
    return head + exact + "".join(map(_question, found.changed))


def _question(q: PreviewQuestion) -> str:
    known = q.before is not None and q.after is not None
    score = f'<span class="year">{q.before:.3f} → {q.after:.3f}</span>' if known else ""
    link = f'<a target="_self" href="{escape(Asked(q.text).href("search"))}">{escape(q.text)}</a>'
    return (
        f'<article class="card trial"><header><span class="kind {_TONES[q.change]}">{_CHANGES[q.change]}</span>'
        f"<h2>{link}</h2>{score}</header>{_sides(q)}</article>"
    )


def _sides(q: PreviewQuestion) -> str:
    if [h.address for h in q.hits_before] == [h.address for h in q.hits_after]:
        return f'<p class="hint">前 {len(q.hits_before)} 条不变，其后有变。</p>'
    return f'<div class="sides">{_side("现在", q.hits_before, "改后")}{_side("改后", q.hits_after, "现在")}</div>'


def _side(name: str, hits: Sequence[PreviewHit], other: str) -> str:
    items = "".join(_hit(place, hit, other) for place, hit in enumerate(hits, 1))
    return f"<section><h3>{name}</h3><ol>{items or '<li>没有结果</li>'}</ol></section>"


def _hit(place: int, hit: PreviewHit, other: str) -> str:
    moved = "" if hit.elsewhere == place else (f"{other}第 {hit.elsewhere}" if hit.elsewhere else f"{other}不在前十")
    where = " ".join([hit.district or hit.title, *([f"{hit.year} 年"] if hit.year else [])])
    href = escape(address("report", [("address", hit.address)]))
    told = f' <span class="same">{moved}</span>' if moved else ""
    return f'<li><a target="_self" href="{href}">{escape(where)}</a>{told}<br>{escape(hit.text)}</li>'
