"""A generation on disk: one complete, immutable index, written once, trusted only after `open` has checked it.

generations/<name>/  manifest.json   versions, model, tokenizer, counts, size and SHA-256 of every other file
                     archive.sqlite  reports, sections, passages, sentences
                     vectors.faiss   one unit vector a passage
                     terms/          the word index
                     intake.json     a record of every file, the roster, what is odd about the lists
                     places.csv, dictionary.txt, synonyms.txt   the archive's own, when it brought them
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.checksum import sha256_of
from indexer.errors import GenerationError
from indexer.intake.kept import read_intake
from indexer.intake.record import Intake
from indexer.lexical import TermIndex
from indexer.places.gazetteer import Gazetteer
from indexer.store import Store
from indexer.synonyms import Synonyms, synonyms_of
from indexer.tokens import Tokenizer
from indexer.vectors import VectorIndex

# 1 had no record of files, 2 no characters and no whole reports among its terms, 3 no account of its inputs, 4 no parts
FORMAT = 5
MANIFEST = "manifest.json"
_REBUILD = "请重建索引：jiejian build"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself; `files` maps each file's name to its size in bytes and its SHA-256.

    `texts` are its distinct passage texts; `inputs` is a key of all that it was made from: a build with the
    same makes the same. On disk a `checksum` of all this stands with it.
    """

    format: int
    generation: str
    built_at: str  # ISO 8601, UTC
    version: str
    model: str
    dim: int
    passage_characters: int
    reports: int
    passages: int
    sentences: int
    characters: int
    texts: int
    inputs: str
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation: all parts agree with the manifest and with each other.

    It answers on when its folder is removed: nothing is read from there by name any more.
    """

    folder: Path
    manifest: Manifest
    intake: Intake
    store: Store
    vectors: VectorIndex
    terms: TermIndex
    tokenizer: Tokenizer
    gazetteer: Gazetteer
    synonyms: Synonyms

    @classmethod
    def open(cls, folder: Path) -> "Generation":
        """Open the generation in `folder` after checking every file against the manifest.

        Raises:
            GenerationError: a file is missing, damaged, or of another format.
        """
        manifest = read_manifest(folder)
        verify(folder, manifest)
        tokenizer = Tokenizer(_optional(folder / "dictionary.txt"))
        generation = cls(
            folder,
            manifest,
            read_intake(folder / "intake.json"),
            Store(folder / "archive.sqlite"),
            VectorIndex.read(folder / "vectors.faiss"),
            TermIndex(folder / "terms", tokenizer),
            tokenizer,
            gazetteer(folder),
            synonyms_of(folder),
        )
        generation._agree()
        return generation

    def close(self) -> None:
        """Close what is open on disk."""
        self.store.close()

    def _agree(self) -> None:
        counts = {len(self.store.passage_reports), len(self.vectors), len(self.terms), self.manifest.passages}
        if len(counts) > 1:
            raise GenerationError(f"索引 {self.folder.name} 各部分的段数不一致：{sorted(counts)}", _REBUILD)
        if self.vectors.dim != self.manifest.dim:
            told = f"向量是 {self.vectors.dim} 维，清单写的是 {self.manifest.dim} 维"
            raise GenerationError(f"索引 {self.folder.name} 的{told}", _REBUILD)


def gazetteer(folder: Path) -> Gazetteer:
    """The gazetteer of `folder`, an archive or a generation: the packaged one and the folder's own places.csv."""
    own = _optional(folder / "places.csv")
    return Gazetteer.default() if own is None else Gazetteer.default(own)


def _optional(path: Path) -> Path | None:
    return path if path.is_file() else None


def seal(folder: Path, manifest: dict[str, Any]) -> Manifest:
    """Write `manifest.json` into a finished `folder`, with the size and the checksum of every file there."""
    files = {name: (path.stat().st_size, sha256_of(path)) for name, path in _files(folder)}
    sealed = Manifest(format=FORMAT, files=files, **manifest)
    data = {"checksum": _checksum(asdict(sealed)), **asdict(sealed)}
    (folder / MANIFEST).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return sealed


def read_manifest(folder: Path) -> Manifest:
    """The manifest of `folder`.

    Raises:
        GenerationError: there is none, or it is of another format.
    """
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        checksum = data.pop("checksum")
        data["files"] = {name: tuple(entry) for name, entry in data["files"].items()}
        manifest = Manifest(**data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GenerationError(f"索引 {folder.name} 的清单 {MANIFEST} 缺失或损坏", _REBUILD) from error
    if manifest.format != FORMAT:
        raise GenerationError(f"索引 {folder.name} 是第 {manifest.format} 版格式，本程序读第 {FORMAT} 版", _REBUILD)
    if _checksum(asdict(manifest)) != checksum:
        raise GenerationError(f"索引 {folder.name} 的清单 {MANIFEST} 内容被改动（校验和不符）", _REBUILD)
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Check every file of `folder` against `manifest`.

    Raises:
        GenerationError: a file is missing, truncated or altered; the message names it.
    """
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise GenerationError(f"索引 {folder.name} 缺少文件 {name}", _REBUILD)
        if path.stat().st_size != size:
            raise GenerationError(
                f"索引 {folder.name} 的文件 {name} 应有 {size} 字节，实有 {path.stat().st_size} 字节", _REBUILD
            )
        if sha256_of(path) != digest:
            raise GenerationError(f"索引 {folder.name} 的文件 {name} 内容被改动（校验和不符）", _REBUILD)


def _files(folder: Path) -> list[tuple[str, Path]]:
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST and not p.name.endswith(".lock"))
    return [(p.relative_to(folder).as_posix(), p) for p in paths]


def _checksum(manifest: dict[str, Any]) -> str:
    """Of everything that the manifest says, however it is printed."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
