"""The best few of every report are those that a search to any depth would show first, and none else."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.settings import Settings
from search_api.engine import Engine
from search_api.fuse import Candidate
from search_api.schemas import Filters


@pytest.fixture(scope="module")
def engine(sample_index: Path, settings: Settings) -> Iterator[Engine]:
    opened = Engine.open(Settings(index=sample_index, home=settings.home))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("医疗纠纷人民调解", {}),
        ("桐陂区2023年行政处罚", {}),  # a place and a year lead
        ("投诉怎么处理", {"kind": ["问题"]}),
        ("二次供水", {"year_from": 2023}),
        ("调解 -诉讼", {}),  # a condition
        ("投诉", {"district": ["无此区"]}),  # nothing is left
    ],
)
def test_as_a_search_to_any_depth(engine: Engine, text: str, filters: dict[str, object]) -> None:
    wanted, scope = engine._reader.read(text), engine._scope(Filters.model_validate(filters))
    every = engine._retriever.retrieve(wanted, scope, depth=len(engine.generation.vectors))
    reports, seen = engine.generation.store.passage_reports, Counter[int]()
    expected: list[Candidate] = []
    for candidate in every:
        seen[int(reports[candidate.passage])] += 1
        if seen[int(reports[candidate.passage])] <= 3:
            expected.append(candidate)
    found = engine._retriever.leading(wanted, scope, 3)
    assert bool(found) is (filters != {"district": ["无此区"]})
    assert [c.passage for c in found] == [c.passage for c in expected]
    assert [c.score for c in found] == pytest.approx([c.score for c in expected], abs=1e-6)
