"""The HTTP service: read-only but for /v1/maintenance, problem details for every error, nothing loaded from outside."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from indexer.errors import JiejianError
from indexer.settings import Settings
from search_api.engine import Engine
from search_api.maintaining.jobs import Jobs
from search_api.maintaining.trials import Trials
from search_api.maintaining.watcher import Watcher
from search_api.schemas import Problem
from search_api.service import maintenance, words
from search_api.service.limit import MAX_BODY_BYTES, BodyLimit
from search_api.service.problems import MEDIA_TYPE, invalid, no_route, other, problem_of, unexpected, wrong_method
from search_api.service.routes import router
from search_api.service.serving import RETRY_SECONDS, Serving

_NO_ARCHIVE = Settings()


def create_app(
    open_engine: Callable[[], Engine], retry_seconds: float = RETRY_SECONDS, settings: Settings = _NO_ARCHIVE
) -> FastAPI:
    """The service over what `open_engine` opens; where that raises a JiejianError it starts all the same and says why.

    `retry_seconds` lie between that failure and the next try. `settings` name the archive that may be maintained.
    """
    serving = Serving(open_engine, retry_seconds)
    jobs = Jobs()
    watcher = Watcher(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(serving.open)
        await run_in_threadpool(watcher.start)
        yield
        await run_in_threadpool(watcher.close)
        await run_in_threadpool(jobs.close)
        serving.close()

    app = FastAPI(
        title="借鉴 Jiejian",
        summary="政府工作报告档案的语义检索、对比与问答",
        version=version("jiejian"),
        lifespan=lifespan,
        docs_url=None,  # both pages load scripts from outside
        redoc_url=None,
        separate_input_output_schemas=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.serving = serving
    app.state.settings = settings
    app.state.jobs = jobs
    app.state.trials = Trials()
    app.state.watcher = watcher
    app.include_router(router)
    app.include_router(maintenance.router)
    app.include_router(words.router)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES, streamed=maintenance.FILES, wide=(words.WORDS, words.MAX_BYTES))
    _handle_errors(app)
    _describe_problems(app)
    return app


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(JiejianError)
    def foreseen(request: Request, error: JiejianError) -> Response:
        return _answer(problem_of(error))

    @app.exception_handler(RequestValidationError)
    def unfit(request: Request, error: RequestValidationError) -> Response:
        return _answer(invalid(error.errors()))

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return _answer(no_route(request.url.path))
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "")
            return _answer(wrong_method(request.method, allowed), error.headers)
        return _answer(other(error.status_code, str(error.detail)), error.headers)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        return _answer(unexpected())  # starlette raises it again, and uvicorn logs it with its traceback


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    body = problem.model_dump_json().encode()
    return Response(body, problem.status, headers, MEDIA_TYPE)


def _describe_problems(app: FastAPI) -> None:
    """Have the OpenAPI document say that errors come as application/problem+json."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for path in generate()["paths"].values():
                for operation in path.values():
                    for status, response in operation["responses"].items():
                        if status >= "400":
                            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]
