"""A generation written aside, sealed, opened as a reader would, and given its name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.archive import TAKEN_ALONG
from indexer.building.recall import Recall
from indexer.history import CURRENT
from indexer.intake.gather import Progress
from indexer.intake.kept import write_intake
from indexer.intake.record import Intake
from indexer.publish import generations, sync_folder
from indexer.rows import ReportRows, write_rows
from indexer.snapshot import Generation, Manifest, seal
from indexer.terms import PassageTerms, write_cut_terms
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Material:
    """What a generation is made of: the account of the archive, keys of the reports to index, words to index by."""

    recall: Recall
    intake: Intake
    keys: tuple[str, ...]
    older: tuple[tuple[str, str], ...]  # keys of the editions that were replaced, each with the path of the newer
    tokenizer: Tokenizer
    passages: tuple[list[tuple[str, str]], ...]  # of each of the reports to index, kind and text of its passages

    def rows(self) -> Iterator[ReportRows]:
        """The reports to index, one by one."""
        return map(self.recall.rows, self.keys)

    def replaced(self) -> Iterator[tuple[ReportRows, str]]:
        """The older editions, each with the path of the newer."""
        return ((self.recall.rows(key), newer) for key, newer in self.older)

    def texts(self) -> list[str]:
        """The text of every passage, in order."""
        return [text for own in self.passages for _, text in own]

    def terms(self) -> Iterator[PassageTerms]:
        """The terms of every passage, in order."""
        for number, (key, own) in enumerate(zip(self.keys, self.passages, strict=True)):
            for (kind, _), cut in zip(own, self.recall.terms(key, self.tokenizer), strict=True):
                yield PassageTerms(number, kind, *cut)


def write_generation(  # noqa: PLR0917 - one of each of what a generation consists of
    index: Path,
    archive: Path,
    material: Material,
    vectors: NDArray[np.float32],
    about: dict[str, Any],
    progress: Progress,
) -> Manifest:
    """Write a generation of `material` and `vectors`, shape (passages, dim), under the name that `about` gives it.

    `about` is its manifest but for the numbers that are counted here. The lists of `archive` are taken along.

    Raises:
        OSError, sqlite3.Error: it cannot be written; nothing has the name then.
    """
    with _aside(index, about["generation"]) as aside:
        counts = _write(aside, archive, material, vectors, progress)
        sealed = seal(aside, {**about, **counts})
        _sync(aside)
        Generation.open(aside).close()
        aside.replace(aside.with_name(sealed.generation))
        sync_folder(aside.parent)
    return sealed


@contextmanager
def _aside(index: Path, name: str) -> Iterator[Path]:
    """A new folder to write generation `name` into, removed when that fails.

    What killed builds left is swept, since we hold the lock.
    """
    folder = generations(index)
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".*.partial"):
        shutil.rmtree(left)
    for left in index.glob(f".{CURRENT}.*"):
        left.unlink()
    aside = folder / f".{name}.partial"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # not there any more when it has got its name


def _write(
    aside: Path, archive: Path, material: Material, vectors: NDArray[np.float32], progress: Progress
) -> dict[str, object]:
    """Write every part of the generation but its manifest; its numbers of reports, sentences and characters."""
    progress("写入索引", 0, 3)
    for own in TAKEN_ALONG:
        if (archive / own).is_file():
            shutil.copyfile(archive / own, aside / own)
    counts = {"reports": 0, "sentences": 0, "characters": 0}
    write_rows(aside / "archive.sqlite", _counted(material.rows(), counts), material.replaced())
    progress("写入索引", 1, 3)
    write_cut_terms(aside / "terms", material.terms())
    progress("写入索引", 2, 3)
    VectorIndex.build(vectors).write(aside / "vectors.faiss")
    write_intake(aside / "intake.json", material.intake)
    progress("写入索引", 3, 3)
    return dict(counts)


def _counted(reports: Iterator[ReportRows], counts: dict[str, int]) -> Iterator[ReportRows]:
    for rows in reports:
        counts["reports"] += 1
        counts["sentences"] += sum(map(len, rows.sentences))
        counts["characters"] += rows.characters
        yield rows


def _sync(folder: Path) -> None:
    """Have every file of `folder`, and every name in it, on the disk before a rename makes it the index."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
