"""Exact wording is found wherever it stands, whatever lies at its edges."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.publish import current
from indexer.settings import Settings
from indexer.store import Store
from indexer.tokens import squeeze
from search_api.exact import ExactSearch


@pytest.fixture(scope="module")
def exact(sample_index: Path) -> ExactSearch:
    return ExactSearch(Store(current(Settings(index=sample_index).index) / "archive.sqlite"))


def everywhere(exact: ExactSearch) -> range:
    return range(len(exact.store.reports))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_piece_of_a_passage_finds_it(exact: ExactSearch, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(exact.store.passage_reports) - 1))
    text = exact.store.passages([number])[0].text
    start = data.draw(st.integers(0, max(0, len(text) - 4)))
    piece = text[start : start + data.draw(st.integers(3, 40))]
    if squeeze(piece):
        assert number in exact.passages(piece, everywhere(exact))


@pytest.mark.parametrize("words", ["2024年", "3个工作日", "件，", "第一责任人"])
def test_what_is_found_holds_the_words_and_nothing_is_left_out(exact: ExactSearch, words: str) -> None:
    found = exact.passages(words, everywhere(exact))
    within = [
        n for n, p in enumerate(exact.store.passages(everywhere_passages(exact))) if squeeze(words) in squeeze(p.text)
    ]
    assert within
    assert set(within) <= set(found)


def everywhere_passages(exact: ExactSearch) -> list[int]:
    return list(range(len(exact.store.passage_reports)))


def test_wording_across_two_passages_is_that_of_the_first(exact: ExactSearch) -> None:
    for number in everywhere_passages(exact)[:-1]:
        one, other = exact.store.passages([number, number + 1])
        if one.report == other.report and other.span.start - one.span.stop <= 1:
            assert number in exact.passages(one.text[-12:] + other.text[:12], [one.report])
            return
    raise AssertionError("no two passages lie side by side")


def test_only_the_reports_asked_for_and_no_words_no_match(exact: ExactSearch) -> None:
    words = exact.store.passages([0])[0].text
    assert 0 in exact.passages(words, [0])
    assert 0 not in exact.passages(words, [1])
    assert exact.passages("，。！", everywhere(exact)) == []


def test_a_report_is_squeezed_as_a_query_is(exact: ExactSearch) -> None:
    for report in everywhere(exact):
        passages = exact.store.passages_of(report)
        body = exact.store.text(report)[passages[0].span.start : passages[-1].span.stop]
        assert squeeze(body) in exact._of(report).words
