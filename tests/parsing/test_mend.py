"""Mending: one example a defect; and nothing is lost or invented whatever the text."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing.mend import mend

LONG = "全区各医疗卫生单位认真落实信访工作责任制，健全接待、登记、转办、答复的闭环管理机制"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        # a page break inside a word, with and without a blank line
        (f"{LONG}，着力提高服\n\n务群众水平。\n二、存在问题", f"{LONG}，着力提高服务群众水平。\n二、存在问题"),
        (f"{LONG}，加快推进医\n疗纠纷化解。", f"{LONG}，加快推进医疗纠纷化解。"),
        (f"（二）{LONG[:22]}，结\n合实际推进。", f"（二）{LONG[:22]}，结合实际推进。"),
        ("五、其他需要报告的情况\n无\n特此报告。", "五、其他需要报告的情况\n无\n特此报告。"),
        ("主要做法：一是\n定期组织夜间义诊。", "主要做法：一是定期组织夜间义诊。"),
        # a page break behind a comma, and before one
        ("开展年度考核，\n\n要求各单位限期整改。", "开展年度考核，要求各单位限期整改。"),
        ("召开专题会议\n，研究部署普法工作。", "召开专题会议，研究部署普法工作。"),
        # one character left over
        ("政府工作报\n告", "政府工作报告"),
        # a book title or quotation broken over lines
        ("制定《\n医疗纠纷预防条例\n》，并认真实施。", "制定《医疗纠纷预防条例》，并认真实施。"),
        # paragraphs that are whole stay apart, headings too
        ("群众满意度稳步提高。\n全年办结信访件12件。", "群众满意度稳步提高。\n全年办结信访件12件。"),
        ("一、2023年工作回顾\n过去的一年，全区上下团结奋斗。", "一、2023年工作回顾\n过去的一年，全区上下团结奋斗。"),
        ("三、加强政府自身建设\n路虽远，行则将至。", "三、加强政府自身建设\n路虽远，行则将至。"),
        ("（一）抓好普法\n（二）抓好执法", "（一）抓好普法\n（二）抓好执法"),
        # blanks around figures and Latin letters, from PDF
        ("2021 年办结 418 件，建 QQ 群 3 个。", "2021年办结418件，建QQ群3个。"),
        ("1 9 9 8年1 2月", "1998年12月"),
        ("投入 3.07万元，占 12.5 %。", "投入3.07万元，占12.5%。"),
        ("举办 “健康敲门” 活动 。", "举办“健康敲门”活动。"),
        ("政 府 工 作 报 告", "政府工作报告"),
        ("LED screen and AED training", "LED screen and AED training"),
        # page numbers and what Word and web pages leave behind
        ("第一段。\n- 3 -\n第二段。", "第一段。\n第二段。"),
        ("第一段。\n第 3 页 共 9 页\n第二段。", "第一段。\n第二段。"),
        ("第一段。\n— 12", "第一段。"),
        ("第一段。\n\n3\n\n第二段。\n第三段。\n第四段。", "第一段。\n第二段。\n第三段。\n第四段。"),
        ("第一段。\n3\n\f第二段。\n4\n\f第三段。", "第一段。\n第二段。\n第三段。"),
        (f"{LONG * 8}。\n3\n{LONG * 8}。\n4\n第三段。", f"{LONG * 8}。\n{LONG * 8}。\n第三段。"),
        (f"{LONG}\n3\n人民群众满意。\n\f第二页。", f"{LONG}\n3\n人民群众满意。\n第二页。"),
        # a figure is no page number
        ("全年办理行政处罚案件\n63\n件。", "全年办理行政处罚案件63件。"),
        ("全年办理行政处罚案件\n\n63\n\n件。", "全年办理行政处罚案件63件。"),
        ("规章\n1\n2\n3\n规范性文件", "规章\n1\n2\n3\n规范性文件"),
        ("[bookmark: _GoBack]（三）加强监管", "（三）加强监管"),
        ("\ufeff零\u200b宽", "零宽"),
        ("下载\n打印\n全屏\n收藏\n【字号：\n加大\n还原\n减小\n】\n工作总结", "工作总结"),
        ("首页\n>\n政务公开\n>\n工作总结\n南屏区工作总结", "南屏区工作总结"),
        ("正文到此为止。\n责任编辑：甲乙\n打印本页\n关闭窗口", "正文到此为止。"),
        ("新建老年食堂9个。\n主办单位：区民政局，各镇、街道", "新建老年食堂9个。\n主办单位：区民政局，各镇、街道"),
        ("全真版 文字版 文件下载 相关链接： 根据要求，现报告如下。", "根据要求，现报告如下。"),
    ],
)
def test_a_defect_is_mended(raw: str, text: str) -> None:
    assert mend(raw).text == text


def test_hard_wrapped_lines_are_joined_to_paragraphs() -> None:
    raw = """2023 年，南屏区卫生健康局围绕基层医疗服务能力建设，以家庭

医生签约为抓手，以中医药服务为特色，逐步建成覆盖城乡的健

康服务网络，居民就近看病的愿望基本得到实现。

一、做实家庭医生签约，守好健康大门

一是组建服务团队。每个社区卫生服务中心设立签约服务办公

室，由全科医师牵头，护士和公卫医师参加，为居民建立健康

档案并定期随访，形成长期稳定的服务关系。

二是丰富服务内容。新增老年人口腔检查3项，开展上门换药

等服务100余人次，慢性病患者的用药指导得到了加强，居民

对签约服务的评价逐年提高。
"""
    assert mend(raw).text.split("\n") == [
        "2023年，南屏区卫生健康局围绕基层医疗服务能力建设，以家庭医生签约为抓手，以中医药服务为特色，逐步建成覆盖城乡的健"
        "康服务网络，居民就近看病的愿望基本得到实现。",
        "一、做实家庭医生签约，守好健康大门",
        "一是组建服务团队。每个社区卫生服务中心设立签约服务办公室，由全科医师牵头，护士和公卫医师参加，为居民建立健康"
        "档案并定期随访，形成长期稳定的服务关系。",
        "二是丰富服务内容。新增老年人口腔检查3项，开展上门换药等服务100余人次，慢性病患者的用药指导得到了加强，居民"
        "对签约服务的评价逐年提高。",
    ]


def test_a_repeated_page_header_is_dropped_and_kept_account_of() -> None:
    body = [f"第{n}件实事已经办结，群众表示满意。" for n in range(30)]
    lines = [
        *body[:10],
        "南屏区法治政府建设报告",
        *body[10:20],
        "南屏区法治政府建设报告",
        *body[20:],
        "南屏区法治政府建设报告",
    ]
    mended = mend("\n".join(lines))
    assert mended.text == "\n".join(body)
    assert [(d.text, d.reason) for d in mended.dropped] == [("南屏区法治政府建设报告", "页眉")] * 3


def test_a_repeated_line_with_a_figure_is_no_page_header() -> None:
    body = [f"第{n}件实事已经办结，群众表示满意。" for n in range(30)]
    lines = [*body[:10], "办结信访12件", *body[10:20], "办结信访12件", *body[20:], "办结信访12件"]
    assert mend("\n".join(lines)).text.count("办结信访12件") == 3


def test_text_in_one_line_gets_its_line_breaks_back() -> None:
    paragraphs = [
        "2023 年，南屏区卫生健康局围绕基层医疗服务能力建设，以家庭医生签约为抓手，就近看病的愿望基本得到实现。",
        "一、做实家庭医生签约，守好健康大门",
        "2023 年，每个社区卫生服务中心设立签约服务办公室，为居民建立健康档案并定期随访，全年签约 12.5 万人。"
        + "每个社区卫生服务中心设立签约服务办公室，由全科医师牵头，护士和公卫医师参加，居民的评价逐年提高。" * 4,
        "二、办好老年食堂",
        "全区新建老年食堂九个，日均就餐三千人次，送餐上门两百人次，老人在家门口就能吃上热饭，子女也放心。" * 4,
    ]
    lines = [p[at : at + 28] for p in paragraphs for at in range(0, len(p), 28)]
    mended = mend(" ".join([*lines[:9], "— 1 —", *lines[9:]]))
    assert mended.text.split("\n") == [p.replace(" ", "") for p in paragraphs]
    assert [(d.text, d.reason) for d in mended.dropped] == [("—1—", "页码")]


def test_lines_torn_at_links_are_joined_where_empty_lines_part_the_paragraphs() -> None:
    raw = """一年来，主要做了以下工作。

——社区站点更加健全。新建
家庭医生
站点12个，改造老站点30个。

——
便民服务
深入推进。送药上门500人次。

广义货币M
2
增长9%左右，保持合理充裕。

要继续努力，不断提高群众满意度。

一、增设站点

站点要靠近居民。

二、培养骨干

骨干要外出进修。"""
    assert mend(raw).text.split("\n")[1:3] == [
        "——社区站点更加健全。新建家庭医生站点12个，改造老站点30个。",
        "——便民服务深入推进。送药上门500人次。",
    ]


def test_rows_of_a_table_keep_their_cells_and_run_into_nothing() -> None:
    raw = "全年办结信访件如下\n类别\t数量\n医疗\t12\n药品\t3\n其中医疗类\n最多。\n一、\t工作成效\n全年\t顺利。"
    assert mend(raw).text.split("\n") == [
        "全年办结信访件如下",
        "类别\t数量",
        "医疗\t12",
        "药品\t3",
        "其中医疗类",
        "最多。",
        "一、工作成效",
        "全年 顺利。",
    ]


MARKS = [
    "一、",
    "（二）",
    "3.",
    "一是",
    "。",
    "，",
    "：",
    "；",
    "“",
    "”",
    "《",
    "》",
    " ",
    "\u3000\u3000",
    "\n",
    "\n\n",
    "\r\n",
]
WORDS = ["2023 年", "调解纠纷", "全区", "医疗", "机构", "12.5", " %", "x", "\u200b", "[bookmark: _GoBack]"]
LINES = ["- 3 -\n", "下载\n", "\n【字号：\n", "责任编辑：甲\n", "各位代表：\n"]
PIECES = st.sampled_from([*MARKS, *WORDS, *LINES])
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


def printed(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace())


@given(TEXTS)
def test_no_character_is_lost_or_invented(raw: str) -> None:
    mended = mend(raw)
    assert printed(raw) == printed(mended.text + "".join(d.text for d in mended.dropped))


@given(TEXTS)
def test_mending_again_changes_nothing(raw: str) -> None:
    text = mend(raw).text
    assert mend(text).text == text


@given(TEXTS)
def test_paragraphs_are_one_a_line_without_blanks_at_their_ends(raw: str) -> None:
    text = mend(raw).text
    assert all(line and line == line.strip() for line in text.split("\n")) or text == ""
