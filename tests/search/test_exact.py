"""Exact wording is found wherever it stands, whatever lies at its edges, and nowhere else."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lexical import TermIndex
from indexer.parsing.parse import parse_text
from indexer.publish import current
from indexer.rows import section_kind
from indexer.settings import Settings
from indexer.split import split_passages
from indexer.store import Store
from indexer.terms import write_terms
from indexer.tokens import default_tokenizer, fold, is_word_character, squeeze
from search_api.exact import ExactSearch, clauses
from tests.parsing.made import GAZETTEER
from tests.search.made import report, write

TOKENIZER = default_tokenizer()


@pytest.fixture(scope="module")
def exact(sample_index: Path) -> ExactSearch:
    generation = current(Settings(index=sample_index).index)
    return ExactSearch(Store(generation / "archive.sqlite"), TermIndex(generation / "terms", TOKENIZER))


def brute_force(store: Store, text: str, reports: list[int] | None = None) -> list[int]:
    """Every occurrence in the word characters of each whole report, by the passage in whose stretch it begins."""
    needle, found = squeeze(text), set()
    for number in range(len(store.reports)) if reports is None else reports:
        body, stretches = fold(store.text(number)), store.stretches(number)
        positions = [p for p in range(stretches[0].start, stretches[-1].stop) if is_word_character(body[p])]
        words = "".join(body[p] for p in positions)
        for at in (m.start() for m in re.finditer(f"(?={re.escape(needle)})", words)):
            found |= {s.passage for s in stretches if s.start <= positions[at] < s.stop}
    return sorted(found)


def texts(exact: ExactSearch) -> list[str]:
    return list(exact.store.passage_texts(range(len(exact.store.passage_reports))))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_piece_of_a_report_is_found_where_brute_force_finds_it(exact: ExactSearch, data: st.DataObject) -> None:
    """Pieces lie anywhere: inside a passage, across two, in and across headings of their own."""
    number = data.draw(st.integers(0, len(exact.store.reports) - 1))
    text, stretches = exact.store.text(number), exact.store.stretches(number)
    start = data.draw(st.integers(stretches[0].start, stretches[-1].stop - 2))
    piece = text[start : min(start + data.draw(st.integers(1, 60)), stretches[-1].stop)]
    if squeeze(piece):
        assert exact.passages(piece) == brute_force(exact.store, piece)
        assert exact.passages(piece, [number]) == brute_force(exact.store, piece, [number])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="医疗纠纷调解一二（）、。 12０1年A", min_size=1, max_size=5))
def test_wording_that_hardly_ever_stands_is_not_found_elsewhere(exact: ExactSearch, words: str) -> None:
    if squeeze(words):
        assert exact.passages(words) == brute_force(exact.store, words)


@pytest.mark.parametrize(
    "words", ["2024年", "１２３４５", "3个工作日", "件，", "第一责任人", "法", "双随机一公开", "双随机、一公开", "一是"]
)
def test_what_a_passage_holds_by_itself(exact: ExactSearch, words: str) -> None:
    held = [number for number, text in enumerate(texts(exact)) if squeeze(words) in squeeze(text)]
    assert held
    assert exact.holding(words) == held
    assert set(held) <= set(exact.passages(words))
    some = sorted({int(exact.store.passage_reports[n]) for n in held})[:2]
    assert exact.holding(words, some) == [n for n in held if exact.store.passage_reports[n] in some]


@pytest.mark.parametrize(
    ("body", "words", "found"),
    [
        ("受理医疗纠纷12件。", "医疗纠纷", True),
        ("受理医疗、纠纷12件。", "医疗纠纷", True),  # punctuation between
        ("受理医 疗 纠 纷 12 件。", "医疗纠纷12件", True),  # blanks between all of them
        ("受理医疗纠纷１２件。", "纠纷12件", True),  # width
        ("受理１,２３４件。", "1234件", True),
        ("受理A类纠纷。", "a类纠纷", True),  # ASCII beside Han
        ("受理“A”类。", "a类", True),
        ("热线012345号。", "1234", True),  # inside a number
        ("①推进②落实。", "①推进②", True),  # other characters that count as words
        ("受理医患纠纷12件。", "医疗纠纷", False),
        ("疗纠纷，医。", "医疗纠纷", False),  # all its characters, in another order
    ],
)
def test_width_blanks_and_punctuation_do_not_count(tmp_path: Path, body: str, words: str, found: bool) -> None:
    made = report("桐陂区", 2023)
    changed = made.text.replace("全年受理医疗纠纷12件。", body)
    store, terms = written(tmp_path, changed)
    exact = ExactSearch(store, terms)
    assert bool(exact.passages(words)) is found
    assert exact.passages(words) == brute_force(store, words)


def written(folder: Path, text: str) -> tuple[Store, TermIndex]:
    parsed = parse_text(text, "桐陂区2023.txt", GAZETTEER)
    passages = split_passages(parsed, 100)
    kinds = [(0, section_kind(parsed, p).value, p.span.of(parsed.text)) for p in passages]
    write_terms(folder / "terms", kinds, TOKENIZER)
    return write(folder, [parsed]), TermIndex(folder / "terms", TOKENIZER)


def test_wording_across_two_passages_is_that_of_the_first(exact: ExactSearch) -> None:
    for number in range(len(exact.store.passage_reports) - 1):
        one, other = exact.store.passages([number, number + 1])
        if one.report == other.report and other.span.start - one.span.stop <= 1:
            assert number in exact.passages(one.text[-12:] + other.text[:12], [one.report])
            return
    raise AssertionError("no two passages lie side by side")


def test_only_the_reports_asked_for_and_no_words_no_match(exact: ExactSearch) -> None:
    words = exact.store.passages([0])[0].text
    assert 0 in exact.passages(words, [0])
    assert 0 not in exact.passages(words, [1])
    assert exact.passages("，。！") == exact.holding("，。！") == []


@pytest.mark.parametrize(
    ("needle", "expected"),
    [
        ("法", [[("characters", "法")]]),
        ("执法", [[("characters", "执")], [("characters", "法")]]),
        ("12345", []),  # whole runs are indexed: any passage may have it
        (
            "执法人",
            [
                [("characters", "执")],
                [("characters", "法")],
                [("characters", "人")],
                [("pairs", "执法"), ("pairs", "法人"), ("pairs", "法")],
            ],
        ),
        ("1件a", [[("characters", "件")], [("pairs", "件")]]),
    ],
)
def test_what_the_word_index_is_asked(needle: str, expected: list[list[tuple[str, str]]]) -> None:
    assert clauses(needle) == expected
