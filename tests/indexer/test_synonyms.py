"""Sets of other words for the same thing: how they are written, and where they are found."""

from pathlib import Path

import pytest

from indexer.errors import ArchiveError
from indexer.synonyms import NAME, packaged_synonyms, read_synonyms, synonyms_of


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("医调委 = 调解委员会", {"医调委": ("调解委员会",), "调解委员会": ("医调委",)}),
        ("甲乙 = 丙丁 = 戊己", {"甲乙": ("丙丁", "戊己"), "丙丁": ("甲乙", "戊己"), "戊己": ("甲乙", "丙丁")}),
        ("打官司 > 行政诉讼 应诉", {"打官司": ("行政诉讼", "应诉")}),  # not the other way
        ("打官司 >", {"打官司": ()}),  # finds nothing else
        ("５Ｇ = 移动网络", {"5g": ("移动网络",), "移动网络": ("5g",)}),  # width and case do not matter
        ("甲乙 > 丙丁  # 说明", {"甲乙": ("丙丁",)}),
        ("甲乙 = 丙丁\n甲乙 > 戊己", {"甲乙": ("丙丁", "戊己"), "丙丁": ("甲乙",)}),
        ("# 说明\n\n", {}),
    ],
)
def test_how_sets_are_written(line: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert read_synonyms(line).others == expected


@pytest.mark.parametrize("line", ["打官司", "吵 > 噪声", "甲乙 = ", "甲乙 > 丙丁 = 戊己", "= 甲乙"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ArchiveError, match=r"synonyms\.txt 第 2 行"):
        read_synonyms(f"# 说明\n{line}")


def test_the_longest_wording_is_found_and_none_inside_it() -> None:
    synonyms = read_synonyms("投诉 > 信访\n投诉举报 > 诉求\n上访 = 信访")
    assert synonyms.found("投诉举报之后又上访、再投诉") == [
        ("投诉举报", ("诉求",)),
        ("上访", ("信访",)),
        ("投诉", ("信访",)),
    ]
    assert synonyms.found("没有相干的词") == []


def test_an_archive_changes_the_packaged_sets(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes("上访 >\n扯皮 > 推诿\n".encode("gb18030"))
    own = synonyms_of(tmp_path)
    assert own.found("上访扯皮") == [("上访", ()), ("扯皮", ("推诿",))]
    assert own.others["医调委"] == packaged_synonyms().others["医调委"]
    assert synonyms_of(tmp_path / "无") is packaged_synonyms()


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes("上访 > 信访".encode("utf-16"))
    with pytest.raises(ArchiveError, match="synonyms"):
        synonyms_of(tmp_path)


def test_the_packaged_sets_are_many_and_none_stands_for_itself() -> None:
    others = packaged_synonyms().others
    assert len(others) > 400
    assert not [said for said, words in others.items() if said in words or not words]
