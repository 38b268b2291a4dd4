"""An invented archive of several formats: a copy, two editions, a file without a place, a broken and an empty one."""

import io
from pathlib import Path

from docx import Document

PLACES = """\
code,name,level,parent,valid_from,valid_to,successor
970000,澄江省,province,,,,
970100,安和市,city,970000,,,
970101,云岭区,district,970100,,,
970102,石桥区,district,970100,,,
970121,青禾县,district,970100,,,
970200,临川市,city,970000,,,
970201,鼓东区,district,970200,,,
970221,远山县,district,970200,,,
"""
ROSTER = """\
区县,地市,年份
云岭区,安和市,2023
云岭区,安和市,2024
石桥区,安和市,2023
石桥区,安和市,2024
青禾县,安和市,2023
青禾县,安和市,2024
鼓东区,临川市,2024
远山县,临川市,2023
远山县,临川市,2024
"""


def lines(place: str, year: int, cases: int) -> list[str]:
    """The paragraphs of a report."""
    return [
        f"{place}卫生健康局关于{year}年法治政府建设情况的报告",
        f"{year}年，{place}卫生健康局坚持依法行政，现将法治政府建设情况报告如下。",
        "一、主要工作和成效",
        f"（一）推进医疗纠纷调解。{place}健全医疗纠纷人民调解机制，全年受理医疗纠纷{cases}件，调解成功{cases - 6}件。",
        f"（二）规范行政执法。开展双随机抽查{cases * 3}户，查处违法案件{cases // 2}件，罚款{cases // 3}万元。",
        "（三）加强普法宣传。组织法律法规培训12期，覆盖480人次，印发普法手册6000份。",
        "二、存在的问题",
        f"一是{place}执法力量不足，专职执法人员只有{cases // 5}人。二是培训的针对性不强，基层机构参加不多。",
        f"三、{year + 1}年工作计划",
        "一是完善医疗纠纷多元化解机制。二是补足执法人员，开展分级培训。三是推进信用监管。",
        f"{place}卫生健康局",
        f"{year + 1}年1月15日",
    ]


def write_mixed(root: Path) -> Path:
    """Write the archive into the folder `root`."""
    root.mkdir(parents=True, exist_ok=True)
    good = lines("澄江省安和市云岭区", 2023, 86)
    edition = lines("澄江省临川市鼓东区", 2024, 52)
    files = {
        "places.csv": PLACES.encode(),
        "roster.csv": ROSTER.encode(),
        "manifest.csv": "file,year\n不在这里.txt,2023\n".encode(),
        "云岭区2023年法治政府建设情况报告.txt": _text(good),
        "云岭区2023年法治政府建设情况报告（副本）.txt": _text(good),
        "石桥区2023年法治政府建设情况报告.docx": _docx(lines("澄江省安和市石桥区", 2023, 64)),
        "青禾县2024年法治政府建设情况报告.html": _html(lines("澄江省安和市青禾县", 2024, 41)),
        "鼓东区2024年法治政府建设情况报告.txt": _text(edition),
        "鼓东区2024年法治政府建设情况报告（修订）.txt": _text([*edition[:6], "（四）深化政务公开。", *edition[6:]]),
        "卫健局法治政府建设情况报告.txt": _text([line.replace("2023年，", "") for line in lines("我区", 2023, 37)]),
        "远山县2024年法治政府建设情况报告.docx": _docx(lines("澄江省临川市远山县", 2024, 33))[:3000],
        "石桥区2024年法治政府建设情况报告.txt": b"",
    }
    for name, data in files.items():
        (root / name).write_bytes(data)
    return root


def _text(paragraphs: list[str]) -> bytes:
    return "\n".join(paragraphs).encode()


def _docx(paragraphs: list[str]) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _html(paragraphs: list[str]) -> bytes:
    title, *rest = paragraphs
    body = "".join(f"<p>{line}</p>" for line in rest)
    page = (
        f'<html><head><meta charset="gb18030"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'
    )
    return page.encode("gb18030")
