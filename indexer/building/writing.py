"""A generation written aside, sealed, opened as a reader would, and given its name."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
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
from indexer.terms import PassageTerms, TermWriter
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Material:
    """What a generation is made of: the account of the archive, keys of the reports to index, words to index by."""

    recall: Recall
    intake: Intake
    keys: tuple[str, ...]
    older: tuple[tuple[str, str], ...]  # keys of the editions that were replaced, each with the path of the newer
    tokenizer: Tokenizer | None  # of the archive's own words, where it has any

    def rows(self) -> Iterator[tuple[ReportRows, list[PassageTerms]]]:
        """The reports to index, one by one, each with the terms of its passages."""
        for number, key in enumerate(self.keys):
            rows = self.recall.rows(key)
            cut = zip(rows.kinds, self.recall.terms(key, rows.texts, self.tokenizer), strict=True)
            yield rows, [PassageTerms(number, kind, *terms) for kind, terms in cut]

    def replaced(self) -> Iterator[tuple[ReportRows, str]]:
        """The older editions, each with the path of the newer."""
        return ((self.recall.rows(key), newer) for key, newer in self.older)


def write_generation(  # noqa: PLR0917 - one of each of what a generation consists of
    index: Path,
    archive: Path,
    material: Material,
    embed: Embed,
    about: dict[str, Any],
    progress: Progress,
) -> Manifest:
    """Write a generation of `material` under the name that `about` gives it; `embed` gives the vectors of its passages.

    `about` is its manifest but for the numbers that are counted here. The lists of `archive` are taken along.

    Raises:
        OSError, sqlite3.Error: it cannot be written; nothing has the name then.
    """
    with _aside(index, about["generation"]) as aside:
        counts = _write(aside, archive, material, embed, progress)
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


def _write(aside: Path, archive: Path, material: Material, embed: Embed, progress: Progress) -> dict[str, object]:
    """Write every part of the generation but its manifest; the numbers that the manifest tells of them."""
    for own in TAKEN_ALONG:
        if (archive / own).is_file():
            shutil.copyfile(archive / own, aside / own)
    counts = {"reports": 0, "sentences": 0, "characters": 0}
    texts: list[str] = []

    def taken(terms: TermWriter) -> Iterator[ReportRows]:
        for number, (rows, cut) in enumerate(material.rows(), 1):
            terms.add(cut)
            texts.extend(rows.texts)
            counts["reports"] += 1
            counts["sentences"] += sum(map(len, rows.sentences))
            counts["characters"] += rows.characters
            yield rows
            progress("写入索引", number, len(material.keys))

    with TermWriter(aside / "terms") as terms:  # puts them in order while the rest is done
        write_rows(aside / "archive.sqlite", taken(terms), material.replaced())
        VectorIndex.build(embed(texts)).write(aside / "vectors.faiss")
        write_intake(aside / "intake.json", material.intake)
    return {**counts, "passages": len(texts), "texts": len(set(texts))}


def _sync(folder: Path) -> None:
    """Have every file of `folder`, and every name in it, on the disk before a rename makes it the index."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
