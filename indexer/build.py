"""From an archive to a published generation: read, parse, split, embed, write aside, check, publish."""

import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.archive import GOLDEN, Archive, open_archive
from indexer.building.identity import identity_of, inputs_of
from indexer.building.lazy import LazyEncoder
from indexer.building.recall import Anew, Recall, sources_of
from indexer.building.shelf import Shelf
from indexer.embed import Encoder, VectorCache, open_encoder
from indexer.errors import ArchiveError, GenerationError
from indexer.history import Act, append, entry, served_before
from indexer.intake.admit import account
from indexer.intake.gather import Progress, silent
from indexer.intake.kept import read_intake, write_intake
from indexer.intake.record import Intake
from indexer.lexical import PassageTerms, write_cut_terms
from indexer.publish import CURRENT, current, generations, only_builder, publish, sync_folder
from indexer.settings import Settings
from indexer.snapshot import Generation, Manifest, gazetteer, read_manifest, seal, verify
from indexer.store import ReportRows, write_rows
from indexer.synonyms import NAME as SYNONYMS
from indexer.synonyms import synonyms_of
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex

UNUSED_DAYS = 30.0  # what no build asked for so long leaves the cache
KEPT = 3  # generations that stay on disk after a publication, the new one included
_OWN = ("places.csv", "dictionary.txt", SYNONYMS, GOLDEN)  # lists that a generation takes along


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; `embedded` and `reused` count distinct passage texts, `seconds` is wall-clock time.

    Where nothing had changed (`changed` is false) `generation` is the one that is served, and nothing was written.
    """

    generation: str
    reports: int
    passages: int
    sentences: int
    seconds: float
    embedded: int
    reused: int
    refused: tuple[tuple[str, str, str], ...]
    doubts: tuple[tuple[str, str], ...]
    changed: bool = True


@dataclass(frozen=True, slots=True)
class _Read:
    """The archive after reading: its account, the keys of the reports to index, and the words to index them by."""

    recall: Recall
    intake: Intake
    keys: tuple[str, ...]
    older: tuple[tuple[str, str], ...]  # keys of the editions that were replaced, each with the path of the newer
    tokenizer: Tokenizer

    def rows(self) -> Iterator[ReportRows]:
        """The reports to index, one by one."""
        return map(self.recall.rows, self.keys)

    def replaced(self) -> Iterator[tuple[ReportRows, str]]:
        """The older editions, each with the path of the newer."""
        return ((self.recall.rows(key), newer) for key, newer in self.older)

    def texts(self) -> list[str]:
        """The text of every passage, in order."""
        return [text for rows in self.rows() for text in rows.texts]

    def terms(self) -> Iterator[PassageTerms]:
        """The terms of every passage, in order."""
        for number, (key, rows) in enumerate(zip(self.keys, self.rows(), strict=True)):
            for (kind, _), cut in zip(rows.terms_of(), self.recall.terms(key, self.tokenizer), strict=True):
                yield PassageTerms(number, kind, *cut)


def build(
    root: Path,
    settings: Settings,
    manifest: Path | None = None,
    progress: Progress = silent,
    anew: Anew = Anew(),  # noqa: B008  (frozen)
    *,
    published: bool = True,
) -> Built:
    """Build an index of the archive in `root`; on any failure the one that was there stays.

    What was worked out for the same bytes before is not done again, but for what `anew` names. The generation is
    `published`, or stays beside the one that is served. Where a build would make what is served already, none is made.

    Raises:
        ArchiveError: the folder or a list in it is bad, or it holds no report that can be read.
        GenerationError: another process is building, or the index cannot be written.
        ModelError: the model cannot be loaded.
    """
    began = time.monotonic()
    archive = open_archive(root, manifest)
    with only_builder(settings.index), _told(settings.index):
        shelf = Shelf(settings.index / "cache")
        encoder = LazyEncoder(settings, shelf, open_encoder)
        sources = sources_of(archive)
        identity = identity_of(archive, settings)
        inputs = inputs_of(archive, sources, identity, encoder, manifest)
        if anew == Anew() and (same := _alike(settings.index, inputs)) is not None:
            return _unchanged(same, settings.index, began, published=published)
        recall = Recall(shelf, identity, settings, gazetteer(archive.root), anew)
        read = _read(archive, recall, sources, progress)
        texts = read.texts()
        vectors, embedded = _embedded(
            texts, VectorCache(settings.index / "cache", encoder), progress, anew=anew.vectors
        )
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with _aside(settings.index, name) as aside:
            counts = _write(aside, archive.root, read, vectors, progress)
            counts |= {"passages": len(texts), "texts": len(set(texts)), "inputs": inputs}
            sealed = _finish(aside, _manifest(name, settings, encoder, counts))
        if published:
            before = _served(settings.index)
            publish(settings.index, name)
            append(settings.index, entry(Act.PUBLISHED, name, before, "", {"reports": sealed.reports}))
            prune(settings.index)
        shelf.sweep(UNUSED_DAYS)
    return Built(
        generation=name,
        reports=sealed.reports,
        passages=sealed.passages,
        sentences=sealed.sentences,
        seconds=round(time.monotonic() - began, 2),
        embedded=embedded,
        reused=sealed.texts - embedded,
        refused=read.intake.refused,
        doubts=read.intake.doubts,
    )


def _alike(index: Path, inputs: str) -> Path | None:
    """A whole generation that was made from `inputs`, the one that is served first."""
    folder = generations(index)
    held = sorted((p for p in folder.glob("[!.]*") if p.is_dir()), reverse=True) if folder.is_dir() else []
    for candidate in sorted(held, key=lambda p: p.name != _served(index)):
        try:
            m = read_manifest(candidate)
            if m.inputs == inputs:
                verify(candidate, m)
                return candidate
        except GenerationError:
            continue
    return None


def _served(index: Path) -> str:
    try:
        return current(index).name
    except GenerationError:
        return ""


def _unchanged(folder: Path, index: Path, began: float, *, published: bool) -> Built:
    """What is told of a build that would only make `folder` again."""
    m, intake = read_manifest(folder), read_intake(folder / "intake.json")
    before = _served(index)
    changed = folder.name != before
    if changed and published:
        publish(index, folder.name)
        append(index, entry(Act.PUBLISHED, folder.name, before, "", {"reports": m.reports}))
    seconds = round(time.monotonic() - began, 2)
    counts = (m.reports, m.passages, m.sentences, seconds, 0, m.texts)
    return Built(m.generation, *counts, intake.refused, intake.doubts, changed)


def _read(archive: Archive, recall: Recall, sources: Mapping[str, str], progress: Progress) -> _Read:
    dictionary = archive.root / "dictionary.txt"
    tokenizer = Tokenizer(
        dictionary if dictionary.is_file() else None
    )  # a bad one stops the build before its long part
    synonyms_of(archive.root)  # so does a bad one of these
    files = recall.files(archive, sources, progress)
    intake = account(archive, [file.sheet for file in files], recall.places)
    kept = [(file.rows, r) for file, r in zip(files, intake.records, strict=True) if file.rows is not None]
    keys = tuple(rows for rows, r in kept if r.indexed)
    older = tuple((rows, r.replaced_by) for rows, r in kept if r.replaced_by is not None)
    if not keys:
        refused = intake.refused
        listed = "；".join(f"{name}：{reason}" for name, _, reason in refused[:5])
        more = f"……共 {len(refused)} 个文件" if len(refused) > 5 else ""
        raise ArchiveError(
            f"档案目录 {archive.root} 里没有可收录的报告（{listed}{more}）", "请放入中文报告后再试，原有索引未动"
        )
    return _Read(recall, intake, keys, older, tokenizer)


def _embedded(
    texts: Sequence[str], cache: VectorCache, progress: Progress, *, anew: bool
) -> tuple[NDArray[np.float32], int]:
    """Vectors of `texts`, float32 of shape (len(texts), dim), and how many had to be embedded."""
    known = {} if anew else cache.known(texts)
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
    for left in index.glob(f".{CURRENT}.*"):
        left.unlink()
    aside = folder / f".{name}.partial"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # not there any more when it has got its name


def _write(
    aside: Path, archive: Path, read: _Read, vectors: NDArray[np.float32], progress: Progress
) -> dict[str, object]:
    """Write every part of the generation but its manifest; its numbers of reports, sentences and characters."""
    progress("写入索引", 0, 3)
    for own in _OWN:
        if (archive / own).is_file():
            shutil.copyfile(archive / own, aside / own)
    counts = {"reports": 0, "sentences": 0, "characters": 0}
    write_rows(aside / "archive.sqlite", _counted(read.rows(), counts), read.replaced())
    progress("写入索引", 1, 3)
    write_cut_terms(aside / "terms", read.terms())
    progress("写入索引", 2, 3)
    VectorIndex.build(vectors).write(aside / "vectors.faiss")
    write_intake(aside / "intake.json", read.intake)
    progress("写入索引", 3, 3)
    return dict(counts)


def _counted(reports: Iterator[ReportRows], counts: dict[str, int]) -> Iterator[ReportRows]:
    for rows in reports:
        counts["reports"] += 1
        counts["sentences"] += sum(map(len, rows.sentences))
        counts["characters"] += rows.characters
        yield rows


def _manifest(name: str, settings: Settings, encoder: Encoder, counts: Mapping[str, object]) -> dict[str, object]:
    return {
        "generation": name,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("jiejian"),
        "model": encoder.name,
        "dim": encoder.dim,
        "passage_characters": settings.passage_characters,
        **counts,
    }


def _finish(aside: Path, manifest: dict[str, object]) -> Manifest:
    """Seal the generation, open it as a reader would, and give it its name."""
    sealed = seal(aside, manifest)
    _sync(aside)
    Generation.open(aside).close()
    aside.replace(aside.with_name(str(manifest["generation"])))
    sync_folder(aside.parent)
    return sealed


def _sync(folder: Path) -> None:
    """Have every file of `folder` on the disk before a rename makes it the index."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def prune(index: Path) -> None:
    """Remove what is neither served, nor one of the KEPT - 1 served last before, nor the newest that never was."""
    held = {p.name: p for p in generations(index).iterdir() if p.is_dir() and not p.name.startswith(".")}
    served = current(index).name
    once = [name for name in served_before(index) if name in held and name != served]
    never = sorted(set(held) - {served, *once}, reverse=True)
    kept = {served, *once[: KEPT - 1], *never[: max(1, KEPT - 1 - len(once))]}
    for name in set(held) - kept:
        shutil.rmtree(held[name], ignore_errors=True)  # the next build tries again
