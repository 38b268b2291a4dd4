"""The place that a report is about: its title's, else its bodies', else the one that its text names most."""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.parsing.issuers import find_speaker
from indexer.places import LEVELS, NATION, Gazetteer, Located, Place
from indexer.report import Evidence, Layout, Source, Span

_NATIONAL = "国务院"
_UNITS = ("自治区", "省", "市", "州", "盟", "地区", "区", "县", "旗")
_SHORTENED = ("市", "盟")  # a place of this kind calls itself by its name without the ending
_CLEAR = 2  # the place of the body must be named this many times as often as the next
_OVERWHELMING = 4
_ENOUGH = 3


def read_place(
    text: str, layout: Layout, stem: str, issuers: Sequence[str], gazetteer: Gazetteer
) -> tuple[Located, Evidence]:
    """The place of a report, from the strongest words that name one; left open with candidates rather than guessed."""
    title = layout.title.of(text).replace("\n", "") if layout.title else ""
    signature = " ".join(issuers)
    head = text[: layout.body.start]
    speaker = find_speaker(text, layout)
    spoken = speaker.of(text) if speaker else ""
    if _NATIONAL in spoken or _NATIONAL in signature:
        return Located(NATION), Evidence(Source.TEXT, 0.95, speaker)
    closing = layout.closing.of(text) if layout.closing else ""
    openly = None
    for words, confidence in ((title, 0.97), (signature, 0.93), (closing, 0.9), (head, 0.85), (spoken, 0.9)):
        located = gazetteer.resolve([words], context=text)
        if located is None:
            continue
        if not located.candidates:
            return municipal(located), Evidence(Source.TEXT, confidence, _where(text, located))
        openly = located
        break
    if openly is None and (found := _from_body(text, _unit(spoken or title or signature), gazetteer)):
        located, confidence = found
        if not located.candidates:
            note = "标题和落款没有地名，由正文提到最多的地名推定"
            return municipal(located), Evidence(Source.INFERRED, confidence, _where(text, located), note)
        openly = located
    return _from_name(stem, openly, gazetteer)


def _from_name(stem: str, openly: Located | None, gazetteer: Gazetteer) -> tuple[Located, Evidence]:
    """The place that the file's name gives, or decides among the candidates."""
    located = gazetteer.resolve([stem.replace("_", " ")])
    if located is not None and not located.candidates:
        return municipal(located), Evidence(Source.FILE_NAME, 0.6, note="地区取自文件名")
    candidates = (openly or located or Located()).candidates
    if candidates:
        return Located(candidates=candidates), Evidence(
            Source.NONE, 0.0, note=f"同名地区未能分辨：{'、'.join(candidates)}"
        )
    return Located(), Evidence(Source.NONE, 0.0, note="正文和文件名都没有写明地区")


def _unit(words: str) -> str | None:
    """What kind of place the speaker speaks for: 市人民政府 -> 市."""
    found = re.match(rf".*?({'|'.join(_UNITS)})(?:人民)?政府", words) or re.match(rf"({'|'.join(_UNITS)})", words)
    if found:
        return found.group(1)
    return "盟" if "行署" in words or "行政公署" in words else None


def _from_body(text: str, unit: str | None, gazetteer: Gazetteer) -> tuple[Located, float] | None:
    """The place that the text names most, of the kind that `unit` says, else of the finest level with a clear one."""
    counts = _counts(text, unit, gazetteer)
    chosen = None
    for level in reversed(LEVELS) if unit is None else [None]:
        named = Counter({p: n for p, n in counts.items() if n and level in (None, p.level)}).most_common(6)
        if not named:
            continue
        best, most = named[0]
        close = [p for p, n in named if n * _CLEAR > most]
        if most >= _ENOUGH and len(close) == 1:
            overwhelming = len(named) == 1 or most >= _OVERWHELMING * named[1][1]
            return gazetteer.located(best), 0.8 if overwhelming else 0.6
        names = tuple("".join(p.name for p in reversed(gazetteer.chain(c))) for c in close)
        chosen = chosen or Located(candidates=names)
    return None if chosen is None else (chosen, 0.0)


def _counts(text: str, unit: str | None, gazetteer: Gazetteer) -> Counter[Place]:
    """How often each place is named; one that `unit` tells to be a city also by its name without the ending."""
    counts: Counter[Place] = Counter()
    for mention in gazetteer.find(text):
        counts.update(p for p in mention.places if unit is None or _is_unit(p, unit))
    if unit in _SHORTENED:
        for place in gazetteer.places:
            if _is_unit(place, unit) and not place.valid_to:
                counts[place] = max(counts[place], text.count(place.name.removesuffix(unit)))
    return counts


def _is_unit(place: Place, unit: str) -> bool:
    if unit in ("区", "县", "旗"):
        return place.level == "district" and place.name.endswith(unit)
    return place.name.endswith(unit)


def municipal(located: Located) -> Located:
    """A municipality is a city too."""
    if located.city is None and located.province and located.province.endswith("市"):
        return Located(located.province, located.province, located.district, located.code)
    return located


def _where(text: str, located: Located) -> Span | None:
    name = located.district or located.city or located.province or ""
    at = text.find(name) if name else -1
    return Span(at, at + len(name)) if at >= 0 else None
