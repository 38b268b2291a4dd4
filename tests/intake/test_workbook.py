"""The workbook for the office: what it holds, and that nothing in it is a formula."""

import io
from dataclasses import replace

from openpyxl import load_workbook

from indexer.errors import ReportError
from indexer.intake.examine import Origin, refused
from indexer.intake.record import Intake, RosterCell, State
from indexer.intake.workbook import workbook
from tests.intake.made import file, text
from tests.parsing.made import GAZETTEER

TAKEN = file("桐陂区2023.txt", text())[0]
WICKED = replace(
    refused(Origin("=1+1.docx", "", 7), ReportError("=HYPERLINK(1)", "@SUM(1)\x01", "damaged"), GAZETTEER), title="-2"
)
CELL = RosterCell("沧澜省", "临沧澜市", "白泽区", 2024, State.MISSING, True)


def sheets(intake: Intake) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(workbook(intake)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_files_roster_and_lists_each_have_a_sheet() -> None:
    of = sheets(Intake((TAKEN, WICKED), (CELL,), (("manifest.csv", "有没有用到的列"),)))
    head, *rows = of["文件"]
    named = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["文件"], row["结论"], row["可检索"], row["年度"]) for row in named] == [
        ("桐陂区2023.txt", "收录", "是", 2023),
        ("=1+1.docx", "拒收", "否", None),
    ]
    assert (named[1]["问题"], named[1]["处理办法"]) == ("=HYPERLINK(1)", "@SUM(1)\ufffd")
    assert of["名册"][1:] == [["沧澜省", "临沧澜市", "白泽区", 2024, "缺", "是", None]]
    assert of["清单"][1:] == [["manifest.csv", "有没有用到的列"]]


def test_lists_without_a_fault_have_no_sheet() -> None:
    assert list(sheets(Intake((TAKEN,)))) == ["文件", "名册"]


def test_text_from_a_document_is_never_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook(Intake((WICKED,)))))
    cells = [cell for row in book["文件"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    dangerous = [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert len(dangerous) == 4
    assert all(cell.quotePrefix for cell in dangerous)


def test_the_head_stays_in_sight_and_filters() -> None:
    sheet = load_workbook(io.BytesIO(workbook(Intake((TAKEN, WICKED)))))["文件"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:Z3"
    assert sheet.column_dimensions["A"].width == 48


def test_what_is_too_long_for_a_cell_is_cut() -> None:
    long = replace(TAKEN, title="长" * 40_000)
    title = sheets(Intake((long,)))["文件"][1][5]
    assert len(str(title)) == 32_767
