"""From an archive to a published generation: read, parse, split, embed, write aside, check, publish."""

import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.archive import Archive, open_archive
from indexer.embed import Encoder, VectorCache, open_encoder
from indexer.errors import ArchiveError, GenerationError
from indexer.intake.admit import Admitted, admit
from indexer.intake.gather import Progress, silent
from indexer.intake.kept import write_intake
from indexer.lexical import write_terms
from indexer.publish import generations, only_builder, publish, sync_folder
from indexer.settings import Settings
from indexer.snapshot import Generation, gazetteer, seal
from indexer.store import section_kind, write_store
from indexer.synonyms import NAME as SYNONYMS
from indexer.synonyms import synonyms_of
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex

KEPT = 3  # generations that stay on disk after a publication, the new one included
_OWN = ("places.csv", "dictionary.txt", SYNONYMS)  # lists that a generation takes along


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; `embedded` and `reused` count distinct passage texts, `seconds` is wall-clock time."""

    generation: str
    reports: int
    passages: int
    sentences: int
    seconds: float
    embedded: int
    reused: int
    refused: tuple[tuple[str, str, str], ...]
    doubts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """The archive after reading: what is to be indexed, and the words to index it by."""

    admitted: Admitted
    tokenizer: Tokenizer

    def texts(self) -> list[str]:
        """The text of every passage, in order."""
        return [p.span.of(report.text) for report, passages in self.admitted.reports for p in passages]

    def sentences(self) -> int:
        """How many sentences the passages have together."""
        return sum(len(p.sentences) for _, passages in self.admitted.reports for p in passages)


def build(root: Path, settings: Settings, manifest: Path | None = None, progress: Progress = silent) -> Built:
    """Build an index of the archive in `root` and publish it; on any failure the one that was there stays.

    Raises:
        ArchiveError: the folder or a list in it is bad, or it holds no report that can be read.
        GenerationError: another process is building, or the index cannot be written.
        ModelError: the model cannot be loaded.
    """
    began = time.monotonic()
    archive = open_archive(root, manifest)
    read = _read(archive, settings, progress)
    encoder = open_encoder(settings.model, settings.home)
    with only_builder(settings.index), _told(settings.index):
        vectors, embedded = _embedded(read.texts(), VectorCache(settings.index / "cache", encoder), progress)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with _aside(settings.index, name) as aside:
            _write(aside, archive.root, read, vectors, progress)
            _finish(aside, _manifest(name, settings, encoder, read))
        publish(settings.index, name)
        _prune(settings.index, name)
    return Built(
        generation=name,
        reports=len(read.admitted.reports),
        passages=len(vectors),
        sentences=read.sentences(),
        seconds=round(time.monotonic() - began, 2),
        embedded=embedded,
        reused=len(set(read.texts())) - embedded,
        refused=read.admitted.intake.refused,
        doubts=read.admitted.intake.doubts,
    )


def _read(archive: Archive, settings: Settings, progress: Progress) -> _Read:
    places = gazetteer(archive.root)
    dictionary = archive.root / "dictionary.txt"
    tokenizer = Tokenizer(
        dictionary if dictionary.is_file() else None
    )  # a bad one stops the build before its long part
    synonyms_of(archive.root)  # so does a bad one of these
    admitted = admit(archive, settings, places, progress)
    if not admitted.reports:
        refused = admitted.intake.refused
        listed = "；".join(f"{name}：{reason}" for name, _, reason in refused[:5])
        more = f"……共 {len(refused)} 个文件" if len(refused) > 5 else ""
        raise ArchiveError(
            f"档案目录 {archive.root} 里没有可收录的报告（{listed}{more}）", "请放入中文报告后再试，原有索引未动"
        )
    return _Read(admitted, tokenizer)


def _embedded(texts: Sequence[str], cache: VectorCache, progress: Progress) -> tuple[NDArray[np.float32], int]:
    """Vectors of `texts`, float32 of shape (len(texts), dim), and how many had to be embedded."""
    known = cache.known(texts)
    new = [t for t in dict.fromkeys(texts) if t not in known]
    done, total = 0, sum(map(len, new))
    for made in cache.embed(new):
        known |= made
        done += sum(map(len, made))
        progress("计算向量（字）", done, total)
    return np.stack([known[t] for t in texts]), len(new)


@contextmanager
def _told(index: Path) -> Iterator[None]:
    """Have a disk that is full or does not let us write told as what it is: nothing is published then."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        where = getattr(error, "filename", None) or index
        raise GenerationError(
            f"索引写不了（{where}：{reason}），原有索引未动", "请检查磁盘空间和目录权限后重建"
        ) from error


@contextmanager
def _aside(index: Path, name: str) -> Iterator[Path]:
    """A new folder to write generation `name` into, removed when that fails.

    What killed builds left is swept, since we hold the lock.
    """
    folder = generations(index)
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".*.partial"):
        shutil.rmtree(left)
    aside = folder / f".{name}.partial"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # not there any more when it has got its name


def _write(aside: Path, archive: Path, read: _Read, vectors: NDArray[np.float32], progress: Progress) -> None:
    """Write every part of the generation but its manifest."""
    progress("写入索引", 0, 3)
    reports = read.admitted.reports
    for own in _OWN:
        if (archive / own).is_file():
            shutil.copyfile(archive / own, aside / own)
    write_store(aside / "archive.sqlite", reports)
    progress("写入索引", 1, 3)
    rows = [(n, section_kind(r, p), p.span.of(r.text)) for n, (r, passages) in enumerate(reports) for p in passages]
    write_terms(aside / "terms", rows, read.tokenizer)
    progress("写入索引", 2, 3)
    VectorIndex.build(vectors).write(aside / "vectors.faiss")
    write_intake(aside / "intake.json", read.admitted.intake)
    progress("写入索引", 3, 3)


def _manifest(name: str, settings: Settings, encoder: Encoder, read: _Read) -> dict[str, object]:
    return {
        "generation": name,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("jiejian"),
        "model": encoder.name,
        "dim": encoder.dim,
        "passage_characters": settings.passage_characters,
        "reports": len(read.admitted.reports),
        "passages": len(read.texts()),
        "sentences": read.sentences(),
        "characters": sum(len(r.text) for r, _ in read.admitted.reports),
    }


def _finish(aside: Path, manifest: dict[str, object]) -> None:
    """Seal the generation, open it as a reader would, and give it its name."""
    seal(aside, manifest)
    _sync(aside)
    Generation.open(aside).close()
    aside.replace(aside.with_name(str(manifest["generation"])))
    sync_folder(aside.parent)


def _sync(folder: Path) -> None:
    """Have every file of `folder` on the disk before a rename makes it the index."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _prune(index: Path, served: str) -> None:
    older = sorted((p for p in generations(index).iterdir() if p.is_dir() and p.name != served), reverse=True)
    for folder in older[KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)  # the new one is served already; the next build tries again
