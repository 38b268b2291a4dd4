from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.schemas import Filters
from ui.links import Asked, address, asked, page_of, span_at

YEARS = st.none() | st.integers(1949, 2100)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(lambda s: s.strip())


def read_back(href: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(href).query)


@given(
    text=WORDS.map(str.strip),
    districts=st.lists(WORDS, max_size=3),
    kinds=st.lists(st.sampled_from(["成效", "问题", "计划"]), max_size=2),
    years=st.tuples(YEARS, YEARS),
    mode=st.sampled_from(["hybrid", "meaning", "words", "exact"]),
    groups=st.integers(1, 200),
    nearest=st.booleans(),
)
def test_a_sent_link_asks_the_same(text, districts, kinds, years, mode, groups, nearest) -> None:
    first, last = years if None in years else sorted(years)
    filters = Filters(district=districts, kind=kinds, year_from=first, year_to=last)
    question = Asked(text, filters, mode, groups, nearest)
    for page in ("search", "compare", "ask"):
        params = read_back(question.href(page))
        assert asked(params) == question
        assert page_of(params) == page


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, Asked()),
        ({"q": ["  培训 "]}, Asked("培训")),
        ({"q": ["培训"], "year": ["2023"]}, Asked("培训", Filters(year_from=2023, year_to=2023))),
        ({"q": ["培训"], "year": ["2021-"]}, Asked("培训", Filters(year_from=2021))),
        ({"q": ["培训"], "year": ["-2022"]}, Asked("培训", Filters(year_to=2022))),
        ({"q": ["培训"], "year": ["2024-2021"]}, Asked("培训", Filters(year_from=2021, year_to=2024))),
        # What a link cannot mean is left out, and the link still opens.
        ({"q": ["培训"], "year": ["去年"]}, Asked("培训")),
        ({"q": ["培训"], "year": ["٢٠٢٤"]}, Asked("培训")),
        ({"q": ["培训"], "year": ["0001-9999"]}, Asked("培训")),
        ({"q": ["培训"], "kind": ["成效", "无此类"]}, Asked("培训", Filters(kind=["成效"]))),
        ({"q": ["培训"], "mode": ["fast"], "n": ["0"]}, Asked("培训")),
        ({"q": ["培训"], "n": ["100000"]}, Asked("培训")),
    ],
)
def test_what_an_address_asks(params, expected) -> None:
    assert asked(params) == expected


@pytest.mark.parametrize(
    ("params", "page"),
    [({}, "search"), ({"page": ["compare"]}, "compare"), ({"page": ["无此页"]}, "search"), ({"page": []}, "search")],
)
def test_the_page_that_an_address_names(params, page) -> None:
    assert page_of(params) == page


def test_the_first_page_has_the_shortest_address() -> None:
    assert address("search") == "./"
    assert address("archive") == "./?page=archive"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("12-40", (12, 40)),
        ("0-1", (0, 1)),
        ("40-12", None),
        ("12-12", None),
        ("-3-4", None),
        ("12", None),
        ("", None),
        ("a-b", None),
        ("²-³", None),
    ],
)
def test_the_span_that_an_address_names(text, span) -> None:
    assert span_at(text) == span
