"""What a question asks for: the quantities with their units, a name, a date, a sum, a comparison."""

import re
from dataclasses import dataclass

from search_api.asking.quantity import UNITS

_ASKED = re.compile(
    r"(?P<share>多大(?:的)?比例|百分之(?:几|多少)|几成)"
    rf"|(?:多少|几)\s*[余多来]?(?P<unit>{'|'.join(UNITS)})|(?P<bare>多少(?:钱|资金)?)"
)
_CLAUSE = re.compile(r"[，,；;。？?！!：:]")
_EACH = re.compile(r"各自?(?:是|有|为|发生|办理)?|分别(?:是|有|为)?")
_RATE = re.compile(r"(?:率|比例|占比|百分比)(?:各|分别)?(?:是|为|有|达到?|提高到|达)?\s*$")
_MONEY = re.compile(r"(?:资金|金额|经费|罚款|罚没款?|补贴|投入|总额|所得)(?:各|分别)?(?:是|为|有|了|达到?|提高到)?\s*$")
_NAME = re.compile(
    r"(?:人|员|律师|医生|主任|局长|领导|专家)[^，。；]{0,3}(?:叫什么|什么名字)|姓名|是谁|谁是|哪(?:位|名)"
)
_WHICH = re.compile(
    r"(?:哪家|哪个|哪一家|哪一个|什么)([\u4e00-\u9fff]{2,8}?(?:事务所|公司|医院|平台|大学|学校|机构|中心))"
)
_ISSUED = re.compile(r"落款|发文日期|成文日期|印发日期")
_PLAN = re.compile(r"计划|打算|安排|准备|将要?|拟|下一步|明年|再")
_SUM = re.compile(r"合计|总共|加起来|总计|一共")
_MORE = re.compile(  # 办案哪个区更多, 哪个区办案更多
    r"哪(?:(?:个|一个|家)?(?:区|县|市|地方|单位)?(?:更|最)?"
    r"|(?:个|一个|家)(?:区|县|市|地方|单位)?(?P<of>[^，,；;。？?！!]{1,20}?)(?:更|最)?(?=.(?:[的呢，,；;。？?！!]|$)))"
    r"(?P<word>[多少高低])(?!少)"
)
_DENIES = re.compile(r"没有|未|不|无|缺|问题|短板|困难")
_RELATIVE = re.compile(r"去年|前年|今年|本年度?|上年度?|上一年")
_HOW = re.compile(
    r"怎么|怎样|如何|哪些(?:机制|措施|做法|举措|办法|制度|内容|形式)|什么(?:机制|措施|做法|举措|办法|制度)"
)
_LIST = re.compile(r"哪些(?:区|县|市|区县|地方|地区|单位)|哪几个|各(?:区|县|地|市)|有哪些地方|别的区|其他区|其它区")


FRAME = re.compile(  # what only frames a question and stands in no answer
    rf"{_ASKED.pattern}|报告(?:里|中)?|写明|提到了?|其中|分别|合计|总共|一共|全部|哪(?:些|个|家|几个|一家)?(?:区县?|县|市|地方)?|是哪|叫什么(?:名字)?|比例"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A quantity that is asked for: its unit ('' when any will do) and the words around it that say of what."""

    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for besides the words; `which` is the noun that a proper name must go with (律师事务所)."""

    slots: tuple[Slot, ...]
    which: str
    wants_name: bool
    wants_issue_date: bool
    about_plans: bool
    wants_sum: bool
    more: str  # 多 少 高 低 when places are compared by a quantity, else ''
    lists: bool  # asks for every place that …
    denies: bool  # asks who does not, or what is wanting
    relative_year: str  # 去年, 今年 …, '' when none is named so
    how: bool  # asks for a practice, which takes more than a sentence to tell


def read_question(text: str) -> Question:
    """Read `text`, from which places and years are blanked out."""
    which, more = _WHICH.search(text), _MORE.search(text)
    slots = () if _ISSUED.search(text) else tuple(_slots(text))
    return Question(
        slots=slots or ((Slot("", text[: more.start()] + (more["of"] or "")),) if more else ()),
        which=which.group(1) if which else "",
        wants_name=not which and bool(_NAME.search(text)),
        wants_issue_date=bool(_ISSUED.search(text)),
        about_plans=bool(_PLAN.search(text)),
        wants_sum=bool(_SUM.search(text)),
        more=more.group("word") if more else "",
        lists=bool(_LIST.search(text)),
        denies=bool(_DENIES.search(text)),
        relative_year=relative.group() if (relative := _RELATIVE.search(text)) else "",
        how=not slots and bool(_HOW.search(text)),
    )


def _slots(text: str) -> list[Slot]:
    slots: list[Slot] = []
    for clause in _CLAUSE.split(text):
        asked = list(_ASKED.finditer(clause))
        for number, found in enumerate(asked):
            start = asked[number - 1].end() if number else 0
            stop = asked[number + 1].start() if number + 1 < len(asked) else len(clause)
            before, after = clause[start : found.start()], clause[found.end() : stop]
            unit = _unit(found, before)
            slots += [Slot(unit, label) for label in _labels(before, after)]
    return slots


def _unit(found: re.Match[str], before: str) -> str:
    if found["share"] or _RATE.search(before):
        return "%"
    if found["unit"]:
        return found["unit"]
    return "元" if found["bare"] != "多少" or _MONEY.search(before) else ""


def _labels(before: str, after: str) -> list[str]:
    """One label a thing: 复议和诉讼各有多少件 asks for two."""
    each = _EACH.search(before)
    if each is None or "和" not in before[: each.start()]:
        return [f"{_EACH.sub('', before)} {after}"]
    things = re.split(r"[和与、]", before[: each.start()])
    tail = before[each.end() :] + after
    return [f"{thing} {tail}" for thing in things if thing.strip()]
