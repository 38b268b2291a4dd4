"""The account of a hit is that of its score: its parts add up, and each says what the passage has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from indexer.settings import Settings
from indexer.tokens import default_tokenizer, fold
from search_api.engine import Engine
from search_api.explain import words_of
from search_api.schemas import Explanation, Hit, Mode, SearchRequest

QUERIES = ["石漪区2023年医调委怎么调解纠纷", "“医疗纠纷” 回访 -诉讼", "打官司输了怎么办", "双随机、一公开"]
MODES: tuple[Mode, ...] = get_args(Mode)


@pytest.fixture(scope="module")
def engine(sample_index: Path, settings: Settings) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home))
    yield opened
    opened.close()


def explained(engine: Engine, **request: Any) -> list[tuple[Hit, Explanation]]:
    hits = engine.search(SearchRequest(**{"explain": True, "nearest": False, "limit": 100, **request})).hits
    assert all(h.explanation for h in hits)
    return [(h, h.explanation) for h in hits if h.explanation]


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("mode", MODES)
def test_the_parts_add_up_to_the_score(engine: Engine, mode: Mode, text: str) -> None:
    for hit, why in explained(engine, text=text, mode=mode):
        assert why.meaning_part + why.words_part == pytest.approx(hit.score, abs=1e-5)
        assert (why.meaning_rank, why.words_rank) == (hit.meaning_rank, hit.words_rank)
        if mode != "exact":
            assert sum(w.part for w in why.words) + why.report_part == pytest.approx(why.words_part, abs=1e-4)
        if mode == "words":
            assert why.report_part == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("text", QUERIES)
def test_hits_are_in_the_order_of_score_and_bonuses(engine: Engine, text: str) -> None:
    ranked = [h.score + why.place_bonus + why.year_bonus for h, why in explained(engine, text=text)]
    assert ranked == sorted(ranked, reverse=True)


def test_the_bonuses_are_of_the_place_and_the_year_that_are_named(engine: Engine) -> None:
    accounts = explained(engine, text="石漪区2023年医疗纠纷")
    assert {(h.district == "石漪区", why.place_bonus > 0) for h, why in accounts} == {(True, True), (False, False)}
    assert {(h.year == 2023, why.year_bonus > 0) for h, why in accounts} == {(True, True), (False, False)}


def test_the_words_are_those_of_the_query_and_held_where_they_stand(engine: Engine) -> None:
    accounts = explained(engine, text="医疗纠纷怎么调解回访")
    for hit, why in accounts:
        assert [w.word for w in why.words] == ["医疗纠纷", "调解", "回访"]
        assert [w.held for w in why.words] == [w.word in fold(hit.text) for w in why.words]
        assert all(w.part > 0 for w in why.words if w.held) or why.words_part == 0.0
    assert {w.held for _, why in accounts for w in why.words} == {True, False}


def test_another_wording_that_counted_is_told(engine: Engine) -> None:
    otherwise = [
        (hit, word)
        for hit, why in explained(engine, text="打官司", mode="words")
        for word in why.words
        if word.instead is not None
    ]
    assert otherwise
    assert all(not word.held and word.part > 0 for _, word in otherwise)
    assert any(str(word.instead) in hit.text for hit, word in otherwise)


def test_the_nearest_sentence_is_the_one_that_embedding_all_finds(engine: Engine) -> None:
    text = "医患双方的争议怎么处理"
    query = engine.encoder.encode_queries([text])[0]
    hits = engine.search(SearchRequest(text=text, mode="meaning", limit=8, explain=True)).hits
    store = engine.generation.store
    for hit in hits:
        assert hit.explanation is not None
        assert hit.explanation.sentence is not None
        report = store.report(hit.report)
        assert report is not None
        spans = next(p.sentences for p in store.passages_of(report.number) if p.span.start == hit.start)
        sentences = [s.of(store.text(report.number)) for s in spans]
        cosines = engine.encoder.encode_passages(sentences) @ query
        start, stop = hit.explanation.sentence
        assert hit.text[start:stop] == sentences[int(np.argmax(cosines))]
        assert hit.explanation.sentence_score == pytest.approx(float(cosines.max()), abs=2e-3)


@pytest.mark.parametrize(
    ("mode", "meaning", "words", "share"),
    [
        ("hybrid", True, True, None),
        ("meaning", True, False, 1.0),
        ("words", False, True, 0.0),
        ("exact", False, False, 0),
    ],
)
def test_what_a_mode_does_not_ask_is_not_told(
    engine: Engine, mode: Mode, meaning: bool, words: bool, share: float | None
) -> None:
    for _, why in explained(engine, text="医疗纠纷", mode=mode):
        assert (why.meaning_score is not None) is meaning
        assert (why.words_score is not None) is words
        assert share is None or why.meaning_share == share
        assert bool(why.words) is (mode != "exact")
        assert why.sentence is None


def test_required_wording_is_told(engine: Engine) -> None:
    assert all(why.phrases == ["医疗纠纷"] for _, why in explained(engine, text="“医疗纠纷” 调解"))


def test_a_hit_that_is_not_to_be_explained_is_printed_as_ever(engine: Engine) -> None:
    plain = engine.search(SearchRequest(text="医疗纠纷", limit=3))
    why = engine.search(SearchRequest(text="医疗纠纷", limit=3, explain=True))
    assert all("explanation" not in h for h in plain.model_dump(mode="json")["hits"])
    assert [h.model_copy(update={"explanation": None}) for h in why.hits] == plain.hits


def test_groups_are_explained_too(engine: Engine) -> None:
    found = engine.search(SearchRequest(text="医疗纠纷", group="district", limit=3, explain=True, nearest=False))
    assert all(h.explanation for g in found.groups for h in g.hits)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("医疗纠纷调解", ["医疗纠纷", "调解"]),
        ("  行政执法   公示", ["行政执法", "公示"]),
        ("12345热线", ["12345", "热线"]),
        ("", []),
    ],
)
def test_the_words_of_a_query_are_the_longest(content: str, words: list[str]) -> None:
    assert [w.text for w in words_of(content, default_tokenizer().words(content))] == words
