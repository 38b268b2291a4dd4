"""The account of an archive as a workbook for the office. The only module that knows openpyxl."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from indexer.intake.record import FORMAT_NAMES, FileRecord, Intake, RosterCell, State

_LONGEST = 32_767  # characters that a cell takes
_HEAD, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_FILLS = {
    State.DOUBTFUL: PatternFill("solid", fgColor="FFF3CD"),
    State.REFUSED: PatternFill("solid", fgColor="F8D7DA"),
    State.MISSING: PatternFill("solid", fgColor="E2E3E5"),
}
_FILES = (  # heading and width in characters
    ("文件", 48),
    ("结论", 8),
    ("问题", 60),
    ("处理办法", 48),
    ("可检索", 8),
    ("标题", 40),
    ("省", 12),
    ("市", 12),
    ("区县", 14),
    ("年度", 8),
    ("文种", 22),
    ("格式", 20),
    ("编码", 10),
    ("字数", 10),
    ("页数", 8),
    ("无文字页", 12),
    ("乱码比例", 10),
    ("识别把握", 10),
    ("标题覆盖", 10),
    ("缺号", 8),
    ("过长句", 8),
    ("重复于", 40),
    ("相近文件", 48),
    ("备注", 40),
    ("大小（字节）", 14),
    ("SHA-256", 20),
)
_ROSTER = (("省", 12), ("市", 12), ("区县", 16), ("年度", 8), ("情况", 8), ("在名册上", 10), ("文件", 60))
_LISTS = (("清单", 24), ("问题", 80))

_Value = str | int | float | None


def workbook(intake: Intake) -> bytes:
    """An xlsx with the sheets 文件, 名册 and, where there is anything odd about a list, 清单."""
    book = Workbook(write_only=True)
    _sheet(book, "文件", _FILES, (_file_row(r) for r in intake.records), len(intake.records), state=1)
    _sheet(book, "名册", _ROSTER, (_roster_row(c) for c in intake.roster), len(intake.roster), state=4)
    if intake.lists:
        _sheet(book, "清单", _LISTS, intake.lists, len(intake.lists))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _sheet(
    book: Workbook,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[_Value]],
    count: int,
    *,
    state: int | None = None,
) -> None:
    """A sheet with a frozen, filtered head; a row is coloured by the state in its column `state`."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, name, _HEAD_FILL, _HEAD) for name, _ in columns])
    for row in rows:
        fill = None if state is None else _FILLS.get(State(str(row[state])))
        sheet.append([_cell(sheet, value, fill) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: _Value, fill: PatternFill | None = None, font: Font | None = None) -> Cell:
    """A cell that holds `value` as it stands: text from a document is never a formula, whatever it begins with."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_LONGEST]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    cell.alignment = _WRAPPED
    if fill is not None:
        cell.fill = fill
    if font is not None:
        cell.font = font
    return cell


def _file_row(r: FileRecord) -> tuple[_Value, ...]:
    return (
        r.path,
        r.verdict.value,
        "\n".join(f.reason for f in r.findings),
        "\n".join(dict.fromkeys(f.cure for f in r.findings if f.cure)),
        "是" if r.indexed else "否",
        r.title,
        r.province,
        r.city,
        r.district,
        r.year,
        r.genre,
        FORMAT_NAMES[r.format] if r.format else "不明",
        r.encoding,
        r.characters,
        r.pages,
        "、".join(map(str, r.blank_pages)),
        r.garbled,
        r.confidence,
        r.heading_coverage,
        r.numbering_gaps,
        r.long_sentences,
        r.duplicate_of,
        "\n".join(f"{n.path}（{n.similarity:.0%}）" for n in r.near),
        "\n".join(r.notes),
        r.size,
        r.source,
    )


def _roster_row(c: RosterCell) -> tuple[_Value, ...]:
    listed = "是" if c.listed else "否"
    return c.province, c.city, c.district, c.year, c.state.value, listed, "\n".join(c.paths)
