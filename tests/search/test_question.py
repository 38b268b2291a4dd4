"""What a question asks for, read with its places and years blanked out."""

import pytest

from search_api.asking.question import Question, read_question


def slots(text: str) -> list[tuple[str, str]]:
    return [(s.unit, s.label.replace(" ", "")) for s in read_question(text).slots]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理医疗纠纷多少件？", [("件", "受理医疗纠纷")]),
        ("聘请了几名法律顾问，审查合同多少份？", [("名", "聘请了法律顾问"), ("份", "审查合同")]),
        ("医疗纠纷调解成功率是多少？", [("%", "医疗纠纷调解成功率是")]),
        ("占多大比例", [("%", "占")]),
        ("投入了多少资金？", [("元", "投入了")]),
        ("罚款总额是多少", [("元", "罚款总额是")]),
        ("月补贴提高到多少？", [("元", "月补贴提高到")]),
        ("处罚金额多少万元", [("万元", "处罚金额")]),
        ("缩短到几个工作日", [("个工作日", "缩短到")]),  # the longest unit
        ("调解案件和复议案件各多少件", [("件", "调解案件"), ("件", "复议案件")]),
        ("规模是多少", [("", "规模是")]),  # any unit will do
        ("怎样调解医疗纠纷？", []),
        ("落款日期是几月几日？", []),  # the date of issue is no quantity
    ],
)
def test_quantities(text: str, expected: list[tuple[str, str]]) -> None:
    assert slots(text) == expected


PLAIN = {
    "which": "",
    "wants_name": False,
    "wants_issue_date": False,
    "about_plans": False,
    "wants_sum": False,
    "more": "",
    "lists": False,
}


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("怎样调解医疗纠纷？", {}),
        ("聘请的律师叫什么名字？", {"wants_name": True}),
        ("法律顾问是哪家律师事务所？", {"which": "律师事务所"}),
        ("报告的落款日期是哪天？", {"wants_issue_date": True}),
        ("计划开展哪些培训？", {"about_plans": True}),
        ("下一步怎么做", {"about_plans": True}),
        ("两区合计办案多少件", {"wants_sum": True}),
        ("哪个区办案更多", {"more": "多"}),
        ("哪个满意率高", {"more": "高"}),
        ("哪个区推行最多跑一次改革", {}),  # the name of a reform
        ("哪些区县用了告知承诺？", {"lists": True}),
        ("其他区怎么做的", {"lists": True}),
    ],
)
def test_marks(text: str, marks: dict[str, object]) -> None:
    question: Question = read_question(text)
    assert {name: getattr(question, name) for name in PLAIN} == {**PLAIN, **marks}


@pytest.mark.parametrize("text", ["办理案件哪个区更多", "哪个区办理案件更多？", "办理案件哪个县最少", "哪个办理案件少"])
def test_places_compared_are_compared_by_a_quantity(text: str) -> None:
    assert slots(text) == [("", "办理案件")]
