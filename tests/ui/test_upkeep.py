"""What is told of an archive that is maintained: the history, in the reader's time."""

from datetime import timedelta, timezone

import pytest

from search_api.schemas.publication import HistoryEntry, HistoryResponse
from ui.upkeep import history_table, local_time


@pytest.mark.parametrize(
    ("at", "hours", "told"),
    [
        ("2026-11-28T18:31:12+00:00", 8, "2026-11-29 02:31"),  # the next day, in Beijing
        ("2026-11-28T18:31:12+00:00", -5, "2026-11-28 13:31"),
        ("2026-11-28T18:31:12+08:00", 8, "2026-11-28 18:31"),
    ],
)
def test_times_are_the_readers(at: str, hours: int, told: str) -> None:
    assert local_time(at, timezone(timedelta(hours=hours))) == told


def entry(generation: str, because: str = "") -> HistoryEntry:
    at = "2026-11-28T18:31:12+00:00"
    return HistoryEntry(
        at=at, by="王芳（a@b）", act="published", generation=generation, before="", because=because, figures={}
    )


def test_a_history_that_is_cut_short_says_so() -> None:
    entries = [entry(str(number)) for number in range(201)]
    told = history_table(HistoryResponse(served="0", held=["0"], entries=entries))
    assert told.count("<tr>") == 1 + 200
    assert "只列最近 200 次，共 201 次" in told
    assert "只列" not in history_table(HistoryResponse(served="0", held=["0"], entries=entries[:200]))


def test_the_history_tells_what_is_in_use_and_escapes_what_people_wrote() -> None:
    entries = [entry("乙"), entry("甲", "<b>旧</b>")]
    told = history_table(HistoryResponse(served="乙", held=["甲", "乙"], entries=entries))
    assert told.count("正在使用") == 1
    assert told.index("正在使用") < told.index("甲")
    assert "&lt;b&gt;旧&lt;/b&gt;" in told
    assert "<b>" not in told
