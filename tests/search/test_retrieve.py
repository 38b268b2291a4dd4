"""A question of several sentences: which of them are looked for by themselves, and what that does to the ranking."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.settings import Settings
from search_api.engine import Engine
from search_api.retrieve import Retriever
from search_api.schemas import SearchRequest
from search_api.wanted import Wanted
from search_api.weights import CHOSEN

DISPUTE = "家里老人住院以后和医院有了医疗纠纷，想请人民调解。"
WATER = "另外小区二次供水的水箱多年没有清洗消毒，请问由谁监督检查？"


@pytest.fixture(scope="module")
def engine(sample_index: Path, settings: Settings) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home))
    yield opened
    opened.close()


def retriever(engine: Engine) -> Retriever:
    return engine._retriever


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        (DISPUTE + WATER, [DISPUTE, WATER]),
        (f"领导您好！{DISPUTE}期待着您的答复，祝您工作顺利！", [DISPUTE]),  # courtesy tells nothing
        (DISPUTE, []),  # one sentence is the whole
        ("医疗纠纷；调解", []),
        ("", []),
    ],
)
def test_the_telling_sentences_of_a_question(engine: Engine, text: str, telling: list[str]) -> None:
    assert retriever(engine).telling(Wanted(text, text, text)) == telling


def test_none_where_they_have_no_weight(engine: Engine) -> None:
    plain = replace(retriever(engine), weights=replace(CHOSEN, sentence=0.0))
    assert plain.telling(Wanted(*[DISPUTE + WATER] * 3)) == []


def test_the_nearest_sentence_counts_by_its_weight(engine: Engine) -> None:
    search = SearchRequest(text=DISPUTE + WATER, limit=100, mode="meaning", explain=True, nearest=False)
    shares = {h.address: h.explanation.meaning_score for h in engine.search(search).hits}
    plain = replace(engine, weights=replace(CHOSEN, sentence=0.0)).search(search).hits
    whole = {h.address: h.explanation.meaning_score for h in plain}
    queries = engine.encoder.encode_queries([DISPUTE, WATER])
    for hit in plain[:20]:
        nearest = float(np.max(queries @ engine.encoder.encode_passages([hit.text])[0]))
        expected = (1 - CHOSEN.sentence) * whole[hit.address] + CHOSEN.sentence * nearest
        assert shares[hit.address] == pytest.approx(expected, abs=2e-3)  # vectors are kept in half precision


def test_a_question_of_one_sentence_is_as_without(engine: Engine) -> None:
    request = SearchRequest(text="医疗纠纷怎么调解？", limit=50)
    plain = replace(engine, weights=replace(CHOSEN, sentence=0.0))
    assert engine.search(request).hits == plain.search(request).hits
