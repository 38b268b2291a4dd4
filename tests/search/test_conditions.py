"""What is required and what is excluded holds for every hit, under every mode and filter, and shortens no list."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from indexer.errors import QueryError
from indexer.settings import Settings
from indexer.tokens import squeeze
from search_api.engine import Engine
from search_api.schemas import AskRequest, CompareRequest, Hit, Mode, SearchRequest, SearchResponse

MODES: tuple[Mode, ...] = get_args(Mode)


@pytest.fixture(scope="module")
def engine(sample_index: Path, settings: Settings) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home))
    yield opened
    opened.close()


def passages(engine: Engine) -> list[str]:
    return list(engine.generation.store.passage_texts(range(len(engine.generation.vectors))))


def holds(hit: Hit, words: str) -> bool:
    return squeeze(words) in squeeze(hit.text)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("excluded", ["调解", "１２３４５", "医疗纠纷", "一案一档"])
def test_no_hit_has_what_is_excluded(engine: Engine, mode: Mode, excluded: str) -> None:
    for request in (
        SearchRequest(text=f"纠纷 -{excluded}", mode=mode, limit=50),
        SearchRequest(text="纠纷", exclude=[excluded], mode=mode, limit=50, kind=["成效"], year_from=2022),
        SearchRequest(text="纠纷", exclude=[excluded], mode=mode, limit=50, district=["石漪区", "桐陂区"]),
    ):
        hits = engine.search(request).hits
        assert hits
        assert not any(holds(h, excluded) for h in hits)


@pytest.mark.parametrize("mode", ["hybrid", "meaning"])
@pytest.mark.parametrize("excluded", ["调解", "的", "工作"])
def test_what_is_excluded_shortens_no_list(engine: Engine, mode: Mode, excluded: str) -> None:
    fit = sum(excluded not in squeeze(text) for text in passages(engine))
    hits = engine.search(SearchRequest(text=f"医疗纠纷调解 -{excluded}", mode=mode, limit=200)).hits
    assert len(hits) == min(200, fit)


@pytest.mark.parametrize("mode", ["meaning", "words"])
def test_the_order_of_what_is_left_is_as_it_was(engine: Engine, mode: Mode) -> None:
    alone = engine.search(SearchRequest(text="医疗纠纷", mode=mode, limit=200)).hits
    left = [h.address for h in alone if not holds(h, "调解")]
    without = engine.search(SearchRequest(text="医疗纠纷", exclude=["调解"], mode=mode, limit=200)).hits
    assert len(without) >= len(left) > 10
    assert [h.address for h in without][: len(left)] == left


@pytest.mark.parametrize("mode", MODES)
def test_every_hit_has_every_phrase(engine: Engine, mode: Mode) -> None:
    for request in (
        SearchRequest(text="“双随机、一公开” 监管" if mode != "exact" else "“双随机、一公开”", mode=mode, limit=50),
        SearchRequest(text="监管", phrases=["双随机一公开"], mode=mode, limit=50),
    ):
        hits = engine.search(request).hits
        assert hits
        assert all(holds(h, "双随机一公开") for h in hits)
        assert all(any("随机" in h.text[a:b] for a, b in h.highlights) for h in hits)


def test_a_phrase_alone_finds_what_exact_mode_finds(engine: Engine) -> None:
    for words in ("双随机、一公开", "医调委", "行政执法三项制度", "12345"):
        exact = engine.search(SearchRequest(text=words, mode="exact", limit=200)).hits
        phrase = engine.search(SearchRequest(text=f"“{words}”", limit=200)).hits
        assert {h.address for h in exact} == {h.address for h in phrase}


def test_several_phrases_and_exclusions_hold_together(engine: Engine) -> None:
    both = engine.search(SearchRequest(text="“医疗纠纷” “调解” -诉讼 -“医调委”", limit=200)).hits
    texts = [squeeze(text) for text in passages(engine)]
    fit = [t for t in texts if "医疗纠纷" in t and "调解" in t and "诉讼" not in t and "医调委" not in t]
    assert sorted(squeeze(h.text) for h in both) == sorted(fit)
    assert fit


def test_quotes_inside_a_sentence_demand_nothing_and_that_is_told(engine: Engine) -> None:
    found = engine.search(SearchRequest(text="对调结的案件实行“一案一档一回访”"))
    assert len(found.hits) == 10
    assert found.notes == ["“一案一档一回访”连着别的字，按一般词语检索；要一字不差，请在引号两边各空一格"]


def test_exact_mode_takes_quotes_inside_wording_as_punctuation(engine: Engine) -> None:
    with_quotes = engine.search(SearchRequest(text="推进“双随机、一公开”监管", mode="exact"))
    without = engine.search(SearchRequest(text="推进双随机一公开监管", mode="exact"))
    assert with_quotes.hits == without.hits
    assert with_quotes.notes == without.notes


@pytest.mark.parametrize(
    ("request_", "notes"),
    [
        ({"text": "医疗纠纷 -诉讼"}, ["已排除段落文字里有“诉讼”的"]),
        ({"text": "医疗纠纷 不含诉讼、仲裁"}, ["已排除段落文字里有“诉讼”、“仲裁”的"]),
        ({"text": "“医疗纠纷” 调解"}, ["只列一字不差写有“医疗纠纷”的段落"]),
        (
            {"text": "调解", "phrases": ["医疗纠纷"], "exclude": ["诉讼"]},
            ["只列一字不差写有“医疗纠纷”的段落", "已排除段落文字里有“诉讼”的"],
        ),
        (
            {"text": "“谁也没写过的话语” 调解"},
            [
                "只列一字不差写有“谁也没写过的话语”的段落",
                "没有符合条件的段落，请去掉引号或排除的词再查，或放宽筛选条件",
            ],
        ),
    ],
)
def test_what_was_required_and_excluded_is_told(engine: Engine, request_: dict[str, Any], notes: list[str]) -> None:
    assert engine.search(SearchRequest(**request_)).notes == notes
    if len(notes) == 1:
        assert engine.compare(CompareRequest(topic=request_["text"])).notes == notes
        assert engine.ask(AskRequest(text=request_["text"])).notes == notes


@pytest.mark.parametrize(
    ("request_", "told", "field"),
    [
        ({"text": "-诉讼"}, "只写了要排除的词", "text"),
        ({"text": "-诉讼 不含“仲裁”"}, "只写了要排除的词", "text"),
        ({"text": "医疗纠纷", "exclude": ["，"]}, "只有标点", "exclude"),
        ({"text": "医疗纠纷", "phrases": [" "]}, "只有标点", "phrases"),
        ({"text": "“医疗纠纷” -纠纷"}, "没有段落能同时满足", "exclude"),
        ({"text": "医疗纠纷 -纠纷", "mode": "exact"}, "没有段落能同时满足", "exclude"),
    ],
)
def test_what_cannot_be_demanded(engine: Engine, request_: dict[str, Any], told: str, field: str) -> None:
    with pytest.raises(QueryError, match=told) as caught:
        engine.search(SearchRequest(**request_))
    assert caught.value.field == field
    assert caught.value.cure.startswith("请")


def test_a_place_in_what_is_excluded_is_no_place_that_is_asked_for(engine: Engine) -> None:
    found = engine.search(SearchRequest(text="医疗纠纷 -石漪区", limit=20))
    assert found.notes == ["已排除段落文字里有“石漪区”的"]
    assert not any(holds(h, "石漪区") for h in found.hits)


def test_groups_hold_to_the_conditions_too(engine: Engine) -> None:
    found: SearchResponse = engine.search(SearchRequest(text="医疗纠纷 -调解", group="district", limit=6))
    assert len(found.groups) == 6
    assert not any(holds(h, "调解") for g in found.groups for h in g.hits)


def test_a_comparison_shows_nothing_that_is_excluded(engine: Engine) -> None:
    """Not in the passage, nor in what is shown around it; a report that has nothing else is absent."""
    plain = {c.report: c for c in engine.compare(CompareRequest(topic="医疗纠纷调解")).cells}
    table = {c.report: c for c in engine.compare(CompareRequest(topic="医疗纠纷调解", exclude=["调解"])).cells}
    shown = [c.passage for c in table.values() if c.passage]
    assert shown
    assert not any(holds(hit, "调解") for hit in shown)
    assert list(table) == list(plain)
    assert sum(c.status == "present" for c in table.values()) < sum(c.status == "present" for c in plain.values())


def test_an_answer_quotes_nothing_that_is_excluded(engine: Engine) -> None:
    plain = engine.ask(AskRequest(text="石漪区怎么调解医疗纠纷？"))
    quoted = plain.citations[-1].quote
    without = engine.ask(AskRequest(text="石漪区怎么调解医疗纠纷？", exclude=[quoted]))
    assert quoted not in [c.quote for c in without.citations]
    assert not any(holds(h, quoted) for h in without.related)


def test_answers_without_conditions_are_printed_as_before(engine: Engine) -> None:
    assert "notes" not in engine.compare(CompareRequest(topic="普法")).model_dump(mode="json")
    assert "notes" not in engine.ask(AskRequest(text="怎么普法？")).model_dump(mode="json")
