"""What a report is: title, bodies, place, year, date, genre, each with where it came from."""

from datetime import date

import pytest

from indexer.parsing.metadata import Corrections
from indexer.parsing.parse import parse_text
from indexer.report import Source
from tests.parsing.made import GAZETTEER, parse

BODY = "2023年，我局认真落实各项要求，现将有关情况报告如下：\n一、工作成效\n全年办结信访件12件。\n"


@pytest.mark.parametrize(
    ("head", "title", "issuers"),
    [
        (
            "桐陂区卫生健康局2023年法治政府建设情况报告",
            "桐陂区卫生健康局2023年法治政府建设情况报告",
            ("桐陂区卫生健康局",),
        ),
        (
            "桐陂区卫生健康局\n关于 2023 年法治政府建设工作情况的报告",
            "桐陂区卫生健康局关于2023年法治政府建设工作情况的报告",
            ("桐陂区卫生健康局",),
        ),
        (
            "桐陂区卫生健康局2023年法治政府建设\n工作情况报告",  # broken in the middle
            "桐陂区卫生健康局2023年法治政府建设工作情况报告",
            ("桐陂区卫生健康局",),
        ),
        (
            "中共桐陂区委卫生健康工作委员会\n桐陂区卫生健康委员会\n关于2023年法治政府建设情况的报告",
            "中共桐陂区委卫生健康工作委员会桐陂区卫生健康委员会关于2023年法治政府建设情况的报告",
            ("中共桐陂区委卫生健康工作委员会", "桐陂区卫生健康委员会"),
        ),
        (
            "桐陂区卫生健康局文件\n桐卫发〔2024〕3号\n桐陂区卫生健康局\n关于2023年法治政府建设情况的报告",  # letterhead
            "桐陂区卫生健康局关于2023年法治政府建设情况的报告",
            ("桐陂区卫生健康局",),
        ),
        (
            "桐陂区卫生健康局2023年法治政府建设情况报告\n来源：区政府网\n发布时间：2024-01-30\n浏览次数：31",
            "桐陂区卫生健康局2023年法治政府建设情况报告",
            ("桐陂区卫生健康局",),
        ),
        (  # a cover repeats the title, not quite the same
            "桐陂区卫生健康局2023年法治政府建设情况的报告\n2024年1月\n中共桐陂区委卫生健康工委\n桐陂区卫生健康局\n"
            "2023年法治政府建设情况的报告",
            "中共桐陂区委卫生健康工委桐陂区卫生健康局2023年法治政府建设情况的报告",
            ("中共桐陂区委卫生健康工委", "桐陂区卫生健康局"),
        ),
    ],
)
def test_the_title_block(head: str, title: str, issuers: tuple[str, ...]) -> None:
    report = parse(f"{head}\n区委、区政府：\n{BODY}")
    assert (report.metadata.title, report.metadata.issuers) == (title, issuers)
    assert report.layout.body.of(report.text).startswith("2023年，我局")


@pytest.mark.parametrize(
    ("signature", "issuers", "issued_on"),
    [
        ("桐陂区卫生健康局\n2024年1月9日", ("桐陂区卫生健康局",), date(2024, 1, 9)),
        ("桐陂区卫生健康局 2024 年 1 月 9 日", ("桐陂区卫生健康局",), date(2024, 1, 9)),
        ("桐陂区卫生健康局\n二〇二四年十二月二十一日", ("桐陂区卫生健康局",), date(2024, 12, 21)),
        ("桐陂区卫生健康局\n二О二四年一月九日", ("桐陂区卫生健康局",), date(2024, 1, 9)),  # a Cyrillic letter
        (  # two columns, flattened
            "中共桐陂区委      桐陂区\n卫生健康工作委员会      卫生健康委员会\n      2024年1月9日",
            ("中共桐陂区委卫生健康工作委员会", "桐陂区卫生健康委员会"),
            date(2024, 1, 9),
        ),
        ("", (), None),
    ],
)
def test_the_signature(signature: str, issuers: tuple[str, ...], issued_on: date | None) -> None:
    report = parse(f"2023年法治政府建设情况报告\n{BODY}特此报告。\n\n{signature}\n（联系人：某某 联系电话：5550100）")
    assert (report.metadata.issuers, report.metadata.issued_on) == (issuers, issued_on)


@pytest.mark.parametrize(
    ("raw", "issuers"),
    [
        ("桐陂区司法局、桐陂区卫生健康局关于2023年普法工作的总结\n", ("桐陂区司法局", "桐陂区卫生健康局")),
        ("2023年桐陂区卫生健康局工作总结\n", ("桐陂区卫生健康局",)),  # the year in front
        ("2023年法治政府建设报告（桐陂区卫生健康局）\n", ("桐陂区卫生健康局",)),
        ("桐陂区卫生健康局落实第一责任人职责情况报告\n", ("桐陂区卫生健康局",)),
        ("桐陂区人民政府文件\n桐政发〔2024〕3号\n2023年法治政府建设情况报告\n", ("桐陂区人民政府",)),  # letterhead
        ("桐陂区2024年政府工作报告\n", ("桐陂区人民政府",)),  # a government's by its kind
        ("2023年法治政府建设情况报告\n来源：桐陂区卫生健康局\n", ("桐陂区卫生健康局",)),
    ],
)
def test_the_bodies_where_no_signature_stands(raw: str, issuers: tuple[str, ...]) -> None:
    assert parse(raw + BODY).metadata.issuers == issuers


def test_a_body_named_by_its_rank_gets_its_place() -> None:
    raw = "区卫生健康局关于2023年法治政府建设情况的报告\n" + BODY + "桐陂区再上台阶。" * 3
    metadata = parse(raw).metadata
    assert metadata.issuers == ("桐陂区卫生健康局",)
    assert metadata.evidence["issuers"].source is Source.INFERRED


def test_contact_persons_are_kept_out_of_the_body() -> None:
    report = parse(
        f"2023年工作总结\n{BODY}特此报告。\n桐陂区卫生健康局\n2024年1月9日\n（联系人：某某 联系电话：5550100）"
    )
    body = report.layout.body.of(report.text)
    assert body.endswith("全年办结信访件12件。")
    assert report.layout.closing is not None
    assert "5550100" in report.layout.closing.of(report.text)
    assert all("5550100" not in s.span.of(report.text) for s in report.sections)


@pytest.mark.parametrize(
    "contact",
    [
        "联 系 人：某某",
        "填报人：某某 电话：00000000000",
        "审 核 人：某某 手 机：00000000000",
        "某某，10000000000",
        "某某 000-55501000",
    ],
)
def test_a_contact_in_any_shape_is_kept_out_of_the_body(contact: str) -> None:
    report = parse(f"2023年工作总结\n{BODY}桐陂区卫生健康局\n2024年1月9日\n{contact}")
    assert report.layout.body.of(report.text).endswith("全年办结信访件12件。")
    assert not [w for w in report.warnings if w.startswith("联系方式")]


def test_a_telephone_number_in_the_body_is_told() -> None:
    report = parse(f"桐陂区卫生健康局2023年工作总结\n开通热线000-55501000，全天接听。\n{BODY}")
    assert "联系方式：正文里有电话号码，请看是否应当略去" in report.warnings


def test_annexes_copies_and_the_printing_date_close_a_report_too() -> None:
    closing = (
        "特此报告。\n附件：1.执法统计表\n2.培训统计表\n桐陂区卫生健康局\n2024年1月9日\n（此件公开发布）\n"
        "抄送：区司法局\n桐陂区卫生健康局办公室 2024年1月15日印发"
    )
    report = parse(f"2023年工作总结\n{BODY}{closing}")
    assert report.layout.body.of(report.text).endswith("全年办结信访件12件。")
    assert report.metadata.issued_on == date(2024, 1, 9)
    assert report.metadata.issuers == ("桐陂区卫生健康局",)
    assert [s.level for s in report.sections] == [1]


SPEECH = "各位代表：\n现在，我代表{body}，向大会报告工作，请予审议。\n"


@pytest.mark.parametrize(
    ("raw", "year", "source"),
    [
        ("桐陂区卫生健康局2023年工作总结\n一切顺利，群众满意。\n桐陂区卫生健康局\n2024年1月9日", 2023, Source.TEXT),
        ("关于2022年普法工作情况暨2023年普法要点的报告\n一切顺利，群众满意。", 2022, Source.TEXT),
        ("2021—2023年普法工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("二〇二三年法治工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("法治工作总结\n（2023年度）\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("2023年度工作总结和2024年工作计划\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("2023年上半年工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("2023法治工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("二○二三年法治工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),
        ("二О二三年法治工作总结\n一切顺利，群众满意。", 2023, Source.TEXT),  # a Cyrillic letter for the nought
        ("“十三五”普法工作总结\n一切顺利，群众满意。", 2020, Source.INFERRED),
        # no year in the title: the opening's, but not that of a plan it names, nor one that the date forbids
        ("法治工作总结\n2023年，我局按照《纲要（2021-2025年）》要求推进工作。", 2023, Source.INFERRED),
        (
            "法治工作总结\n按照2035年远景目标和2035年规划，2023年我局推进工作。\n桐陂区卫生健康局\n2024年1月9日",
            2023,
            Source.INFERRED,
        ),
        ("法治工作总结\n一切顺利，群众满意。\n桐陂区卫生健康局\n2024年1月9日", 2023, Source.INFERRED),
        ("法治工作总结\n一切顺利，群众满意。\n桐陂区卫生健康局\n2024年12月9日", 2024, Source.INFERRED),
        # a 政府工作报告 counts under the year in which it was given
        ("2024年桐陂区政府工作报告\n" + SPEECH.format(body="区人民政府"), 2024, Source.TEXT),
        (
            "政府工作报告\n——2024年1月16日在桐陂区第五届人民代表大会第三次会议上\n" + SPEECH.format(body="区人民政府"),
            2024,
            Source.TEXT,
        ),
        (
            SPEECH.format(body="区人民政府")
            + "一、2023年工作回顾\n成绩来之不易。\n二、2024年工作安排\n锚定2035年目标。",
            2024,
            Source.INFERRED,
        ),
        (SPEECH.format(body="区人民政府") + "一、2023年工作回顾\n成绩来之不易。", 2024, Source.INFERRED),
    ],
)
def test_the_report_year(raw: str, year: int, source: Source) -> None:
    metadata = parse(raw).metadata
    assert (metadata.year, metadata.evidence["year"].source) == (year, source)


def test_a_year_found_nowhere_is_open_and_said() -> None:
    report = parse("法治工作总结\n一切顺利，群众满意。")
    assert report.metadata.year is None
    assert "年份：正文没有写明是哪一年的报告" in report.warnings


def test_a_year_only_the_file_name_has_is_taken_with_a_warning() -> None:
    report = parse("法治工作总结\n一切顺利，群众满意。", "桐陂区_2023.txt")
    assert (report.metadata.year, report.metadata.evidence["year"].source) == (2023, Source.FILE_NAME)
    assert any(w.startswith("年份：") for w in report.warnings)


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("桐陂区卫生健康局2023年法治政府建设情况报告", "法治政府建设年度报告"),
        ("桐陂区卫生健康局关于2023年依法行政工作情况的报告", "法治政府建设年度报告"),
        ("2024年桐陂区政府工作报告", "政府工作报告"),
        ("桐陂区卫生健康局2023年政府信息公开工作年度报告", "政府信息公开年度报告"),
        ("桐陂区卫生健康局2023年工作总结", "工作总结"),
        ("桐陂区卫生健康局2024年工作要点", "工作计划"),
        ("桐陂区卫生健康局2024年法治政府建设工作要点", "工作计划"),
        ("桐陂区卫生健康局2023年度工作总结和2024年工作计划", "工作总结"),
        ("桐陂区法制办公室2013年工作总结", "工作总结"),  # the word is the body's
        ("桐陂区卫生健康局2023年工作报告", "部门工作报告"),
        ("关于桐陂区2023年预算执行情况和2024年预算草案的报告", "预算执行情况报告"),
        ("关于桐陂区2023年度本级预算执行和其他财政收支情况的审计工作报告", "审计报告"),
        ("关于桐陂区2023年国民经济和社会发展计划执行情况的报告", "国民经济和社会发展计划报告"),
        ("桐陂区2023年国民经济和社会发展统计公报", "统计公报"),
        ("桐陂区基层医疗服务调研报告", "调研报告"),
        ("桐陂区人民法院工作报告", "法院工作报告"),
    ],
)
def test_the_genre(title: str, genre: str) -> None:
    assert parse(f"{title}\n{BODY}").metadata.genre == genre


def test_a_report_without_a_title_is_named_from_what_is_known() -> None:
    raw = SPEECH.format(body="桐陂区人民政府") + "一、2023年工作回顾\n成绩来之不易。\n二、2024年工作安排\n再接再厉。"
    metadata = parse(raw).metadata
    assert metadata.title == "桐陂区2024年政府工作报告"
    assert metadata.evidence["title"].source is Source.INFERRED
    assert metadata.evidence["title"].note


def test_the_manifest_wins_and_says_so() -> None:
    corrections = Corrections(district="白泽区", city="临沧澜市", year=2022)
    metadata = parse_text(f"桐陂区卫生健康局2023年工作总结\n{BODY}", "a.txt", GAZETTEER, corrections).metadata
    assert (metadata.district, metadata.city, metadata.year) == ("白泽区", "临沧澜市", 2022)
    assert metadata.title == "桐陂区卫生健康局2023年工作总结"
    assert {f for f, e in metadata.evidence.items() if e.source is Source.MANIFEST} == {
        "district",
        "city",
        "code",
        "year",
    }
    assert (metadata.province, metadata.code) == ("沧澜省", "970103")


def test_every_field_has_its_evidence() -> None:
    metadata = parse(BODY).metadata
    fields = {"title", "issuers", "district", "city", "province", "code", "year", "issued_on", "genre"}
    assert set(metadata.evidence) == fields
    for field in fields:
        open_field = getattr(metadata, field) in (None, ())
        assert not open_field or metadata.evidence[field].note, field


@pytest.mark.parametrize(
    ("head", "corrections", "place"),
    [
        # an empty cell is filled from the gazetteer: the corrected district's own city, province and code
        ("桐陂区", Corrections(district="白泽区"), ("白泽区", "临沧澜市", "沧澜省", "970103")),
        ("", Corrections(district="桐陂区"), ("桐陂区", "临沧澜市", "沧澜省", "970101")),
        # of two places of one name: the city in the manifest, else the one that was read, else neither
        ("桐陂区", Corrections(district="桐山区", city="青浦陂市"), ("桐山区", "青浦陂市", "沧澜省", "970202")),
        ("青浦陂市", Corrections(district="桐山区"), ("桐山区", "青浦陂市", "沧澜省", "970202")),
        ("", Corrections(district="桐山区"), ("桐山区", None, None, None)),
        # a place that the gazetteer lacks: what is above it as in the manifest, else as read; never another one's code
        ("桐陂区", Corrections(district="溪口新区"), ("溪口新区", "临沧澜市", "沧澜省", None)),
        ("桐陂区", Corrections(district="溪口新区", city="青浦陂市"), ("溪口新区", "青浦陂市", "沧澜省", None)),
        # a corrected city keeps the district that was read when that lies in it
        ("临沧澜市桐山区", Corrections(city="青浦陂市"), ("桐山区", "青浦陂市", "沧澜省", "970202")),
        ("桐陂区", Corrections(city="青浦陂市"), (None, "青浦陂市", "沧澜省", "970200")),
        ("桐陂区", Corrections(province="沧澜省"), ("桐陂区", "临沧澜市", "沧澜省", "970101")),
        # the code of the manifest wins
        ("桐陂区", Corrections(district="白泽区", code="970199"), ("白泽区", "临沧澜市", "沧澜省", "970199")),
        ("桐陂区", Corrections(code="970199"), ("桐陂区", "临沧澜市", "沧澜省", "970199")),
    ],
)
def test_a_corrected_place_is_completed(head: str, corrections: Corrections, place: tuple[str | None, ...]) -> None:
    raw = f"{head}卫生健康局2023年工作总结\n{BODY}"
    metadata = parse_text(raw, "a.txt", GAZETTEER, corrections).metadata
    assert (metadata.district, metadata.city, metadata.province, metadata.code) == place
