"""The bodies that issued a report: named before 关于 or the year in its title, in its signature, or by its speaker."""

import re

from indexer.report import Evidence, Layout, Source, Span

_BODY = r"(?:委员会|管委会|人民政府|政府|办公室|行政公署|行署|国务院|中心|委|局|厅|办|院|处|队|所|部|站|社|会)"
_SUBJECT = re.compile(
    r"^(.*?)(?=关于|[（(]?(?:19|20)\d\d\s*年|[二一][〇零○O一二三四五六七八九]{3}年|法治|依法|政府信息公开|政务公开|年度|信息公开"
    r"|政府工作|工作(?!委|局|办|部|站|中心))"
)
_TWO = re.compile(
    rf"^((?:中共)?(.{{2,12}}?[省市县区旗州盟]).*?{_BODY})(\2.*)$"
)  # two bodies of one place, run together
_SPEAKER = re.compile(r"我?代表([^，。；！？\n、]{0,20}?(?:人民政府|政府|国务院|行政公署|行署|管委会))")
_DAY = re.compile(r"[ \u3000]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日$", re.MULTILINE)
_SIGNED = re.compile(rf"^[^，。；：:！？、]{{2,60}}{_BODY}$")


def read_issuers(text: str, layout: Layout) -> tuple[tuple[str, ...], Evidence]:
    """The issuing bodies in the printed order, without blanks; empty when none is named."""
    if layout.title is not None:
        bodies = _from_title(layout.title.of(text))
        if bodies:
            return bodies, Evidence(Source.TEXT, 0.95, layout.title)
    if layout.closing is not None and (bodies := signatories(layout.closing.of(text))):
        return bodies, Evidence(Source.TEXT, 0.9, layout.closing)
    if (speaker := find_speaker(text, layout)) is not None:
        return (speaker.of(text),), Evidence(Source.TEXT, 0.7, speaker, "取自“我代表……”，可能是简称")
    return (), Evidence(Source.NONE, 0.0, note="标题和落款都没有写明发文机关")


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
    return (subject,) if _SIGNED.match(subject) else ()
