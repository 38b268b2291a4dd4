"""What a report is: title, bodies, place, year, date and genre, each with where it came from and how sure it is."""

import re
from pathlib import PurePosixPath

from indexer.parsing.corrected import Corrections, corrected
from indexer.parsing.dates import read_issue_date, read_year
from indexer.parsing.issuers import read_issuers
from indexer.parsing.whereabouts import read_place
from indexer.places import Gazetteer
from indexer.report import Evidence, Layout, Metadata, Source

__all__ = ["Corrections", "read_metadata"]

_GENRES = (  # the first whose words stand in the title decides
    ("政府信息公开年度报告", re.compile("信息公开")),
    ("法治政府建设年度报告", re.compile("法治|依法行政|法制")),
    ("政府工作报告", re.compile("政府工作(?:的)?报告")),
    ("工作计划", re.compile("计划|要点|方案")),
    ("工作总结", re.compile("总结|工作报告|工作情况|述职|汇报|年报")),
)
_SPOKEN = re.compile(r"代表[^。]{0,24}(?:人民政府|政府|国务院|行署|行政公署)[^。]{0,16}(?:报告|作)[^。]{0,10}工作")
_DEPUTIES = re.compile(r"^各位代表[！!：:，]", re.MULTILINE)
_REVIEW = re.compile(r"^(?:一、)?(?:19|20)\d\d年(?:政府)?工作回顾$", re.MULTILINE)
_UNNAMED = re.compile(r"(?:省|市|区|县|州|盟|旗|自治区)(?:人民)?政府")
_OPENING = 400


def read_metadata(
    text: str, layout: Layout, name: str, gazetteer: Gazetteer, corrections: Corrections | None = None
) -> Metadata:
    """The metadata of the report whose canonical text is `text` and whose path in the archive is `name`.

    Every field has its Evidence; one that could not be settled is None (or empty) with the reason in the note.
    """
    stem = PurePosixPath(name).stem
    evidence: dict[str, Evidence] = {}
    genre, evidence["genre"] = _read_genre(text, layout, stem)
    issued = read_issue_date(text, layout)
    issued_on, evidence["issued_on"] = issued
    year, evidence["year"] = read_year(text, layout, stem, genre, issued)
    issuers, evidence["issuers"] = read_issuers(text, layout)
    located, evidence["district"] = read_place(text, layout, stem, issuers, gazetteer)
    for field in ("city", "province", "code"):
        evidence[field] = evidence["district"]
    finest = located.district or located.city or located.province
    if finest and len(issuers) == 1 and _UNNAMED.fullmatch(issuers[0]):
        issuers = (finest + "人民政府",)
        evidence["issuers"] = Evidence(Source.INFERRED, 0.7, evidence["issuers"].span, "由“我代表……”和地区拟定")
    title, evidence["title"] = _read_title(text, layout, stem, place=finest, year=year, genre=genre)
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


def _read_title(
    text: str, layout: Layout, stem: str, *, place: str | None, year: int | None, genre: str | None
) -> tuple[str, Evidence]:
    if layout.title is not None:
        return re.sub(r"\s+", "", layout.title.of(text)), Evidence(Source.TEXT, 0.97, layout.title)
    if place and year and genre:
        return f"{place}{year}年{genre}", Evidence(Source.INFERRED, 0.7, note="正文没有标题，由地区、年份和文种拟定")
    return stem, Evidence(Source.FILE_NAME, 0.3, note="正文没有标题，暂用文件名")


def _read_genre(text: str, layout: Layout, stem: str) -> tuple[str | None, Evidence]:
    if layout.title is not None:
        title = re.sub(r"\s+", "", layout.title.of(text))
        for genre, words in _GENRES:
            if words.search(title):
                return genre, Evidence(Source.TEXT, 0.95, layout.title)
    opening = text[layout.body.start : min(layout.body.stop, layout.body.start + _OPENING)]
    if _SPOKEN.search(opening):
        return "政府工作报告", Evidence(Source.INFERRED, 0.9, note="正文没有标题，由“我代表……报告工作”推定")
    if (_DEPUTIES.search(text) or _REVIEW.search(text)) and not re.search("法院|检察院", opening):
        return "政府工作报告", Evidence(Source.INFERRED, 0.7, note="正文没有标题，由“各位代表”或“工作回顾”推定")
    for genre, words in _GENRES:
        if words.search(stem):
            return genre, Evidence(Source.FILE_NAME, 0.6, note="文种取自文件名")
    return None, Evidence(Source.NONE, 0.0, note="看不出是哪一种报告")
