"""The gazetteer of Chinese places: names found in a text, and the one place that a report is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path

from indexer.errors import ArchiveError
from indexer.places.listed import COLUMNS, LEVELS, Place, read_rows, refuse_loops
from indexer.places.names import EVERYDAY, autonomous_name, provinces_of_documents, short_names
from indexer.read.lists import decode_list

__all__ = ["COLUMNS", "LEVELS", "NATION", "Gazetteer", "Located", "Mention", "Place"]

NATION = "全国"
_CLEAR = 2  # one place is meant when it is supported this many times as often as the next
_GENERIC = 2  # a district's name of two characters (城区, 郊区, 矿区) counts only right behind its city


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
    sure: float = 1.0  # below 1 where something beside the name itself decided, or the name is not whole
    note: str = ""  # Chinese: what decided


class Gazetteer:
    """All places, by name. Names of provinces and cities are also found without their ending (北京, 焦作)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self._by_code = {p.code: p for p in self.places if p.code}
        self._names: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            self._names[place.name].append(place)
        for place in self.places:
            for name in short_names(place):
                self._names[name].append(place)
        for place in self.places:
            if (called := autonomous_name(place)) and called not in self._names:
                self._names[called].append(place)

    @classmethod
    def default(cls, *extensions: Path) -> "Gazetteer":
        """The packaged gazetteer with the rows of `extensions`, CSV files of the same columns.

        Raises:
            ArchiveError: an extension cannot be read, has other columns or a bad row, or makes a place belong to or
                follow itself; the message names the file, and the line or the place.
        """
        packaged = resources.files("indexer.data").joinpath("places.csv").read_text(encoding="utf-8")
        places = list(read_rows(packaged, "places.csv"))
        for path in extensions:
            try:
                text = decode_list(path.read_bytes())
            except (OSError, UnicodeDecodeError) as error:
                raise ArchiveError(f"地名表 {path.name} 读不了：{error}", "请存为 UTF-8 的 CSV") from error
            places += read_rows(text, path.name)
            refuse_loops(places, path.name)
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
            everyday = name in EVERYDAY and at > 0
            proper = (len(name) > _GENERIC and not everyday) or places[0].level != "district"
            if proper or self._follows(mentions, places, at):
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

    def resolve(self, texts: Sequence[str], *witnesses: str, year: int | None = None) -> Located | None:
        """The place that `texts`, strongest first, are about.

        The first text that names any place decides, by the most specific place in it. Same-named places are told apart
        by `year` (which of them there were then; without a year, which there are), then by the cities and provinces
        that the text names, the texts after it, and each of `witnesses` in turn. None when no text names a place; a
        `Located` without names but with candidates when same-named places cannot be told apart.
        """
        for number, text in enumerate(texts):
            if mentions := self.find(text):
                return self._decide(mentions, (text, *texts[number + 1 :], *witnesses), year)
        return None

    def choose(self, candidates: Sequence[Place], witnesses: Sequence[str], year: int | None = None) -> Located:
        """The one of `candidates` that existed in `year` and that the `witnesses`, strongest first, tell of."""
        left = existing(candidates, year)
        sure, note = 1.0, ""
        for number, words in enumerate(witnesses):
            if len(left) > 1:
                found, votes = self._supported(left, self.find(words))
                found = found if votes else self._by_document(left, words)
                if len(found) < len(left) and number:
                    sure, note = 0.92 if votes > _CLEAR else 0.8, "同名地区，由文中的上级地区分辨"
                left = found
        if len(left) == 1:
            return replace(self.located(left[0]), sure=sure, note=note)
        return Located(candidates=tuple(self.full_name(c) for c in left))

    def full_name(self, place: Place) -> str:
        """The names from province down, in one."""
        return "".join(p.name for p in reversed(self.chain(place)))

    def history(self, code: str) -> str:
        """In Chinese, until when the place of that code was, and what it became; empty for a place of today."""
        place = self._by_code.get(code)
        if place is None or not place.valid_to:
            return ""
        after = self._by_code.get(place.successor)
        became = f"，后为{after.name}（{after.code}）" if after else ""
        return f"{place.name}的代码用到 {place.valid_to} 为止{became}"

    def named(self, name: str, *above: str) -> list[Located]:
        """The places of that name, former ones too, that belong to every place in `above`."""
        found = [(self.located(p), {q.name for q in self.chain(p)}) for p in self._names.get(name, [])]
        return [located for located, names in found if all(self._full(a) & names for a in above)]

    def same(self, name: str) -> frozenset[str]:
        """`name` and the names that the place had before or has had since; a filter by one finds all."""
        return self._same.get(name, frozenset({name}))

    def joined(self, name: str, held: str, city: str | None = None, province: str | None = None) -> bool:
        """Whether a place called `name` is, was or became the one called `held` in `city` and `province`."""
        for place in self._names.get(name, []):
            for one in (place, *self._later(place), *self._earlier(place)):
                if one.name != held:
                    continue
                at = self.located(one)
                above = all(
                    not have or want in (None, have) for have, want in ((at.city, city), (at.province, province))
                )
                if above:
                    return True
        return False

    def _full(self, name: str) -> set[str]:
        return {p.name for p in self._names.get(name, [])}

    def _decide(self, mentions: list[Mention], witnesses: Sequence[str], year: int | None) -> Located:
        kept = [existing(m.places, year) for m in mentions]
        finest = max(LEVELS.index(places[0].level) for places in kept)
        chosen = next(places for places in kept if LEVELS.index(places[0].level) == finest)
        return self.choose([p for p in chosen if p.level == LEVELS[finest]], witnesses, year)

    def _supported(self, candidates: Sequence[Place], mentions: Iterable[Mention]) -> tuple[list[Place], int]:
        """The candidates whose city or province is named clearly most often, and how often; 0 when none is named."""
        named = [p for m in mentions for p in m.places if p.level != "district"]
        votes = [sum(named.count(above) for above in self.chain(c)[1:]) for c in candidates]
        best = max(votes)
        return [c for c, v in zip(candidates, votes, strict=True) if v * _CLEAR > best or not best], best

    def _by_document(self, candidates: Sequence[Place], words: str) -> list[Place]:
        """The candidates of the one province whose nickname begins a document's number (京政发〔2024〕3号)."""
        told = provinces_of_documents(words)
        kept = [c for c in candidates if any(self.chain(c)[-1].name.startswith(name) for name in told)]
        return kept if len({self.chain(c)[-1] for c in kept}) == 1 else list(candidates)

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
    def districts(self) -> tuple[Place, ...]:
        """All places of the finest level."""
        return tuple(p for p in self.places if p.level == "district")

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


def existing(places: Sequence[Place], year: int | None) -> list[Place]:
    """Those of `places` that existed in `year`, else the year after, when a report on it is written; else all.

    Without a year, those of today.
    """
    if year is None:
        return [p for p in places if not p.valid_to] or list(places)
    lasting = [p for p in places if not p.valid_to or int(p.valid_to[:4]) >= year]
    return [p for p in lasting if _began(p) <= year] or [p for p in lasting if _began(p) == year + 1] or list(places)


def _began(place: Place) -> int:
    return int(place.valid_from[:4]) if place.valid_from else 0
