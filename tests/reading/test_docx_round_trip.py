"""Reports rendered to Word, with automatic numbers and with typed ones, come back as their typed text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.parsing.parse import parse_file, parse_reading
from indexer.places.gazetteer import Gazetteer
from indexer.read.docx.document import read_docx
from indexer.read.docx.numerals import numeral_of
from tests.conftest import ROOT
from tests.rendering.docx import render_docx
from tests.rendering.outline import Paragraph, outline, plain

MARKS = {1: ("%s、", "第%s部分"), 2: ("（%s）", "(%s)"), 3: ("%s.", "%s、"), 4: ("%s是", "第%s是")}
TITLES = ["工作成效", "2023年打算", "强化学习。全年学习12次。", "“双随机”", "三医联动，1.5倍"]
STEPS = st.tuples(
    st.integers(0, 4),  # 0: plain text
    st.sampled_from([1, 1, 1, 1, 0, 2, -1]),  # how the number goes on; one skipped or said twice is a slip
    st.sampled_from([0, 0, 0, 1]),  # which of the printed forms
    st.sampled_from(TITLES),
)


def made_up(steps: list[tuple[int, int, int, str]]) -> list[Paragraph]:
    """An outline whose numbers mostly count on, and begin anew under each heading above them."""
    counts: dict[int, int] = {}
    paragraphs = []
    for level, step, form, title in steps:
        if level == 0:
            paragraphs.append(Paragraph(f"正文{title}"))
            continue
        counts = {deep: n for deep, n in counts.items() if deep <= level}
        counts[level] = max(1, counts.get(level, 0) + step)
        figure = numeral_of(counts[level], "decimal" if level == 3 else "chineseCounting")
        paragraphs.append(Paragraph(title, level, MARKS[level][form] % figure, len(title)))
    return paragraphs


def closed_up(text: str) -> str:
    """The text without blanks: 1. 2023年 is parted so that it does not read 1.2023."""
    return text.replace(" ", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=25), st.sampled_from(["automatic", "apart", "typed"]))
def test_what_is_numbered_by_word_reads_as_if_typed(steps: list[tuple[int, int, int, str]], numbering: str) -> None:
    paragraphs = made_up(steps)
    assert closed_up(read_docx(render_docx(paragraphs, numbering)).text) == closed_up(plain(paragraphs))


SAMPLES = sorted((ROOT / "corpus" / "sample").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_report_comes_back_from_word_as_it_was(path: Path) -> None:
    check_comes_back(path)


def test_real_reports_come_back_from_word_as_they_were(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        check_comes_back(path)


def check_comes_back(path: Path) -> None:
    gazetteer = Gazetteer.default(ROOT / "corpus" / "sample" / "places.csv")
    original = parse_file(path, path.name, gazetteer)
    reading = read_docx(render_docx(outline(original)))
    back = parse_reading(reading, path.name, original.source, gazetteer)
    assert (back.text, back.sections, back.layout) == (original.text, original.sections, original.layout)
    assert back.metadata == original.metadata
