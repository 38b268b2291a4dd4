"""Other words for the same thing: sets that a query is widened by, packaged, and an archive's own on top of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from indexer.errors import ArchiveError
from indexer.read.lists import decode_list
from indexer.tokens import fold

NAME = "synonyms.txt"  # in an archive, beside dictionary.txt
_SHORTEST = 2  # characters: a single one stands inside too many words


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`others` maps a wording, folded, to what reports may say instead, likeliest first."""

    others: Mapping[str, tuple[str, ...]]

    def found(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The wordings that stand in `text`, each once with its others: longest first, none inside another."""
        folded, found = fold(text), {}
        longest = max(map(len, self.others), default=0)
        at = 0
        while at < len(folded):
            size = next((n for n in range(longest, 0, -1) if folded[at : at + n] in self.others), 0)
            if size:
                said = folded[at : at + size]
                found[said] = self.others[said]
            at += max(1, size)
        return list(found.items())


def read_synonyms(text: str, packaged: Mapping[str, tuple[str, ...]] | None = None) -> Synonyms:
    """The sets of `text` over those of `packaged`: a wording that it gives is no longer widened as packaged.

    A line is `甲 = 乙 = 丙` (each finds the others), `甲 > 乙 丙` (甲 finds 乙 and 丙, not the other way), `甲 >` (甲
    finds nothing else), a comment after #, or empty.

    Raises:
        ArchiveError: a line is none of these, or gives a wording of one character; the message has its number.
    """
    sets: dict[str, list[str]] = {}
    for number, line in enumerate(fold(text).splitlines(), 1):
        if words := line.split("#")[0].strip():
            for said, others in _pairs(words, number):
                sets.setdefault(said, []).extend(others)
    return Synonyms({**(packaged or {}), **{said: tuple(dict.fromkeys(others)) for said, others in sets.items()}})


def _pairs(line: str, number: int) -> list[tuple[str, list[str]]]:
    said, arrow, rest = (part.strip() for part in line.partition(">"))
    alike = [word.strip() for word in line.split("=")]
    pairs = [(said, rest.split())] if arrow else [(word, [w for w in alike if w != word]) for word in alike]
    if "=" in rest or (not arrow and len(alike) < 2) or any(len(word) < _SHORTEST for word, _ in pairs):
        raise ArchiveError(
            f"{NAME} 第 {number} 行读不懂：{line}", "请写成“甲 = 乙”或“甲 > 乙 丙”，甲至少两个字，一行一组"
        )
    return pairs


@cache
def packaged_synonyms() -> Synonyms:
    """The sets that come with the product."""
    return read_synonyms(resources.files("indexer.data").joinpath(NAME).read_text(encoding="utf-8"))


def synonyms_of(folder: Path) -> Synonyms:
    """The packaged sets, with those of `folder` (an archive or a generation) over them when it brings some.

    Raises:
        ArchiveError: as `read_synonyms`, or the file is not text.
    """
    own = folder / NAME
    if not own.is_file():
        return packaged_synonyms()
    try:
        text = decode_list(own.read_bytes())
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{NAME} 读不了：{error}", "请存为 UTF-8 文本，一行一组") from error
    return read_synonyms(text, packaged_synonyms().others)
