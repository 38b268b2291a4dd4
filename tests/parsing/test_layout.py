"""What belongs to no section: the closing block with signature, contacts, lists of annexes and annexed tables."""

import pytest

from tests.parsing.made import parse

BODY = "一、工作成效\n全年顺利。\n二、下步打算\n再接再厉。"


@pytest.mark.parametrize(
    "closing",
    [
        "桐陂区卫生健康局\n2024年1月9日",
        "（联系人：甲某，电话：0999-1234567）",
        # a list of annexes before and after the signature
        "附件：1.重点项目清单\n2.责任分工表\n桐陂区卫生健康局\n2024年1月9日",
        "桐陂区卫生健康局\n2024年1月9日\n附件：1.重点项目清单\n2.责任分工表",
        # a table behind the signature, whose rows are numbered like headings
        "桐陂区卫生健康局\n2024年1月9日\n附件1\n项目\t金额\n三、合计\t12\n四、结余\t3",
        "桐陂区卫生健康局\n2024年1月9日\n附表：\n| 项目 | 金额 |\n| 三、合计 | 12 |",
    ],
)
def test_the_closing_block_is(closing: str) -> None:
    report = parse(f"桐陂区卫生健康局2023年工作总结\n{BODY}\n{closing}")
    assert report.layout.body.of(report.text) == BODY
    assert report.layout.closing is not None
    assert report.layout.closing.of(report.text) == closing
    assert [s.title for s in report.sections] == ["工作成效", "下步打算"]


def test_a_table_at_the_end_without_a_signature_is_text() -> None:
    report = parse(f"桐陂区卫生健康局2023年工作总结\n{BODY}\n项目\t金额\n罚款\t12")
    assert report.layout.closing is None
    assert report.layout.body.of(report.text).endswith("罚款\t12")
