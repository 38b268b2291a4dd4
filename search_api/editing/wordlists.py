"""An archive's own lists that staff edit: words, synonyms, golden questions. Read, checked, written whole."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from indexer.archive import DICTIONARY
from indexer.errors import ArchiveError
from indexer.publish import sync_folder
from indexer.read.lists import decode_list
from indexer.synonyms import NAME as SYNONYMS
from indexer.synonyms import read_synonyms

_WORD = re.compile(r"(\S+)( [0-9]+)?( [a-z]+)?")  # as jieba reads a line; what it does not fit becomes one odd word


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, counted from 1, of the list `name`."""

    name: str
    line: int
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class WordLists:
    """The two lists as text; empty where there is none."""

    dictionary: str = ""
    synonyms: str = ""

    @property
    def version(self) -> str:
        """Changes when either list does."""
        return sha256(f"{self.dictionary}\0{self.synonyms}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def faults(self) -> list[Fault]:
        """What is wrong, line by line; none where both can be used."""
        return [*_dictionary_faults(self.dictionary), *_synonym_faults(self.synonyms)]


def lists_of(folder: Path) -> WordLists:
    """The lists of `folder`, an archive or a generation.

    Raises:
        ArchiveError: one is not text.
    """
    return WordLists(read_text(folder / DICTIONARY), read_text(folder / SYNONYMS))


def save_lists(archive: Path, lists: WordLists, seen: str) -> None:
    """Write `lists` into `archive`; `seen` is the version that they were made from.

    Raises:
        ArchiveError: a line is wrong, or somebody changed a list meanwhile; nothing was written.
    """
    if faults := lists.faults():
        first = faults[0]
        raise ArchiveError(f"{first.name} 第 {first.line} 行：{first.reason}，没有保存", first.cure)
    before = lists_of(archive)
    if before.version != seen:
        raise ArchiveError("这两张表在您打开之后被别人改过，没有保存", "请先复制您的改动，刷新页面后再改")
    for name, old, new in (
        (DICTIONARY, before.dictionary, lists.dictionary),
        (SYNONYMS, before.synonyms, lists.synonyms),
    ):
        if new != old:
            write_text(archive / name, new)


def read_text(path: Path) -> str:
    """The text of a list with line feeds; empty where there is none.

    Raises:
        ArchiveError: it cannot be read, or is not text.
    """
    if not path.is_file():
        return ""
    try:
        return decode_list(path.read_bytes()).replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path.name} 读不了：{error}", "请存为 UTF-8 文本") from error


def write_text(path: Path, text: str) -> None:
    """Have `text` stand in `path`, in UTF-8: whole, or not at all.

    Raises:
        ArchiveError: the folder or the disk does not let us.
    """
    real = path.resolve()
    aside = real.with_name(f".{real.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if real.is_file():
            shutil.copymode(real, aside)
        aside.replace(real)
        sync_folder(real.parent)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ArchiveError(f"{path.name} 写不了：{error.strerror}", "请检查磁盘空间和目录权限，原文件未动") from error


def _dictionary_faults(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#") and not _WORD.fullmatch(line.strip()):
            cure = "每行一个词，后面可以写词频和词性，各空一格，如：医联体 100 n"
            yield Fault(DICTIONARY, number, f"读不懂“{line.strip()[:30]}”", cure)


def _synonym_faults(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            read_synonyms(line)
        except ArchiveError as error:
            yield Fault(SYNONYMS, number, f"读不懂“{line.strip()[:30]}”", error.cure)
