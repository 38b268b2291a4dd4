"""Made-up documents for property tests: every kind of line that a file may have, joined in every way, in any order."""

from hypothesis import strategies as st

HEADS = [
    "一、工作成效",
    "二、存在问题",
    "三、下步打算",
    "（一）强化学习。全年学习12次，",
    "（二）强化监管",
    "（四）强化保障，服务群众。一是增设站点，",
    "1.集中学习",
    "2．个人自学。每周一次。",
    "第一，抓好普法",
    "第二，抓好执法",
    "—、总体情况",
    "（—）健全制度",
    "2023年工作回顾",
    "2024年工作安排",
    "结束语",
    "名词解释",
]
PROSE = [
    "全年办结信访件12件，群众满意度稳步提高。",
    "全区各医疗卫生单位认真落实信访工作责任制，健全接待、登记、转办、答复的闭环管理机制",
    "，着力提高服",
    "务群众水平。",
    "主要做法：一是人手不足，二是经费紧张。",
    "二是加强培训；三是",
    "2023 年投入 3.07 万元 ，",
    "举办 “健康敲门” 活动 。",
    "政 府 工 作 报 告",
    "各位代表：",
]
FURNITURE = [
    "- 3 -",
    "— 4 —",
    "第 3 页 共 9 页",
    "7",
    "8",
    "下载",
    "【字号：",
    "责任编辑：甲乙",
    "打印本页",
    "[bookmark: _GoBack]",
    "\u200b",
    "首页",
    ">",
    "南屏区法治政府建设报告",
]
TABLES = ["项目\t数量\t备注", "信访\t12\t", "| 项目 | 数量 |", "附件：1.名单", "附表1"]
CLOSING = ["特此报告。", "桐陂区卫生健康局", "2024年1月9日", "联系人：甲某 电话：0999-1234567"]
JOINTS = ["\n", "\n\n", "", " ", "\u3000\u3000", "\n\u3000\u3000", "\r\n", "\f", "\n\f", "\t"]

_lines = st.sampled_from([*HEADS, *PROSE, *FURNITURE, *TABLES, *CLOSING])
_joints = st.sampled_from(JOINTS) | st.just("\n")
documents = st.lists(st.tuples(_lines, _joints), min_size=1, max_size=40).map(
    lambda pieces: "".join(line + joint for line, joint in pieces)
)
endless = st.lists(st.sampled_from([*HEADS, *PROSE, *FURNITURE]), min_size=20, max_size=60).map(" ".join)
