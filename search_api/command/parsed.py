"""`jiejian parse`: one file read as the build reads it, in a child process, without an index and without a model."""

from dataclasses import replace
from pathlib import Path

from indexer.errors import ReportError
from indexer.intake.gather import limits_of
from indexer.intake.take import Contents, Taken, TakeTask, Waiting, take
from indexer.isolation.isolate import run_isolated
from indexer.places.gazetteer import Gazetteer
from indexer.report import Report
from indexer.settings import Settings
from search_api.rendered import detail_out, sections_out
from search_api.schemas import ReportResponse


def read_report(path: Path, settings: Settings) -> ReportResponse:
    """The report in `path`, with the places.csv beside it when there is one.

    Raises:
        ReportError: there is no such file, it is too large, or it is not a report that can be read.
        ArchiveError: the places.csv beside it is bad.
    """
    if not path.is_file():
        cure = "这是目录；要建索引请用 jiejian build" if path.is_dir() else "请检查路径"
        raise ReportError(f"没有文件 {path}", cure)
    own = path.parent / "places.csv"
    if own.is_file():
        Gazetteer.default(own)  # a bad one is told here, and not as a crash of the reader
    places = str(own.absolute()) if own.is_file() else None
    task = TakeTask(
        str(path.absolute()), path.name, settings.passage_characters, settings.file_megabytes, places, alone=True
    )
    taken = _taken(task, settings)
    if isinstance(taken, Contents) and len(taken.names) == 1:
        taken = _taken(replace(task, member=0), settings)
    if isinstance(taken, Contents):
        cure = "请解压后逐个打开；要一起收录，请把压缩包放进档案目录再用 jiejian build"
        raise ReportError(f"这是压缩包，里面有 {len(taken.names)} 个文件", cure, "bundle")
    if taken.report is None:
        finding = taken.record.findings[0]
        raise ReportError(finding.reason, finding.cure, finding.code)
    return as_response(taken.report)


def _taken(task: TakeTask, settings: Settings) -> Taken | Contents:
    (outcome,) = run_isolated(take, [task], limits_of(settings))
    if isinstance(outcome, ReportError):
        raise outcome
    if isinstance(outcome, Waiting):
        raise TypeError("a file that is taken alone does not wait")
    return outcome


def as_response(report: Report) -> ReportResponse:
    """`report` as the contract prints it."""
    return ReportResponse(
        report=detail_out(report.path, report.metadata),
        sections=sections_out(report.sections),
        text=report.text,
        warnings=list(report.warnings),
    )
