"""The bodies that issued a report: by its title, signature, letterhead, speaker, or the page that it stands on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexer.places.gazetteer import NATION, Located
from indexer.report import Evidence, Layout, Source, Span

_BODY = r"(?:委员会|人民政府|政府|办公室|行政公署|行署|国务院|中心|委|局|厅|办|院|处|队|所|部|站|社|会)"
_SUBJECT = re.compile(
    r"^(.*?)(?=关于|[（(]?(?:19|20)\d\d(?:\s*年|[\u4e00-\u9fff])|[二一][〇零○◯OＯОΟ0一二三四五六七八九]{3}年|法治|依法|政府信息公开"
    r"|政务公开|年度|信息公开|政府工作|工作(?!委|局|办|部|站|中心)|上半年|下半年|半年|第?[一二三四]季度|述职|述法|落实|贯彻|履行|推进|开展"
    r"|“?十[一二三四五]五|普法|印发)"
)
_TWO = re.compile(
    rf"^((?:中共)?(.{{2,12}}?[省市县区旗州盟]).*?{_BODY})(\2.*)$"
)  # two bodies of one place, run together
_SPEAKER = re.compile(r"我?代表([^，。；！？\n、]{0,20}?(?:人民政府|政府|国务院|行政公署|行署|管委会))")
_DAY = re.compile(r"[ \u3000]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日$", re.MULTILINE)
_SIGNED = re.compile(rf"^[^，。；：:！？、]{{2,60}}{_BODY}$")
_ABOUT = re.compile(r"^(?:关于|(?:19|20)\d\d年?度?)+")  # before the body in 2023年某局工作总结
_BRACKET = re.compile(r"[（(]([^（()）]{4,40})[）)]$")
_LETTERHEAD = re.compile(r"^([^，。；：:！？\n]{3,40}?)[ \u3000]*文件$", re.MULTILINE)
_FIELD = re.compile(r"^(?:发文机关|发布机构|发文单位|信息来源|来源|发布单位)[：:][ \u3000]*(\S{3,40})", re.MULTILINE)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}(?:字|函)?[〔\[［【](?:19|20)\d\d[〕\]］】](?:第)?\d+号")
_BARE = re.compile(
    r"^(中共)?(自治区|区|县|市|省|州|旗|盟)(?=委|政府|人民|[\u4e00-\u9fff]{1,20}(?:局|厅|委|办|院|中心|会)$)"
)


def read_issuers(text: str, layout: Layout, hints: Mapping[str, str] | None = None) -> tuple[tuple[str, ...], Evidence]:
    """The issuing bodies in the printed order, without blanks; empty when none is named.

    The note gives the document's number, where the head has one.
    """
    number = _NUMBER.search(text, 0, max(1, layout.body.start))
    note = f"发文字号 {number.group()}" if number else ""
    for bodies, evidence in _candidates(text, layout, hints or {}):
        if bodies:
            return bodies, replace(evidence, note=evidence.note or note)
    return (), Evidence(Source.NONE, 0.0, note="标题和落款都没有写明发文机关")


def _candidates(text: str, layout: Layout, hints: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Evidence]]:
    """What each place that may name the bodies says, the surest first."""
    head = text[: layout.body.start]
    if layout.title is not None:
        yield _from_title(layout.title.of(text)), Evidence(Source.TEXT, 0.95, layout.title)
    if layout.closing is not None:
        yield signatories(layout.closing.of(text)), Evidence(Source.TEXT, 0.9, layout.closing)
    if layout.title is not None:
        words = re.sub(r"\s", "", layout.title.of(text))
        bodies = _from_title(_ABOUT.sub("", words)) if _ABOUT.match(words) else ()
        yield bodies, Evidence(Source.TEXT, 0.8, layout.title)
        bracket = _BRACKET.search(words)
        yield _listed(bracket.group(1)) if bracket else (), Evidence(Source.TEXT, 0.8, layout.title)
    if found := _LETTERHEAD.search(head):
        yield _listed(found.group(1)), Evidence(Source.TEXT, 0.9, Span(*found.span(1)))
    if (speaker := find_speaker(text, layout)) is not None:
        yield (speaker.of(text),), Evidence(Source.TEXT, 0.7, speaker, "取自“我代表……”，可能是简称")
    if found := _FIELD.search(head):
        yield _listed(found.group(1)), Evidence(Source.TEXT, 0.7, Span(*found.span(1)), "取自网页写的来源")
    yield _listed(hints.get("issuer", "")), Evidence(Source.HINT, 0.6, None, "取自网页或文件自带的信息")


def completed(
    issuers: Sequence[str], evidence: Evidence, at: Located, genre: str | None
) -> tuple[tuple[str, ...], Evidence]:
    """`issuers` with the place put before a body that is named by its rank alone: 区卫生健康局, 市人民政府.

    Left as printed where the place is unknown or of another rank. A 政府工作报告 without a body is its government's.
    """
    names = [n for n in (at.district, at.city, at.province) if n]
    if not issuers and names and genre == "政府工作报告" and names[0] != NATION:
        return (names[0] + "人民政府",), Evidence(Source.INFERRED, 0.75, None, "由文种和地区拟定")
    whole = []
    for body in issuers:
        bare = _BARE.match(body)
        place = next((n for n in names if bare and n.endswith(bare.group(2))), None)
        if bare is None or place is None:
            whole.append(body)
        else:
            whole.append((bare.group(1) or "") + place + body[bare.end() :])
    if whole == list(issuers):
        return tuple(issuers), evidence
    note = "；".join(filter(None, ("由简称和地区补全", evidence.note if evidence.note.startswith("发文") else "")))
    return tuple(whole), replace(evidence, source=Source.INFERRED, confidence=min(evidence.confidence, 0.85), note=note)


def find_speaker(text: str, layout: Layout) -> Span | None:
    """Where the opening says for whom the speaker speaks: 我代表（市人民政府）."""
    found = _SPEAKER.search(text, layout.body.start, min(layout.body.stop, layout.body.start + 400))
    return Span(*found.span(1)) if found else None


def signatories(closing: str) -> tuple[str, ...]:
    """The signing bodies; a signature set in columns over several lines is read column by column."""
    lines = [line for line in _DAY.sub("", closing).split("\n") if line and _may_sign(line)]
    if not lines:
        return ()
    columns = [re.split(r"\s+", line) for line in lines]
    if len(lines) > 1 and len({len(c) for c in columns}) == 1 and len(columns[0]) > 1:
        return tuple("".join(parts) for parts in zip(*columns, strict=True))
    joined = "".join("".join(c) for c in columns) if not any(_SIGNED.match(line) for line in lines[:-1]) else ""
    names = [joined] if joined else ["".join(c) for c in columns]
    return tuple(name for name in names if _SIGNED.match(name))


def _may_sign(line: str) -> bool:
    return not re.search(r"[，。；：:！？（(\d]|特此|谢谢|年.*月", line)


def _from_title(title: str) -> tuple[str, ...]:
    lines = title.split("\n")
    for count in range(len(lines) - 1, 0, -1):  # one body a line
        if all(_SIGNED.match(line.strip()) for line in lines[:count]):
            return tuple(re.sub(r"\s", "", line) for line in lines[:count])
    words = re.sub(r"\s", "", title)
    found = _SUBJECT.match(words)
    subject = found.group(1) if found else ""
    if two := _TWO.match(subject):
        return two.group(1), two.group(3)
    return _listed(subject)


def _listed(words: str) -> tuple[str, ...]:
    """The bodies in `words`, one or several between 、 or blanks; none when a part is no body."""
    parts = tuple(filter(None, re.split(r"[、\s]+", words)))
    return parts if parts and all(_SIGNED.match(part) for part in parts) else ()
