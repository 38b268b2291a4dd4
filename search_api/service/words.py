"""The routes of an archive's own words: lists edited and tried, results marked as golden. Guarded as maintenance."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body

from search_api.editing.marking import mark, marked, unmark
from search_api.editing.preview import Question, preview, saved_questions
from search_api.editing.wordlists import WordLists as Lists
from search_api.editing.wordlists import lists_of, save_lists
from search_api.schemas import Problem
from search_api.schemas.words import (
    CheckResponse,
    MarkedRequest,
    MarkedResponse,
    MarkOrder,
    PreviewRequest,
    PreviewResponse,
    SaveWords,
    WordFault,
    WordLists,
    WordsResponse,
)
from search_api.service.maintenance import PREFIX, TrialsNow, WorkshopNow
from search_api.service.routes import EngineNow

WORDS = f"{PREFIX}/words"
MAX_BYTES = 4 * 1024 * 1024  # of a request with both lists

_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "维护功能没有打开，或请求来自其他网站"},
    422: {"model": Problem, "description": "请求有误，或表里有一行读不懂"},
    409: {"model": Problem, "description": "正在进行另一次预览，或预览已取消"},
    503: {"model": Problem, "description": "索引或模型不可用"},
}

router = APIRouter(prefix=PREFIX, tags=["维护"])


@router.get("/words", summary="词典和同义词", responses=_REFUSED)
def words(at: WorkshopNow, engine: EngineNow) -> WordsResponse:
    """The archive's own lists, and whether the served generation has them already."""
    own = lists_of(at.archive)
    return WordsResponse(
        dictionary=own.dictionary,
        synonyms=own.synonyms,
        version=own.version,
        in_service=own == lists_of(engine.generation.folder),
        questions=len(saved_questions(at.archive, _judged(at.archive))),
    )


@router.put("/words", summary="保存词典和同义词", responses=_REFUSED)
def save(body: Annotated[SaveWords, Body()], at: WorkshopNow, engine: EngineNow) -> WordsResponse:
    """Write both lists into the archive; the next build takes them into service."""
    save_lists(at.archive, _lists(body), body.version)
    return words(at, engine)


@router.post("/words/check", summary="检查词典和同义词", responses=_REFUSED)
def check(body: Annotated[WordLists, Body()], at: WorkshopNow) -> CheckResponse:
    """Every line that cannot be used."""
    faults = _lists(body).faults()
    return CheckResponse(
        faults=[WordFault(name=f.name, line=f.line, reason=f.reason, cure=f.cure) for f in faults],
    )


@router.post("/words/preview", summary="试用词典和同义词：哪些问题的结果会变", responses=_REFUSED)
def try_words(
    body: Annotated[PreviewRequest, Body()], at: WorkshopNow, engine: EngineNow, trials: TrialsNow
) -> PreviewResponse:
    """The saved questions under the present lists and under these; nothing is written.

    How far it is stands in `GET /v1/maintenance`; `DELETE /v1/maintenance/job?what=trial` ends it.
    """
    typed = [Question(text) for text in dict.fromkeys(map(str.strip, body.questions)) if text]
    asked = [*typed, *saved_questions(at.archive, _judged(at.archive))]
    return trials.run(lambda progress: preview(engine, _lists(body), asked, progress))


@router.post("/golden/marked", summary="哪些结果已标为标准答案", responses=_REFUSED)
def which(body: Annotated[MarkedRequest, Body()], at: WorkshopNow) -> MarkedResponse:
    """Of the hits of a query, those that are marked."""
    return MarkedResponse(marked=marked(at.archive, body.query, body.hits))


@router.post("/golden", summary="把一个结果标为标准答案，或取消", responses=_REFUSED)
def order(body: Annotated[MarkOrder, Body()], at: WorkshopNow) -> MarkedResponse:
    """Write it into the archive's golden.tsv; the publish gate goes by it from the next build on."""
    if body.marked:
        mark(at.archive, body.query, body.hit, body.quote or body.hit.text)
    else:
        unmark(at.archive, body.query, body.hit)
    return MarkedResponse(marked=marked(at.archive, body.query, [body.hit]))


def _lists(body: WordLists) -> Lists:
    return Lists(body.dictionary.replace("\r\n", "\n"), body.synonyms.replace("\r\n", "\n"))


def _judged(archive: Path) -> Path:
    """Where graded questions about an archive lie: beside it, as corpus/judged beside corpus/sample."""
    return archive.resolve().parent / "judged"
