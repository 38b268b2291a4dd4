"""One tree of errors: each says what is wrong and what to do, in one line."""

import inspect

import pytest

from indexer import errors
from indexer.errors import JiejianError, QueryError

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_ours_and_carries_reason_and_cure(kind: type[JiejianError]) -> None:
    assert issubclass(kind, JiejianError)
    error = kind("档案目录不存在", "请检查路径")
    assert (error.reason, error.cure, str(error)) == ("档案目录不存在", "请检查路径", "档案目录不存在。请检查路径")
    assert str(kind("没有索引", "")) == "没有索引"
    assert kind.__doc__


@pytest.mark.parametrize("kind", CLASSES)
def test_the_tree_at_the_head_names_it(kind: type[JiejianError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_a_query_error_names_the_field() -> None:
    assert QueryError("太长", "请缩短").field == "text"
    assert QueryError("太长", "请缩短", "topic").field == "topic"
