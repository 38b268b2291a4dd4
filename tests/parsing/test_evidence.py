"""Why a field has its value: where it was read, how sure that is, what the manifest and the file itself add."""

import pytest

from indexer.parsing.metadata import Corrections
from indexer.parsing.parse import parse_text
from indexer.report import Evidence, Source
from tests.parsing.made import GAZETTEER, parse

BODY = "2023年，我局认真落实各项要求，现将有关情况报告如下：\n一、工作成效\n全年办结信访件12件。\n"
TITLE = "桐陂区卫生健康局2023年法治政府建设情况报告"


def evidence(raw: str, field: str, name: str = "a.txt", **hints: str) -> Evidence:
    return parse_text(raw, name, GAZETTEER, hints=hints).metadata.evidence[field]


@pytest.mark.parametrize(
    ("field", "words"),
    [("title", TITLE), ("issuers", TITLE), ("genre", TITLE), ("year", "2023年"), ("district", "桐陂区")],
)
def test_what_was_read_in_the_text_says_where(field: str, words: str) -> None:
    report = parse(f"{TITLE}\n{BODY}")
    found = report.metadata.evidence[field]
    assert found.source is Source.TEXT
    assert found.span is not None
    assert found.span.of(report.text) == words


def test_every_field_has_its_evidence() -> None:
    metadata = parse(f"{TITLE}\n{BODY}").metadata
    fields = {"title", "issuers", "district", "city", "province", "code", "year", "issued_on", "genre"}
    assert set(metadata.evidence) == fields


def test_city_and_province_are_read_or_looked_up() -> None:
    printed = parse(f"临沧澜市{TITLE}\n{BODY}").metadata.evidence
    assert printed["city"].source is Source.TEXT
    assert printed["province"] == Evidence(Source.INFERRED, 0.98, None, "文中没有写，由地区查得")


def test_the_code_of_a_former_place_says_what_it_became() -> None:
    report = parse(f"青浦陂市旧津县卫生局2015年工作总结\n{BODY}")
    assert report.metadata.code == "970221"
    assert report.metadata.evidence["code"].note == "旧津县的代码用到 2016-03-01 为止，后为津北区（970203）"


@pytest.mark.parametrize(
    ("head", "name", "source", "sure"),
    [
        (f"{TITLE}\n", "a.txt", Source.TEXT, True),
        ("2023年工作总结\n", "桐陂区.txt", Source.FILE_NAME, False),
        ("2023年工作总结\n", "桐陂区/a.txt", Source.FOLDER, False),
        ("桐山区卫生健康局2023年工作总结\n", "青浦陂市/a.txt", Source.FOLDER, True),  # tells the same-named apart
        ("2023年工作总结\n", "a.txt", Source.NONE, False),
    ],
)
def test_the_place_is_as_sure_as_its_source(head: str, name: str, source: Source, sure: bool) -> None:
    found = evidence(f"{head}全年顺利。", "district", name)
    assert found.source is source
    assert (found.confidence >= 0.65) is sure


def test_a_file_s_name_that_says_another_place_than_the_text_puts_it_in_doubt() -> None:
    raw = "各位代表：\n我代表区人民政府报告工作。\n" + "桐陂区稳步向前。" * 3
    report = parse(raw, "津北区.txt")
    found = report.metadata.evidence["district"]
    assert report.metadata.district == "桐陂区"
    assert (found.source, found.confidence) == (Source.INFERRED, 0.6)
    assert f"地区：{found.note}" in report.warnings
    assert found.note.endswith("文件名写的是津北区")


@pytest.mark.parametrize(
    ("field", "hints", "value", "source"),
    [
        (
            "title",
            {"title": "桐陂区卫生健康局普法工作年度报告_桐陂区政府网"},
            "桐陂区卫生健康局普法工作年度报告",
            Source.HINT,
        ),
        ("issuers", {"issuer": "桐陂区卫生健康局"}, ("桐陂区卫生健康局",), Source.HINT),
        ("district", {"issuer": "桐陂区卫生健康局"}, "桐陂区", Source.HINT),
        ("genre", {"title": "普法工作调研报告"}, "调研报告", Source.HINT),
        ("district", {}, None, Source.NONE),
    ],
)
def test_what_the_page_says_of_itself_fills_what_its_text_lacks(
    field: str, hints: dict[str, str], value: object, source: Source
) -> None:
    metadata = parse_text("全年顺利，群众满意，各项工作有序推进。", "a.txt", GAZETTEER, hints=hints).metadata
    assert (getattr(metadata, field), metadata.evidence[field].source) == (value, source)


def test_the_page_s_date_is_no_date_line_and_less_sure() -> None:
    found = evidence(f"{TITLE}\n{BODY}", "issued_on", issued_on="2024-01-30 10:21")
    assert (found.source, found.confidence) == (Source.HINT, 0.6)
    signed = evidence(f"{TITLE}\n{BODY}桐陂区卫生健康局\n2024年1月9日", "issued_on", issued_on="2024-01-30")
    assert (signed.source, signed.confidence) == (Source.TEXT, 0.99)


def test_a_page_s_title_that_differs_is_noted() -> None:
    found = evidence(f"{TITLE}\n{BODY}", "title", title="普法工作简报")
    assert found.source is Source.TEXT
    assert found.note == "网页或文件自带的标题是“普法工作简报”"


def test_the_document_s_number_is_noted_with_the_bodies() -> None:
    raw = f"桐陂区卫生健康局文件\n桐卫发〔2024〕3号\n{TITLE}\n{BODY}"
    assert evidence(raw, "issuers").note == "发文字号 桐卫发〔2024〕3号"


def test_a_manifest_notes_what_the_report_says_otherwise() -> None:
    corrections = Corrections(year=2022, genre="法治政府建设年度报告")
    found = parse_text(f"{TITLE}\n{BODY}", "a.txt", GAZETTEER, corrections).metadata.evidence
    assert found["year"] == Evidence(Source.MANIFEST, 1.0, None, "报告里读到的是“2023”")
    assert found["genre"] == Evidence(Source.MANIFEST, 1.0)


def test_a_title_s_year_that_the_date_precedes_is_in_doubt() -> None:
    found = evidence(f"{TITLE}\n{BODY}桐陂区卫生健康局\n2021年1月9日", "year")
    assert found.confidence == 0.6
    assert found.note == "标题写的是 2023 年，日期却是 2021-01-09"
