"""The date line of a report, found where it is printed last."""

from datetime import date

import pytest

from indexer.report import Span
from search_api.asking.dated import find_date_line


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2024年12月16日", date(2024, 12, 16)),
        ("2024年01月06日", date(2024, 1, 6)),
        ("二〇二三年十二月二十日", date(2023, 12, 20)),
        ("二○二一年一月十一日", date(2021, 1, 11)),
        ("2022-03-09", date(2022, 3, 9)),
    ],
)
def test_a_date_in_any_of_its_printed_forms(printed: str, day: date) -> None:
    text = f"截至{printed}，全年办案12件。\n特此报告。\n{printed}"
    assert find_date_line(text, day) == Span(len(text) - len(printed), len(text))


@pytest.mark.parametrize("day", [None, date(2024, 12, 17), date(2024, 12, 1)])
def test_another_day_is_not_it(day: date | None) -> None:
    assert find_date_line("2024年12月16日", day) is None
