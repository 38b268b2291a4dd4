"""From an archive to a published generation: read, parse, split, embed, write aside, check, publish."""

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from indexer.archive import DICTIONARY, Archive, open_archive
from indexer.building.embedding import VECTORS, Embedding
from indexer.building.identity import identity_of, inputs_of
from indexer.building.lazy import LazyEncoder
from indexer.building.parts import KINDS
from indexer.building.recall import Anew, Recall, sources_of
from indexer.building.shelf import Shelf
from indexer.building.writing import Material, write_generation
from indexer.disk import writing
from indexer.embed import Encoder, VectorCache, open_encoder
from indexer.errors import ArchiveError, GenerationError, ModelError
from indexer.history import Act, entry
from indexer.intake.admit import account
from indexer.intake.gather import Progress, silent
from indexer.intake.kept import read_intake
from indexer.publish import (
    held_generations,
    only_builder,
    prune,
    serve,
    served_name,
)
from indexer.settings import Settings
from indexer.snapshot import Manifest, gazetteer, read_manifest, verify
from indexer.synonyms import synonyms_of
from indexer.tokens import Tokenizer

_log = logging.getLogger(__name__)
UNUSED_DAYS = 30  # what no build asked for so long leaves the cache


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
    with only_builder(settings.index), writing(settings.index):
        shelf = Shelf(settings.index / "cache")
        encoder = LazyEncoder(settings, shelf, open_encoder)
        sources = sources_of(archive)
        identity = identity_of(archive, settings)
        inputs = inputs_of(archive, sources, identity, encoder, manifest)
        if anew == Anew() and (same := _alike(settings.index, inputs)) is not None:
            return _unchanged(same, settings.index, began, published=published)
        recall = Recall(shelf, identity, settings, gazetteer(archive.root), anew)
        read = _read(archive, recall, sources, progress, encoder.begin)
        cache = VectorCache(settings.index / "cache", encoder)
        embedding = Embedding(encoder, cache, shelf, progress, anew=anew.vectors)
        about = _about(settings, encoder, inputs)
        sealed = write_generation(settings.index, archive.root, read, embedding, about, progress)
        if published:
            _serve(settings.index, sealed)
        _swept(shelf, cache)
    return Built(
        generation=sealed.generation,
        reports=sealed.reports,
        passages=sealed.passages,
        sentences=sealed.sentences,
        seconds=round(time.monotonic() - began, 2),
        embedded=embedding.made,
        reused=sealed.texts - embedding.made,
        refused=read.intake.refused,
        doubts=read.intake.doubts,
    )


def _swept(shelf: Shelf, cache: VectorCache) -> None:
    """Take out of the caches what no build needs; what was built stands, also where the disk does not let us."""
    try:
        for kind in (*KINDS, VECTORS):
            shelf.trim(kind)
        shelf.sweep(UNUSED_DAYS)
        cache.sweep(UNUSED_DAYS)
    except (OSError, ModelError) as error:
        _log.warning("索引已建好，但缓存里用不到的没有清掉，下次建索引再清：%s", error)


def _about(settings: Settings, encoder: Encoder, inputs: str) -> dict[str, object]:
    """The manifest but for what is counted while the generation is written."""
    now = datetime.now(UTC)
    return {
        "generation": f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        "built_at": now.isoformat(timespec="seconds"),
        "version": version("jiejian"),
        "model": encoder.name,
        "dim": encoder.dim,
        "passage_characters": settings.passage_characters,
        "inputs": inputs,
    }


def _alike(index: Path, inputs: str) -> Path | None:
    """A whole generation that was made from `inputs`, the one that is served first."""
    now = served_name(index)
    for candidate in sorted(held_generations(index), key=lambda p: p.name != now):
        try:
            m = read_manifest(candidate)
            if m.inputs == inputs:
                verify(candidate, m)
                return candidate
        except GenerationError:
            continue
    return None


def _unchanged(folder: Path, index: Path, began: float, *, published: bool) -> Built:
    """What is told of a build that would only make `folder` again."""
    m, intake = read_manifest(folder), read_intake(folder / "intake.json")
    changed = folder.name != served_name(index)
    if changed and published:
        _serve(index, m)
    seconds = round(time.monotonic() - began, 2)
    counts = (m.reports, m.passages, m.sentences, seconds, 0, m.texts)
    return Built(m.generation, *counts, intake.refused, intake.doubts, changed)


def _serve(index: Path, manifest: Manifest) -> None:
    """Publish a generation that nothing is held against."""
    done = entry(Act.PUBLISHED, manifest.generation, served_name(index), "", {"reports": manifest.reports})
    serve(index, done)
    prune(index)


def _read(
    archive: Archive, recall: Recall, sources: Mapping[str, str], progress: Progress, reading: Callable[[], None]
) -> Material:
    """What to index; `reading` as `Recall.files` has it."""
    dictionary = archive.root / DICTIONARY
    own = Tokenizer(dictionary) if dictionary.is_file() else None  # a bad one stops the build before its long part
    synonyms_of(archive.root)  # so does a bad one of these
    files = recall.files(archive, sources, progress, reading)
    intake = account(archive, [file.sheet for file in files], recall.places)
    kept = [(file.rows, r) for file, r in zip(files, intake.records, strict=True) if file.rows is not None]
    reports = tuple((r.path, rows) for rows, r in kept if r.indexed)
    new = frozenset(file.rows for file in files if file.new and file.rows is not None)
    older = tuple((rows, r.replaced_by) for rows, r in kept if r.replaced_by is not None)
    if not reports:
        refused = intake.refused
        listed = "；".join(f"{name}：{reason}" for name, _, reason in refused[:5])
        more = f"……共 {len(refused)} 个文件" if len(refused) > 5 else ""
        raise ArchiveError(
            f"档案目录 {archive.root} 里没有可收录的报告（{listed}{more}）", "请放入中文报告后再试，原有索引未动"
        )
    return Material(recall, intake, reports, new, older, own)
