"""`jiejian parse`: one file read as the build reads it, without an index and without a model."""

from pathlib import Path

from indexer.errors import ReportError
from indexer.parsing.parse import parse_file
from indexer.places import Gazetteer
from indexer.report import Report
from search_api.rendered import metadata_out, sections_out
from search_api.schemas import ReportResponse


def read_report(path: Path, megabytes: int) -> ReportResponse:
    """The report in `path`, with the places.csv beside it when there is one.

    Raises:
        ReportError: there is no such file, it has more than `megabytes`, or it is not a report that can be read.
        ArchiveError: the places.csv beside it is bad.
    """
    if not path.is_file():
        cure = "这是目录；要建索引请用 jiejian build" if path.is_dir() else "请检查路径"
        raise ReportError(f"没有文件 {path}", cure)
    size = path.stat().st_size
    if size > megabytes * 1_000_000:
        reason = f"{path.name} 有 {size / 1e6:.1f} MB，超过上限 {megabytes} MB"
        raise ReportError(reason, "可调大设置项 JIEJIAN_FILE_MEGABYTES")
    own = path.parent / "places.csv"
    places = Gazetteer.default(own) if own.is_file() else Gazetteer.default()
    return as_response(parse_file(path, path.name, places, None))


def as_response(report: Report) -> ReportResponse:
    """`report` as the contract prints it."""
    return ReportResponse(
        report=metadata_out(report.path, report.metadata),
        sections=sections_out(report.sections),
        text=report.text,
        warnings=list(report.warnings),
    )
