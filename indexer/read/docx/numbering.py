"""Word's automatic numbering: numbering.xml understood, and the number of each paragraph counted as Word counts it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexer.read.docx.numerals import is_known, numeral_of
from indexer.read.docx.package import Element, attribute, child, is_on, name_of, value, whole

_LEVELS = re.compile("[0-8]")
_LONGEST = 255  # characters of a number's form
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is made. `text` holds %1 … %9 for the numbers of levels 0 … 8."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"  # what parts number and text: tab, space, nothing
    legal: bool = False  # the numbers of every level in Arabic
    restart: int | None = None  # begins anew only after a level up to this one (from 1); 0: never; None: after any
    style: str | None = None  # the paragraph style that is of this level


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A w:num: lists of the same `root` count on from each other; `starts` are the levels that it starts anew."""

    root: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Every list of a document, by its w:numId."""

    lists: Mapping[str, NumberedList] = field(default_factory=dict)

    def level_of_style(self, num_id: str, styles: Iterable[str]) -> int | None:
        """The level that the list gives to the first of `styles` that it names; None where it names none."""
        levels = self.lists[num_id].levels if num_id in self.lists else {}
        named = {level.style: place for place, level in levels.items() if level.style}
        return next((named[style] for style in styles if style in named), None)


def read_numbering(root: Element | None, style_lists: Mapping[str, str]) -> Numbering:
    """The lists of numbering.xml, `root`; `style_lists` are the w:numId of the styles of lists, by style."""
    if root is None:
        return Numbering()
    abstracts = {attribute(e, "abstractNumId"): e for e in root if name_of(e) == "w:abstractNum"}
    nums = {attribute(e, "numId"): e for e in root if name_of(e) == "w:num"}
    owners = {link: key for key, e in abstracts.items() if (link := value(e, "w:styleLink"))}
    lists = {}
    for num_id, num in nums.items():
        key = _linked(value(num, "w:abstractNumId") or "", abstracts, nums, style_lists, owners)
        if key in abstracts:
            lists[num_id] = _list(key, abstracts[key], num)
    return Numbering(lists)


def _linked(
    key: str,
    abstracts: Mapping[str, Element],
    nums: Mapping[str, Element],
    style_lists: Mapping[str, str],
    owners: Mapping[str, str],
) -> str:
    """The abstract list that `key` stands for: one with w:numStyleLink is only a name for the style's own."""
    seen: set[str] = set()
    while key in abstracts and key not in seen:
        seen.add(key)
        link = value(abstracts[key], "w:numStyleLink")
        if link is None:
            break
        through = value(nums.get(style_lists.get(link, "")), "w:abstractNumId")
        key = owners.get(link) or through or key
    return key


def _list(key: str, abstract: Element, num: Element) -> NumberedList:
    levels = {place: _level(e) for place, e in _levels(abstract)}
    starts = {}
    for override in num:
        place = attribute(override, "ilvl")
        if name_of(override) != "w:lvlOverride" or not _LEVELS.fullmatch(place):
            continue
        levels |= {int(place): _level(e) for e in override if name_of(e) == "w:lvl"}
        start = whole(override, "w:startOverride")
        if start is not None:
            starts[int(place)] = start
    return NumberedList(key, levels, starts)


def _levels(abstract: Element) -> Iterable[tuple[int, Element]]:
    for element in abstract:
        if name_of(element) == "w:lvl" and _LEVELS.fullmatch(place := attribute(element, "ilvl")):
            yield int(place), element


def _level(element: Element) -> Level:
    form = value(element, "w:numFmt") or value(element, "mc:AlternateContent", "mc:Fallback", "w:numFmt")
    return Level(
        start=whole(element, "w:start") or 0,
        form=form or "decimal",
        text=(value(element, "w:lvlText") or "")[:_LONGEST],
        suffix=value(element, "w:suff") or "tab",
        legal=bool(is_on(element, "w:isLgl")),
        restart=whole(element, "w:lvlRestart"),
        style=value(element, "w:pStyle"),
    )


class Counting:
    """Counts the paragraphs of a document, in their order; `unknown` gathers formats that we could not write."""

    def __init__(self, numbering: Numbering) -> None:
        self._lists = numbering.lists
        self._counts: dict[str, dict[int, int]] = {}  # by root, then level
        self._begun: set[tuple[str, int]] = set()  # lists and levels whose own start was made
        self.unknown: set[str] = set()

    def label(self, num_id: str, place: int) -> str:
        """The number of the next paragraph of the list at level `place` (from 0), with what parts it from the text.

        Empty for bullets, and where the list or the level does not exist.
        """
        found = self._lists.get(num_id)
        if found is None or place not in found.levels:
            return ""
        counts = self._counts.setdefault(found.root, {})
        self._count(num_id, found, counts, place)
        level = found.levels[place]
        if level.form == "bullet":
            return ""
        written = _PLACE.sub(lambda hit: self._written(found, counts, place, int(hit.group(1)) - 1), level.text)
        return written + _parting(written, level.suffix)

    def _count(self, num_id: str, found: NumberedList, counts: dict[int, int], place: int) -> None:
        start = found.starts.get(place, found.levels[place].start)
        anew = place in found.starts and (num_id, place) not in self._begun
        self._begun.add((num_id, place))
        counts[place] = counts[place] + 1 if place in counts and not anew else start
        for higher in range(place):  # a level that was passed over counts as used once: 1.1 is followed by 2
            if higher in found.levels:
                counts.setdefault(higher, found.starts.get(higher, found.levels[higher].start))
        for deeper, level in found.levels.items():
            if deeper > place and (level.restart is None or place < level.restart):
                counts.pop(deeper, None)

    def _written(self, found: NumberedList, counts: Mapping[int, int], place: int, other: int) -> str:
        level = found.levels.get(other)
        if level is None or other > place:
            return ""
        number = counts[other]
        if not is_known(level.form):
            self.unknown.add(level.form)
        legal = found.levels[place].legal and level.form not in ("none", "bullet")
        return numeral_of(number, "decimal" if legal else level.form)


def _parting(written: str, suffix: str) -> str:
    """A blank only where Word has one, or where number and text would run into each other."""
    if not written or suffix == "nothing":
        return ""
    return " " if suffix == "space" or written[-1].isalnum() else ""


def paragraph_list(direct: Element | None) -> tuple[str | None, int | None]:
    """The w:numId and the level that a w:pPr sets, each None where it sets none."""
    numbers = child(direct, "w:numPr")
    return value(numbers, "w:numId"), whole(numbers, "w:ilvl")
