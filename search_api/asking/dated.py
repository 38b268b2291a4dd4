"""The line of a report that tells when it was issued."""

import re
from datetime import date

from indexer.report import Span

_CHINESE = "〇一二三四五六七八九"


def find_date_line(text: str, issued_on: date | None) -> Span | None:
    """Where `issued_on` is printed last in canonical `text`, in Arabic or Chinese numerals; None when it is not."""
    if issued_on is None:
        return None
    printed = list(re.finditer("|".join(_forms(issued_on)), text))
    return Span(*printed[-1].span()) if printed else None


def _forms(day: date) -> list[str]:
    year = "".join("[〇○零O]" if c == "0" else _CHINESE[int(c)] for c in str(day.year))
    return [
        rf"{day.year}年0?{day.month}月0?{day.day}日",
        rf"{year}年{_numeral(day.month)}月{_numeral(day.day)}日",
        rf"{day.year}[-/.]0?{day.month}[-/.]0?{day.day}(?!\d)",
    ]


def _numeral(value: int) -> str:
    tens, ones = divmod(value, 10)
    return f"{_CHINESE[tens] if tens > 1 else ''}{'十' if tens else ''}{_CHINESE[ones] if ones else ''}"
