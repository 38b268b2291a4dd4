"""When a report was issued and which year it reports on: two different things, kept apart.

A 政府工作报告 counts under the year in which it was given (its title's year); every other report under the year whose
work it tells of.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from indexer.report import Evidence, Layout, Source, Span

_FOLD = str.maketrans("０１２３４５６７８９", "0123456789")
_ZEROS = "〇零○◯OＯОΟ"  # the last two are Cyrillic and Greek
_HAN = str.maketrans(_ZEROS + "一二三四五六七八九", "0" * len(_ZEROS) + "123456789")
_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_ARABIC_DATE = re.compile(rf"{_YEAR}\s*[-年/.]\s*(\d{{1,2}})\s*[-月/.]\s*(\d{{1,2}})(?:\s*日|(?!\d))")
_HAN_YEAR = re.compile(rf"(?<![一二三四五六七八九])[一二][{_ZEROS}0一二三四五六七八九]{{3}}(?=[ \u3000]*年)")
_HAN_DATE = re.compile(r"(\d{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_PRINTED_YEAR = re.compile(rf"(?<![-—－–~～至]){_YEAR}(?=年)")  # not the end of 2021-2025年
_YEARS_WORK = re.compile(  # of several years the last
    rf"(?:{_YEAR}年?[-—－–~～至]+)?{_YEAR}(?=\s*[年\u4e00-\u9fff])(?!年?远景)(?:\s*年度?)?"
)
_PLAN_PERIOD = re.compile(r"[“\"]?十([一二三四五六])五[”\"]?(?!规划|计划)")  # 十三五 ended in 2020
_SUBTITLE_YEAR = re.compile(rf"^[（(]?{_YEAR}年度?[）)]?$", re.MULTILINE)
_REVIEWED = re.compile(
    rf"(?:刚刚?过去的|回顾|报告|(?:去年|过去一年)的?工作的?(?:回顾|情况)\n){_YEAR}年|{_YEAR}年(?:的|以来|主要|国内|政府)*工作(?:的)?(?:回顾|总结|情况)"
)
_STATED = re.compile(rf"{_YEAR}年，?是")
_POSTED = re.compile(r"(?:时间|(?<!成文)日期|发布|发表)[：:\s]*$")
_CLOCK = re.compile(r"\s*\d{1,2}[:：时]\d{2}")
_SPOKEN = re.compile(r".{0,20}在.{2,30}会议")
_SHORT_LINE = re.compile(r"^[^\n。；]{4,44}$", re.MULTILINE)  # a heading
_SURE = 0.9  # of a date that is the report's own and not that of a web page
_OPENING = 1500  # characters of the body in which a report says which year it is about


def read_issue_date(text: str, layout: Layout, hints: Mapping[str, str] | None = None) -> tuple[date | None, Evidence]:
    """The date of the closing block, else that of the lines under the title: the meeting's before the web page's.

    Where the text has none, what the file says of itself (`hints`).
    """
    if layout.closing is not None and (found := _dates(text, layout.closing)):
        value, span = found[0]  # a second one is that of printing
        return value, Evidence(Source.TEXT, 0.99, span)
    head = _dates(text, Span(0, layout.body.start)) if layout.body.start else []
    spoken = [item for item in head if _SPOKEN.match(text, item[1].stop)]
    posted = [item for item in head if _POSTED.search(text[: item[1].start]) or _CLOCK.match(text, item[1].stop)]
    given = [item for item in head if item not in posted]
    for candidates, confidence, note in (
        (spoken, 0.95, "取自标题下的会议日期"),
        (given, 0.9, "取自标题下的日期"),
        (posted, 0.6, "取自网页的发布时间，不是落款日期"),
    ):
        if candidates:
            return candidates[0][0], Evidence(Source.TEXT, confidence, candidates[0][1], note)
    told = (hints or {}).get("issued_on", "")
    if told and (hinted := _dates(told, Span(0, len(told)))):
        return hinted[0][0], Evidence(Source.HINT, 0.6, None, "取自网页或文件自带的日期，不是落款日期")
    return None, Evidence(Source.NONE, 0.0, note="文中没有落款日期")


def read_year(
    text: str, layout: Layout, name: str, genre: str | None, issued: tuple[date | None, Evidence]
) -> tuple[int | None, Evidence]:
    """The year of the report at the path `name`; None with a note when neither title, text, date nor name gives one."""
    if layout.title is not None and (found := _YEARS_WORK.search(_folded(text, layout.title))):
        where = Span(layout.title.start + found.start(), layout.title.start + found.end())
        return _against_date(int(found.group(2)), Evidence(Source.TEXT, 0.98, where), issued)
    head = _folded(text, Span(0, layout.body.start)) if layout.body.start else ""
    if found := _SUBTITLE_YEAR.search(head):
        return int(found.group(1)), Evidence(Source.TEXT, 0.95, Span(found.start(), found.end()))
    if genre == "政府工作报告":
        year, evidence = _year_given(text, layout, issued)
    elif layout.title is not None and (found := _PLAN_PERIOD.search(layout.title.of(text))):
        ended = 2010 + 5 * "一二三四五六".index(found.group(1))
        return ended, Evidence(Source.INFERRED, 0.6, layout.title, "标题写的是五年规划期，取末年")
    else:
        year, evidence = _year_told(text, layout, issued)
    return (year, evidence) if year is not None else _year_named(name, evidence)


def _year_named(name: str, evidence: Evidence) -> tuple[int | None, Evidence]:
    """The year in the file's name, else in that of the folder next above."""
    stem, *folders = PurePosixPath(name).stem, *reversed(PurePosixPath(name).parent.parts)
    for number, words in enumerate((stem, *folders)):
        if found := _PRINTED_YEAR.search(words) or re.search(_YEAR + r"(?!\d)", words):
            source, where = (Source.FOLDER, "文件夹名") if number else (Source.FILE_NAME, "文件名")
            return int(found.group(1)), Evidence(source, 0.6, note=f"年份取自{where}，正文没有写明")
    return None, evidence


def _against_date(year: int, evidence: Evidence, issued: tuple[date | None, Evidence]) -> tuple[int, Evidence]:
    """A title's year, less sure when the report is dated before it."""
    day, printed = issued
    if day is None or printed.confidence < _SURE or day.year >= year - 1:
        return year, evidence
    note = f"标题写的是 {year} 年，日期却是 {day.isoformat()}"
    return year, replace(evidence, confidence=0.6, note=note)


def _year_given(text: str, layout: Layout, issued: tuple[date | None, Evidence]) -> tuple[int | None, Evidence]:
    """The year a 政府工作报告 was given in: its meeting's, else the one its headings plan, else the reviewed plus 1."""
    day, evidence = issued
    if day is not None and evidence.confidence >= _SURE:
        return day.year, Evidence(Source.TEXT, 0.95, evidence.span)
    body = _folded(text, layout.body)
    named = [found for line in _SHORT_LINE.finditer(body) for found in _PRINTED_YEAR.finditer(body, *line.span())]
    reviewed = [*_REVIEWED.finditer(body)]
    years = [int(f.group(1)) for f in named] + [int(next(filter(None, f.groups()))) + 1 for f in reviewed]
    if not years:
        return _year_after(body)
    year = min(max(years), min(years) + 1)  # 2035年远景目标 is no year of this report
    at = layout.body.start + (named or reviewed)[0].start()
    return year, Evidence(Source.INFERRED, 0.95, Span(at, at + 4), "由标题和正文回顾、部署的年份推定")


def _year_after(body: str) -> tuple[int | None, Evidence]:
    """The latest year that the body calls 20XX年是……; one told of in its first third is over."""
    stated = [(int(f.group(1)) + (f.start() < len(body) // 3), f.start()) for f in _STATED.finditer(body)]
    if not stated:
        return None, Evidence(Source.NONE, 0.0, note="正文没有写明是哪一年的工作报告")
    return max(stated)[0], Evidence(Source.INFERRED, 0.5, note="由正文提到的最近一年推定")


def _year_told(text: str, layout: Layout, issued: tuple[date | None, Evidence]) -> tuple[int | None, Evidence]:
    """The year that the opening speaks of most, else the year before a date in spring, else that of the date."""
    opening = _folded(text, Span(layout.body.start, min(layout.body.stop, layout.body.start + _OPENING)))
    named = list(_PRINTED_YEAR.finditer(opening))
    day, evidence = issued
    if day is not None and evidence.confidence >= _SURE:  # a report is issued in its year or the next
        named = [f for f in named if int(f.group(1)) in (day.year, day.year - 1)] or named
    if named:
        counts = Counter(found.group(1) for found in named)
        best = max(named, key=lambda f: (counts[f.group(1)], -f.start()))
        at = layout.body.start + best.start()
        return int(best.group(1)), Evidence(Source.INFERRED, 0.8, Span(at, at + 4), "由正文开头提到的年份推定")
    if day is not None:
        year = day.year - 1 if day.month <= 4 else day.year
        return year, Evidence(Source.INFERRED, 0.6, evidence.span, "由落款日期推定")
    return None, Evidence(Source.NONE, 0.0, note="正文没有写明是哪一年的报告")


def _dates(text: str, where: Span) -> list[tuple[date, Span]]:
    words = _folded(text, where)
    found = [(match, [int(g) for g in match.groups()]) for match in _ARABIC_DATE.finditer(words)]
    for match in _HAN_DATE.finditer(words):
        year, month, day = match.groups()
        found.append((match, [int(year), _han_number(month), _han_number(day)]))
    dates = []
    for match, (year, month, day) in sorted(found, key=lambda f: f[0].start()):
        try:
            dates.append((date(year, month, day), Span(where.start + match.start(), where.start + match.end())))
        except ValueError:
            continue  # 2023.13.40 is a number of something, not a day
    return dates


def _han_number(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    value = int(ones.translate(_HAN)) if ones else 0
    return value + (10 * int(tens.translate(_HAN)) if tens else 10) if ten else value


def _folded(text: str, where: Span) -> str:
    """The words at `where`, full-width and Chinese figures of years made ASCII; no position moves."""
    return _HAN_YEAR.sub(lambda found: found.group().translate(_HAN), where.of(text).translate(_FOLD))
