"""Which part of the archive the filters leave."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rows import KINDS
from indexer.store import Store
from indexer.tokens import default_tokenizer
from search_api.schemas import Filters
from search_api.scope import Scope, admits, named_reports, narrowed, planned, scope_of
from search_api.wanted import QueryReader
from tests.parsing.made import GAZETTEER
from tests.search.made import report, write

REPORTS = [
    report("临沧澜市桐陂区", 2022),  # 0
    report("临沧澜市桐陂区", 2023),  # 1
    report("临沧澜市桐山区", 2023),  # 2
    report("青浦陂市桐山区", 2023),  # 3
    report("临沧澜市白泽县", 2017),  # 4: 白泽区 since 2018
    report("临沧澜市白泽区", 2023, "人民政府办公室"),  # 5
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = write(tmp_path_factory.mktemp("库"), REPORTS)
    yield opened
    opened.close()


def left(scope: Scope, store: Store) -> set[int]:
    """Reports of the passages that are left."""
    return set(store.passage_reports[scope.passages].tolist()) if scope.passages is not None else set(range(6))


@pytest.mark.parametrize(
    ("filters", "reports"),
    [
        ({"district": ["桐陂区"]}, {0, 1}),
        ({"district": ["桐陂区", "白泽区"]}, {0, 1, 4, 5}),  # several values are alternatives
        ({"district": ["白泽县"]}, {4, 5}),  # a former name finds the present one
        ({"district": ["白泽区"]}, {4, 5}),  # and the other way round
        ({"district": ["桐山区"]}, {2, 3}),  # same-named districts
        ({"district": ["桐山区"], "city": ["青浦陂市"]}, {3}),  # all filters must hold
        ({"province": ["沧澜省"], "year_from": 2023}, {1, 2, 3, 5}),
        ({"year_from": 2022, "year_to": 2022}, {0}),
        ({"year_to": 2017}, {4}),
        ({"report": [REPORTS[1].path]}, {1}),
        ({"district": ["桐陂"]}, set()),  # no part of a name
        ({"district": ["无此区"]}, set()),
        ({"genre": ["无此文种"]}, set()),
    ],
)
def test_filters(store: Store, filters: dict[str, object], reports: set[int]) -> None:
    scope = scope_of(Filters.model_validate(filters), store, GAZETTEER)
    assert scope.reports is not None
    assert set(scope.reports) == left(scope, store) == reports
    assert scope.empty is not bool(reports)


def test_no_filter_leaves_all_without_a_mask(store: Store) -> None:
    assert scope_of(Filters(), store, GAZETTEER) == Scope(None, (), None)
    assert not Scope(None, (), None).empty


def test_a_filter_that_matches_nothing_is_empty(store: Store) -> None:
    assert scope_of(Filters(district=["无此区"]), store, GAZETTEER).empty


def test_kinds_narrow_passages_not_reports(store: Store) -> None:
    scope = scope_of(Filters(kind=["计划"]), store, GAZETTEER)
    assert (scope.reports, scope.kinds) == (None, ("计划",))
    assert scope.passages is not None
    kept = [p for n in range(6) for p in store.passages_of(n) if scope.passages[p.number]]
    assert [p.text.splitlines()[0] for p in kept] == ["二、下一步工作计划"] * 6
    both = scope_of(Filters(kind=["计划", "成效"], district=["桐陂区"]), store, GAZETTEER)
    assert both.passages is not None
    assert both.passages.sum() == 4


def test_narrowing_keeps_the_filters(store: Store) -> None:
    scope = scope_of(Filters(district=["桐陂区"], kind=["计划"]), store, GAZETTEER)
    assert left(narrowed(scope, [1, 2], store), store) == {1}
    assert narrowed(scope, [2, 3], store).empty
    assert narrowed(Scope(None, (), None), [2, 1], store).reports == (1, 2)


def test_plans_alone(store: Store) -> None:
    scope = planned(narrowed(Scope(None, (), None), [3], store), store)
    assert scope.passages is not None
    assert {KINDS[k].value for k in store.passage_kinds[scope.passages]} == {"计划"}
    assert left(scope, store) == {3}


@pytest.mark.parametrize(
    ("text", "reports"),
    [("桐陂区的做法", {0, 1}), ("青浦陂市怎么做", {3}), ("白泽县怎么做", {4, 5}), ("医疗纠纷", set())],
)
def test_reports_of_the_places_named(store: Store, text: str, reports: set[int]) -> None:
    wanted = QueryReader(default_tokenizer(), GAZETTEER).read(text)
    assert named_reports(wanted, store, GAZETTEER) == reports


@given(
    st.fixed_dictionaries(
        {
            "province": st.lists(st.sampled_from(["沧澜省", "青浦省", "无此省"]), max_size=2),
            "city": st.lists(st.sampled_from(["临沧澜市", "青浦陂市"]), max_size=1),
            "district": st.lists(st.sampled_from(["桐陂区", "桐山区", "白泽县", "白泽区", "无此区"]), max_size=2),
            "year_from": st.none() | st.integers(2016, 2021),
            "year_to": st.none() | st.integers(2021, 2024),
            "report": st.lists(st.sampled_from([r.path for r in REPORTS]), max_size=3),
        }
    )
)
def test_all_reports_at_once_are_judged_as_one_by_one(store: Store, given_filters: dict[str, object]) -> None:
    filters = Filters.model_validate(given_filters)
    one_by_one = {r.number for r in store.reports if admits(filters, r.metadata, r.path, GAZETTEER)}
    scope = scope_of(filters, store, GAZETTEER)
    assert (set(range(6)) if scope.reports is None else set(scope.reports)) == one_by_one


def test_narrowed_to_reports_within_the_scope(store: Store) -> None:
    scope = scope_of(Filters(year_from=2023), store, GAZETTEER)
    assert narrowed(scope, {4, 3, 2}, store).reports == (2, 3)
    assert left(narrowed(scope, {4, 3, 2}, store), store) == {2, 3}
