"""The word leg against plain sets: which passages share a term, within which filters."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import GenerationError
from indexer.lexical import FieldWeights, TermIndex, Widening
from indexer.terms import (
    BASE_BITS,
    Part,
    PassageTerms,
    TermWriter,
    join_terms,
    packed,
    write_cut_terms,
    write_terms,
)
from indexer.tokens import characters, default_tokenizer, pairs

PASSAGES = [  # report, section kind, text
    (0, "成效", "推进医疗纠纷人民调解，全年受理86件。"),
    (0, "成效", "规范行政执法，培训执法人员12次。"),
    (0, "问题", "医疗纠纷预防机制不健全。"),
    (1, "成效", "医疗纠纷，医疗纠纷，医疗纠纷。"),
    (1, "计划", "明年建成ABC监管平台。"),
    (2, "其他", "！！！"),  # no term at all
    (2, "成效", "落实行政执法公示制度。"),
]
ALL, BOTH, WORDS, PAIRS, LETTERS = (1.0, 1.0, 1.0), (1.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> TermIndex:
    folder = tmp_path_factory.mktemp("词") / "terms"
    write_terms(folder, PASSAGES, default_tokenizer())
    return TermIndex(folder, default_tokenizer())


def numbers(found: list[tuple[int, float]]) -> set[int]:
    return {number for number, _ in found}


def sharing(text: str, weights: FieldWeights) -> set[int]:
    """Passages that share a term with `text` in a field of weight above zero."""

    def held(words: str) -> set[str]:
        found = {w for w, _, _ in default_tokenizer().words(words)} if weights[0] else set()
        found |= {f"~{p}" for p, _, _ in pairs(words)} if weights[1] else set()
        return found | ({f"-{c}" for c in characters(words)} if weights[2] else set())

    return {n for n, (_, _, passage) in enumerate(PASSAGES) if held(text) & held(passage)}


@pytest.mark.parametrize("weights", [ALL, BOTH, WORDS, PAIRS, LETTERS])
@pytest.mark.parametrize("text", ["医疗纠纷", "行政执法公示", "ａｂｃ平台", "纠纷的预防", "垃圾分类", "86件"])
def test_what_shares_a_term_is_found_and_nothing_else(terms: TermIndex, text: str, weights: FieldWeights) -> None:
    assert numbers(terms.search(text, 100, weights)) == sharing(text, weights)


def test_best_first_and_no_more_than_asked_for(terms: TermIndex) -> None:
    found = terms.search("医疗纠纷", 100, BOTH)
    assert found[0][0] == 3  # says nothing else
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert terms.search("医疗纠纷", 1, BOTH) == found[:1]


@given(st.none() | st.sets(st.integers(0, 3)), st.sets(st.sampled_from(["成效", "问题", "计划", "其他"])))
def test_filters_are_exact_and_change_no_score(terms: TermIndex, reports: set[int] | None, kinds: set[str]) -> None:
    kept = {
        n
        for n, (report, kind, _) in enumerate(PASSAGES)
        if (reports is None or report in reports) and (not kinds or kind in kinds)
    }
    asked = None if reports is None else sorted(reports)
    everything = dict(terms.search("医疗纠纷行政执法", 100, BOTH))
    found = dict(terms.search("医疗纠纷行政执法", 100, BOTH, asked, sorted(kinds)))
    assert set(found) == set(everything) & kept
    assert found == pytest.approx({n: everything[n] for n in found})


def widened(terms: TermIndex, text: str, *widenings: Widening) -> dict[int, float]:
    return dict(terms.search(text, 100, BOTH, widenings=widenings))


def test_another_wording_finds_what_the_typed_one_does_not(terms: TermIndex) -> None:
    found = widened(terms, "吵架", Widening("吵架", ("医疗纠纷", "无此说法"), 0.6))
    assert set(found) == {0, 2, 3}


def test_another_wording_never_outweighs_the_typed_one(terms: TermIndex) -> None:
    typed = dict(terms.search("行政执法公示", 100, BOTH))
    found = widened(terms, "行政执法公示", Widening("行政执法公示", ("医疗纠纷", "人民调解"), 0.6))
    assert {n: found[n] for n in typed} == pytest.approx(typed)  # the best of the two counts, not their sum
    assert max(found[n] for n in set(found) - set(typed)) < max(typed.values())


def test_what_is_not_widened_scores_as_before(terms: TermIndex) -> None:
    typed = dict(terms.search("人民调解 培训", 100, BOTH))
    found = widened(terms, "人民调解 培训", Widening("培训", ("无此说法",), 0.6))
    assert found == pytest.approx(typed)


def test_a_report_is_scored_as_a_whole(terms: TermIndex) -> None:
    scores = terms.report_scores("医疗纠纷", [0, 1, 2])
    assert scores[1] > scores[0] > scores[2] == 0  # says nothing else; says it among others; does not say it
    assert terms.report_scores("医疗纠纷", [0]) == {0: scores[0]}
    assert terms.report_scores("，", [0, 2]) == {0: 0.0, 2: 0.0}
    assert terms.report_scores("医疗纠纷", []) == {}


def test_the_worth_of_words_is_the_sum_of_how_rare_they_are(terms: TermIndex) -> None:
    rare, common = terms.worth("监管平台", WORDS), terms.worth("医疗", WORDS)
    assert rare > common > 0
    assert terms.worth("监管平台 医疗", WORDS) == pytest.approx(rare + common)
    assert terms.worth("医疗", BOTH) == pytest.approx(terms.worth("医疗", WORDS) + terms.worth("医疗", PAIRS))


def test_punctuation_alone_finds_nothing(terms: TermIndex) -> None:
    assert terms.search("，。！", 10, BOTH) == []


def test_every_passage_is_counted_and_every_word(terms: TermIndex) -> None:
    assert len(terms) == len(PASSAGES)
    assert terms.document_frequency("行政执法") == 2
    assert terms.document_frequency("垃圾") == 0


def test_characters_of_the_query_language_are_only_characters(terms: TermIndex) -> None:
    assert numbers(terms.search('医疗纠纷" AND (kind:* OR ^2~', 100, BOTH)) >= {0, 2, 3}


def test_a_folder_that_is_no_word_index(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "无"):
        with pytest.raises(GenerationError, match="词索引"):
            TermIndex(folder, default_tokenizer())


def test_a_word_index_that_was_left_half_written_is_none(tmp_path: Path) -> None:
    folder, cut = tmp_path / "terms", PassageTerms(0, "主体", "法治 政府", "法治 治政 政府", "法 治 政 府")
    with pytest.raises(RuntimeError), TermWriter(folder, 0) as writer:
        writer.add([cut] * 1000)
        raise RuntimeError
    with pytest.raises(GenerationError, match="词索引"):
        TermIndex(folder, default_tokenizer())
    write_cut_terms(folder, [cut])  # nobody writes there any more
    assert len(TermIndex(folder, default_tokenizer())) == 1


def part(aside: Path, base: int, reports: Sequence[Sequence[PassageTerms]]) -> tuple[Part, bytes]:
    """A part of these reports, whose numbers in it are filled in."""
    with TermWriter(aside, base) as writer:
        for number, passages in enumerate(reports):
            writer.add([replace(p, report=number) for p in passages])
    return Part(base, writer.count, len(reports)), packed(aside)


WORDS_OF = st.lists(st.sampled_from(["医疗", "纠纷", "调解", "普法", "执法"]), min_size=1, max_size=4)
REPORTS = st.lists(st.lists(st.tuples(st.sampled_from(["成效", "问题"]), WORDS_OF), max_size=4), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(REPORTS, st.data())
def test_how_an_archive_is_parted_does_not_show(
    reports: list[list[tuple[str, list[str]]]], data: st.DataObject
) -> None:
    cut = [[PassageTerms(0, kind, *(" ".join(words),) * 3) for kind, words in passages] for passages in reports]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(reports)), max_size=3)) | {0, len(reports)})
    bases = data.draw(st.lists(st.integers(0, (1 << BASE_BITS) - 1), min_size=4, max_size=4, unique=True))
    with TemporaryDirectory() as folder:
        whole, parted = Path(folder) / "整", Path(folder) / "分"
        join_terms(whole, [part(Path(folder) / "写", 0, cut)])
        runs = zip(bases, pairwise(cuts), strict=False)
        join_terms(parted, [part(Path(folder) / "写", base, cut[start:stop]) for base, (start, stop) in runs])
        one, many = (TermIndex(where, default_tokenizer()) for where in (whole, parted))
        some = data.draw(st.lists(st.integers(0, len(reports) - 1), unique=True))
        allowed = np.array(data.draw(st.lists(st.booleans(), min_size=len(one), max_size=len(one))), dtype=np.bool_)
        terms = {("words", "纠纷"): 1.0, ("pairs", "医疗"): 0.5}

        def told(index: TermIndex) -> list[object]:
            return [
                len(index),
                index.search("医疗纠纷调解", 3, ALL),
                index.search("医疗纠纷调解", 50, ALL, reports=some, kinds=["成效"]),
                index.search("普法", 50, WORDS, allowed=allowed),
                index.holding([[("words", "纠纷"), ("words", "普法")]]).tolist(),
                index.report_scores("医疗纠纷", some),
                index.scores(terms, np.flatnonzero(allowed).tolist()),
                index.document_frequency("纠纷"),
            ]

        assert told(many) == told(one)


def test_a_part_too_large_for_one_segment_keeps_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.terms._HEAP_BYTES", 15_000_000)  # the least that tantivy takes
    words = " ".join(chr(0x4E00 + n) for n in range(2000))
    cut = [[PassageTerms(0, "成效", f"共有 {words} 第{n}", "共有", "共")] for n in range(700)]
    one = part(tmp_path / "写", 7, cut)
    join_terms(tmp_path / "terms", [one])
    assert len(list((tmp_path / "terms").glob("*.idx"))) == 6
    index = TermIndex(tmp_path / "terms", default_tokenizer())
    assert [number for number, _ in index.search("共有", 700, WORDS)] == list(range(700))
