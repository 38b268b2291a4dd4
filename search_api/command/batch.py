"""Many questions in one process: JSON lines `{"id","text"}` in, one JSON object a line out, each with its `id`."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from indexer.errors import JiejianError, QueryError
from search_api.schemas import Schema
from search_api.service.problems import invalid, problem_of


def answer_lines(lines: Iterable[str], answer: Callable[[str], Schema]) -> Iterator[dict[str, Any]]:
    """`{"id", ...answer}` for each line that is not blank; for a line that fails `{"id", "error": Problem}`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answered(number, line, answer)


def _answered(number: int, line: str, answer: Callable[[str], Schema]) -> dict[str, Any]:
    key: object = None
    try:
        key, text = _read(number, line)
        return {"id": key, **answer(text).model_dump(mode="json")}
    except _BadLineError as error:
        key, problem = error.key, problem_of(error)
    except ValidationError as error:
        problem = invalid(error.errors())
    except JiejianError as error:
        problem = problem_of(error)
    return {"id": key, "error": problem.model_dump(mode="json")}


class _BadLineError(QueryError):
    """A line that is not what it should be; `key` is its id where one can be read."""

    def __init__(self, number: int, reason: str, key: object = None) -> None:
        super().__init__(f"第 {number} 行{reason}", '每行应是 {"id": "1", "text": "医疗纠纷调解"}')
        self.key = key


def _read(number: int, line: str) -> tuple[object, str]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise _BadLineError(number, "不是合法的 JSON") from error
    if not isinstance(entry, dict):
        raise _BadLineError(number, "不是 JSON 对象")
    key = entry.get("id")
    if not isinstance(key, str | int):
        raise _BadLineError(number, "缺少 id")
    if not isinstance(entry.get("text"), str):
        raise _BadLineError(number, "缺少 text，或它不是文字", key)
    unknown = sorted(set(entry) - {"id", "text"})
    if unknown:
        raise _BadLineError(number, f"有不认识的字段：{'、'.join(unknown)}", key)
    return key, entry["text"]
