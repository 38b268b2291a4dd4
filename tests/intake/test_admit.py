"""A mixed folder, read in real child processes: what is in, what is not, in which order, and nothing left out."""

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from docx import Document

from indexer.archive import open_archive
from indexer.intake.admit import Admitted, admit
from indexer.intake.gather import Known, gather, silent
from indexer.intake.record import Verdict
from indexer.isolation.isolate import run_isolated
from indexer.places.gazetteer import Gazetteer
from indexer.read.office.libreoffice import installed
from indexer.read.reading import Format, Reading
from indexer.settings import Settings
from indexer.snapshot import gazetteer
from search_api.command.examination import examined
from tests.indexer.made import write_places
from tests.intake.made import MATTERS, text

FIRST = text()
NEWER = text(matters=(*MATTERS[:-1], "新设互联网诊疗监管台账，约谈平台3家。"))


def docx(said: str) -> bytes:
    document, written = Document(), io.BytesIO()
    for line in said.splitlines():
        document.add_paragraph(line)
    document.save(written)
    return written.getvalue()


def html(said: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in said.splitlines())
    page = f'<html><head><meta charset="gb18030"><title>报告</title></head><body><div>{paragraphs}</div></body></html>'
    return page.encode("gb18030")


def packed(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, data in files.items():
            package.writestr(name.replace("__", "."), data)
    return written.getvalue()


FILES = {
    "一.txt": FIRST.encode("gb18030"),
    "一（副本）.docx": docx(FIRST),
    "二.docx": docx(text("白泽区", 2024)),
    "三.html": html(text("白泽区", 2022)),
    "新版.txt": NEWER.encode(),
    "包.zip": packed(甲__docx=docx(text("白泽区", 2020)), 空__txt=b"", 乙__txt=text("白泽区", 2021).encode()),
    "空.txt": b"",
    "断.docx": docx(FIRST)[:2000],
    "桐陂区2019.txt": bytes(range(256)) * 8,
    "英文.txt": b"The annual report of the district health office, in English only.\n" * 20,
}
EXPECTED = {
    # path: verdict, indexed, format, first finding
    "一.txt": ("存疑", True, Format.TXT, "edition"),
    "一（副本）.docx": ("存疑", False, Format.DOCX, "same-content"),
    "三.html": ("收录", True, Format.HTML, None),
    "二.docx": ("收录", True, Format.DOCX, None),
    "包.zip/乙.txt": ("收录", True, Format.TXT, None),
    "包.zip/甲.docx": ("收录", True, Format.DOCX, None),
    "包.zip/空.txt": ("拒收", False, None, "empty"),
    "断.docx": ("拒收", False, None, "damaged"),
    "新版.txt": ("存疑", True, Format.TXT, "edition"),
    "桐陂区2019.txt": ("拒收", False, None, "garbled"),
    "空.txt": ("拒收", False, None, "empty"),
    "英文.txt": ("拒收", False, None, "not-chinese"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("intake") / "档案"
    made.mkdir()
    write_places(made)
    for name, data in FILES.items():
        (made / name).write_bytes(data)
    (made / "roster.csv").write_text(
        "district,city,year\n桐陂区,,2023\n桐陂区,,2019\n白泽区,,2024\n白泽县,,2017\n", encoding="utf-8"
    )
    rows = "file,genre\n包.zip/甲.docx,总结\n包.zip/丙.docx,总结\n无.txt,总结\n"
    (made / "manifest.csv").write_text(rows, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def admitted(folder: Path) -> Admitted:
    return admit(open_archive(folder), Settings(reading_workers=2), gazetteer(folder), silent)


def test_every_file_has_its_verdict_and_the_reason(admitted: Admitted) -> None:
    told = {
        r.path: (r.verdict.value, r.indexed, r.format, r.findings[0].code if r.findings else None)
        for r in admitted.intake.records
    }
    assert told == EXPECTED
    for record in admitted.intake.records:
        assert (record.verdict is Verdict.TAKEN) == (not record.findings)
        assert all(finding.reason and finding.cure for finding in record.findings), record.path


def noting(names: list[str], real, function, tasks, *more):
    """`run_isolated`, with the names of what it is given noted."""
    names.extend(task.name for task in tasks)
    return real(function, tasks, *more)


def test_what_builds_keep_changes_nothing_of_the_account(
    folder: Path, admitted: Admitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(index=tmp_path / "索引", reading_workers=2)
    assert examined(folder, None, settings, silent) == admitted.intake
    assert not settings.index.exists()  # none is made
    (settings.index / "cache").mkdir(parents=True)
    assert examined(folder, None, settings, silent) == admitted.intake
    again: list[str] = []
    monkeypatch.setattr("indexer.intake.gather.run_isolated", partial(noting, again, run_isolated))
    assert examined(folder, None, settings, silent) == admitted.intake
    assert again == ["断.docx"]  # it may only have been on its way into the folder


def test_members_of_a_zip_are_known_by_their_bytes(folder: Path) -> None:
    archive, settings = open_archive(folder), Settings(reading_workers=2)
    only = replace(archive, files=tuple(f for f in archive.files if f.name == "包.zip"))
    inside = hashlib.sha256(text("白泽区", 2021).encode()).hexdigest()
    other = Reading(text("桐陂区", 2018), Format.TXT)
    taken = gather(only, settings, gazetteer(folder), silent, Known({}, lambda s: other if s == inside else None))
    years = {t.record.path: t.report.metadata.year for t in taken if t.report}
    assert years == {"包.zip/甲.docx": 2020, "包.zip/乙.txt": 2018}


def test_members_of_a_zip_stand_in_its_place_and_order(admitted: Admitted) -> None:
    inside = [r.path for r in admitted.intake.records if r.path.startswith("包.zip/")]
    assert inside == ["包.zip/甲.docx", "包.zip/空.txt", "包.zip/乙.txt"]
    names = [r.path.partition("/")[0] for r in admitted.intake.records]
    assert list(dict.fromkeys(names)) == sorted(FILES)


def test_what_is_indexed_are_the_reports_in_archive_order(admitted: Admitted) -> None:
    assert [r.path for r, _ in admitted.reports] == [r.path for r in admitted.intake.records if r.indexed]
    assert all(passages for _, passages in admitted.reports)


def test_corrections_reach_into_a_zip_and_rows_about_nothing_are_told(admitted: Admitted) -> None:
    genres = {r.path: r.genre for r in admitted.intake.records}
    assert genres["包.zip/甲.docx"] == "总结"
    assert admitted.intake.lists == (
        ("manifest.csv", "清单中的文件“无.txt”不在档案里"),
        ("manifest.csv", "清单中的文件“包.zip/丙.docx”不在档案里"),
    )


def test_the_roster_says_where_each_report_is(admitted: Admitted) -> None:
    listed = [(c.district, c.year, c.state.value, c.paths) for c in admitted.intake.roster if c.listed]
    assert listed == [
        ("桐陂区", 2023, "存疑", ("一.txt", "新版.txt", "一（副本）.docx")),
        ("桐陂区", 2019, "拒收", ("桐陂区2019.txt",)),
        ("白泽区", 2024, "收录", ("二.docx",)),
        ("白泽县", 2017, "缺", ()),
    ]


def test_what_is_not_indexed_keeps_its_first_page(admitted: Admitted) -> None:
    openings = {r.path: r.opening for r in admitted.intake.records}
    assert openings["一（副本）.docx"].startswith("临沧澜市桐陂区卫生健康局2023年")
    assert openings["一.txt"] == ""


def test_the_result_is_the_same_however_many_read(folder: Path, admitted: Admitted) -> None:
    alone = admit(open_archive(folder), Settings(reading_workers=1), gazetteer(folder), silent)
    assert alone == admitted


def test_progress_ends_where_it_says(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    admit(open_archive(folder), Settings(reading_workers=1), gazetteer(folder), lambda *stage: told.append(stage))
    assert told[-1] == ("读取报告", 13, 13)  # ten files, three members
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_a_file_that_takes_too_much_is_refused_and_the_others_are_in(tmp_path: Path) -> None:
    (tmp_path / "桐陂区2023.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "大.txt").write_text("第一，" * 6_000_000, encoding="utf-8")  # 54 MB in one line
    settings = Settings(reading_workers=1, file_memory_megabytes=256, file_megabytes=100)
    admitted = admit(open_archive(tmp_path), settings, Gazetteer.default(), silent)
    codes = {r.path: [f.code for f in r.findings][:1] for r in admitted.intake.records}
    assert codes == {"桐陂区2023.txt": [], "大.txt": ["memory"]}
    assert [r.path for r, _ in admitted.reports] == ["桐陂区2023.txt"]


def test_children_import_nothing_that_only_an_index_needs() -> None:
    """A second a child and hundreds of megabytes are at stake."""
    heavy = "{'torch', 'faiss', 'tantivy', 'sentence_transformers', 'fastapi', 'pydantic', 'openpyxl', 'streamlit'}"
    code = f"import sys, indexer.intake.take; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def rtf(said: str) -> bytes:
    """What Word 97 saves as RTF: every character that is not ASCII as \\u with a stand-in."""
    written = "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in said)
    lines = "\\par\n".join(written.splitlines())
    return f"{{\\rtf1\\ansi\\uc1 {lines}}}".encode("ascii")


def test_old_formats_are_converted_together_and_stand_where_they_stood(tmp_path: Path) -> None:
    if installed() is None:
        pytest.skip("LibreOffice is not installed")
    write_places(tmp_path)
    (tmp_path / "甲.rtf").write_bytes(rtf(text("白泽区", 2021)))
    (tmp_path / "乙.txt").write_text(text("白泽区", 2022), encoding="utf-8")
    (tmp_path / "丙.zip").write_bytes(packed(丁__rtf=rtf(text("白泽区", 2023)), 戊__txt=text("白泽区", 2024).encode()))
    (tmp_path / "坏.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    archive = open_archive(tmp_path)
    records = admit(archive, Settings(reading_workers=2), gazetteer(tmp_path), silent).intake.records
    told = [(record.path, record.format, record.year) for record in records]
    assert [path for path, *_ in told] == ["丙.zip/丁.rtf", "丙.zip/戊.txt", "乙.txt", "坏.doc", "甲.rtf"]
    assert [(form, year) for _, form, year in told if year] == [
        (Format.RTF, 2023),
        (Format.TXT, 2024),
        (Format.TXT, 2022),
        (Format.RTF, 2021),
    ]
    assert [record.verdict for record in records if record.path == "坏.doc"] == [Verdict.REFUSED]
