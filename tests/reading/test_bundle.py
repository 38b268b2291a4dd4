"""Zips of reports: what is in them, by which name, and what in them does harm."""

import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ReportError
from indexer.read import bundle
from indexer.read.bundle import is_bundle, members, open_bundle
from tests.reading.packed import linked, locked, zipped, zipped_by_windows

REPORT = "桐陂区卫生健康局\n2023年法治政府建设情况报告\n".encode()


def test_members_come_with_their_names_in_order() -> None:
    data = zipped({"2023年/桐陂区.txt": REPORT, "云汀市.txt": b"2"})
    assert is_bundle(data)
    assert list(members(data)) == [("2023年/桐陂区.txt", REPORT), ("云汀市.txt", b"2")]


def test_names_that_windows_wrote_in_gbk_are_read() -> None:
    data = zipped_by_windows({"报告/桐陂区.txt": REPORT, "云汀市镕湖区.txt": b"2"})
    assert [member.name for member in open_bundle(data)] == ["报告/桐陂区.txt", "云汀市镕湖区.txt"]


def test_zips_within_zips_are_opened_as_deep_as_twice() -> None:
    data = zipped({"甲.txt": b"0"})
    for n in (1, 2):
        data = zipped({f"{n}.zip": data, f"{n}.txt": b"%d" % n})
    assert list(members(data)) == [("2.zip/1.zip/甲.txt", b"0"), ("2.zip/1.txt", b"1"), ("2.txt", b"2")]
    with pytest.raises(ReportError, match="2 层") as caught:
        open_bundle(zipped({"3.zip": data}))
    assert caught.value.code == "bomb"


NAMES = [
    # as written, as told; None where systems leave it and nobody asks for it
    ("../../etc/甲.txt", "etc/甲.txt"),
    ("/etc/甲.txt", "etc/甲.txt"),
    ("C:\\报告\\甲.txt", "报告/甲.txt"),
    ("报告//./甲.txt", "报告/甲.txt"),
    ("甲\x1b[2J\u202etxt.txt", "甲[2Jtxt.txt"),
    ("..", "未命名"),
    ("__MACOSX/._甲.txt", None),
    (".DS_Store", None),
    ("报告/Thumbs.db", None),
    ("~$甲.docx", None),
    ("空文件夹/", None),
]


@pytest.mark.parametrize(("written", "told"), NAMES)
def test_a_name_leads_nowhere(written: str, told: str | None) -> None:
    found = open_bundle(zipped({written: b"1", "乙.txt": b"2"}))
    assert [member.name for member in found] == [name for name in (told, "乙.txt") if name]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), min_size=1, max_size=4))
def test_whatever_the_name_it_stays_below_the_bundle(names: list[str]) -> None:
    found = open_bundle(zipped(dict.fromkeys(names, b"1") | {"乙.txt": b"2"}))
    told = [member.name for member in found]
    assert len(set(told)) == len(told)
    assert all(".." not in PurePosixPath(name).parts and name.isprintable() for name in told)
    assert not any(PurePosixPath(name).is_absolute() for name in told)


def test_two_members_of_one_name_are_told_apart() -> None:
    found = open_bundle(zipped({"甲.txt": b"1", "./甲.txt": b"2", "甲 (2).txt": b"3", "/甲.txt": b"4"}))
    assert [member.name for member in found] == ["甲.txt", "甲 (2).txt", "甲 (2) (2).txt", "甲 (3).txt"]


def test_a_bad_member_costs_itself_alone() -> None:
    packed = zipped({"甲.txt": REPORT, "乙.txt": b"2"}, zipfile.ZIP_STORED)
    first, second = open_bundle(packed.replace(REPORT, REPORT[:-1] + b"x"))
    with pytest.raises(ReportError, match="坏了") as caught:
        first.unpack()
    assert caught.value.code == "damaged"
    assert second.unpack() == b"2"


REFUSED_MEMBERS = [
    (locked(zipped({"甲.txt": REPORT})), "encrypted", "密码"),
    (linked("甲.txt", "/etc/passwd"), "not-a-report", "链接"),
]


@pytest.mark.parametrize(("data", "code", "word"), REFUSED_MEMBERS)
def test_a_member_that_cannot_be_had_is_refused(data: bytes, code: str, word: str) -> None:
    (member,) = open_bundle(data)
    with pytest.raises(ReportError, match=word) as caught:
        member.unpack()
    assert (member.name, caught.value.code) == ("甲.txt", code)


BOMBS = [
    (zipped({"甲.txt": bytes(50 << 20)}), "几百倍"),
    (zipped({"1.zip": zipped({"甲.txt": bytes(50 << 20)})}), "几百倍"),
    (zipped({f"{n}.txt": b"" for n in range(5001)}), "5000"),
]


@pytest.mark.parametrize(("data", "word"), BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(data: bytes, word: str) -> None:
    with pytest.raises(ReportError, match=word) as caught:
        open_bundle(data)
    assert caught.value.code == "bomb"


def test_members_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_ALL", 1 << 20)
    inner = zipped({f"{n}.txt": bytes(300_000) for n in range(3)})
    with pytest.raises(ReportError, match="解开后超过"):
        open_bundle(zipped({"1.zip": inner, "2.zip": inner}))


@pytest.mark.parametrize(
    "data",
    [
        REPORT,
        zipped({"word/document.xml": b""}),
        zipped({"OFD.xml": b""}),
        zipped({}),
        zipped({"甲.txt": REPORT})[:-10],
    ],
)
def test_what_is_no_bundle(data: bytes) -> None:
    assert not is_bundle(data)


def test_a_bundle_of_nothing_is_empty() -> None:
    with pytest.raises(ReportError, match="没有文件") as caught:
        open_bundle(zipped({".DS_Store": b"1"}))
    assert caught.value.code == "empty"
