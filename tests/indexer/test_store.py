"""What is written is what is read: reports, sections, passages, sentences, wordings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.errors import GenerationError
from indexer.report import Report, SectionKind
from indexer.rows import rows_of, section_kind, wording, write_rows
from indexer.split import split_passages
from indexer.store import Store
from tests.indexer.made import report
from tests.parsing.made import parse

SHARED = "让执法有据可查、过程有迹可循。"


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    first = parse(report(), "2023/桐陂区.txt")
    second = parse("白泽区2024年工作总结\n前言一段。\n一、主要成效\n" + SHARED + "\n全年办案3件。", "白泽区.txt")
    third = parse("桐山区2022年工作总结\n一、主要成效\n让执法 有据可查，过程有迹可循！\n", "桐山区.txt")
    return [replace(first, source="ab" * 32, warnings=("标题：有疑",)), second, third]


@pytest.fixture(scope="module")
def store(reports: list[Report], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("库") / "archive.sqlite"
    write_rows(path, [rows_of(r, split_passages(r, 100)) for r in reports])
    opened = Store(path)
    yield opened
    opened.close()


def test_reports_come_back_with_their_metadata(store: Store, reports: list[Report]) -> None:
    first = store.reports[0]
    assert (first.number, first.path, first.source, first.warnings) == (
        0,
        "2023/桐陂区.txt",
        "ab" * 32,
        ("标题：有疑",),
    )
    m = first.metadata
    assert (m.district, m.city, m.province, m.code, m.year) == ("桐陂区", "临沧澜市", "沧澜省", "970101", 2023)
    assert (m.issued_on, m.title, m.issuers) == (
        date(2024, 1, 15),
        "临沧澜市桐陂区卫生健康局2023年法治政府建设情况报告",
        reports[0].metadata.issuers,
    )
    assert first.characters == len(reports[0].text)
    assert (first.passages, first.sections) == (len(split_passages(reports[0], 100)), len(reports[0].sections))
    assert store.reports[1].metadata.issued_on is None


def test_text_and_sections_come_back(store: Store, reports: list[Report]) -> None:
    for number, made in enumerate(reports):
        assert store.text(number) == made.text
        assert store.sections(number) == made.sections


def test_passages_come_back_numbered_over_all_reports(store: Store, reports: list[Report]) -> None:
    number = 0
    for of_report, made in enumerate(reports):
        held = store.passages_of(of_report)
        for passage, kept in zip(split_passages(made, 100), held, strict=True):
            assert (kept.number, kept.report, kept.section) == (number, of_report, passage.section)
            assert (kept.span, kept.sentences) == (passage.span, passage.sentences)
            assert kept.text == passage.span.of(made.text)
            assert kept.kind == section_kind(made, passage)
            assert store.passage_reports[number] == of_report
            number += 1
    assert len(store.passage_reports) == len(store.passage_kinds) == number
    assert store.sentence_count() == sum(len(p.sentences) for r in reports for p in split_passages(r, 100))


def test_passages_are_given_in_the_order_asked_for(store: Store) -> None:
    assert [p.number for p in store.passages([3, 0, 2])] == [3, 0, 2]
    assert store.passages([]) == []


def test_before_the_first_heading_there_is_no_section(store: Store) -> None:
    opening = store.passages_of(1)[0]
    assert (opening.text, opening.section, opening.kind) == ("前言一段。", None, SectionKind.OTHER)
    assert store.section_paths([(1, None), (1, 0)]) == {(1, None): (), (1, 0): ("一、主要成效",)}


def test_the_same_wording_is_found_whatever_its_punctuation(store: Store) -> None:
    assert store.reports_with(SHARED) == [1, 2]
    assert store.reports_with("全年办案3件") == [1]
    assert store.reports_with("全年办案4件") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("办案12件。", "办案 １２ 件！", True),
        ("ＡＢＣ平台", "abc平台", True),
        ("办案12件", "办案13件", False),
    ],
)
def test_wording(one: str, other: str, same: bool) -> None:
    assert (wording(one) == wording(other)) is same


def test_a_report_is_found_by_its_path(store: Store) -> None:
    assert store.report("2023/桐陂区.txt") == store.reports[0]
    assert store.report("桐陂区.txt") is None


@pytest.mark.parametrize("data", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 84])
def test_a_file_that_is_no_store(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(data)
    with pytest.raises(GenerationError, match=r"archive\.sqlite"):
        Store(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=r"archive\.sqlite"):
        Store(tmp_path / "archive.sqlite")


def test_a_path_that_a_web_address_would_read_otherwise(tmp_path: Path, reports: list[Report]) -> None:
    folder = tmp_path / "索引 50%?#1"
    folder.mkdir()
    write_rows(folder / "archive.sqlite", [rows_of(reports[1], split_passages(reports[1], 100))])
    opened = Store(folder / "archive.sqlite")
    assert opened.text(0) == reports[1].text
    opened.close()
