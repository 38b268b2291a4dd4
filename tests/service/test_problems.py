"""From an error to its problem details: status, field, and Chinese that says what to do."""

import pytest
from pydantic import ValidationError

from indexer import errors
from search_api.schemas import AskRequest, Filters, SearchRequest
from search_api.service.problems import invalid, problem_of


def tree(kind: type[errors.JiejianError]) -> list[type[errors.JiejianError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]


@pytest.mark.parametrize(
    ("error", "status", "kind", "field"),
    [
        (errors.QueryError("只有标点", "请输入事项"), 422, "query", "text"),
        (errors.QueryError("没有报告", "请看档案", "path"), 404, "not-found", "path"),
        (errors.QueryError("没有出处", "请重新复制", "address"), 404, "not-found", "address"),
        (errors.GenerationError("没有索引", "请先建索引"), 503, "index", None),
        (errors.ModelError("没有模型", "请先准备"), 503, "model", None),
        (errors.ReportError("空文件", "请换文件"), 422, "report", None),
        (errors.ArchiveError("空目录", "请放入报告"), 422, "archive", None),
        (errors.SettingError("没有这一项", "请改正"), 500, "setting", None),
        (errors.AnswerError("引文不在报告里", ""), 500, "answer", None),
        (errors.JiejianError("别的", ""), 500, "failure", None),
    ],
)
def test_each_error_has_its_status(error: errors.JiejianError, status: int, kind: str, field: str | None) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.type, problem.field) == (status, f"urn:jiejian:{kind}", field)
    assert (problem.detail, problem.cure) == (error.reason, error.cure)


def test_no_error_of_the_tree_is_without_a_row() -> None:
    named = [kind for kind in tree(errors.JiejianError) if kind.__module__ == "indexer.errors"]
    unnamed = [kind.__name__ for kind in named if problem_of(kind("x", "y")).type == "urn:jiejian:failure"]
    assert unnamed == ["JiejianError"]


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({}, "text", "缺少字段 text"),
        ({"text": 1}, "text", "字段 text 应是文字"),
        ({"text": "医\ud800"}, "text", "字段 text 含有不合法的字符"),
        ({"text": "医", "distrct": ["x"]}, "distrct", "没有 distrct 这个字段"),
        ({"text": "医", "limit": 0}, "limit", "字段 limit 不能小于 1"),
        ({"text": "医", "limit": 201}, "limit", "字段 limit 不能大于 200"),
        ({"text": "医", "limit": "很多"}, "limit", "字段 limit 应是整数"),
        ({"text": "医", "limit": 1.5}, "limit", "字段 limit 应是整数"),
        ({"text": "医", "mode": "fuzzy"}, "mode", "字段 mode 只能是 hybrid、meaning、words、exact"),
        ({"text": "医", "district": "某区"}, "district", '字段 district 应是列表，如 ["…"]'),
        ({"text": "医", "kind": ["成绩"]}, "kind.0", "字段 kind.0 只能是 成效、问题、计划、第一责任人、其他"),
        ({"text": "医", "year_from": 24}, "year_from", "字段 year_from 不能小于 1949"),
        ({"text": "医", "year_from": 2024, "year_to": 2021}, "year_from", "起始年 2024 晚于截止年 2021"),
    ],
)
def test_a_request_that_does_not_fit_is_told_where(body: dict[str, object], field: str, detail: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SearchRequest.model_validate(body)
    problem = invalid(caught.value.errors())
    assert (problem.status, problem.field, problem.detail) == (422, field, detail)
    assert problem.cure


def test_half_a_surrogate_in_a_name_is_told_too() -> None:
    with pytest.raises(ValidationError) as caught:
        SearchRequest.model_validate({"text": "医", "dis\ud800": 1})
    problem = invalid(caught.value.errors())
    assert problem.detail == "请求内容含有不合法的字符"
    assert problem.model_dump_json()


@pytest.mark.parametrize("years", [{}, {"year_from": 2024}, {"year_to": 2024}, {"year_from": 2024, "year_to": 2024}])
def test_years_in_order_are_taken(years: dict[str, int]) -> None:
    assert Filters(**years).model_dump(exclude_unset=True) == years
    assert AskRequest(text="医", **years).text == "医"
