"""One file: its verdict and what to do, its first page as it was read, why its metadata are what they are."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from search_api.schemas import FieldEvidenceOut, FileOut, FileResponse, RosterCellOut
from ui.browsing import View, file_href
from ui.files import finding, percent
from ui.links import address
from ui.verdicts import badge

_PAGES_NAMED = 20
_NOT_SEARCHED = "检索不到"
_NO_TEXT = "没有读出文字。"


def dossier(of: FileResponse, roster: Iterable[RosterCellOut], verdicts: Mapping[str, FileOut]) -> str:
    """The whole account of a file; `verdicts` are the files that it may lead to, by path."""
    f = of.file
    page = f'<div class="opening" lang="zh-CN">{escape(of.opening)}</div>' if of.opening else f"<p>{_NO_TEXT}</p>"
    return (
        f'<div class="dossier">{_head(f)}<div class="sides">'
        f'<section class="page"><h2>第一页文字（照读出的样子）</h2>{page}</section>'
        f"<div>{_evidence(f.evidence)}{_related(f, roster, verdicts)}{_figures(f)}{_notes(f.notes)}</div></div></div>"
    )


def _head(f: FileOut) -> str:
    folder, _, name = f.path.rpartition("/")
    above = f'<span class="folder">{escape(folder)}/</span>' if folder else ""
    back = '<button type="button" class="back" data-back hidden>返回</button>'
    ways = [f'<a target="_self" href="{escape(View().href())}">全部文件</a>']
    if f.indexed:
        ways.append(f'<a target="_self" href="{escape(address("report", [("report", f.path)]))}">阅读全文</a>')
    title = f'<p class="title">{escape(f.title)}</p>' if f.title else ""
    beside = "" if f.indexed else f'<span class="unsearched">{_NOT_SEARCHED}</span>'
    findings = "".join(f"<li>{finding(one)}</li>" for one in f.findings)
    told = f'<ul class="findings">{findings}</ul>' if findings else '<p class="fine">没有发现问题，不用处理。</p>'
    return (
        f'<div class="report-head"><p class="ways">{back}{"".join(ways)}</p>'
        f"<h1>{above}{escape(name)}</h1>{title}<p>{badge(f.verdict)}{beside}</p>{told}</div>"
    )


def _evidence(evidence: Sequence[FieldEvidenceOut]) -> str:
    if not evidence:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(e.name)}</th><td>{escape(e.value) or "未能确定"}{_note(e.note)}</td>'
        f"<td>{escape(e.origin)}</td><td>{percent(e.confidence) if e.confidence else '—'}</td></tr>"
        for e in evidence
    )
    return (
        '<section><h2>这些信息从哪里来</h2><table class="evidence"><caption>元数据和依据</caption><thead><tr>'
        '<th scope="col">项目</th><th scope="col">内容</th><th scope="col">来自</th>'
        f'<th scope="col">把握</th></tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _note(note: str) -> str:
    return f'<span class="why">{escape(note)}</span>' if note else ""


def _figures(f: FileOut) -> str:
    """What was measured in reading; what says nothing of this file is left out."""
    blank = "、".join(map(str, f.blank_pages[:_PAGES_NAMED]))
    if len(f.blank_pages) > _PAGES_NAMED:
        blank += f" 等 {len(f.blank_pages)} 页"
    pairs = [
        ("格式", f.format_name),
        ("编码", f.encoding.upper()),
        ("大小", f"{f.size:,} 字节"),
        ("字数", f"{f.characters:,}" if f.characters else ""),
        ("段落", f"{f.passages:,}" if f.passages else ""),
        ("页数", f"{f.pages:,}" if f.pages else ""),
        ("没有文字的页", blank),
        ("文字识别把握", "" if f.confidence is None else f"平均 {percent(f.confidence)}"),
        ("乱码字符", f"{f.garbled:.2%}" if f.garbled else ""),
        ("在标题之下的正文", "" if f.heading_coverage is None else percent(f.heading_coverage)),
        ("标题缺号", f"{f.numbering_gaps} 个" if f.numbering_gaps else ""),
        ("过长的句子", f"{f.long_sentences} 句" if f.long_sentences else ""),
    ]
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs if value)
    return f'<section><h2>读取情况</h2><dl class="metadata">{items}</dl></section>'


def _related(f: FileOut, roster: Iterable[RosterCellOut], verdicts: Mapping[str, FileOut]) -> str:
    """Copies, other editions and other files of its place and year, as links."""
    told = {f.path: ""}
    if f.duplicate_of:
        told[f.duplicate_of] = "内容相同，收录的是这一份"
    for near in f.near:
        told.setdefault(near.path, f"{percent(near.similarity)} 的文字相同")
    for other in verdicts.values():
        if other.duplicate_of == f.path:
            told.setdefault(other.path, "内容相同，没有另外收录")
    for cell in roster:
        if f.path in cell.reports:
            for path in cell.reports:
                told.setdefault(path, "同一区县、同一年度")
    del told[f.path]
    items = "".join(_relative(path, words, verdicts.get(path)) for path, words in told.items())
    return f'<section><h2>有关的文件</h2><ul class="related-files">{items}</ul></section>' if items else ""


def _relative(path: str, words: str, file: FileOut | None) -> str:
    verdict = badge(file.verdict) if file else ""
    link = f'<a target="_self" href="{escape(file_href(path))}">{escape(path)}</a>'
    return f'<li>{link}<span class="why">{words}{verdict}</span></li>'


def _notes(notes: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<section><h2>备注</h2><ul class="notes">{items}</ul></section>' if items else ""
