"""A generation written aside, sealed, opened as a reader would, and given its name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from indexer.archive import TAKEN_ALONG
from indexer.building.embedding import Embedding
from indexer.building.parts import Parts
from indexer.building.recall import Recall
from indexer.history import CURRENT
from indexer.intake.gather import Progress
from indexer.intake.kept import write_intake
from indexer.intake.record import Intake
from indexer.publish import generations, sync_folder
from indexer.rows import Counts, ReportRows, join_rows, passage_texts
from indexer.snapshot import Generation, Manifest, seal
from indexer.terms import join_terms
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Material:
    """What a generation is made of: the account of the archive, the reports to index, words to index by."""

    recall: Recall
    intake: Intake
    reports: tuple[tuple[str, str], ...]  # path and key of each, in archive order
    new: frozenset[str]  # keys of what was read or parsed now
    older: tuple[tuple[str, str], ...]  # keys of the editions that were replaced, each with the path of the newer
    tokenizer: Tokenizer | None  # of the archive's own words, where it has any

    def new_texts(self) -> Iterator[str]:
        """The texts of the passages of new reports."""
        return (text for _, key in self.reports if key in self.new for text in self.recall.rows(key).texts)

    def replaced(self) -> Iterator[tuple[ReportRows, str]]:
        """The older editions, each with the path of the newer."""
        return ((self.recall.rows(key), newer) for key, newer in self.older)


def write_generation(  # noqa: PLR0917 - one of each of what a generation consists of
    index: Path,
    archive: Path,
    material: Material,
    embedding: Embedding,
    about: dict[str, Any],
    progress: Progress,
) -> Manifest:
    """Write a generation of `material`, its vectors by `embedding`, under the name that `about` gives it.

    `about` is its manifest but for the numbers that are counted here. The lists of `archive` are taken along.

    Raises:
        OSError, sqlite3.Error: it cannot be written; nothing has the name then.
    """
    with _aside(index, about["generation"]) as aside:
        counts = _write(aside, archive, material, embedding, progress)
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
    aside: Path, archive: Path, material: Material, embedding: Embedding, progress: Progress
) -> dict[str, object]:
    """Write every part of the generation but its manifest; the numbers that the manifest tells of them."""
    for own in TAKEN_ALONG:
        if (archive / own).is_file():
            shutil.copyfile(archive / own, aside / own)
    parts = Parts.of(material.recall, material.reports, progress)
    with embedding.ahead(material.new_texts()):
        counts = join_rows(aside / "archive.sqlite", parts.rows(), material.replaced())
        join_terms(aside / "terms", parts.terms(aside / "part", material.tokenizer, counts))
    texts = passage_texts(aside / "archive.sqlite")
    ends = accumulate((count.passages for count in counts), initial=0)
    vectors = embedding.vectors([texts[start:stop] for start, stop in pairwise(ends)])
    VectorIndex.build(vectors).write(aside / "vectors.faiss")
    write_intake(aside / "intake.json", material.intake)
    whole = Counts(*map(sum, zip(*counts, strict=True)))
    return {**whole._asdict(), "texts": len(set(texts))}


def _sync(folder: Path) -> None:
    """Have every file of `folder`, and every name in it, on the disk before a rename makes it the index."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
