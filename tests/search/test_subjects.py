"""Of which reports a question asks, and why the archive cannot answer."""

from collections.abc import Iterator

import pytest

from indexer.store import Store
from indexer.tokens import default_tokenizer
from search_api.asking.subjects import NotHeld, Subjects, find_subjects
from search_api.schemas import Filters
from search_api.scope import scope_of
from search_api.wanted import QueryReader
from tests.parsing.made import GAZETTEER
from tests.search.made import report, write

READER = QueryReader(default_tokenizer(), GAZETTEER)
REPORTS = [
    report("临沧澜市桐陂区", 2022),  # 0
    report("临沧澜市桐陂区", 2023),  # 1
    report("临沧澜市桐陂区", 2023, "市场监督管理局"),  # 2
    report("临沧澜市桐山区", 2023),  # 3
    report("青浦陂市桐山区", 2023),  # 4
    report("临沧澜市白泽县", 2017),  # 5
    report("临沧澜市白泽区", 2023),  # 6
    report("临沧澜市", 2023),  # 7: of the city itself
]
ALL = set(range(8))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = write(tmp_path_factory.mktemp("库"), REPORTS)
    yield opened
    opened.close()


def subjects(store: Store, text: str, plans: bool = False, filters: Filters | None = None) -> Subjects | NotHeld:
    scope = scope_of(filters or Filters(), store, GAZETTEER)
    return find_subjects(READER.read(text), scope, store, GAZETTEER, plans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("医疗纠纷多少件", [("", ALL)]),  # no place: the whole archive
        ("桐陂区医疗纠纷多少件", [("桐陂区", {0, 1, 2})]),
        ("桐陂区2022年医疗纠纷多少件", [("桐陂区", {0})]),
        ("桐陂区2022年和2023年医疗纠纷多少件", [("桐陂区", {0}), ("桐陂区", {1, 2})]),
        ("桐陂区和白泽区2023年医疗纠纷多少件", [("桐陂区", {1, 2}), ("白泽区", {6})]),
        ("桐陂区2022年和白泽区2023年医疗纠纷多少件", [("桐陂区", {0}), ("白泽区", {6})]),  # each with its own year
        ("桐山区医疗纠纷多少件", [("临沧澜市桐山区", {3}), ("青浦陂市桐山区", {4})]),  # same-named: both, told apart
        ("青浦陂市桐山区医疗纠纷多少件", [("桐山区", {4})]),
        ("白泽县医疗纠纷多少件", [("白泽县", {5, 6})]),  # by its former name
        ("临沧澜市医疗纠纷多少件", [("临沧澜市", {7})]),  # the city's own report, not those of its districts
        ("青浦陂市医疗纠纷多少件", [("青浦陂市", {4})]),  # it has none: its districts'
        ("2023年医疗纠纷多少件", [("", {1, 2, 3, 4, 6, 7})]),
        ("桐陂区市场监督管理局的投诉多少件", [("桐陂区", {2})]),
        ("桐陂区市场监管局的投诉多少件", [("桐陂区", {2})]),  # abbreviated
        ("桐陂区卫生健康局2023年办案多少件", [("桐陂区", {1})]),
    ],
)
def test_reports_that_are_meant(store: Store, text: str, expected: list[tuple[str, set[int]]]) -> None:
    found = subjects(store, text)
    assert isinstance(found, Subjects)
    assert [(s.label, {r.number for r in s.reports}) for s in found.found] == expected
    assert not any(s.plans_only for s in found.found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("桐陂区2019年医疗纠纷多少件", "档案里没有桐陂区2019年的报告（有 2022、2023 年）"),
        ("2019年医疗纠纷多少件", "档案里没有2019年的报告"),
        ("桐陂区教育局2023年办案多少件", "档案里没有桐陂区教育局的报告"),
        ("望溪区2023年办案多少件", "档案里没有望溪区的报告"),  # the gazetteer does not know it either
        ("桐陂区2022年和2019年办案多少件", "档案里没有桐陂区2019年的报告（有 2022、2023 年）"),
    ],
)
def test_what_is_not_held(store: Store, text: str, reason: str) -> None:
    assert subjects(store, text) == NotHeld(reason)


def test_a_place_that_is_known_but_not_held(store: Store) -> None:
    only = Filters(district=["白泽区"])
    assert subjects(store, "桐陂区办案多少件", filters=only) == NotHeld("档案里没有桐陂区的报告")


def test_next_years_plans_stand_in_this_years_report(store: Store) -> None:
    assert subjects(store, "桐陂区2024年培训多少次") == NotHeld("档案里没有桐陂区2024年的报告（有 2022、2023 年）")
    found = subjects(store, "桐陂区2024年计划培训多少次", plans=True)
    assert isinstance(found, Subjects)
    assert [({r.number for r in s.reports}, s.plans_only) for s in found.found] == [({1, 2}, True)]


def test_the_body_that_says_whose_report_is_meant_is_not_looked_for(store: Store) -> None:
    found = subjects(store, "桐陂区市场监督管理局的投诉多少件")
    assert isinstance(found, Subjects)
    assert "市场" not in found.content
    assert "投诉" in found.content
