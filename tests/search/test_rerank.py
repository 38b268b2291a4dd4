"""A second look at the first hits: how scores reorder them, and a real (random, tiny) cross-encoder end to end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast, set_seed

from indexer.errors import ModelError
from indexer.settings import Settings
from search_api.command.account import account
from search_api.engine import Engine
from search_api.fuse import Candidate
from search_api.rerank import FIRST, OFF, open_reranker, reranked
from search_api.schemas import Hit, SearchRequest

SIZES = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
QUERY = "医疗纠纷怎么调解"


def candidate(passage: int) -> Candidate:
    return Candidate(passage, 1.0 - passage / 10, 0.9, 1.0, passage + 1, None, (0.5, 0.5))


@pytest.mark.parametrize(
    ("scores", "preference", "expected"),
    [
        ([-4.0, 2.0, -1.0], {}, [1, 2, 0, 3]),  # the fourth was not looked at and stays
        ([-4.0, 2.0, 1.6], {2: 0.3}, [2, 1, 0, 3]),  # of the place that the query names: 14/15 + 0.3 before 1
        ([1.0, 1.0, 1.0], {}, [0, 1, 2, 3]),  # equals keep their order
        ([], {}, [0, 1, 2, 3]),
    ],
)
def test_the_first_are_put_in_order_of_the_scores(
    scores: list[float], preference: dict[int, float], expected: list[int]
) -> None:
    given = [candidate(n) for n in range(4)]
    found = reranked(given, scores, preference)
    assert [c.passage for c in found] == expected
    told = [(score, n + 1) for n, score in enumerate(scores)] + [(None, None)] * (4 - len(scores))
    assert {c.passage: (c.reranker_score, c.fused_rank) for c in found} == dict(enumerate(told))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one layer with random weights, over the characters of the query."""
    folder = tmp_path_factory.mktemp("重排模型")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(QUERY), *"全年受理件法治信访投诉"]
    tokenizer = BertTokenizerFast(vocab={piece: n for n, piece in enumerate(dict.fromkeys(pieces))})
    tokenizer.save_pretrained(folder)
    set_seed(0)
    config = BertConfig(**SIZES, vocab_size=len(tokenizer), num_labels=1, initializer_range=0.5)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def plain(sample_index: Path, settings: Settings) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reranking(sample_index: Path, settings: Settings, tiny: Path) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home, reranker=str(tiny)))
    yield opened
    opened.close()


def hits(engine: Engine, mode: str = "hybrid") -> list[Hit]:
    return engine.search(SearchRequest(text=QUERY, limit=60, mode=mode)).hits


@pytest.mark.parametrize("mode", ["hybrid", "meaning", "words"])
def test_the_model_that_is_set_orders_the_first_hits(plain: Engine, reranking: Engine, tiny: Path, mode: str) -> None:
    before, after = hits(plain, mode), hits(reranking, mode)
    model = open_reranker(str(tiny))
    assert model is not None
    scores = dict(zip([h.address for h in before], model.scores(QUERY, [h.text for h in before]), strict=True))
    first = sorted(before[:FIRST], key=lambda h: -scores[h.address])
    assert [scores[h.address] for h in after[:FIRST]] == pytest.approx([scores[h.address] for h in first], abs=1e-5)
    assert [h.address for h in after[FIRST:]] == [h.address for h in before[FIRST:]]
    assert [h.address for h in after] != [h.address for h in before]


def test_the_account_says_that_the_order_is_the_rerankers(plain: Engine, reranking: Engine) -> None:
    before = {h.address: n for n, h in enumerate(hits(plain), 1)}
    request = SearchRequest(text=QUERY, limit=60, explain=True, nearest=False)
    accounts = [(h, h.explanation) for h in reranking.search(request).hits if h.explanation]
    looked_at, left = accounts[:FIRST], accounts[FIRST:]
    scores = [why.reranker_score for _, why in looked_at if why.reranker_score is not None]
    assert scores == sorted(scores, reverse=True) and len(scores) == FIRST
    assert [why.fused_rank for _, why in looked_at] == [before[h.address] for h, _ in looked_at]
    assert all(why.reranker_score is why.fused_rank is None for _, why in left)
    line = f"按得分原在第 {before[accounts[0][0].address]}；重排模型看过前 30 条，给它 {scores[0]:.3f}，现按这个分排"
    assert line in account(accounts[0][0])
    assert not any("重排" in line for line in account(accounts[FIRST][0]))


def test_exact_wording_is_not_reordered(plain: Engine, reranking: Engine) -> None:
    request = SearchRequest(text="医疗纠纷", limit=60, mode="exact")
    assert reranking.search(request).hits == plain.search(request).hits


def test_a_reranker_may_be_anything_that_scores(plain: Engine) -> None:
    class Shortest:
        def scores(self, query: str, passages: list[str]) -> NDArray[np.float32]:
            return np.array([-len(p) for p in passages], dtype=np.float32)

    found = hits(replace(plain, reranker=Shortest()))
    lengths = [len(h.text) for h in found[:FIRST]]
    assert lengths == sorted(lengths)


def test_off_is_none_and_needs_no_model() -> None:
    assert Settings().reranker == OFF
    assert open_reranker(OFF) is None


def test_no_passages_no_scores(tiny: Path) -> None:
    model = open_reranker(str(tiny))
    assert model is not None
    assert model.scores(QUERY, []).shape == (0,)


def test_what_cannot_rerank_is_refused_with_the_setting_to_change(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ModelError, match=r"重排模型 .* 载入失败.*JIEJIAN_RERANKER"):
        open_reranker(str(tmp_path / "没有"))
    with pytest.raises(ModelError, match=r"不是重排模型.*JIEJIAN_RERANKER"):
        open_reranker(str(settings.home / "e5-small"))  # it embeds
