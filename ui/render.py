"""Answers of the service to HTML: cards, citations, notices. Pure functions; whatever comes from outside is escaped."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Literal

from search_api.schemas import AskResponse, Citation, Hit, HitGroup, SearchResponse
from ui.account import account
from ui.figures import beside
from ui.links import address
from ui.marks import Layer, marked
from ui.verdicts import Doubts, doubt_mark

SHARE = '<button type="button" class="link" data-link>复制本页链接</button>'  # the address has question and filters
_BLANKS = 1  # characters, a line break: two sentences that are no further apart follow each other
_KIND_CLASS = {"成效": "done", "问题": "lacking", "计划": "planned", "第一责任人": "led", "其他": "other"}


def group_card(group: HitGroup, doubts: Doubts, nearest: str = "") -> str:
    """One district and year: the best passage, the others behind 更多; `nearest` is as in `account`."""
    best, others = group.hits[0], group.hits[1:]
    name = group.district or group.city or group.province or best.title
    above = "　".join(dict.fromkeys(p for p in (group.province, group.city) if p and p != name))
    year = f'<span class="year">{group.year} 年</span>' if group.year else ""
    more = ""
    if others:
        inner = "".join(hit_body(hit, doubts, nearest) for hit in others)
        more = f'<details class="more"><summary>更多 {len(others)} 段</summary>{inner}</details>'
    return (
        f'<article class="card"><header><h2>{escape(name)}</h2>{year}'
        f'<span class="above">{escape(above)}</span></header>{hit_body(best, doubts, nearest)}{more}</article>'
    )


def related_card(hit: Hit, doubts: Doubts) -> str:
    """One passage by itself, under its place and year."""
    alone = HitGroup(
        district=hit.district, city=hit.city, province=hit.province, year=hit.year, report=hit.report, hits=[hit]
    )
    return group_card(alone, doubts)


def hit_body(hit: Hit, doubts: Doubts, nearest: str = "") -> str:
    """A passage with its section, its marks, its figures, its source, its doubts, what can be done with it, and why."""
    same = f'<span class="same">另有 {len(hit.same_wording)} 份报告用了同样的句子</span>' if hit.same_wording else ""
    source = f"<cite>《{escape(hit.title)}》{doubt_mark(hit.report, doubts)}</cite>"
    return (
        f'{opened("section", hit)}<div class="words">{where(hit)}'
        f'<blockquote class="passage">{passage(hit)}</blockquote>'
        f"<footer>{source}{same}{actions(hit)}</footer>{account(hit, nearest)}</div>"
        f"{beside(hit.text, hit.figures)}</section>"
    )


def opened(tag: Literal["section", "li"], of: Hit | Citation) -> str:
    """The opening tag of something that can be copied with its citation."""
    return f'<{tag} class="hit" data-cite="{escape(citation(of))}">'


def where(hit: Hit) -> str:
    """Section kind and path of a hit."""
    return f'<p class="trail">{kind_tag(hit.kind)}{trail(hit.section)}</p>'


def actions(of: Hit | Citation, until: Citation | None = None) -> str:
    """What can be done with a quoted passage: read it in its report, `until` being its last sentence; copy it."""
    named = [of.address, *([until.address] if until and until.address != of.address else [])]
    href = escape(address("report", [("address", one) for one in named]))
    return (
        f'<span class="actions"><a class="source" target="_self" href="{href}">查看原文</a>'
        '<button type="button" class="copy" data-copy>复制（含出处）</button></span>'
    )


def passage(hit: Hit) -> str:
    """The words of a hit: the sentence that carries the match, the words of the query, the figures."""
    sentence = [hit.sentence] if hit.sentence else []
    return marked(
        hit.text,
        [
            Layer(sentence, '<mark class="sentence">', "</mark>"),
            Layer(hit.figures, '<b class="figure">', "</b>"),
            Layer(hit.highlights, '<em class="word">', "</em>"),
        ],
    )


def answer(response: AskResponse, doubts: Doubts) -> str:
    """What the answer says by itself, then its quotes, each with its number, its source and its link."""
    digest = digest_of(response)
    told = f'<p class="digest">{escape(digest)}</p>' if digest else ""
    quotes = enumerate(paragraphs(response.citations), start=1)
    items = "".join(_quoted(number, cited, doubts) for number, cited in quotes)
    return (
        f'<section class="answer" aria-label="回答">{told}<h2>报告原文是这样写的{SHARE}</h2><ol>{items}</ol></section>'
    )


def digest_of(response: AskResponse) -> str:
    """The line of the answer that is not a quote: a sum, a comparison, the places; '' when quotes are all it has.

    The line of a quote ends with the first citation, or the first few.
    """
    first, _, rest = (response.answer or "").partition("\n")
    quotes = [c.quote for c in response.citations]
    if not rest or any(first.endswith("".join(quotes[:count])) for count in range(1, len(quotes) + 1)):
        return ""
    return first


def paragraphs(citations: Sequence[Citation]) -> list[list[Citation]]:
    """The citations, those that follow each other in one section of one report together."""
    found: list[list[Citation]] = []
    for c in citations:
        last = found[-1][-1] if found else None
        if last and (last.report, last.section) == (c.report, c.section) and last.stop <= c.start:
            found[-1].append(c)
        else:
            found.append([c])
    return found


def _paragraph(cited: Sequence[Citation]) -> str:
    """The sentences as they stand in the report; where some were left out between two, `……`."""
    words = cited[0].quote
    for before, c in pairwise(cited):
        words += ("……" if c.start - before.stop > _BLANKS else "") + c.quote
    return words


def _quoted(number: int, cited: Sequence[Citation], doubts: Doubts) -> str:
    c = cited[0]
    place = " ".join([*([c.district] if c.district else []), *([f"{c.year} 年"] if c.year else [])])
    return (
        f'{opened("li", c)}<span class="number" aria-hidden="true">{number}</span>'
        f'<blockquote class="passage">{escape(_paragraph(cited))}</blockquote>'
        f'<p class="trail"><strong>{escape(place)}</strong>{trail(c.section)}</p>'
        f"<footer><cite>《{escape(c.title)}》{doubt_mark(c.report, doubts)}</cite>{actions(c, cited[-1])}</footer></li>"
    )


def citation(of: Hit | Citation) -> str:
    """`出处：《title》，district year年，section path`, as it is copied."""
    place = f"{of.district or ''}{f'{of.year}年' if of.year else ''}"
    return "出处：" + "，".join(part for part in (f"《{of.title}》", place, _path(of.section)) if part)


def trail(section: str) -> str:
    """The path of headings from level 1 down."""
    steps = [f"<span>{escape(step)}</span>" for step in section.split(" > ") if step]
    return f'<span class="steps">{"<i>›</i>".join(steps)}</span>' if steps else ""


def kind_tag(kind: str) -> str:
    """The section kind as a small label; 其他 tells nothing and has none."""
    return "" if kind == "其他" else f'<span class="kind {_KIND_CLASS.get(kind, "other")}">{escape(kind)}</span>'


def notice(title: str, lines: Sequence[str], links: Sequence[tuple[str, str]] = (), tone: str = "plain") -> str:
    """An empty state or an error: what is the matter, what to do next; `links` are (words, address)."""
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    ways = "".join(f'<a target="_self" href="{escape(href)}">{escape(words)}</a>' for words, href in links)
    role = "alert" if tone == "error" else "status"
    nav = f'<p class="ways">{ways}</p>' if ways else ""
    return f'<section class="notice {tone}" role="{role}"><h2>{escape(title)}</h2>{body}{nav}</section>'


def report_link(report: str, words: str) -> str:
    """A link to a report from its beginning."""
    return f'<a target="_self" href="{escape(address("report", [("report", report)]))}">{escape(words)}</a>'


def _path(section: str) -> str:
    return "，".join(step for step in section.split(" > ") if step)


def results_head(found: SearchResponse, conditions: str = "", notes: Sequence[str] = ()) -> str:
    """How much was found under which conditions, and what the reader should know about it."""
    districts = len(found.groups)
    passages = sum(len(g.hits) for g in found.groups)
    told = f'<span role="status">{districts} 个区县年度，{passages} 段，最相符的在前</span>'
    return f'<p class="count">{told}{SHARE}</p>{conditions}{noted(notes)}'


def noted(notes: Sequence[str]) -> str:
    """What the reader should know, a line each."""
    return "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
