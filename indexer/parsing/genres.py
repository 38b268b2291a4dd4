"""What kind of report it is: told by its title, else by how its speaker begins, else by its file's name."""

import re
from collections.abc import Mapping

from indexer.report import Evidence, Layout, Source

GENRES = (  # the first whose words stand in the title decides
    ("统计公报", r"公报"),
    ("工作计划", r"^(?!.*(?:报告|总结|情况)).*(?:计划|要点|方案|安排|打算)(?:的通知)?(?:[（(].{1,20}[）)])?$"),
    ("政府信息公开年度报告", r"(?:信息|政务)公开"),
    ("审计报告", r"审计(?:工作|结果|情况)*(?:的)?报告|审计结果"),
    ("国民经济和社会发展计划报告", r"国民经济(?:和|与)社会发展.*(?:计划|执行|报告)"),
    ("预算执行情况报告", r"预算.{0,10}执行|预算草案|财政[收支]*预算|财政决算|决算(?:草案)?的?报告"),
    ("发展规划", r"规划(?:纲要)?(?:[（(].{1,20}[）)])?$"),
    ("调研报告", r"调研|调查报告|课题研究"),
    ("述职报告", r"述职|述法|述廉"),
    ("法治政府建设年度报告", r"法治(?!办|宣传|教育)|依法行政|依法治[省市县区旗州](?!办)|法制(?!办|局|处|科|宣传|教育)"),
    ("政府工作报告", r"政府工作(?:的)?报告"),
    ("人大常委会工作报告", r"(?:人民代表大会|人大)常(?:务委员会|委会)工作(?:的)?报告"),
    ("法院工作报告", r"法院工作(?:的)?报告"),
    ("检察院工作报告", r"检察院工作(?:的)?报告"),
    ("部门工作报告", r"工作(?:的)?报告|工作年报|年度报告"),
    ("工作总结", r"总结|工作.{0,8}情况|汇报|年报|小结"),
    ("工作计划", r"计划|要点|方案"),
)
_GENRES = tuple((name, re.compile(words)) for name, words in GENRES)
_SPOKEN = re.compile(r"代表[^。]{0,24}(?:人民政府|政府|国务院|行署|行政公署)[^。]{0,16}(?:报告|作)[^。]{0,10}工作")
_DEPUTIES = re.compile(r"^各位代表[！!：:，]", re.MULTILINE)
_REVIEW = re.compile(r"^(?:一、)?(?:19|20)\d\d年(?:政府)?工作回顾$", re.MULTILINE)
_COURT = re.compile(r"(法院|检察院|人大常委会|人民代表大会常务委员会).{0,20}(?:报告|作)[^。]{0,10}工作")
_OPENING = 400


def genre_of(title: str) -> str | None:
    """The genre that the words of a title tell, None when they tell none."""
    words = re.sub(r"\s+", "", title)
    return next((genre for genre, told in _GENRES if told.search(words)), None)


def read_genre(text: str, layout: Layout, stem: str, hints: Mapping[str, str]) -> tuple[str | None, Evidence]:
    """The genre of a report; None with a note when nothing tells it."""
    if layout.title is not None and (genre := genre_of(layout.title.of(text))):
        return genre, Evidence(Source.TEXT, 0.95, layout.title)
    opening = text[layout.body.start : min(layout.body.stop, layout.body.start + _OPENING)]
    court = _COURT.search(opening)
    if _SPOKEN.search(opening) and not court:
        return "政府工作报告", Evidence(Source.INFERRED, 0.95, note="正文没有标题，由“我代表……报告工作”推定")
    if court:
        body = "人大常委会" if court.group(1).startswith("人") else court.group(1)
        return f"{body}工作报告", Evidence(Source.INFERRED, 0.8, note="由“我代表……报告工作”推定")
    if _DEPUTIES.search(text) or _REVIEW.search(text):
        return "政府工作报告", Evidence(Source.INFERRED, 0.8, note="正文没有标题，由“各位代表”或“工作回顾”推定")
    for words, source, note in (
        (hints.get("title", ""), Source.HINT, "文种取自网页或文件自带的标题"),
        (stem, Source.FILE_NAME, "文种取自文件名"),
    ):
        if genre := genre_of(words):
            return genre, Evidence(source, 0.6, note=note)
    return None, Evidence(Source.NONE, 0.0, note="看不出是哪一种报告")
