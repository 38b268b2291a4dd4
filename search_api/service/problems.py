"""Errors as problem details: one table from what went wrong to status, title and cure, for HTTP and --batch alike."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from indexer.errors import (
    AnswerError,
    ArchiveError,
    BackupError,
    GenerationError,
    JiejianError,
    ModelError,
    QueryError,
    ReportError,
    SettingError,
)
from search_api.maintaining.files import ExistsError
from search_api.maintaining.jobs import BusyError
from search_api.maintaining.switch import MaintenanceOffError
from search_api.maintaining.trials import CancelledError
from search_api.schemas import Problem
from search_api.service.guard import ForeignError

MEDIA_TYPE = "application/problem+json"

_FORESEEN: tuple[tuple[type[JiejianError], str, int, str], ...] = (
    (QueryError, "query", 422, "请求有误"),
    (GenerationError, "index", 503, "索引不可用"),
    (ModelError, "model", 503, "模型不可用"),
    (ReportError, "report", 422, "报告读不了"),
    (ArchiveError, "archive", 422, "档案目录不可用"),
    (BackupError, "backup", 500, "备份不可用"),
    (SettingError, "setting", 500, "设置有误"),
    (AnswerError, "answer", 500, "回答未通过自查"),
    (MaintenanceOffError, "maintenance-off", 403, "维护功能没有打开"),
    (ForeignError, "foreign", 403, "拒绝维护请求"),
    (ExistsError, "exists", 409, "已有同名文件"),
    (BusyError, "busy", 409, "正忙"),
    (CancelledError, "cancelled", 409, "已取消"),
)
_NOT_FOUND = {"path": "没有这份报告", "address": "没有这个出处"}  # by the field of a QueryError

# pydantic's kind of error -> what is wrong; {name} is “字段 x”, the rest comes from the error's context
_INVALID = {
    "missing": "缺少字段 {field}",
    "extra_forbidden": "没有 {field} 这个字段",
    "literal_error": "{name}只能是 {expected}",
    "greater_than_equal": "{name}不能小于 {ge}",
    "less_than_equal": "{name}不能大于 {le}",
    "string_type": "{name}应是文字",
    "string_unicode": "{name}含有不合法的字符",
    "list_type": '字段 {field} 应是列表，如 ["…"]',
    "int_type": "{name}应是整数",
    "int_parsing": "{name}应是整数",
    "int_parsing_size": "{name}的数太大",
    "int_from_float": "{name}应是整数",
    "json_invalid": "请求内容不是合法的 JSON",
    "model_attributes_type": "请求内容应是 JSON 对象，且标明 Content-Type: application/json",
    "dict_type": "请求内容应是 JSON 对象",
    "model_type": "请求内容应是 JSON 对象",
    "too_long": "{name}最多 {max_length} 项，现有 {actual_length} 项",
    "string_too_long": "{name}最多 {max_length} 字",
    "year_range": "起始年 {year_from} 晚于截止年 {year_to}",
}


def problem_of(error: JiejianError) -> Problem:
    """The problem details of a failure that we foresaw."""
    field = error.field if isinstance(error, QueryError) else None
    if field in _NOT_FOUND:
        return _problem("not-found", 404, _NOT_FOUND[field], error.reason, error.cure, field)
    for kind, name, status, title in _FORESEEN:
        if isinstance(error, kind):
            return _problem(name, status, title, error.reason, error.cure, field)
    return _problem("failure", 500, "操作失败", error.reason, error.cure)


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem details of a request that does not fit its schema; `errors` are pydantic's, the first one is told."""
    first = errors[0]
    context = dict(first.get("ctx") or {})
    path = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    if first["type"] == "json_invalid":
        path = []
    field = ".".join(path) or ("year_from" if first["type"] == "year_range" else None)
    context["expected"] = "、".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    name = f"字段 {field} " if field else "请求内容"
    detail = _INVALID.get(first["type"], "{name}不合要求").format_map({**context, "field": field, "name": name})
    return _problem("query", 422, "请求有误", detail, "请改正后再试；字段与取值见 /openapi.json", field)


def no_route(path: str) -> Problem:
    """Nothing is served at `path`."""
    return _problem("not-found", 404, "没有这个地址", f"服务里没有 {path}", "可用的地址见 /openapi.json")


def wrong_method(method: str, allowed: str) -> Problem:
    """The address is there, the method is not."""
    cure = f"请改用 {allowed}" if allowed else "可用的方法见 /openapi.json"
    return _problem("method", 405, "请求方法不对", f"这个地址不接受 {method}", cure)


def too_large(limit: int) -> Problem:
    """The body has more than `limit` bytes."""
    detail = f"请求内容超过 {limit // 1024} KB"
    return _problem("too-large", 413, "请求太大", detail, "请只留关键的词句")


def unexpected() -> Problem:
    """An error of ours; what it was stands in the log only."""
    cure = "请稍后再试；若仍出错，请把服务日志交给维护人员"
    return _problem("unexpected", 500, "服务内部出错", "处理请求时出了意外", cure)


def other(status: int, detail: str) -> Problem:
    """Any other HTTP error that the framework raises."""
    return _problem("http", status, "请求未能处理", detail, "请求的写法见 /openapi.json")


def _problem(  # noqa: PLR0917 - the members of a Problem, in its order
    name: str, status: int, title: str, detail: str, cure: str, field: str | None = None
) -> Problem:
    said, where = _encodable(detail), None if field is None else _encodable(field)
    return Problem(type=f"urn:jiejian:{name}", title=title, status=status, detail=said, cure=cure, field=where)


def _encodable(text: str) -> str:
    """What the caller sent is quoted back; half a character in it must not make the answer fail."""
    return text.encode("utf-8", "replace").decode("utf-8")
