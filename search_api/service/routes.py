"""The HTTP routes: each parses, calls the engine once, and renders; plain `def`, so that they run in threads."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from search_api.engine import Engine
from search_api.schemas import (
    AddressResponse,
    ArchiveResponse,
    AskRequest,
    AskResponse,
    CompareRequest,
    CompareResponse,
    FacetsResponse,
    FileResponse,
    Filters,
    HealthResponse,
    Problem,
    ReportResponse,
    SearchRequest,
    SearchResponse,
    StatusResponse,
)
from search_api.service.serving import Serving

_UNAVAILABLE: dict[int | str, dict[str, Any]] = {503: {"model": Problem, "description": "索引或模型不可用"}}
_INVALID: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "请求超过 64 KB"},
    422: {"model": Problem, "description": "请求有误，`field` 指明哪一项，`cure` 说怎么改"},
    **_UNAVAILABLE,
}
_NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "档案里没有"},
    422: {"model": Problem, "description": "请求有误"},
    **_UNAVAILABLE,
}

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_NAME = "收录情况.xlsx"
_XLSX: dict[int | str, dict[str, Any]] = {
    200: {"description": "xlsx", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}},
    **_UNAVAILABLE,
}

SEARCHES: dict[str, Any] = {
    "words": {"summary": "检索一个事项", "value": {"text": "医疗纠纷怎么调解"}},
    "grouped": {
        "summary": "每个区县一组，限定年份和章节类别",
        "value": {"text": "医疗纠纷调解", "group": "district", "year_from": 2022, "year_to": 2024, "kind": ["成效"]},
    },
    "conditions": {
        "summary": "须一字不差写有、须不含，并说明名次的缘由；text 里的引号和减号作用相同",
        "value": {"text": "医疗纠纷 “调解” -诉讼", "exclude": ["仲裁"], "explain": True, "limit": 3},
    },
    "exact": {"summary": "原文检索", "value": {"text": "依法行政", "mode": "exact", "limit": 5}},
}
COMPARISONS: dict[str, Any] = {
    "topic": {"summary": "每份报告怎么写这个事项", "value": {"topic": "行政执法公示"}},
    "year": {"summary": "只比一个年度", "value": {"topic": "行政复议", "year_from": 2024, "year_to": 2024}},
}
QUESTIONS: dict[str, Any] = {
    "question": {"summary": "问一件事", "value": {"text": "各区是怎么开展普法宣传的？"}},
    "kind": {"summary": "只在“问题”章节里找答案", "value": {"text": "执法人员培训有什么不足？", "kind": ["问题"]}},
}


def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.serving
    return serving


def _engine(serving: Annotated[Serving, Depends(_serving)]) -> Engine:
    return serving.engine()


ServingNow = Annotated[Serving, Depends(_serving)]
EngineNow = Annotated[Engine, Depends(_engine)]

router = APIRouter(prefix="/v1")


@router.get("/health", tags=["服务"], summary="服务是否就绪")
def health(serving: ServingNow) -> HealthResponse:
    """Always answers 200 while the process is alive; `ready` is false without a usable index or model."""
    failure = serving.failure()
    return (
        HealthResponse(ready=True)
        if failure is None
        else HealthResponse(ready=False, reason=failure.reason, cure=failure.cure)
    )


@router.get("/status", tags=["服务"], summary="正在使用的索引", responses=_UNAVAILABLE)
def status(engine: EngineNow) -> StatusResponse:
    """The generation being served: model, counts, when it was built."""
    return engine.status()


@router.post("/search", tags=["检索"], summary="检索段落", responses=_INVALID)
def search(body: Annotated[SearchRequest, Body(openapi_examples=SEARCHES)], engine: EngineNow) -> SearchResponse:
    """Passages that match, best first, grouped as asked."""
    return engine.search(body)


@router.post("/compare", tags=["检索"], summary="一个事项，每份报告一格", responses=_INVALID)
def compare(body: Annotated[CompareRequest, Body(openapi_examples=COMPARISONS)], engine: EngineNow) -> CompareResponse:
    """For each report within the filters its best passage on the topic, or that it does not mention it."""
    return engine.compare(body)


@router.post("/ask", tags=["检索"], summary="问答", responses=_INVALID)
def ask(body: Annotated[AskRequest, Body(openapi_examples=QUESTIONS)], engine: EngineNow) -> AskResponse:
    """An answer made of the reports' own sentences, each cited; or an abstention with its reason."""
    return engine.ask(body)


@router.get("/facets", tags=["档案"], summary="各项筛选的取值和份数", responses=_INVALID)
def facets(filters: Annotated[Filters, Query()], engine: EngineNow) -> FacetsResponse:
    """The values that each filter can take within `filters`, with their number of reports."""
    return engine.facets(filters)


@router.get("/archive", tags=["档案"], summary="收录了什么，什么没有收录", responses=_UNAVAILABLE)
def archive(engine: EngineNow) -> ArchiveResponse:
    """What is held, what was refused and why, what is expected and missing."""
    return engine.archive()


@router.get("/intake.xlsx", tags=["档案"], summary="收录情况表（xlsx）", responses=_XLSX, response_class=Response)
def intake_workbook(engine: EngineNow) -> Response:
    """Every file of the archive and the roster, as a workbook to download."""
    named = f"attachment; filename=\"intake.xlsx\"; filename*=UTF-8''{quote(WORKBOOK_NAME)}"
    return Response(engine.workbook(), media_type=XLSX, headers={"Content-Disposition": named})


@router.get("/intake/{path:path}", tags=["档案"], summary="一个文件的收录情况和第一页文字", responses=_NOT_FOUND)
def intake_file(path: Annotated[str, Path(description="档案内的路径")], engine: EngineNow) -> FileResponse:
    """What was found out about a file, taken in or not, and its first page of text."""
    return engine.file(path)


@router.get("/reports/{path:path}", tags=["档案"], summary="一份报告的正文和章节", responses=_NOT_FOUND)
def report(path: Annotated[str, Path(description="档案内的路径")], engine: EngineNow) -> ReportResponse:
    """The report as canonical text with its section tree."""
    return engine.report(path)


@router.get("/address/{address}", tags=["档案"], summary="出处所指的原文", responses=_NOT_FOUND)
def address(address: Annotated[str, Path(description="检索结果里的 address")], engine: EngineNow) -> AddressResponse:
    """The words that a permanent citation points at."""
    return engine.address(address)
