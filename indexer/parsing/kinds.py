"""What a first-level section is about, by its heading; a heading that says nothing takes it from its place."""

import re
from collections.abc import Sequence

from indexer.report import SectionKind

_LEADERSHIP = re.compile("第一责任人|主要负责人.*职责")
_OTHER = re.compile("^(?:其他|其它)|需要报告的事项|名词|^附|注释|^结束?语$")
_WORDS = (  # of several in one heading the first to stand there decides
    (
        SectionKind.PROBLEMS,
        re.compile("(?:存在|主要|突出)的?(?:问题|困难)|问题(?:和|与|及|、|$)|不足|薄弱|差距|困难|短板"),
    ),
    (
        SectionKind.PLANS,
        re.compile(
            "计划|安排|打算|思路|下一?步|展望|工作要点|任务|重点工作(?!.{0,4}情况)|[今明]年.{0,6}工作|总体要求|总体部署|主要目标|工作建议|建议$|主要考虑|未来|改进"
        ),
    ),
    (
        SectionKind.ACHIEVEMENTS,
        re.compile(
            "成效|成绩|成就|举措|措施|做法|回顾|总结|推进情况|开展情况|工作情况|基本情况|进展|完成情况|总体情况"
        ),
    ),
)
_MENDED = re.compile("补齐|补短|破解|解决|化解|聚焦|克服|整改")  # a shortcoming that is being dealt with is work
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


def section_kinds(titles: Sequence[tuple[str, int]], late: bool = False) -> list[SectionKind]:
    """The kind of each first-level section, in reading order; each given as its title and its depth.

    A heading without a telling word is about what its part is about. Outside parts it tells what was done when it
    stands before the first shortcomings, plans or duties (or there are none), and goes on with the plans behind them.
    `late`: so much text stands before the first heading that the review is there, and the headings are the plan's.
    """
    top = min((depth for _, depth in titles), default=0)
    years = [int(y.group()) if (y := _YEAR.search(title)) else None for title, _ in titles]
    told = [_told(title) or _by_year(year, years) for (title, _), year in zip(titles, years, strict=True)]
    kinds: list[SectionKind] = []
    last = SectionKind.PLANS if late else SectionKind.ACHIEVEMENTS
    for number, (title, depth) in enumerate(titles):
        if depth == top:
            last = told[number] or _after(last)
        kinds.append(last)
        if "回顾" in title and not any(told[number + 1 :]):
            last = SectionKind.PLANS
    return kinds


def _told(title: str) -> SectionKind | None:
    if _LEADERSHIP.search(title):
        return SectionKind.LEADERSHIP
    if _OTHER.search(title):
        return SectionKind.OTHER
    found = [(m.start(), kind) for kind, words in _WORDS if (m := words.search(title))]
    found = [(at, kind) for at, kind in found if not (kind is SectionKind.PROBLEMS and _MENDED.search(title))]
    return min(found)[1] if found else None


def _by_year(year: int | None, years: Sequence[int | None]) -> SectionKind | None:
    """Of two years the earlier is reviewed, the later planned; one alone tells nothing."""
    named = {y for y in years if y}
    if year is None or len(named) < 2:
        return None
    return SectionKind.PLANS if year > min(named) else SectionKind.ACHIEVEMENTS


def _after(last: SectionKind) -> SectionKind:
    return last if last in (SectionKind.ACHIEVEMENTS, SectionKind.PLANS) else SectionKind.OTHER
