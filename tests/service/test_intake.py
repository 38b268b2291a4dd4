"""The account of an archive's files: `jiejian intake`, /v1/archive, /v1/intake, the workbook, and compare."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from openpyxl import load_workbook

from indexer.build import build
from indexer.settings import Settings
from search_api.engine import Engine
from search_api.schemas import ArchiveResponse, FileResponse, IntakeResponse
from search_api.service.routes import XLSX
from tests.service.conftest import HOME, Cli, report, serving

SAID = report("云岭区", 2023, 86)
PLACES = """code,name,level,parent,valid_from,valid_to,successor
960000,安陵省,province,,,,
960100,安和市,city,960000,,,
960101,云岭区,district,960100,,,
960102,石桥区,district,960100,,,
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports, one of them twice, a file that is empty, a report that is missing."""
    folder = tmp_path_factory.mktemp("mixed") / "档案"
    folder.mkdir()
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "roster.csv").write_text(
        "district,city,year\n云岭区,,2023\n石桥区,,2023\n石桥区,,2022\n", encoding="utf-8"
    )
    (folder / "云岭区2023.txt").write_text(SAID, encoding="utf-8")
    (folder / "副本.txt").write_text(SAID.replace("\n", "\n\n"), encoding="gb18030")
    (folder / "石桥区2023 (1).doc").write_bytes(b"")
    (folder / "石桥区2024.txt").write_text(report("石桥区", 2024, 41), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def service(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    settings = Settings(index=tmp_path_factory.mktemp("mixed-index"), home=HOME)
    build(mixed, settings)
    with serving(lambda: Engine.open(settings)) as client:
        yield client


STATES = [  # place, year, state, whether the roster lists it
    ("云岭区", 2023, "收录", True),
    ("石桥区", 2023, "拒收", True),
    ("石桥区", 2022, "缺", True),
    ("石桥区", 2024, "收录", False),
]
VERDICTS = [
    ("云岭区2023.txt", "收录", True),
    ("副本.txt", "存疑", False),
    ("石桥区2023 (1).doc", "拒收", False),
    ("石桥区2024.txt", "收录", True),
]
WORDS = """\
4 个文件：收录 2，存疑 1，拒收 1；名册上还缺 1 份

拒收（1）
  石桥区2023 (1).doc
    文件是空的（0 字节）。请换上完整的文件

存疑（1）
  副本.txt
    与“云岭区2023.txt”内容相同，只收录了那一份。不必重复放入；若不是同一份报告，请换上正确的文件

名册上有、档案里没有（1）
  石桥区 2022年
"""


def test_the_command_tells_people_what_to_do(here: Cli, mixed: Path) -> None:
    done = here("intake", mixed)
    assert (done.returncode, done.stdout, done.stderr) == (0, WORDS, "")


def test_the_command_tells_programs_everything(here: Cli, mixed: Path) -> None:
    done = here("intake", mixed, "--json")
    told = IntakeResponse.model_validate_json(done.stdout)
    assert (done.returncode, told.taken, told.doubtful, told.refused, told.missing) == (0, 2, 1, 1, 1)
    assert [(f.path, f.verdict, f.indexed) for f in told.files] == VERDICTS
    assert [(c.district, c.year, c.state, c.listed) for c in told.roster] == STATES
    assert told.files[1].duplicate_of == "云岭区2023.txt"
    assert told.files[1].encoding == "gb18030"


def test_the_workbook_is_written_beside(here: Cli, mixed: Path, tmp_path: Path) -> None:
    assert here("intake", mixed, "--xlsx", tmp_path / "表.xlsx", "--json").returncode == 0
    book = load_workbook(tmp_path / "表.xlsx")
    assert [row[0].value for row in book["文件"].iter_rows(min_row=2)] == [path for path, _, _ in VERDICTS]
    assert [row[4].value for row in book["名册"].iter_rows(min_row=2)] == [state for _, _, state, _ in STATES]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("没有这个目录",), "不存在"),
        ((".", "--manifest", "没有.csv"), "没有.csv 不存在"),
    ],
)
def test_what_is_not_there_is_named(arguments: tuple[str, ...], words: str, here: Cli) -> None:
    done = here("intake", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_a_workbook_that_cannot_be_written_is_told(here: Cli, mixed: Path, tmp_path: Path) -> None:
    done = here("intake", mixed, "--xlsx", tmp_path / "无" / "表.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert "表.xlsx 写不了" in done.stderr


def test_the_build_says_why_in_a_word_and_in_chinese(here: Cli, mixed: Path, tmp_path: Path) -> None:
    built = json.loads(here("build", mixed, "--index", tmp_path / "index", "--json").stdout)
    assert built["reports"] == 2
    path, reason = "石桥区2023 (1).doc", "文件是空的（0 字节）。请换上完整的文件"
    assert built["refused"] == [{"path": path, "error": "empty", "reason": reason}]
    assert [doubt["path"] for doubt in built["doubts"]] == ["副本.txt"]


def test_a_zip_of_one_report_is_parsed_as_that_report(here: Cli, tmp_path: Path, mixed: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as package:
        package.write(mixed / "云岭区2023.txt", "甲.txt")
    told = json.loads(here("parse", tmp_path / "包.zip", "--json").stdout)
    assert (told["report"]["path"], told["report"]["year"]) == ("包.zip/甲.txt", 2023)


def test_a_zip_of_several_is_not_parsed_as_one_report(here: Cli, tmp_path: Path, mixed: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as package:
        package.write(mixed / "云岭区2023.txt", "甲.txt")
        package.write(mixed / "云岭区2023.txt", "乙.txt")
    done = here("parse", tmp_path / "包.zip", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "这是压缩包，里面有 2 个文件" in done.stderr


def test_the_archive_shows_every_file_and_the_roster(service: httpx2.Client) -> None:
    archive = ArchiveResponse.model_validate(service.get("/v1/archive").json())
    assert [(f.path, f.verdict, f.indexed) for f in archive.files] == VERDICTS
    assert [(c.district, c.year, c.state, c.listed) for c in archive.roster] == STATES
    assert [r.path for r in archive.reports] == ["云岭区2023.txt", "石桥区2024.txt"]
    assert [(e.district, e.year) for e in archive.expected] == [("石桥区", 2022)]
    district = next(e for e in archive.files[0].evidence if e.field == "district")
    assert (district.name, district.value, district.origin) == ("区划", "安陵省安和市云岭区", "正文")


@pytest.mark.parametrize(
    ("path", "opening"),
    [("云岭区2023.txt", "安和市云岭区卫生健康局2023年"), ("副本.txt", "安和市云岭区"), ("石桥区2023 (1).doc", "")],
)
def test_every_file_has_its_first_page(path: str, opening: str, service: httpx2.Client) -> None:
    answer = FileResponse.model_validate(service.get(f"/v1/intake/{quote(path)}").json())
    assert answer.file.path == path
    assert answer.opening.startswith(opening)
    assert bool(answer.opening) == bool(opening)


def test_a_file_that_is_not_there(service: httpx2.Client) -> None:
    answer = service.get(f"/v1/intake/{quote('无.txt')}")
    assert (answer.status_code, answer.json()["title"]) == (404, "没有这份报告")


def test_the_workbook_is_downloaded_by_a_chinese_name(service: httpx2.Client) -> None:
    answer = service.get("/v1/intake.xlsx")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    assert f"filename*=UTF-8''{quote('收录情况.xlsx')}" in answer.headers["content-disposition"]
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["文件", "名册"]


def test_a_comparison_tells_not_mentioned_from_not_collected_from_not_readable(service: httpx2.Client) -> None:
    cells = service.post("/v1/compare", json={"topic": "公共图书馆分馆建设"}).json()["cells"]
    assert [(c["district"], c["year"], c["status"], c["report"]) for c in cells] == [
        ("云岭区", 2023, "absent", "云岭区2023.txt"),
        ("石桥区", 2022, "not_collected", None),
        ("石桥区", 2023, "unreadable", "石桥区2023 (1).doc"),
        ("石桥区", 2024, "absent", "石桥区2024.txt"),
    ]
