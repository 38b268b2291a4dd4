"""The routes that change something: files in and out, build, publish, roll back. Guarded, and off unless set up."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from indexer.errors import QueryError, ReportError
from indexer.publish import served_name
from indexer.settings import Settings
from search_api.maintaining.difference import waiting
from search_api.maintaining.files import held, put, take_out
from search_api.maintaining.jobs import Jobs
from search_api.maintaining.switch import MaintenanceOffError, Workshop, workshop_of
from search_api.maintaining.told import history_of
from search_api.maintaining.trials import Trials
from search_api.maintaining.watcher import Watcher
from search_api.schemas import Problem
from search_api.schemas.maintenance import (
    BuildOrder,
    HeldResponse,
    Job,
    MaintenanceResponse,
    PublishOrder,
    RemovalResponse,
    RollbackOrder,
    UploadResponse,
)
from search_api.schemas.publication import HistoryResponse
from search_api.service.guard import check

PREFIX = "/v1/maintenance"
FILES = f"{PREFIX}/files/"

_OFF: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "维护功能没有打开，或请求来自其他网站"},
    409: {"model": Problem, "description": "已有同名文件，或正忙"},
    422: {"model": Problem, "description": "请求有误，或文件不能收"},
}
_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _settings(request: Request) -> Settings:
    """The settings, for a request that is from here."""
    settings: Settings = request.app.state.settings
    check(request.method, request.headers, settings)
    return settings


SettingsNow = Annotated[Settings, Depends(_settings)]


def workshop(settings: SettingsNow) -> Workshop:
    """The archive, where it may be maintained."""
    return workshop_of(settings)


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _watcher(request: Request) -> Watcher:
    watcher: Watcher = request.app.state.watcher
    return watcher


def _trials(request: Request) -> Trials:
    trials: Trials = request.app.state.trials
    return trials


WorkshopNow = Annotated[Workshop, Depends(workshop)]
JobsNow = Annotated[Jobs, Depends(_jobs)]
TrialsNow = Annotated[Trials, Depends(_trials)]
WatcherNow = Annotated[Watcher, Depends(_watcher)]


async def _received(request: Request, at: WorkshopNow) -> AsyncIterator[bytes]:
    """The body, up to the size of the largest file; what is more is read to its end, so that the answer arrives."""
    megabytes = at.settings.file_megabytes
    with tempfile.SpooledTemporaryFile(1 << 20) as file:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size <= megabytes * 1_000_000:
                await run_in_threadpool(file.write, chunk)
        if size > megabytes * 1_000_000:
            reason = f"文件有 {size / 1_000_000:.1f} MB，超过上限 {megabytes} MB"
            raise ReportError(reason, "请拆分文件，或调大设置项 JIEJIAN_FILE_MEGABYTES", "too-large")
        file.seek(0)
        yield await run_in_threadpool(file.read)


router = APIRouter(prefix=PREFIX, tags=["维护"])
FilePath = Annotated[str, Path(description="档案内的路径")]


@router.get("", summary="能否维护，进行到哪一步", responses={403: _OFF[403]})
def state(settings: SettingsNow, jobs: JobsNow, trials: TrialsNow, watcher: WatcherNow) -> MaintenanceResponse:
    """Whether the archive may be maintained, the job, and the generation that waits to be published."""
    try:
        at = workshop_of(settings)
    except MaintenanceOffError as off:
        return MaintenanceResponse(on=False, reason=off.reason, cure=off.cure)
    return MaintenanceResponse(
        on=True,
        archive=str(at.archive.resolve()),
        megabytes=settings.file_megabytes,
        served=served_name(settings.index),
        job=jobs.last(),
        trial=trials.now(),
        waiting=waiting(settings.index),
        watching=watcher.told(),
    )


@router.get("/files", summary="档案里的文件", responses={403: _OFF[403]})
def files(at: WorkshopNow) -> HeldResponse:
    """What may be taken out."""
    return HeldResponse(files=held(at))


@router.put("/files/{path:path}", summary="放入一个文件", responses=_OFF, openapi_extra=_BYTES)
def upload(
    path: FilePath,
    at: WorkshopNow,
    data: Annotated[bytes, Depends(_received)],
    replace: Annotated[bool, Query(description="代替同名的文件，旧文件另存")] = False,
) -> UploadResponse:
    """A file as the body, bytes as they are; a zip is kept as a zip."""
    return UploadResponse(**asdict(put(at, path, data, replace=replace)))


@router.delete("/files/{path:path}", summary="移出一个文件", responses=_OFF)
def remove(path: FilePath, at: WorkshopNow) -> RemovalResponse:
    """Move a file to the folder of removed files in the index; it is not deleted."""
    return RemovalResponse(path=path, kept=str(take_out(at, path)))


@router.post("/build", summary="建新索引（不启用）", status_code=202, responses=_OFF)
def build(order: Annotated[BuildOrder, Body()], at: WorkshopNow, jobs: JobsNow) -> Job:
    """Begin to build; how far it is stands in `GET /v1/maintenance`."""
    return jobs.start("build", at.settings, order.by.strip(), {})


@router.post("/publish", summary="启用建好的索引", status_code=202, responses=_OFF)
def publish(order: Annotated[PublishOrder, Body()], at: WorkshopNow, jobs: JobsNow) -> Job:
    """Begin to publish; where it is worse than what is served a reason is asked for."""
    found = waiting(at.settings.index)
    because = order.because.strip()
    if found is not None and found.generation == order.generation and found.worse and not because:
        raise QueryError("新索引不如正在使用的：" + "；".join(found.worse[:3]), "仍要启用，请写明理由", "because")
    told = {"generation": order.generation, "because": because}
    return jobs.start("publish", at.settings, order.by.strip(), told)


@router.post("/rollback", summary="退回先前的索引", status_code=202, responses=_OFF)
def rollback(order: Annotated[RollbackOrder, Body()], at: WorkshopNow, jobs: JobsNow) -> Job:
    """Begin to serve a generation again that was served before."""
    told = {"generation": order.generation, "because": order.because.strip()}
    return jobs.start("rollback", at.settings, order.by.strip(), told)


@router.delete("/job", summary="取消正在进行的操作", responses=_OFF)
def cancel(
    at: WorkshopNow,
    jobs: JobsNow,
    trials: TrialsNow,
    watcher: WatcherNow,
    what: Annotated[Literal["job", "trial"], Query(description="建索引等操作，或词典和同义词的预览")] = "job",
) -> MaintenanceResponse:
    """End the job, or the preview of other words; what is served stays."""
    (trials if what == "trial" else jobs).cancel()
    return state(at.settings, jobs, trials, watcher)


@router.get("/history", summary="索引的来历", responses={403: _OFF[403]})
def history(at: WorkshopNow) -> HistoryResponse:
    """What became of the generations, the latest first."""
    return history_of(at.settings)
