from pathlib import Path

import pytest

from indexer.dictionary_cache import Frequencies, folder_of, kept


class Maker:
    """Makes the table, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, dictionary: bytes) -> Frequencies:
        self.asked += 1
        return dict.fromkeys(dictionary.decode().split(), 1), 7


def test_the_table_is_made_once_and_read_from_then_on(tmp_path: Path) -> None:
    make = Maker()
    tables = [kept("法治 政府".encode(), make, tmp_path / "new") for _ in range(3)]
    assert tables == [({"法治": 1, "政府": 1}, 7)] * 3
    assert make.asked == 1


def test_another_dictionary_has_a_table_of_its_own(tmp_path: Path) -> None:
    assert [kept(word.encode(), Maker(), tmp_path)[0] for word in ("法治", "政府")] == [{"法治": 1}, {"政府": 1}]


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty"])
def test_a_damaged_table_is_made_anew(tmp_path: Path, damage: str) -> None:
    make = Maker()
    kept(b"law", make, tmp_path)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes({"flipped": bytes(data), "cut": bytes(data[:40]), "empty": b""}[damage])
    assert [kept(b"law", make, tmp_path) for _ in range(2)] == [({"law": 1}, 7)] * 2
    assert make.asked == 2


def test_where_nothing_can_be_written_the_table_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    make = Maker()
    assert kept(b"law", make, tmp_path / "file")[1] == kept(b"law", make, tmp_path / "file")[1] == 7
    assert make.asked == 2


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/jiejian"),
        ({"HOME": "/h"}, "/h/.cache/jiejian"),
        ({}, "/nonexistent/.cache/jiejian"),
    ],
)
def test_the_folder_is_the_users_own(environ: dict[str, str], folder: str) -> None:
    assert folder_of(environ) == Path(folder)
