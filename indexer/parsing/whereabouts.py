"""The place that a report is about: its bodies' and its title's, else the one that its text names most."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from indexer.parsing.issuers import find_speaker
from indexer.parsing.zones import find_short, find_zone
from indexer.places.gazetteer import LEVELS, NATION, Gazetteer, Located, Place, existing
from indexer.report import Evidence, Layout, Source, Span

_NATIONAL = "国务院"
_UNITS = ("自治区", "省", "市", "州", "盟", "地区", "区", "县", "旗")
_OF_DISTRICTS = ("区", "县", "旗")
_SHORTENED = ("市", "盟")  # a place of this kind calls itself by its name without the ending
_OWN = re.compile(r"[我全本]([市州盟区县旗])|(?<!治)([市州盟区县旗])(?:委(?!员)|政府|人民政府)")
_CLEAR = 2  # the place of the body must be named this many times as often as the next
_OVERWHELMING = 4
_ENOUGH = 3
_PARTS = 3  # of its districts a city's report names so many; more weigh no more


def read_place(
    text: str,
    layout: Layout,
    name: str,
    issuers: Sequence[str],
    gazetteer: Gazetteer,
    *,
    year: int | None = None,
    hints: Mapping[str, str] | None = None,
) -> tuple[Located, Evidence]:
    """The place of a report, from the strongest words that name one; left open with candidates rather than guessed.

    `name` is the path inside the archive: its folders and the file's name tell same-named places apart.
    """
    title = layout.title.of(text).replace("\n", "") if layout.title else ""
    signature = " ".join(issuers)
    speaker = find_speaker(text, layout)
    spoken = speaker.of(text) if speaker else ""
    if _NATIONAL in spoken or _NATIONAL in signature:
        return Located(NATION), Evidence(Source.TEXT, 0.97, speaker or layout.title)
    closing = layout.closing.of(text) if layout.closing else ""
    head, path = text[: layout.body.start], name.replace("_", " ").replace("/", " ")
    hinted = " ".join(filter(None, ((hints or {}).get(key) for key in ("issuer", "title"))))
    words = ((signature, 0.98), (title, 0.98), (closing, 0.95), (head, 0.95), (spoken, 0.98))
    witnesses = (signature, title, closing, head, text, hinted)
    for said, confidence in words:
        if (located := _named_in(said, witnesses, gazetteer, year)) is None:
            continue
        if located.candidates:
            return _by_name(name, said, located, gazetteer, year)
        return _settled(text, municipal(located), confidence, path, gazetteer)
    if (located := gazetteer.resolve([hinted], text, year=year)) is not None:
        return _hinted(name, hinted, located, gazetteer, year)
    unit = _unit(spoken or title or signature) or _own_unit(text, gazetteer)
    located, confidence = _from_body(text, unit, gazetteer, year) or (Located(), 0.0)
    if not confidence:
        return _by_name(name, "", located, gazetteer, year)
    note = "标题和落款没有地名，由正文提到最多的地名推定"
    called = gazetteer.resolve([PurePosixPath(name).stem.replace("_", " ")], year=year)
    if called is not None and not called.candidates and called.code != located.code:
        confidence = min(confidence, 0.6)
        note += f"；文件名写的是{called.district or called.city or called.province}"
    return municipal(located), Evidence(Source.INFERRED, confidence, _where(text, located), note)


def _hinted(
    name: str, hinted: str, located: Located, gazetteer: Gazetteer, year: int | None
) -> tuple[Located, Evidence]:
    """The place that the file's own data beside its text tell."""
    if located.candidates:
        return _by_name(name, hinted, located, gazetteer, year)
    note = "地区取自网页或文件自带的信息"
    return municipal(located), Evidence(Source.HINT, round(0.85 * located.sure, 2), None, note)


def _named_in(words: str, witnesses: Sequence[str], gazetteer: Gazetteer, year: int | None) -> Located | None:
    """The place that `words` name: by its name, as a zone, or without its ending."""
    located = gazetteer.resolve([words], *witnesses, year=year)
    if located is None or located.district is None:
        fuller = find_zone(words, located, gazetteer) or find_short(words, witnesses, gazetteer, year)
        return fuller or located
    return located


def _settled(
    text: str, located: Located, confidence: float, path: str, gazetteer: Gazetteer
) -> tuple[Located, Evidence]:
    """What the text names; a zone whose city it does not name lies where most of the text, else the path, says."""
    where = _where(text, located)
    if located.province is None:
        above = _from_body(text, None, gazetteer, None, ("province", "city"))
        around = above[0] if above and not above[0].candidates else gazetteer.resolve([path])
        if around is not None and not around.candidates:
            located = replace(municipal(replace(around, district=None)), district=located.district, code=None)
            note = "开发区等功能区没有区划代码；所属城市由正文或文件名推定"
            return located, Evidence(Source.TEXT, 0.7, where, note)
        return located, Evidence(Source.TEXT, 0.5, where, "开发区等功能区没有区划代码；文中没有写明属于哪个城市")
    return located, Evidence(Source.TEXT, round(confidence * located.sure, 2), where, located.note)


def _by_name(
    name: str, words: str, openly: Located, gazetteer: Gazetteer, year: int | None
) -> tuple[Located, Evidence]:
    """What the file's name, else its folder's, makes of a place that is open: of the same-named in `words`, if any."""
    path = PurePosixPath(name)
    folder = " ".join(reversed(path.parent.parts))
    for told, source, called in (
        (path.stem.replace("_", " "), Source.FILE_NAME, "文件名"),
        (folder, Source.FOLDER, "文件夹名"),
    ):
        located = gazetteer.resolve([words], told, year=year) if openly.candidates else None
        if located is not None and not located.candidates:
            return municipal(located), Evidence(source, 0.8, note=f"同名地区，由{called}分辨")
        located = gazetteer.resolve([told], folder, year=year)
        if located is not None and not located.candidates:
            return municipal(located), Evidence(source, 0.6, note=f"地区取自{called}")
        openly = openly if openly.candidates else located or openly
    if openly.candidates:
        what = "同名地区未能分辨" if len(openly.candidates) > 1 else "正文提到得太少，未能断定"
        note = f"{what}：{'、'.join(openly.candidates)}"
        return Located(candidates=openly.candidates), Evidence(Source.NONE, 0.0, note=note)
    return Located(), Evidence(Source.NONE, 0.0, note="正文和文件名都没有写明地区")


def _unit(words: str) -> str | None:
    """What kind of place the speaker speaks for: 市人民政府 -> 市."""
    found = re.match(rf".*?({'|'.join(_UNITS)})(?:人民)?政府", words) or re.match(rf"({'|'.join(_UNITS)})", words)
    if found:
        return found.group(1)
    return "盟" if "行署" in words or "行政公署" in words else None


def _own_unit(text: str, gazetteer: Gazetteer) -> str | None:
    """What kind of place the text calls its own most: 我区, 区委, but not 某某区委, -> 区; None when none is clear."""
    named = {mention.stop for mention in gazetteer.find(text)}
    own = Counter(f.group(f.lastindex or 0) for f in _OWN.finditer(text) if f.end(f.lastindex or 0) not in named)
    told = own.most_common(2)
    clear = told and (len(told) == 1 or told[0][1] >= _CLEAR * told[1][1])
    return told[0][0] if clear and told[0][1] >= _ENOUGH else None


def _from_body(
    text: str, unit: str | None, gazetteer: Gazetteer, year: int | None, levels: Sequence[str] = LEVELS
) -> tuple[Located, float] | None:
    """The place that the text names most, of the kind that `unit` says, else of the finest level with a clear one."""
    counts, parts = _counts(text, unit, gazetteer, year)
    weights = Counter({p: n * (1 + min(parts[p.code], _PARTS)) for p, n in counts.items() if n})
    chosen = None
    for level in reversed(levels) if unit is None else [None]:
        named = Counter({p: n for p, n in weights.items() if level in (None, p.level)}).most_common(6)
        if not named or (level == "district" and _of_the_city(named[0][0], counts, parts)):
            continue
        best, most = named[0]
        close = [p for p, n in named if n * _CLEAR > most]
        if counts[best] >= _ENOUGH and len(close) == 1:
            overwhelming = len(named) == 1 or most >= _OVERWHELMING * named[1][1]
            return gazetteer.located(best), 0.55 if chosen else 0.9 if overwhelming else 0.75
        if unit in _OF_DISTRICTS and len(named) == 1:
            return gazetteer.located(best), 0.6
        chosen = chosen or Located(candidates=tuple(map(gazetteer.full_name, close)))
    return None if chosen is None else (chosen, 0.0)


def _of_the_city(district: Place, counts: Mapping[Place, int], parts: Mapping[str, int]) -> bool:
    """Whether a text that names `district` most is its city's: that names several districts and the city itself."""
    city = next((p for p in counts if p.code and p.code == district.parent), None)
    return city is not None and parts[city.code] >= _PARTS and counts[city] >= counts[district]


def _counts(text: str, unit: str | None, gazetteer: Gazetteer, year: int | None) -> tuple[Counter[Place], Counter[str]]:
    """How often each place is named, and how many of its districts, by its code.

    A city that `unit` tells of is counted by its name without the ending too; a county-level one that belongs to
    another city only when the whole name is there (合作, 大冶 …).
    """
    counts: Counter[Place] = Counter()
    parts: dict[str, set[str]] = {}
    for mention in gazetteer.find(text):
        for place in existing(mention.places, year):
            if place.valid_to and year is not None and place.valid_to < str(year):
                continue
            if unit is None or _is_unit(place, unit):
                counts[place] += 1
            if place.level == "district":
                parts.setdefault(place.parent, set()).add(place.name)
    if unit in _SHORTENED:
        for place in gazetteer.districts:  # the gazetteer knows the short names of cities
            if _is_unit(place, unit) and not place.valid_to and (place.parent.endswith("0000") or counts[place]):
                counts[place] = max(counts[place], text.count(place.name.removesuffix(unit)))
    return counts, Counter({code: len(names) for code, names in parts.items()})


def _is_unit(place: Place, unit: str) -> bool:
    if unit in _OF_DISTRICTS:
        return place.level == "district" and place.name.endswith(unit)
    return place.name.endswith(unit)


def municipal(located: Located) -> Located:
    """A municipality is a city too."""
    if located.city is None and located.province and located.province.endswith("市"):
        return replace(located, city=located.province)
    return located


def _where(text: str, located: Located) -> Span | None:
    for name in filter(None, (located.district, located.city, located.province)):
        if (at := text.find(name)) >= 0:
            return Span(at, at + len(name))
    return None
