"""An archive: the folder of report files, with the lists beside them that correct, complete or extend it.

manifest.csv    corrects guessed metadata, a row a file      (or any CSV named by --manifest)
roster.csv      which districts and years are expected
places.csv      places that the packaged gazetteer lacks
dictionary.txt  words of the office's own, as jieba reads them
synonyms.txt    other words for the same thing, over the packaged ones
golden.tsv      questions with what should be found for them: a new index must not find it worse
"""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from indexer.errors import ArchiveError
from indexer.history import CURRENT
from indexer.parsing.metadata import Corrections
from indexer.pretrained.record import RECORD
from indexer.read.lists import decode_list

GOLDEN = "golden.tsv"
DICTIONARY = "dictionary.txt"
TAKEN_ALONG = ("places.csv", DICTIONARY, "synonyms.txt", GOLDEN)  # by every generation
LISTS = ("manifest.csv", "roster.csv", *TAKEN_ALONG)
_LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")
_COLUMNS = {  # heading of a column, in English or Chinese: field
    "file": "file",
    "文件": "file",
    "文件名": "file",
    "title": "title",
    "标题": "title",
    "district": "district",
    "区县": "district",
    "区划": "district",
    "city": "city",
    "市": "city",
    "地市": "city",
    "province": "province",
    "省": "province",
    "省份": "province",
    "code": "code",
    "区划代码": "code",
    "year": "year",
    "年份": "year",
    "年度": "year",
    "issued_on": "issued_on",
    "发文日期": "issued_on",
    "genre": "genre",
    "文种": "genre",
    "issuers": "issuers",
    "发文机关": "issuers",
    "replaces": "replaces",
    "取代": "replaces",
}


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that may hold a report; `name` is its path inside the archive, with forward slashes."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """A district and year of the roster; `line` is its line in the file."""

    district: str
    city: str | None
    year: int


@dataclass(frozen=True, slots=True)
class Archive:
    """What lies in the folder; `doubts` are (file, what is odd about a list, in Chinese).

    `corrections` may tell of members of a zip (包.zip/甲.docx), which are not looked for here; `manifest` names the
    list that they stand in.
    """

    root: Path
    files: tuple[ArchiveFile, ...]
    corrections: Mapping[str, Corrections]  # by file name inside the archive
    roster: tuple[ExpectedReport, ...]
    doubts: tuple[tuple[str, str], ...]
    manifest: str = "manifest.csv"
    replaces: Mapping[str, str] = field(default_factory=dict)  # by file: the older edition, or 无


def open_archive(root: Path, manifest: Path | None = None) -> Archive:
    """The archive in `root`; `manifest` is used instead of its own manifest.csv.

    Raises:
        ArchiveError: the folder is not there or has no file, or a list cannot be read; the message names file and line.
    """
    if not root.is_dir():
        raise ArchiveError(f"档案目录 {root} 不存在", "请检查路径，或先建目录并放入报告")
    if manifest is not None and not manifest.is_file():
        raise ArchiveError(f"清单文件 {manifest} 不存在", "请检查 --manifest 后的路径")
    listed = manifest or root / "manifest.csv"
    files = tuple(_files(root, listed))
    if not files:
        raise ArchiveError(f"档案目录 {root} 里没有文件", "请放入报告（.txt）后再试")
    corrections, replaces, doubts = _corrections(listed) if listed.is_file() else ({}, {}, [])
    names = {f.name for f in files}
    strange = [name for name in corrections if names.isdisjoint((name, *map(str, PurePosixPath(name).parents)))]
    doubts += [(listed.name, f"清单中的文件“{name}”不在档案里") for name in strange]
    roster = root / "roster.csv"
    expected = tuple(_roster(roster)) if roster.is_file() else ()
    return Archive(root, files, corrections, expected, tuple(doubts), listed.name, replaces)


def _files(root: Path, manifest: Path) -> Iterator[ArchiveFile]:
    """Every file that may hold a report: what we wrote ourselves, an index or a model, is none of the archive."""
    paths = sorted(root.rglob("*"))
    ours = {folder for path in paths for folder in _made_by_us(path)} - {root}
    for path in paths:
        if not ours.isdisjoint(path.parents):
            continue
        name = path.relative_to(root)
        hidden = any(part.startswith((".", "~$")) or part.lower() in _LEFT_BY_SYSTEMS for part in name.parts)
        is_list = name.as_posix() in LISTS or path == manifest or path.resolve() == manifest.resolve()
        leads_nowhere = path.is_symlink() and not path.exists()  # refused by name when it is read
        if (path.is_file() or leads_nowhere) and not hidden and not is_list:
            yield ArchiveFile(path, _legible(name.as_posix()))


def _made_by_us(path: Path) -> tuple[Path, ...]:
    """The folders that `path` marks as an index, a generation of one, or a prepared model."""
    folder = path.parent
    if path.name == "generations" and path.is_dir() and (folder / "build.lock").is_file():
        return folder, path, folder / "cache"  # the archive's own folder may be the index as well
    generation = path.name == "manifest.json" and (folder / "archive.sqlite").is_file()
    return (folder,) if generation or path.name in {CURRENT, RECORD} else ()


def _legible(name: str) -> str:
    """`name` as text, also when its bytes are GB18030, as files unpacked from an archive of Windows have them."""
    try:
        return os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        return os.fsencode(name).decode("gb18030", errors="replace")


def _corrections(path: Path) -> tuple[dict[str, Corrections], dict[str, str], list[tuple[str, str]]]:
    headings, rows = _table(path)
    fields = {h: _COLUMNS[h.lower()] for h in headings if h.lower() in _COLUMNS}
    if "file" not in fields.values():
        raise ArchiveError(
            f"清单 {path.name} 没有 file（文件）列，现有列：{'、'.join(headings)}", "请加上该列，填报告的文件名"
        )
    unknown = [h for h in headings if h and h not in fields]
    doubts = [(path.name, f"清单里没有用到的列：{'、'.join(unknown)}")] if unknown else []
    corrections: dict[str, Corrections] = {}
    replaces: dict[str, str] = {}
    for line, row in enumerate(rows, 2):
        cells = {field: (row[h] or "").strip() for h, field in fields.items()}
        name = cells["file"].replace("\\", "/")
        if name in corrections:
            raise ArchiveError(f"清单 {path.name} 第 {line} 行重复了文件“{name}”", "每个文件只留一行")
        if name:
            corrections[name] = _correction(cells, path, line)
            if old := cells.get("replaces", "").replace("\\", "/"):
                replaces[name] = old
    return corrections, replaces, doubts


def _correction(cells: Mapping[str, str], path: Path, line: int) -> Corrections:
    year, issued_on = cells.get("year", ""), cells.get("issued_on", "")
    try:
        return Corrections(
            title=cells.get("title") or None,
            issuers=tuple(filter(None, cells.get("issuers", "").replace("；", ";").split(";"))),
            district=cells.get("district") or None,
            city=cells.get("city") or None,
            province=cells.get("province") or None,
            code=cells.get("code") or None,
            year=_year(year) if year else None,
            issued_on=date.fromisoformat(issued_on) if issued_on else None,
            genre=cells.get("genre") or None,
        )
    except ValueError as error:
        raise ArchiveError(
            f"清单 {path.name} 第 {line} 行的年份“{year}”或日期“{issued_on}”不对",
            "年份写四位数字，日期写成 2024-12-16",
        ) from error


def _year(text: str) -> int:
    if not (text.isdecimal() and 1949 <= int(text) <= 2100):
        raise ValueError(f"not a year: {text}")
    return int(text)


def _roster(path: Path) -> Iterator[ExpectedReport]:
    headings, rows = _table(path)
    fields = {_COLUMNS[h.lower()]: h for h in headings if h.lower() in _COLUMNS}
    if not {"district", "year"} <= set(fields):
        columns = "、".join(headings)
        raise ArchiveError(f"名册 {path.name} 的列是 {columns}", "应有 district,city,year（区县、地市、年份）")
    for line, row in enumerate(rows, 2):
        cells = {field: (row[h] or "").strip() for field, h in fields.items()}
        if not any(cells.values()):
            continue
        if not cells["district"] or not cells["year"].isdecimal():
            told = "，".join(cells.values())
            raise ArchiveError(f"名册 {path.name} 第 {line} 行缺区县或年份：{told}", "请补全该行")
        yield ExpectedReport(cells["district"], cells.get("city") or None, int(cells["year"]))


def _table(path: Path) -> tuple[list[str], list[dict[str, str | None]]]:
    """Headings and rows of a CSV in UTF-8 or, as Excel writes it, in GB18030."""
    try:
        text = decode_list(path.read_bytes())
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{path.name} 的编码认不出", "请存为 UTF-8 编码的 CSV") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        headings = [h.strip() for h in reader.fieldnames or []]
        return headings, [{k.strip(): v for k, v in row.items() if k} for row in reader]
    except csv.Error as error:
        raise ArchiveError(
            f"{path.name} 第 {reader.line_num} 行不像 CSV：{error}", "请另存为 CSV（逗号分隔）"
        ) from error
