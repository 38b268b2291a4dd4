from dataclasses import replace
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.schemas import State
from tests.ui.made import doubtful, evidence, file, refused, roster_cell
from ui.browsing import Column, View, browsed, cells_with, selected, sureness

VIEWS = st.builds(
    View,
    show=st.none() | st.sampled_from(get_args(State)),
    find=st.text(st.characters(codec="utf-8"), max_size=20).map(str.strip),
    sort=st.sampled_from(get_args(Column)),
    down=st.booleans(),
    page=st.integers(1, 9999),
    roster=st.integers(1, 9999),
)
FILES = [
    file("丙.txt", year=2024, characters=900, passages=9, district="云岭区"),
    doubtful("乙.docx", "没有写明年份", year=None, characters=5000, passages=3, format="docx", format_name="Word 文档"),
    refused("丁.pdf", "文件加了密码", year=2022, district="石桥区"),
    file("甲.html", year=2023, characters=70, passages=20, format="html", format_name="网页", district="青禾县"),
]


@given(VIEWS)
def test_a_sent_link_shows_the_same(view) -> None:
    assert browsed(parse_qs(urlsplit(view.href()).query)) == view


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, View()),
        ({"show": ["拒收"], "find": [" 云岭 "], "sort": ["-year"], "p": ["3"]}, View("拒收", "云岭", "year", True, 3)),
        # What a link cannot mean is left out, and the link still opens.
        ({"show": ["无此"], "sort": ["-colour"], "p": ["0"], "rows": ["x"]}, View()),
        ({"p": ["-1"], "rows": ["²"]}, View()),
        ({"p": ["99999999999999999999"]}, View()),
        ({"sort": [""], "show": [""]}, View()),
    ],
)
def test_what_an_address_shows(params, expected) -> None:
    assert browsed(params) == expected


@pytest.mark.parametrize(
    ("sort", "down", "order"),
    [
        ("verdict", False, "丁乙丙甲"),  # what somebody must look at first
        ("verdict", True, "丙甲乙丁"),
        ("name", False, "丁丙乙甲"),
        ("format", False, "乙丙甲丁"),  # Word, 纯文本, 网页; unknown last
        ("year", False, "丁甲丙乙"),
        ("year", True, "丙甲丁乙"),  # no year is last all the same
        ("characters", True, "乙丙甲丁"),
        ("passages", True, "甲丙乙丁"),
        ("place", False, "丙乙丁甲"),
    ],
)
def test_the_order_of_the_files(sort, down, order) -> None:
    assert "".join(f.path[0] for f in selected(FILES, View(sort=sort, down=down))) == order


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (View(show="拒收"), "丁"),
        (View(show="收录"), "丙甲"),
        (View(find="石桥"), "丁"),
        (View(find="word"), "乙"),  # its format, whatever the case
        (View(find="密码"), "丁"),  # what is wrong with it
        (View(find="安和市 2024"), "丙"),  # all the words
        (View(find="HTML"), "甲"),
        (View(show="收录", find="石桥"), ""),
    ],
)
def test_the_files_that_are_shown(view, found) -> None:
    assert "".join(f.path[0] for f in selected(FILES, view)) == found


@given(VIEWS.map(lambda view: replace(view, show=None, find="")))
def test_every_file_is_in_every_order(view) -> None:
    assert sorted(f.path for f in selected(FILES, view)) == sorted(f.path for f in FILES)


@pytest.mark.parametrize(
    ("shown", "sure"),
    [
        (file(evidence=[evidence("title", "标题", "报告", 0.97), evidence("year", "年度", "2023", 0.6)]), 0.6),
        (file(evidence=[evidence("year", "年度", "2023", 0.98), evidence("genre", "文种", "", 0.1)]), 0.98),
        (file(evidence=[evidence("year", "年度", "2023", 0.98)], confidence=0.83), 0.83),
        (refused("丁.pdf"), None),
    ],
)
def test_a_file_is_as_sure_as_the_least_sure_that_it_is_found_by(shown, sure) -> None:
    assert sureness(shown) == sure


def test_the_roster_is_narrowed_by_places_and_stays_whole_where_none_is_meant() -> None:
    cells = [roster_cell("云岭区", 2023, "缺"), roster_cell("石桥区", 2023, "缺")]
    assert cells_with(cells, "石桥") == cells[1:]
    assert cells_with(cells, "密码") == cells
