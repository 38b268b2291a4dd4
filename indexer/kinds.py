"""What a first-level section is about, decided from its heading; a heading that says nothing takes it from its place."""

import re
from collections.abc import Sequence

from indexer.report import SectionKind

_RULES = (  # the first that matches decides
    (SectionKind.LEADERSHIP, re.compile("第一责任人|主要负责人.*职责")),
    (SectionKind.PROBLEMS, re.compile("问题|不足|薄弱|困难|短板|差距")),
    (SectionKind.PLANS, re.compile("计划|安排|打算|思路|下一?步|展望|工作要点|重点任务|目标任务|[今明]年工作|总体要求|主要目标")),
    (SectionKind.ACHIEVEMENTS, re.compile("成效|成绩|举措|措施|做法|回顾|推进情况|开展情况|工作情况|进展|完成情况|总体情况")),
)


def section_kinds(titles: Sequence[str]) -> list[SectionKind]:
    """The kind of each first-level section, in reading order.

    A heading without a telling word tells what was done when it stands before the first shortcomings, plans or duties.
    """
    kinds = [next((kind for kind, words in _RULES if words.search(title)), None) for title in titles]
    turning = next((i for i, k in enumerate(kinds) if k not in (None, SectionKind.ACHIEVEMENTS)), 0)
    return [k or (SectionKind.ACHIEVEMENTS if i < turning else SectionKind.OTHER) for i, k in enumerate(kinds)]
