"""The gazetteer of Chinese places: names found in a text, and the one place that a report is about."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from indexer.errors import ArchiveError
from indexer.read.lists import decode_list

NATION = "全国"
COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor")
LEVELS = ("province", "city", "district")
_PEOPLES = "布依|土家|哈尼|傣|白|景颇|傈僳|壮|蒙古|朝鲜|哈萨克|柯尔克孜|羌|藏|彝|回|苗|侗|维吾尔"
_SUFFIX = re.compile(rf"(?:特别行政区|(?:(?:{_PEOPLES})族?)*自治[区州]|省|市|地区|盟)$")
_GENERIC = 2  # a district's name of two characters (城区, 郊区, 矿区) counts only right behind its city


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer.

    `code` is the 6-digit GB/T 2260 code, empty for former names whose code is unknown; `parent` and `successor` are
    codes, `valid_from` and `valid_to` ISO dates or empty.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands at `text[start:stop]`, with every place that bears it."""

    start: int
    stop: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """The place of a report: names from province down, None below its own level; `candidates` when it was left open."""

    province: str | None = None
    city: str | None = None
    district: str | None = None
    code: str | None = None
    candidates: tuple[str, ...] = ()


class Gazetteer:
    """All places, by name. Names of provinces and cities are also found without their ending (北京, 焦作)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self._by_code = {p.code: p for p in self.places if p.code}
        self._names: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            self._names[place.name].append(place)
        for place in self.places:
            short = _SUFFIX.sub("", place.name)
            if place.level != "district" and len(short) >= 2 and short != place.name:
                self._names[short].append(place)

    @classmethod
    def default(cls, *extensions: Path) -> "Gazetteer":
        """The packaged gazetteer with the rows of `extensions`, CSV files of the same columns.

        Raises:
            ArchiveError: an extension cannot be read, has other columns or a bad row, or makes a place belong to or
                follow itself; the message names the file, and the line or the place.
        """
        packaged = resources.files("indexer.data").joinpath("places.csv").read_text(encoding="utf-8")
        places = list(_rows(packaged, "places.csv"))
        for path in extensions:
            try:
                text = decode_list(path.read_bytes())
            except (OSError, UnicodeDecodeError) as error:
                raise ArchiveError(f"地名表 {path.name} 读不了：{error}", "请存为 UTF-8 的 CSV") from error
            places += _rows(text, path.name)
            _refuse_loops(places, path.name)
        return cls(places)

    def find(self, text: str) -> list[Mention]:
        """Every place name of `text`, the longest at each position, none overlapping, in order."""
        mentions: list[Mention] = []
        at = 0
        while at < len(text):
            name = self._longest(text, at)
            if name is None:
                at += 1
                continue
            places = tuple(self._names[name])
            if len(name) > _GENERIC or places[0].level != "district" or self._follows(mentions, places, at):
                mentions.append(Mention(at, at + len(name), places))
            at += len(name)
        return mentions

    def chain(self, place: Place) -> tuple[Place, ...]:
        """`place` and what it belongs to, up to the province."""
        above = self._by_code.get(place.parent)
        return (place,) if above is None else (place, *self.chain(above))

    def located(self, place: Place) -> Located:
        """The names from province down to `place`.

        A municipality is its districts' city as well, and a city that is governed by its province is no district.
        """
        names = {p.level: p.name for p in self.chain(place)}
        city = names.get("city")
        if city is None and place.level == "district" and names.get("province", "").endswith("市"):
            city = names["province"]
        code = place.code or place.successor or None
        if city is None and place.level == "district" and place.name.endswith("市"):
            return Located(names.get("province"), place.name, None, code)
        return Located(names.get("province"), city, names.get("district"), code)

    def resolve(self, texts: Sequence[str], context: str = "") -> Located | None:
        """The place that `texts`, strongest first, are about; `context` may tell same-named places apart.

        The first text that names any place decides, by the most specific place in it. None when none names one; a
        `Located` without names but with candidates when same-named places cannot be told apart.
        """
        for number, text in enumerate(texts):
            mentions = self.find(text)
            if not mentions:
                continue
            rest = [m for other in (*texts[number + 1 :], context) for m in self.find(other)]
            return self._decide(mentions, rest)
        return None

    def named(self, name: str, *above: str) -> list[Located]:
        """The places of that name, former ones too, that belong to every place in `above`."""
        found = [(self.located(p), {q.name for q in self.chain(p)}) for p in self._names.get(name, [])]
        return [located for located, names in found if all(self._full(a) & names for a in above)]

    def same(self, name: str) -> frozenset[str]:
        """`name` and the names that the place had before or has had since; a filter by one finds all."""
        return self._same.get(name, frozenset({name}))

    def _full(self, name: str) -> set[str]:
        return {p.name for p in self._names.get(name, [])}

    def _decide(self, mentions: list[Mention], rest: list[Mention]) -> Located:
        finest = max(LEVELS.index(m.places[0].level) for m in mentions)
        chosen = next(m for m in mentions if LEVELS.index(m.places[0].level) == finest)
        candidates = [p for p in chosen.places if p.level == LEVELS[finest]]
        for witnesses in (mentions, rest):
            if len(candidates) > 1:
                candidates = self._supported(candidates, witnesses)
        if len(candidates) == 1:
            return self.located(candidates[0])
        names = tuple("".join(p.name for p in reversed(self.chain(c))) for c in candidates)
        return Located(candidates=names)

    def _supported(self, candidates: list[Place], witnesses: Iterable[Mention]) -> list[Place]:
        """The candidates whose city or province the witnesses name most often; all of them when none is named."""
        named = [p for m in witnesses for p in m.places if p.level != "district"]
        votes = [sum(named.count(above) for above in self.chain(c)[1:]) for c in candidates]
        best = max(votes)
        return [c for c, v in zip(candidates, votes, strict=True) if v == best] if best else candidates

    def _follows(self, mentions: list[Mention], places: tuple[Place, ...], at: int) -> bool:
        if not mentions or mentions[-1].stop != at:
            return False
        return any(above in mentions[-1].places for p in places for above in self.chain(p)[1:])

    def _longest(self, text: str, at: int) -> str | None:
        for length in self._lengths.get(text[at], ()):
            if text[at : at + length] in self._names:
                return text[at : at + length]
        return None

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """Lengths of the names by first character, longest first."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._names:
            lengths[name[0]].add(len(name))
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def _same(self) -> dict[str, frozenset[str]]:
        """For every name, itself and the names before and after it."""
        return {
            name: frozenset({name, *(p.name for place in places for p in (*self._later(place), *self._earlier(place)))})
            for name, places in self._names.items()
        }

    @cached_property
    def _before(self) -> dict[str, list[Place]]:
        """By the code of a place, the places that became it."""
        before: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            if place.successor and self._by_code.get(place.code, place) is place:  # not a row replaced by a later one
                before[place.successor].append(place)
        return before

    def _later(self, place: Place) -> list[Place]:
        after = self._by_code.get(place.successor)
        return [] if after is None else [after, *self._later(after)]

    def _earlier(self, place: Place) -> list[Place]:
        before = self._before.get(place.code, [])
        return before + [q for p in before for q in self._earlier(p)]


def _rows(text: str, name: str) -> Iterable[Place]:
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ArchiveError(f"地名表 {name} 的列名是 {reader.fieldnames}", f"应为：{','.join(COLUMNS)}")
    for line, row in enumerate(reader, 2):
        if not row["name"] or row["level"] not in LEVELS:
            raise ArchiveError(
                f"地名表 {name} 第 {line} 行缺名称或级别不对：{row}", f"级别应为 {'、'.join(LEVELS)} 之一"
            )
        yield Place(**{column: row[column] or "" for column in COLUMNS})


def _refuse_loops(places: Iterable[Place], name: str) -> None:
    """Raise ArchiveError where a place is its own parent or successor, at once or over others."""
    by_code = {p.code: p for p in places if p.code}
    for column in ("parent", "successor"):
        for place in by_code.values():
            met, above = {place.code}, by_code.get(getattr(place, column))
            while above is not None:
                if above.code in met:
                    raise ArchiveError(
                        f"地名表 {name} 里“{place.name}”（{place.code}）的 {column} 绕回了自己",
                        "请改正上级（parent）或后继（successor）代码",
                    )
                met.add(above.code)
                above = by_code.get(getattr(above, column))
