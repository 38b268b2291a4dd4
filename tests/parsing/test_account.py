"""What is told of a report's headings; and that canonical text accounts for every character of its source."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given

from indexer.errors import ReportError
from indexer.parsing.account import Gap, coverage, gaps, long_titles
from indexer.parsing.canonical import canonical
from indexer.parsing.mend import mend
from indexer.read import read_file
from tests.parsing.documents import documents, endless
from tests.parsing.made import parse
from tests.parsing.test_parse import check_sections


def test_coverage_is_the_share_of_the_body_under_a_heading() -> None:
    assert coverage(parse("桐陂区工作总结\n全年工作顺利。\n一、工作成效\n好。")) == 8 / 15  # 一、工作成效好。
    assert coverage(parse("桐陂区工作总结\n全年工作顺利。\n明年再接再厉。")) == 0.0
    assert coverage(parse("桐陂区工作总结\n一、工作成效\n好。\n二、打算\n更好。")) == 1.0


def test_gaps_are_the_numbers_missing_before_a_heading() -> None:
    report = parse("桐陂区工作总结\n一、成效\n（一）学习\n好。\n（三）执法\n好。\n四、打算\n（一）普法\n好。")
    assert list(gaps(report.sections)) == [Gap(2, 1), Gap(3, 2)]


def test_a_misread_number_is_no_gap() -> None:
    assert not list(
        gaps(parse("桐陂区工作总结\n—、成效\n（—）学习\n好。\n（二）执法\n好。\n二、打算\n更好。").sections)
    )


def test_long_titles_are_told() -> None:
    title = "健全制度" * 16
    report = parse(f"桐陂区工作总结\n一、{title}\n好。\n二、打算\n更好。")
    assert list(long_titles(report.sections)) == [0]


def test_what_was_left_out_is_counted_by_reason() -> None:
    report = parse("桐陂区工作总结\n全年工作顺利。\n- 12 -\n再接再厉。\n打印本页\n[bookmark: _GoBack]")
    assert report.dropped == {"页码": 4, "网页附件": 4, "Word 书签": 18}


def printed(text: str) -> str:
    return "".join(text.split())


def check_account(raw: str) -> None:
    """What of `raw` is not in its canonical text was dropped for a reason; nothing was added, nothing moved."""
    mended = mend(raw)
    source, rest = iter(printed(raw)), []
    for wanted in printed(mended.text):
        for character in source:
            if character == wanted:
                break
            rest.append(character)
        else:
            pytest.fail(f"not in the source, or not in its order: {wanted!r}")
    assert Counter([*rest, *source]) == Counter(printed("".join(d.text for d in mended.dropped)))
    assert all(d.reason for d in mended.dropped)


@given(documents | endless)
def test_canonical_text_accounts_for_every_character(raw: str) -> None:
    check_account(raw)


@given(documents | endless)
def test_parsing_any_document_again_changes_nothing(raw: str) -> None:
    try:
        report = parse(raw)
    except ReportError:  # nothing but furniture
        return
    check_sections(report)
    again = parse(report.text)
    assert (again.text, again.layout, again.sections) == (report.text, report.layout, report.sections)
    assert again.metadata == report.metadata
    assert not again.dropped


@given(documents)
def test_coverage_is_a_share(raw: str) -> None:
    try:
        report = parse(raw)
    except ReportError:
        return
    assert 0.0 <= coverage(report) <= 1.0


SHARED = Path(__file__).parents[3] / "shared"


def test_canonical_text_accounts_for_every_character_of_real_reports() -> None:
    files = [*sorted((SHARED / "seeds").glob("*.txt")), *sorted((SHARED / "reports").glob("*.txt"))[::12]]
    if not files:
        pytest.skip("no real reports beside the repository (../shared): nothing was checked")
    for path in files:
        raw = read_file(path.read_bytes()).text
        check_account(raw)
        text = canonical(raw).text
        assert canonical(text).text == text, path.name
