"""Places that a title names otherwise than the gazetteer does: zones without a code, districts without their ending."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.places.gazetteer import Gazetteer, Located, Mention, Place, existing

_ENDING = re.compile(
    r"(?:(?:高新|经济|农业|临港|港口|循环|空港|航空|保税|物流|科技|文化|旅游|生态|产业|现代|综合|城乡一体化|转型|国家级|省级)+)?"
    r"(?:技术产业开发区|高技术产业开发区|技术开发区|产业园区|开发区|高新区|经开区|示范区|新区|度假区|风景名胜区|风景区|管理区"
    r"|实验区|试验区|合作区|保税区|工业园区|功能区|聚集区|园区|科学城|新城)"
)
_OWN = re.compile(rf"([\u4e00-\u9fff]{{0,8}}?{_ENDING.pattern})(?!县|市|街道|镇|分局)")
_NO_NAME = re.compile(r"[年月日的和与及关于在把对局委办厅院府会部处]")
_STEM = re.compile(r"(?:(?:[^市县区旗]{1,4}族)*自治[县旗]|[市县区旗])$")
_BODY = (  # how the name of a body, or the rest of a title, goes on behind a district's name
    r"(?=区委|县委|市委|政府|人民政府|卫生|卫健|司法|教育|公安|财政|民政|文化|文旅|住房|住建|城市管理|城管|农业|水利|水务|商务|应急|审计"
    r"|市场监|统计|自然资源|规划|生态环境|环境|交通|医疗|医保|发展|发改|科技|科学|退役|信访|行政|政务|法治|依法|法院|检察|税务|林业"
    r"|人力|人社|街道|国资|残联|妇联|工会|团委|气象|消防|(?:19|20)\d\d)"
)


def find_zone(words: str, place: Located | None, gazetteer: Gazetteer) -> Located | None:
    """The zone that `words`, a title or a body, name: behind its city (`place`) or at the very beginning.

    A zone has no code. It is called as printed, with its city's name when that stands in front without 市.
    """
    mentions = [m for m in gazetteer.find(words) if m.places[0].level != "district"]
    for mention in mentions:
        found = _OWN.match(words, mention.stop)
        if found and not _NO_NAME.search(found.group(1)[:-2]):
            printed = words[mention.start : mention.stop]
            whole = printed in {p.name for p in mention.places}
            name = found.group(1) if whole else printed + found.group(1)
            at = place if place is not None and not place.candidates else gazetteer.choose(mention.places, [words])
            return replace(at, district=name, code=None, sure=min(at.sure, 0.95), note="开发区等功能区没有区划代码")
    found = _OWN.match(words) if not mentions else None
    if found and not _NO_NAME.search(found.group(1)[:-2]):
        return Located(district=found.group(1), sure=0.8, note="开发区等功能区没有区划代码")
    return None


def find_short(words: str, witnesses: Sequence[str], gazetteer: Gazetteer, year: int | None) -> Located | None:
    """The district that `words` name without its ending (西城2023年…, 北京市西城卫健委), if only one can be meant."""
    mentions = gazetteer.find(words)
    if any(m.places[0].level == "district" for m in mentions):
        return None
    for start, above in ((m.stop, m) for m in mentions) if mentions else [(0, None)]:
        candidates = [p for p in _stems(words, start, gazetteer) if above is None or _within(p, above, gazetteer)]
        if candidates:
            found = gazetteer.choose(candidates, ["", *witnesses], year)
            return None if found.candidates else replace(found, sure=min(found.sure, 0.85), note="地名没有写全")
    return None


def _stems(words: str, start: int, gazetteer: Gazetteer) -> list[Place]:
    """The districts whose name, less its ending, stands at `words[start:]` before a body or a year; longest first."""
    for length in (6, 5, 4, 3, 2):
        stem = words[start : start + length]
        if len(stem) == length and re.compile(_BODY).match(words, start + length):
            found = [p for p in gazetteer.districts if _STEM.sub("", p.name) == stem]
            if found:
                return existing(found, None)
    return []


def _within(place: Place, above: Mention, gazetteer: Gazetteer) -> bool:
    return any(one in above.places for one in gazetteer.chain(place)[1:])
