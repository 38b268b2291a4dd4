"""Where the parts of an archive lie, and that a change makes only the part anew in which it lies."""

import os
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build
from indexer.building import parts
from indexer.building.parts import MOST, SMALLEST, runs
from indexer.publish import current
from indexer.rows import part_of_rows
from indexer.settings import Settings
from tests.indexer.made import HashEncoder, report
from tests.indexer.test_incremental import told

KINDS = ("part-rows", "part-terms", "part-vectors")


@given(st.lists(st.text(max_size=8), min_size=1, max_size=1500))
def test_parts_lie_end_to_end_and_are_about_even(names: list[str]) -> None:
    found = runs(names)
    assert [found[0].start, found[-1].stop] == [0, len(names)]
    assert all(one.stop == two.start for one, two in pairwise(found))
    even = len(names) / len(found)
    assert len(found) == max(1, min(MOST, len(names) // SMALLEST))
    assert all(even / 2 - 1 <= one.stop - one.start <= even * 1.5 + 1 for one in found)


def test_a_name_that_comes_seldom_moves_where_parts_end() -> None:
    names = [f"{n:03}.txt" for n in range(250)]
    before = {tuple(names[run]) for run in runs(names)}
    changed = []
    for place in range(251):
        more = [*names[:place], f"{place:03}b.txt", *names[place:]]
        changed.append(len({tuple(more[run]) for run in runs(more)} - before))
    assert min(changed) == 1
    assert sum(changed) / len(changed) < 1.5


@pytest.fixture
def parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SMALLEST", 1)


def test_a_change_makes_one_part_anew(
    archive: Path, made_settings: Settings, encoder: HashEncoder, parted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made_settings)
    made = mock.Mock(side_effect=part_of_rows)
    monkeypatch.setattr(parts, "part_of_rows", made)
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 8), encoding="utf-8")
    build(archive, made_settings)
    assert made.call_count == 1
    held = {kind: len(list((made_settings.index / "cache" / kind).iterdir())) for kind in KINDS}
    assert held == dict.fromkeys(KINDS, 4)  # three that are in use, and the one of before
    for path in [p for kind in KINDS for p in (made_settings.index / "cache" / kind).iterdir()]:
        os.utime(path, (1, 1))  # age does not tell what is in use
    for number in range(5):
        (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 10 + number), encoding="utf-8")
        build(archive, made_settings)
    held = {kind: len(list((made_settings.index / "cache" / kind).iterdir())) for kind in KINDS}
    assert held == dict.fromkeys(KINDS, 6)  # and no more of before than are in use


def test_an_index_of_several_parts_says_what_one_of_a_single_part_says(
    archive: Path, made_settings: Settings, encoder: HashEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made_settings)
    monkeypatch.setattr(parts, "SMALLEST", 1)
    build(archive, Settings(index=tmp_path / "分", reading_workers=1))
    listed = [
        (current(index) / "terms" / "parts.json").read_text().count("base")
        for index in (made_settings.index, tmp_path / "分")
    ]
    assert listed == [1, 3]
    assert told(tmp_path / "分") == told(made_settings.index)
