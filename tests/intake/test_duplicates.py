"""Which files repeat others, which are editions of one report, and which only share wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.intake.duplicates import EDITION, print_of, settle, similarity
from indexer.intake.record import FileRecord, Verdict
from indexer.parsing.metadata import Corrections
from indexer.read.reading import Format, Reading
from tests.intake.made import MATTERS, file, record_of, text

FIRST = text()
SMUDGED = FIRST.replace("96.5", "96.6").replace("聘请", "聆请")  # as a scan is read


def settled(*files: tuple) -> dict[str, tuple[str, str | None, bool]]:  # type: ignore[type-arg]
    return {r.path: (r.verdict.value, r.duplicate_of, r.indexed) for r in settle(files)}


ALONE = ("收录", None, True)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (("甲.txt", FIRST), ("乙.txt", FIRST), "甲.txt"),  # the first
        (
            ("甲.txt", FIRST),
            ("乙.txt", FIRST.replace("\n", "\n\n").replace("，", ",")),
            "甲.txt",
        ),  # but for its printing
        (("甲.pdf", FIRST, Format.PDF), ("乙.docx", FIRST, Format.DOCX), "乙.docx"),  # what is read more surely
        (("甲.pdf", SMUDGED, Format.SCAN), ("乙.pdf", FIRST, Format.PDF), "乙.pdf"),
        (("甲.pdf", FIRST.replace("开展", ""), Format.PDF), ("乙.txt", FIRST), "乙.txt"),  # the figures are the same
    ],
)
def test_the_same_report_is_indexed_once_and_the_other_names_it(one: tuple, other: tuple, kept: str) -> None:  # type: ignore[type-arg]
    of = settled(file(*one), file(*other))
    left = next(path for path in of if path != kept)
    assert of == {kept: ALONE, left: ("存疑", kept, False)}


def test_of_three_formats_one_is_indexed() -> None:
    files = (
        file("甲.pdf", FIRST, Format.PDF),
        file("乙.pdf", SMUDGED, Format.SCAN),
        file("丙.docx", FIRST, Format.DOCX),
    )
    assert settled(*files) == {
        "甲.pdf": ("存疑", "丙.docx", False),
        "乙.pdf": ("存疑", "丙.docx", False),
        "丙.docx": ALONE,
    }


def test_a_copy_of_what_gives_way_names_what_is_indexed() -> None:
    blurred = file("甲.pdf", SMUDGED, Format.SCAN), file("乙.pdf", SMUDGED, Format.SCAN)
    of = settled(*blurred, file("丙.docx", FIRST, Format.DOCX))
    assert {path: kept for path, (_, kept, _) in of.items()} == {
        "甲.pdf": "丙.docx",
        "乙.pdf": "丙.docx",
        "丙.docx": None,
    }


@pytest.mark.parametrize(
    ("newer", "kind"),
    [
        (FIRST.replace("86件", "88件"), Format.TXT),  # one figure
        (FIRST.replace("86件", "88件"), Format.DOCX),  # also where it comes in another format
        (text(matters=(*MATTERS[:6], *MATTERS[7:])), Format.TXT),
        (text(matters=(*MATTERS, "新增互联网诊疗监管一章，巡查平台21家，约谈3家，下架违规服务7项。")), Format.TXT),
    ],
)
def test_editions_are_both_indexed_and_both_doubtful(newer: str, kind: Format) -> None:
    records = settle([file("甲.txt", FIRST), file("乙.txt", newer, kind)])
    for record, other in zip(records, reversed(records), strict=True):
        assert (record.verdict, record.indexed, record.duplicate_of) == (Verdict.DOUBTFUL, True, None)
        assert [n.path for n in record.near] == [other.path]
        assert EDITION <= record.near[0].similarity < 1
        assert f"与“{other.path}”有" in record.findings[-1].reason


LATER = FIRST.replace("86件", "88件").replace("1月15日", "3月2日")
THIRD = LATER.replace("12次", "13次").replace("3月2日", "5月8日")


@pytest.mark.parametrize(
    ("files", "replaced"),
    [
        ([("甲.txt", FIRST), ("乙.txt", LATER)], {"甲.txt": "乙.txt"}),  # by the date of issue
        ([("乙.txt", FIRST), ("甲.txt", LATER)], {"乙.txt": "甲.txt"}),
        (
            [("甲.txt", FIRST), ("乙（修订）.txt", FIRST.replace("86件", "88件"))],
            {"甲.txt": "乙（修订）.txt"},
        ),  # by its name
        ([("甲（修订）.txt", FIRST), ("乙.txt", LATER)], {"甲（修订）.txt": "乙.txt"}),  # the date says more
        ([("甲.txt", FIRST), ("乙.txt", LATER), ("丙.txt", THIRD)], {"甲.txt": "丙.txt", "乙.txt": "丙.txt"}),
        ([("丙.txt", THIRD), ("甲.txt", FIRST), ("乙.txt", LATER)], {"甲.txt": "丙.txt", "乙.txt": "丙.txt"}),
    ],
)
def test_of_editions_the_newest_is_indexed_and_the_others_name_it(files, replaced: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    records = settle([file(*one) for one in files])
    assert {r.path: r.replaced_by for r in records if not r.indexed} == replaced
    for r in records:
        codes = [f.code for f in r.findings]
        assert codes == (["older-edition"] if r.path in replaced else [])


@pytest.mark.parametrize(
    ("said", "replaced"),
    [
        ({"甲.txt": "乙.txt"}, {"乙.txt": "甲.txt"}),  # against the dates, too
        ({"乙.txt": "无"}, {}),
        ({"甲.txt": "无"}, {}),
        ({"丙.txt": "乙.txt"}, {"甲.txt": "丙.txt", "乙.txt": "丙.txt"}),  # of another year, says the maintainer
        ({"乙.txt": "没有这个文件.txt"}, {"甲.txt": "乙.txt"}),
    ],
)
def test_the_manifest_has_the_last_word_on_editions(said: dict[str, str], replaced: dict[str, str]) -> None:
    files = [file("甲.txt", FIRST), file("乙.txt", LATER), file("丙.txt", text("白泽区", 2020))]
    records = settle(files, said)
    assert {r.path: r.replaced_by for r in records if not r.indexed} == replaced


@pytest.mark.parametrize(
    "other",
    [
        text(year=2022),  # a form filled in every year
        text(place="白泽区"),  # wording taken over
        text(
            matters=tuple(reversed(["今年另有安排，" + m[::-1] for m in MATTERS]))
        ),  # another report of the place and year
        FIRST.replace("卫生健康局", "城市管理局"),  # two offices of one district
    ],
    ids=["another year", "another place", "another text", "another body"],
)
def test_what_is_no_repetition(other: str) -> None:
    assert settled(file("甲.txt", FIRST), file("乙.txt", other)) == {"甲.txt": ALONE, "乙.txt": ALONE}


def test_the_same_text_told_to_be_of_two_years_is_put_in_the_wrong_place() -> None:
    corrected = record_of(Reading(FIRST, Format.TXT), "乙.txt", Corrections(year=2021))
    records = settle([file("甲.txt", FIRST), corrected])
    assert [(r.indexed, r.verdict, [f.code for f in r.findings]) for r in records] == [
        (True, Verdict.DOUBTFUL, ["same-wording"])
    ] * 2


def test_a_place_that_one_of_two_leaves_open_makes_no_difference() -> None:
    bare = FIRST.replace("桐陂区", "某区").replace("临沧澜市", "")
    known = record_of(Reading(bare, Format.TXT), "甲.txt", Corrections(district="桐陂区"))
    of = settled(known, file("乙.docx", bare, Format.DOCX))
    assert of["乙.docx"][1:] == ("甲.txt", False)


def test_records_keep_their_order_and_nothing_of_one_is_lost() -> None:
    files = [file(f"{n}.txt", text(year=2010 + n % 4)) for n in range(8)]
    records: list[FileRecord] = settle(files)
    assert [r.path for r in records] == [f"{n}.txt" for n in range(8)]
    assert [r.duplicate_of for r in records] == [None] * 4 + [f"{n}.txt" for n in range(4)]


@given(st.lists(st.integers(0, 400), min_size=30, max_size=400, unique=True), st.integers(0, 100))
def test_similarity_estimates_the_share_of_common_shingles(numbers: list[int], cut: int) -> None:
    """Against sets of the shingles themselves: exact while the sketch holds all of them."""
    one = "".join(chr(0x4E00 + n) for n in numbers)
    other = one[cut * len(one) // 100 :] + one[: cut * len(one) // 200]
    sets = [{t[i : i + 8] for i in range(max(1, len(t) - 7))} for t in (one, other)]
    exact = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    assert similarity(print_of(one), print_of(other)) == pytest.approx(
        exact, abs=1e-9 if len(sets[0] | sets[1]) <= 512 else 0.1
    )
