"""Reports of made-up districts, and the records that they give."""

from indexer.intake.duplicates import Print, print_of
from indexer.intake.examine import Origin, examine
from indexer.intake.record import FileRecord
from indexer.parsing.metadata import Corrections
from indexer.parsing.parse import parse_reading
from indexer.read.reading import Format, Reading
from indexer.split import split_passages
from tests.parsing.made import GAZETTEER

MATTERS = (
    "全年受理医疗纠纷86件，调解员、律师和医学专家共同会商，办结83件，调解成功率为96.5%。",
    "组织执法人员集中培训12次，参训640人次，新取得行政执法证件的有31人。",
    "抽查医疗机构215家次，发出监督意见书47份，立案查处9起，罚没款项18.6万元。",
    "在街道和社区设置普法宣传栏38处，发放宣传册两万余份，线上讲座观看量达5.2万人次。",
    "梳理行政审批事项64项，办理时限平均压缩四成，群众少跑路约1.3万趟。",
    "公开征求意见14条，采纳9条，重大行政决策全部经过合法性审查和集体讨论。",
    "开展公共场所卫生专项检查，涉及旅馆、泳池和美容店共计302户，整改率为98%。",
    "聘请法律顾问2名，审查合同57份，参与行政复议答复3件，无一件被撤销。",
)


def text(place: str = "桐陂区", year: int = 2023, matters: tuple[str, ...] = MATTERS) -> str:
    titled = [f"（{'一二三四五六七八九十'[n]}）第{n + 1}项工作\n{matter}" for n, matter in enumerate(matters)]
    body = "\n".join(titled)
    return (
        f"临沧澜市{place}卫生健康局{year}年法治政府建设情况报告\n\n{year}年，{place}卫生健康局依法履职，现将情况报告如下。\n"
        f"一、主要工作和成效\n{body}\n二、存在的问题\n普法宣传形式单一，基层执法力量不足。\n\n"
        f"临沧澜市{place}卫生健康局\n{year + 1}年1月15日\n"
    )


def record_of(
    reading: Reading, path: str = "桐陂区2023.txt", corrections: Corrections | None = None
) -> tuple[FileRecord, Print]:
    report = parse_reading(reading, path, "ab" * 32, GAZETTEER, corrections)
    record = examine(Origin(path, "ab" * 32, len(reading.text)), reading, report, split_passages(report, 100))
    return record, print_of(report.text)


def file(path: str, said: str, kind: Format = Format.TXT, **more: object) -> tuple[FileRecord, Print]:
    """What a file at `path` gives whose text is `said`."""
    return record_of(Reading(said, kind, **more), path)  # type: ignore[arg-type]
