"""--batch: JSON lines in, one JSON object a line out; a bad line is told and stops nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from search_api.command.batch import answer_lines
from search_api.schemas import SearchRequest, SearchResponse


def answer(text: str) -> SearchResponse:
    """Answers with no hits, except to what would be wrong."""
    if text == "。":
        raise QueryError("只有标点", "请输入事项")
    return SearchResponse(query=SearchRequest(text=text, limit=0 if text == "零" else 1).text)


def test_each_line_is_answered_with_its_id() -> None:
    lines = ['{"id": "a", "text": "医疗"}\n', "\n", '{"id": 7, "text": "普法"}\n']
    assert list(answer_lines(lines, answer)) == [
        {"id": "a", "query": "医疗", "hits": [], "groups": [], "notes": []},
        {"id": 7, "query": "普法", "hits": [], "groups": [], "notes": []},
    ]


@pytest.mark.parametrize(
    ("line", "key", "detail"),
    [
        ("{坏", None, "第 1 行不是合法的 JSON"),
        ("[1]", None, "第 1 行不是 JSON 对象"),
        ('{"text": "医疗"}', None, "第 1 行缺少 id"),
        ('{"id": ["a"], "text": "医疗"}', None, "第 1 行缺少 id"),
        ('{"id": "a"}', "a", "第 1 行缺少 text，或它不是文字"),
        ('{"id": "a", "text": 3}', "a", "第 1 行缺少 text，或它不是文字"),
        ('{"id": "a", "text": "医疗", "year": 2024}', "a", "第 1 行有不认识的字段：year"),
        ('{"id": "a", "text": "。"}', "a", "只有标点"),  # what the engine refuses
        ('{"id": "a", "text": "零"}', "a", "字段 limit 不能小于 1"),  # what the schema refuses
        ('{"id": "a", "text": "\\ud800"}', "a", "字段 text 含有不合法的字符"),
    ],
)
def test_a_bad_line_gives_its_problem_and_the_rest_goes_on(line: str, key: object, detail: str) -> None:
    bad, good = answer_lines([line, '{"id": "b", "text": "医疗"}'], answer)
    assert (bad["id"], bad["error"]["detail"], bad["error"]["status"]) == (key, detail, 422)
    assert (good["id"], good["query"]) == ("b", "医疗")


@given(st.lists(st.text()))
def test_no_line_stops_the_rest(lines: list[str]) -> None:
    """As many answers as lines that are not blank, whatever the lines hold, and then the one that is right."""
    *_, last = answers = list(answer_lines([*lines, '{"id": "z", "text": "医疗"}'], answer))
    assert len(answers) == 1 + sum(bool(line.strip()) for line in lines)
    assert last["query"] == "医疗"
