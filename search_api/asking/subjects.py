"""Of which reports a question asks: the places, years and bodies that it names, held against what the archive has."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.places.gazetteer import Gazetteer, Mention
from indexer.store import Store, StoredReport
from search_api.named import finest, reports_of
from search_api.scope import Scope
from search_api.wanted import Wanted

_BODY = re.compile(
    r"^的?([\u4e00-\u9fff]{2,10}?(?:委员会|管理局|监督局|卫健委|卫健局|健康局|服务局|执法局|监管局|局|委|办公室|中心|政府))"
    r"(?=[的在\d\s年聘机开办今去下于]|$)"
)
_PUBLIC = re.compile(r"(?:中心|政府|办公室)$")  # of these a report may tell, whoever issued it
_NAMED = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:自治县|自治州|区|县|市|旗|州)")
_GENERIC = re.compile(
    r"^(?:全|各|哪|每|某|本|该|辖|社|小|城|地|郊|园|景|校|厂|矿|库|特|开发|示范|试验|新|老|别的|其他|其它|几个|这个|那个)"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Reports of one place, in one year when the question names one; `label` is how an answer calls it."""

    label: str
    reports: tuple[StoredReport, ...]
    plans_only: bool = False  # the year asked is the next: only what the report plans can tell


@dataclass(frozen=True, slots=True)
class NotHeld:
    """Why the archive cannot answer, in Chinese."""

    reason: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of a question, and its content without the names of bodies that say whose report is meant."""

    found: tuple[Subject, ...]
    content: str


def find_subjects(wanted: Wanted, scope: Scope, store: Store, places: Gazetteer, plans: bool) -> Subjects | NotHeld:
    """The subjects of `wanted` within `scope`; `plans` says that the question is about what is planned."""
    allowed = None if scope.reports is None else set(scope.reports)
    held = [r for r in store.reports if allowed is None or r.number in allowed]
    stranger = _stranger(wanted, store)
    if stranger:
        return NotHeld(f"档案里没有{stranger}的报告")
    content = wanted.content
    groups: list[tuple[str, list[StoredReport]]] = []
    for mention, above in finest(wanted.places):
        name = wanted.text[mention.start : mention.stop]
        mine = reports_of(mention, above, held, places)
        if not mine:
            whole = wanted.text[above.start if above else mention.start : mention.stop]
            return NotHeld(f"档案里没有{whole}的报告")
        body = _BODY.match(wanted.text[mention.stop :])
        if body and not _PUBLIC.search(body.group(1)):
            mine = [r for r in mine if _issued_by(r, body.group(1))]
            if not mine:
                return NotHeld(f"档案里没有{name}{body.group(1)}的报告")
            content = content.replace(body.group(1), " " * len(body.group(1)))
        groups += _by_place(name, mine, mention)
    return _by_year(_merged(groups or [("", held)]), wanted, plans, content)


def _by_place(name: str, reports: list[StoredReport], mention: Mention) -> list[tuple[str, list[StoredReport]]]:
    """One group, or one for each of the same-named districts that a district's name leaves open."""
    cities = list(dict.fromkeys(r.metadata.city for r in reports))
    if mention.places[0].level != "district" or len(cities) == 1:
        return [(name, reports)]
    return [(f"{city or ''}{name}", [r for r in reports if r.metadata.city == city]) for city in cities]


def _merged(groups: Iterable[tuple[str, list[StoredReport]]]) -> list[tuple[str, list[StoredReport]]]:
    merged: dict[tuple[int, ...], tuple[str, list[StoredReport]]] = {}
    for name, reports in groups:
        merged.setdefault(tuple(r.number for r in reports), (name, reports))
    return list(merged.values())


def _by_year(
    groups: Sequence[tuple[str, list[StoredReport]]], wanted: Wanted, plans: bool, content: str
) -> Subjects | NotHeld:
    years = wanted.years
    if not years:
        return Subjects(tuple(Subject(name, tuple(reports)) for name, reports in groups), content)
    found: list[Subject] = []
    paired = len(groups) == len(years) > 1  # A区2024年和B区2023年: each place with its own year
    for number, (name, reports) in enumerate(groups):
        there = {r.metadata.year for r in reports}
        some = [y for y in years if y in there] if wanted.ranged else []  # of 2021至2024年 what is held
        for year in [years[number]] if paired else dict.fromkeys(some or years):
            subject = _of_year(name, reports, year, plans)
            if subject is None:
                has = "、".join(str(y) for y in sorted(filter(None, there)))
                return NotHeld(f"档案里没有{name}{year}年的报告" + (f"（有 {has} 年）" if name and has else ""))
            found.append(subject)
    return Subjects(tuple(found), content)


def _of_year(name: str, reports: Sequence[StoredReport], year: int, plans: bool) -> Subject | None:
    of_year = tuple(r for r in reports if r.metadata.year == year)
    if of_year:
        return Subject(name, of_year)
    before = tuple(r for r in reports if r.metadata.year == year - 1)
    return Subject(name, before, plans_only=True) if before and plans else None


def _issued_by(report: StoredReport, body: str) -> bool:
    """Whether `body` is, in full or abbreviated (卫健委, 市场监管局), a body that the report names as its own."""
    return any(_abbreviates(body, full) for full in (*report.metadata.issuers, report.metadata.title))


def _abbreviates(short: str, full: str) -> bool:
    letters = iter(full)
    return all(c in letters for c in short)


def _stranger(wanted: Wanted, store: Store) -> str:
    """The name of a place at the head of the question that neither the gazetteer nor any report's title knows."""
    found = _NAMED.match(wanted.text)
    if found is None or wanted.places or _GENERIC.match(found.group()):
        return ""
    name = found.group()
    return "" if any(name[:2] in r.metadata.title for r in store.reports) else name
