"""Quantities in a sentence: figures with their units, the clause each stands in, and sums of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod

from search_api.highlight import figures

_LONG_UNITS = "个百分点 个工作日 工作日 户次 人次 场次 件次 家次 批次 项次 万元 亿元 个月 小时 分钟 平方米 公里"
_SHORT_UNITS = "元件起宗例份次名人位家户所个项条场期张本部套台辆篇支类种批处间栋吨天日周倍字笔艘座枚亩"
UNITS = (*_LONG_UNITS.split(), *_SHORT_UNITS)  # what may follow 多少 and 几
_ALIKE = ("件起宗例", "家户所个处", "名人位", "天日", "次场期")  # units that one thing may be counted by
_MONEY = re.compile(r"元$")
_PARTS = re.compile(r"(?P<number>[\d,，.]+)\s*[余多]?(?P<scale>[十百千万亿]{0,2})[余多]?\s*(?P<unit>.*)$")
_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_BREAK = re.compile(r"[，,；;。、：:（）()]")
_ZERO = re.compile(  # that nothing happened: not the 无 and 零 of other words (无障碍, 零售)
    r"(?:未|没有)(?:再)?(?:发生|收到|接到|出现|引起|产生|受理)|(?<![\u4e00-\u9fff])没有|无(?=一|行政|投诉|案件|上访|诉讼|复议|信访|举报|事故|纠纷)"
    r"|(?:为|保持|实现)零|零(?=投诉|发生|上访|事故|复议|诉讼|信访|举报|纠纷)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `text[start:stop]` of a sentence, and the clause up to its end that says what it counts."""

    start: int
    stop: int
    words: str
    clause: str
    unit: str
    value: float


def read_figures(sentence: str) -> Iterator[Figure]:
    """The figures of `sentence`, in order."""
    for start, stop in figures(sentence):
        words = sentence[start:stop]
        parts = _PARTS.match(words)
        if parts is None:
            continue
        breaks = [m.end() for m in _BREAK.finditer(sentence, 0, start)]
        clause = sentence[breaks[-1] if breaks else 0 : stop]
        scale = prod(_SCALES[c] for c in parts["scale"])
        number = float(re.sub(r"[,，]", "", parts["number"]).rstrip("."))
        yield Figure(start, stop, words, clause, parts["unit"], number * scale)


def fits(unit: str, figure: Figure) -> bool:
    """Whether `figure` may answer a question for `unit`; the empty unit is answered by any."""
    have = figure.unit.replace("％", "%")
    if not unit or have.endswith(unit) or (unit in ("天", "日") and "工作日" in have):
        return True
    if _MONEY.search(unit):
        return bool(_MONEY.search(have))
    return any(unit[-1] in alike and have[-1:] in alike for alike in _ALIKE if len(unit) == 1 and have)


def states_none(sentence: str, share: Callable[[str], float]) -> float:
    """How much of what is asked `sentence` says never happened, an answer to how many; `share` as in `pick`."""
    clauses = [c for c in _BREAK.split(sentence.replace("、", "和")) if _ZERO.search(c)]
    return max(map(share, clauses), default=0.0)


def pick(sentence: str, unit: str, share: Callable[[str], float]) -> tuple[Figure, float] | None:
    """The figure of `sentence` that fits `unit` and whose clause says most of what is asked, with that share.

    `share` measures a text in [0, 1]; what only the rest of the sentence says counts half.
    """
    whole = share(sentence)
    found = [(f, (share(f.clause) + whole) / 2) for f in read_figures(sentence) if fits(unit, f)]
    return max(found, key=lambda pair: (pair[1], -pair[0].start), default=None)
