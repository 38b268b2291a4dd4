"""Answers of the service, made up: each has every field, a test changes those it is about."""

from typing import Any

from search_api.schemas import (
    Cell,
    Citation,
    Explanation,
    FileOut,
    FindingOut,
    Hit,
    HitGroup,
    ReportResponse,
    RosterCellOut,
    SectionOut,
    WordAccount,
)

TEXT = "（一）推进调解。全年受理医疗纠纷86件，调解成功率98.5%。"
ADDRESS = "0123456789abcdef-120-149-fedcba9876543210"


def hit(**changed: Any) -> Hit:
    plain: dict[str, Any] = {
        "report": "云岭区2023.txt",
        "title": "云岭区2023年法治政府建设年度报告",
        "district": "云岭区",
        "city": "安和市",
        "province": "澄江省",
        "year": 2023,
        "genre": "法治政府建设年度报告",
        "section": "一、主要成效 > （一）推进调解",
        "kind": "成效",
        "text": TEXT,
        "start": 120,
        "stop": 120 + len(TEXT),
        "address": ADDRESS,
        "score": 0.9,
        "meaning_rank": 1,
        "words_rank": 1,
        "highlights": [(12, 16)],
        "sentence": (8, len(TEXT)),
        "figures": [(16, 19), (25, 30)],
    }
    return Hit.model_validate({**plain, **changed})


def explanation(wording: str = "医疗纠纷", **changed: Any) -> Explanation:
    plain: dict[str, Any] = {
        "meaning_part": 0.2,
        "words_part": 0.6,
        "place_bonus": 0.0,
        "year_bonus": 0.0,
        "meaning_rank": 1,
        "words_rank": 3,
        "meaning_score": 0.9,
        "words_score": 20.0,
        "meaning_share": 0.4,
        "words": [WordAccount(word=wording, held=True, instead=None, part=0.5)],
        "report_part": 0.1,
        "phrases": [],
        "sentence": None,
        "sentence_score": None,
    }
    return Explanation.model_validate({**plain, **changed})


def group(*hits: Hit) -> HitGroup:
    first = hits[0]
    return HitGroup(
        district=first.district, city=first.city, province=first.province, year=first.year, report=None, hits=list(hits)
    )


def citation(**changed: Any) -> Citation:
    plain: dict[str, Any] = {
        "report": "云岭区2023.txt",
        "title": "云岭区2023年法治政府建设年度报告",
        "district": "云岭区",
        "year": 2023,
        "section": "一、主要成效 > （一）推进调解",
        "quote": "全年受理医疗纠纷86件。",
        "start": 128,
        "stop": 140,
        "address": ADDRESS,
    }
    return Citation.model_validate({**plain, **changed})


def cell(district: str, year: int, passage: Hit | None = None, **changed: Any) -> Cell:
    plain: dict[str, Any] = {
        "district": district,
        "city": "安和市",
        "province": "澄江省",
        "year": year,
        "report": f"{district}{year}.txt",
        "title": f"{district}{year}年报告",
        "status": "present" if passage else "absent",
        "passage": passage,
    }
    return Cell.model_validate({**plain, **changed})


def report(text: str, sections: list[SectionOut], title: str = "") -> ReportResponse:
    metadata = {
        "path": "云岭区2023.txt",
        "title": title,
        "issuers": ["云岭区卫生健康局"],
        "district": "云岭区",
        "city": "安和市",
        "province": "澄江省",
        "code": None,
        "year": 2023,
        "issued_on": "2024-01-15",
        "genre": None,
        "evidence": {},
    }
    return ReportResponse.model_validate({"report": metadata, "sections": sections, "text": text, "warnings": []})


def section(level: int, number: str, title: str, start: int, stop: int) -> SectionOut:
    return SectionOut(level=level, number=number, title=title, kind="成效", path=number + title, start=start, stop=stop)


def file(path: str = "云岭区2023.txt", **changed: Any) -> FileOut:
    """A file that is taken in; one that is refused was not read, one that is doubtful has a finding."""
    plain: dict[str, Any] = {
        "path": path,
        "source": "0" * 64,
        "size": 9876,
        "verdict": "收录",
        "indexed": True,
        "format": "txt",
        "format_name": "纯文本",
        "encoding": "utf-8",
        "characters": 3210,
        "passages": 42,
        "pages": None,
        "blank_pages": [],
        "garbled": 0.0,
        "confidence": None,
        "heading_coverage": 0.93,
        "numbering_gaps": 0,
        "long_sentences": 0,
        "title": "云岭区2023年报告",
        "district": "云岭区",
        "city": "安和市",
        "province": "澄江省",
        "year": 2023,
        "genre": None,
        "evidence": [evidence("year", "年度", "2023")],
        "duplicate_of": None,
        "near": [],
        "findings": [],
        "notes": [],
    }
    return FileOut.model_validate({**plain, **changed})


def refused(path: str, reason: str = "文件是空的", cure: str = "请换上完整的文件", **changed: Any) -> FileOut:
    unread: dict[str, Any] = {
        "verdict": "拒收",
        "indexed": False,
        "format": None,
        "format_name": "不明",
        "characters": 0,
        "passages": 0,
        "title": None,
        "heading_coverage": None,
        "evidence": [],
        "findings": [FindingOut(code="x", reason=reason, cure=cure)],
    }
    return file(path, **{**unread, **changed})


def doubtful(path: str, reason: str = "没有写明年份", cure: str = "请填清单", **changed: Any) -> FileOut:
    return file(path, **{"verdict": "存疑", "findings": [FindingOut(code="x", reason=reason, cure=cure)], **changed})


def evidence(field: str, name: str, value: str, confidence: float = 0.98, **changed: str) -> dict[str, Any]:
    return {
        "field": field,
        "name": name,
        "value": value,
        "origin": "正文",
        "confidence": confidence,
        "note": "",
        **changed,
    }


def roster_cell(district: str, year: int, state: str, *reports: str, **changed: Any) -> RosterCellOut:
    plain = {"city": "安和市", "province": "澄江省", "listed": True}
    told = {"district": district, "year": year, "state": state, "reports": list(reports)}
    return RosterCellOut.model_validate({**plain, **told, **changed})
