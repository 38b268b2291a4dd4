"""What a report is: title, bodies, place, year, date and genre, each with where it came from and how sure it is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from indexer.parsing.corrected import Corrections, corrected
from indexer.parsing.dates import read_issue_date, read_year
from indexer.parsing.genres import read_genre
from indexer.parsing.issuers import completed, read_issuers
from indexer.parsing.whereabouts import read_place
from indexer.places.gazetteer import Gazetteer, Located
from indexer.report import Evidence, Layout, Metadata, Source, Span

__all__ = ["Corrections", "read_metadata"]

_SITE = re.compile(r"\s*[_|｜\-—–]\s*[^_|｜]*(?:网|政府|门户|平台|频道|公开)[^_|｜]*$")  # what a page's title ends with
_NO_HINTS: Mapping[str, str] = {}


def read_metadata(
    text: str,
    layout: Layout,
    name: str,
    gazetteer: Gazetteer,
    corrections: Corrections | None = None,
    *,
    hints: Mapping[str, str] = _NO_HINTS,
) -> Metadata:
    """The metadata of the report whose canonical text is `text` and whose path in the archive is `name`.

    `hints` is what the file says of itself beside its text (`Reading.hints`). Every field has its Evidence; one that
    could not be settled is None (or empty) with the reason in the note.
    """
    stem = PurePosixPath(name).stem
    evidence: dict[str, Evidence] = {}
    genre, evidence["genre"] = read_genre(text, layout, stem, hints)
    issued = read_issue_date(text, layout, hints)
    issued_on, evidence["issued_on"] = issued
    year, evidence["year"] = read_year(text, layout, name, genre, issued)
    printed, evidence["issuers"] = read_issuers(text, layout, hints)
    signature = printed if evidence["issuers"].source is Source.TEXT else ()
    located, evidence["district"] = read_place(text, layout, name, signature, gazetteer, year=year, hints=hints)
    evidence |= _of_the_place(text, located, evidence["district"], gazetteer)
    issuers, evidence["issuers"] = completed(printed, evidence["issuers"], located, genre)
    finest = located.district or located.city or located.province
    title, evidence["title"] = _read_title(text, layout, stem, hints, place=finest, year=year, genre=genre)
    read = Metadata(
        title=title,
        issuers=issuers,
        district=located.district,
        city=located.city,
        province=located.province,
        code=located.code,
        year=year,
        issued_on=issued_on,
        genre=genre,
        evidence=evidence,
    )
    return corrected(read, corrections, gazetteer) if corrections else read


def _of_the_place(text: str, located: Located, found: Evidence, gazetteer: Gazetteer) -> dict[str, Evidence]:
    """Why city, province and code are what they are: printed, or looked up for the place that was `found`.

    The code of a place that is no more is the one that it had; the note says what it became.
    """
    evidence = {}
    for field in ("city", "province"):
        name = getattr(located, field)
        at = text.find(name) if name else -1
        if name is None or located.district is None or found.source is not Source.TEXT:
            evidence[field] = found
        elif at >= 0:
            evidence[field] = replace(found, span=Span(at, at + len(name)))
        else:
            evidence[field] = Evidence(Source.INFERRED, found.confidence, None, "文中没有写，由地区查得")
    evidence["code"] = found
    if located.code:
        evidence["code"] = Evidence(Source.INFERRED, found.confidence, None, gazetteer.history(located.code))
    return evidence


def _read_title(
    text: str,
    layout: Layout,
    stem: str,
    hints: Mapping[str, str],
    *,
    place: str | None,
    year: int | None,
    genre: str | None,
) -> tuple[str, Evidence]:
    hinted = re.sub(r"\s+", "", _SITE.sub("", hints.get("title", "")))
    if layout.title is not None:
        title = re.sub(r"\s+", "", layout.title.of(text))
        found = Evidence(Source.TEXT, 0.97, layout.title)
        if hinted and hinted not in title and title not in hinted:
            found = replace(found, confidence=0.9, note=f"网页或文件自带的标题是“{hinted}”")
        return title, found
    if len(hinted) >= 6:
        return hinted, Evidence(Source.HINT, 0.75, note="正文没有标题，取自网页或文件自带的标题")
    if place and year and genre:
        return f"{place}{year}年{genre}", Evidence(Source.INFERRED, 0.7, note="正文没有标题，由地区、年份和文种拟定")
    return stem, Evidence(Source.FILE_NAME, 0.3, note="正文没有标题，暂用文件名")
