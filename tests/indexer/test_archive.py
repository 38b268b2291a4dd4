"""What lies in the folder, and the lists beside it: every complaint names the file and the line."""

from datetime import date
from pathlib import Path

import pytest

from indexer.archive import ArchiveFile, ExpectedReport, open_archive
from indexer.errors import ArchiveError
from indexer.parsing.metadata import Corrections


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "档案"
    made.mkdir()
    (made / "甲.txt").write_text("正文", encoding="utf-8")
    return made


def manifest(folder: Path, text: str, encoding: str = "utf-8") -> None:
    (folder / "manifest.csv").write_bytes(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_manifest_in_any_encoding_that_offices_use(folder: Path, encoding: str, newline: str) -> None:
    manifest(folder, newline.join(["file,district,year", "甲.txt,桐陂区,2023", ""]), encoding)
    assert open_archive(folder).corrections == {"甲.txt": Corrections(district="桐陂区", year=2023)}


def test_every_column_in_english(folder: Path) -> None:
    manifest(
        folder,
        "file,title,district,city,province,code,year,issued_on,genre,issuers\n"
        "甲.txt,标题一,桐陂区,临沧澜市,沧澜省,970101,2023,2024-01-15,总结,甲局；乙局;丙局\n",
    )
    assert open_archive(folder).corrections["甲.txt"] == Corrections(
        title="标题一",
        district="桐陂区",
        city="临沧澜市",
        province="沧澜省",
        code="970101",
        year=2023,
        issued_on=date(2024, 1, 15),
        genre="总结",
        issuers=("甲局", "乙局", "丙局"),
    )


def test_the_same_in_chinese(folder: Path) -> None:
    manifest(
        folder,
        "文件名,标题,区县,地市,省份,区划代码,年度,发文日期,文种,发文机关\n甲.txt,标题一,,,,,,2024-01-15,,甲局\n",
    )
    assert open_archive(folder).corrections["甲.txt"] == Corrections(
        title="标题一", issued_on=date(2024, 1, 15), issuers=("甲局",)
    )


def test_a_column_that_nothing_reads_and_a_file_that_is_not_there_are_told(folder: Path) -> None:
    manifest(folder, "file,备注,year\n甲.txt,好,2023\n乙.txt,,2022\n")
    assert open_archive(folder).doubts == (
        ("manifest.csv", "清单里没有用到的列：备注"),
        ("manifest.csv", "清单中的文件“乙.txt”不在档案里"),
    )


def test_backslashes_of_windows_name_the_same_file(folder: Path) -> None:
    (folder / "2023").mkdir()
    (folder / "2023" / "乙.txt").write_text("正文", encoding="utf-8")
    manifest(folder, "file,year\n2023\\乙.txt,2023\n")
    archive = open_archive(folder)
    assert archive.corrections == {"2023/乙.txt": Corrections(year=2023)}
    assert archive.doubts == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("file,year\n甲.txt,2023\n甲.txt,2024\n", "第 3 行重复了文件“甲.txt”"),
        ("file,year\n甲.txt,二〇二三\n", "第 2 行的年份“二〇二三”"),
        ("file,year\n甲.txt,23\n", "第 2 行的年份“23”"),
        ("file,issued_on\n甲.txt,2024年1月\n", "日期“2024年1月”不对"),
        ("名称,year\n甲.txt,2023\n", "没有 file（文件）列，现有列：名称、year"),
        ("", "没有 file（文件）列"),
        (f"file,title\n甲.txt,{'长' * 200_000}\n", "manifest.csv"),  # more than a CSV cell may hold
    ],
)
def test_a_bad_manifest_is_refused_by_name_and_line(folder: Path, text: str, told: str) -> None:
    manifest(folder, text)
    with pytest.raises(ArchiveError, match=told) as caught:
        open_archive(folder)
    assert "manifest.csv" in caught.value.reason


def test_a_manifest_that_is_no_text(folder: Path) -> None:
    (folder / "manifest.csv").write_bytes(b"\xff\xff\xff\xff")
    with pytest.raises(ArchiveError, match=r"manifest\.csv 的编码认不出"):
        open_archive(folder)


def test_a_manifest_given_by_name_takes_the_place_of_the_folders_own(folder: Path, tmp_path: Path) -> None:
    manifest(folder, "file,year\n甲.txt,2001\n")
    other = tmp_path / "清单.csv"
    other.write_text("file,year\n甲.txt,2023\n", encoding="utf-8")
    archive = open_archive(folder, other)
    assert archive.corrections["甲.txt"].year == 2023
    assert [f.name for f in archive.files] == ["甲.txt"]


def test_a_manifest_inside_the_folder_is_no_report_whatever_its_name(folder: Path) -> None:
    (folder / "index.csv").write_text("file,year\n甲.txt,2023\n", encoding="utf-8")
    assert [f.name for f in open_archive(folder, folder / "index.csv").files] == ["甲.txt"]


def test_a_manifest_that_is_not_there(folder: Path) -> None:
    with pytest.raises(ArchiveError, match=r"清单文件 .*无\.csv 不存在"):
        open_archive(folder, folder / "无.csv")


def test_the_roster_in_chinese_and_its_empty_lines(folder: Path) -> None:
    (folder / "roster.csv").write_text("区县,地市,年份\n桐陂区,临沧澜市,2023\n,,\n白泽区,,2024\n", encoding="utf-8")
    assert open_archive(folder).roster == (
        ExpectedReport("桐陂区", "临沧澜市", 2023),
        ExpectedReport("白泽区", None, 2024),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("district,city\n桐陂区,临沧澜市\n", "名册 roster.csv 的列是 district、city"),
        ("district,year\n桐陂区,2023\n白泽区,\n", "名册 roster.csv 第 3 行缺区县或年份"),
        ("district,year\n桐陂区,今年\n", "名册 roster.csv 第 2 行缺区县或年份"),
        ("district,year\n桐陂区,2²\n", "名册 roster.csv 第 2 行缺区县或年份"),  # isdigit() says yes, int() no
    ],
)
def test_a_bad_roster_is_refused_by_line(folder: Path, text: str, told: str) -> None:
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveError, match=told):
        open_archive(folder)


def test_hidden_files_and_what_systems_leave_are_passed_over(folder: Path) -> None:
    for name in (".隐藏.txt", "~$甲.docx", "Thumbs.db", "desktop.ini", "dictionary.txt", "places.csv"):
        (folder / name).write_text("x", encoding="utf-8")
    for name in (".git", "__MACOSX"):
        (folder / name).mkdir()
        (folder / name / "甲.txt").write_text("x", encoding="utf-8")
    (folder / "下级").mkdir()
    (folder / "下级" / "places.csv").write_text("x", encoding="utf-8")  # a list only at the top
    assert [f.name for f in open_archive(folder).files] == ["下级/places.csv", "甲.txt"]


def test_a_link_that_leads_nowhere_stays_on_the_list_to_be_refused(folder: Path) -> None:
    manifest(folder, "file,year\n甲.txt,2023\n")
    (folder / "丁.txt").symlink_to(folder / "无.txt")
    assert set(open_archive(folder).files) == {ArchiveFile(folder / n, n) for n in ("丁.txt", "甲.txt")}


def test_a_name_that_windows_wrote_is_made_legible(folder: Path) -> None:
    """Unpacked from an archive made on Windows, a file's name is GB18030 where UTF-8 is expected."""
    raw = bytes(folder) + "/乙区报告.txt".encode("gb18030")
    with open(raw, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write("正文")
    files = open_archive(folder).files
    assert {f.name for f in files} == {"乙区报告.txt", "甲.txt"}
    assert all(f.path.is_file() for f in files)


def test_a_folder_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="不存在"):
        open_archive(tmp_path / "无")
    (tmp_path / "空").mkdir()
    with pytest.raises(ArchiveError, match="没有文件"):
        open_archive(tmp_path / "空")


@pytest.mark.parametrize(
    ("marks", "left_out"),
    [
        (("index/CURRENT",), "index/generations/20240101/places.csv"),
        (("index/build.lock", "index/generations/20240101/archive.sqlite"), "index/cache/甲.sqlite"),
        (("build.lock", "generations/20240101/archive.sqlite"), "generations/20240101/intake.json"),  # --index .
        (("旧/manifest.json", "旧/archive.sqlite"), "旧/terms/meta.json"),
        (("models/e5-small/prepared.json",), "models/e5-small/1_Pooling/config.json"),
    ],
)
def test_an_index_or_a_model_in_the_folder_is_none_of_the_archive(
    folder: Path, marks: tuple[str, ...], left_out: str
) -> None:
    for name in (*marks, left_out, "2024/乙.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("正文", encoding="utf-8")
    names = {f.name for f in open_archive(folder).files}
    assert names - {"build.lock"} == {"甲.txt", "2024/乙.txt"}
