"""`intake.json` gives back what was written."""

from dataclasses import fields
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.intake.kept import read_intake, write_intake
from indexer.intake.record import FileRecord, Finding, Intake, Near, Verdict
from indexer.read.reading import Format
from tests.intake.made import file, text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RECORDS = st.builds(FileRecord)  # every field by its type


@given(st.lists(RECORDS, max_size=3), st.lists(st.tuples(TEXT, TEXT), max_size=2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_round_trip(tmp_path: Path, records: list[FileRecord], lists: list[tuple[str, str]]) -> None:
    intake = Intake(tuple(records), (), tuple(lists))
    write_intake(tmp_path / "intake.json", intake)
    assert read_intake(tmp_path / "intake.json") == intake


def test_a_whole_record_comes_back_with_its_kinds(tmp_path: Path) -> None:
    record = file("甲.txt", text())[0]
    write_intake(tmp_path / "intake.json", Intake((record,)))
    (back,) = read_intake(tmp_path / "intake.json").records
    assert back == record
    assert [type(getattr(back, f.name)) for f in fields(FileRecord)] == [
        type(getattr(record, f.name)) for f in fields(FileRecord)
    ]
    assert isinstance(back.verdict, Verdict)
    assert isinstance(back.format, Format)


def test_refused_and_doubts_are_read_off_the_records() -> None:
    finding = Finding("edition", "像是另一版", "请只留最新的一版")
    doubtful = FileRecord("甲.txt", "", 1, Verdict.DOUBTFUL, findings=(finding,), near=(Near("乙.txt", 0.8),))
    empty = FileRecord("空.txt", "", 0, Verdict.REFUSED, findings=(Finding("empty", "文件是空的", "请换上完整的文件"),))
    intake = Intake((doubtful, empty), (), (("manifest.csv", "有没有用到的列"),))
    assert intake.refused == (("空.txt", "empty", "文件是空的。请换上完整的文件"),)
    assert intake.doubts == (("manifest.csv", "有没有用到的列"), ("甲.txt", "像是另一版。请只留最新的一版"))
