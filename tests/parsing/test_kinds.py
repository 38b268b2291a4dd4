"""What first-level sections are about."""

import pytest

from indexer.parsing.kinds import section_kinds

A, P, N, L, X = "成效", "问题", "计划", "第一责任人", "其他"


@pytest.mark.parametrize(
    ("titles", "kinds"),
    [
        (
            [
                "主要举措和成效",
                "存在的不足和原因",
                "党政主要负责人履行第一责任人职责的情况",
                "2025年度主要安排",
                "其他需要报告的情况",
            ],
            [A, P, L, N, X],
        ),
        # no telling word: what was done, before the first shortcomings
        (["学习贯彻法治思想", "优化营商环境", "存在问题及下步打算"], [A, A, P]),
        (["突出政治引领", "服务发展大局"], [A, A]),
        # the earlier year is reviewed, the later one planned
        (["2023年主要工作", "2024年主要工作", "加强政府自身建设"], [A, N, N]),
        (["2023年工作回顾", "2024年重点工作"], [A, N]),
        # after a review that nothing telling follows come the plans
        (["1999年国内工作回顾", "扩大内需", "深化改革"], [A, N, N]),
        # a shortcoming that is being dealt with is work
        (["2023年工作回顾", "补齐民生短板，解决突出问题"], [A, N]),
        (["年度重点工作完成情况", "名词解释"], [A, X]),
    ],
)
def test_kinds_from_titles(titles: list[str], kinds: list[str]) -> None:
    assert section_kinds([(title, 2) for title in titles]) == kinds


def test_sections_of_a_part_are_about_what_the_part_is_about() -> None:
    titles = [("2023年工作回顾", 2), ("经济回升", 3), ("2024年工作安排", 2), ("扩大投资", 3), ("存在问题", 2)]
    assert section_kinds(titles) == [A, A, N, N, P]


def test_headings_that_begin_late_are_those_of_the_plan() -> None:
    assert section_kinds([("扩大投资", 2), ("改善民生", 2)], late=True) == [N, N]
