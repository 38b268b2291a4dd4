"""The printed forms of the marks that headings begin with."""

import pytest

from indexer.parsing.marks import numeral, point_value, read_mark


@pytest.mark.parametrize(
    ("text", "level", "number", "value"),
    [
        ("一、工作成效", 1, "一、", 1),
        ("十二、其他事项", 1, "十二、", 12),
        ("二．存在问题", 1, "二．", 2),
        ("第三部分 下一步打算", 1, "第三部分", 3),
        ("一、一年来的工作", 1, "一、", 1),
        ("（二）强化监管", 2, "（二）", 2),
        ("(五)强化监管", 2, "(五)", 5),
        ("（十一） 强化监管", 2, "（十一）", 11),
        ("（2） 强化队伍建设", 2, "（2）", 2),
        ("1.落实普法责任", 3, "1.", 1),
        ("12．落实普法责任", 3, "12．", 12),
        ("3、落实普法责任", 3, "3、", 3),
        ("４．落实普法责任", 3, "４．", 4),
    ],
)
def test_a_mark_is_read_as_printed(text: str, level: int, number: str, value: int) -> None:
    mark = read_mark(text)
    assert mark is not None
    assert (mark.level, mark.number, mark.value) == (level, number, value)
    assert text[mark.length :].strip() == text[mark.length :]


@pytest.mark.parametrize(
    "text",
    [
        "一、二季度信访量下降",  # counts quarters
        "二、三产业分别增长",
        "一、二、三级医院全部达标",
        "1.5万人次接受了培训",
        "12.4国家宪法日宣传",
        "2024年12月16日",
        "统一、规范的执法文书",
        "第一，提高认识",
        "一是加强领导",
        "（其中简易程序17起）",
        "一、",  # nothing follows
    ],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十三", 13), ("二十", 20), ("二十一", 21), ("一百零二", 102), ("7", 7), ("全", 0)],
)
def test_numerals(text: str, value: int) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("number", "value"), [("一是", 1), ("十一是", 11), ("首先是", 1), ("其次是", 2), ("第三是", 3), ("最后是", 0)]
)
def test_points_count_in_words_too(number: str, value: int) -> None:
    assert point_value(number) == value
