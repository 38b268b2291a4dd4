"""Every file of an archive as the index takes it: recalled where the same bytes were read before, else read now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from indexer.archive import Archive, ArchiveFile
from indexer.building.identity import Identity
from indexer.building.shelf import Shelf, key_of
from indexer.checksum import sha256_of
from indexer.errors import GenerationError
from indexer.intake.admit import Sheet, sheet_of
from indexer.intake.duplicates import Print
from indexer.intake.gather import STAGE, Known, Progress, gather
from indexer.intake.kept import record_of
from indexer.intake.record import Verdict
from indexer.intake.take import Taken
from indexer.places.gazetteer import Gazetteer
from indexer.read.reading import Format, Reading
from indexer.rows import ReportRows, rows_of
from indexer.settings import Settings
from indexer.terms import cut_terms
from indexer.tokens import Tokenizer, default_tokenizer

BATCH = 100  # files that are read before they are kept: what a killed build loses at most
_LASTING = frozenset(  # refusals that the same bytes meet again; others may come from the machine or the moment
    {
        "bomb",
        "empty",
        "encrypted",
        "garbled",
        "no-text",
        "not-a-report",
        "not-chinese",
        "too-many-pages",
        "unknown-format",
    }
)
_SHEETS, _READINGS, _ROWS, _TERMS = "sheets", "readings", "reports", "terms"
Terms = list[tuple[str, str, str]]  # of each passage, as `cut_terms` gives them


@dataclass(frozen=True, slots=True)
class Recalled:
    """A file with its sheet and, where it was read, the key of its rows; whether it is `new`, not recalled."""

    sheet: Sheet
    rows: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Anew:
    """What is not to be recalled although it could be."""

    reading: bool = False
    parsing: bool = False
    vectors: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """What was worked out before, on a shelf beside the generations; `identity` tells what still holds."""

    shelf: Shelf
    identity: Identity
    settings: Settings
    places: Gazetteer
    anew: Anew = Anew()

    def files(
        self,
        archive: Archive,
        sources: Mapping[str, str],
        progress: Progress,
        reading: Callable[[], None] | None = None,
    ) -> list[Recalled]:
        """Every file in archive order, the members of a zip in its place; `sources` are the SHA-256 by path.

        `reading` is called before anything is read whose like was not read before.
        """
        keys = {file.name: self._key(file, archive, sources) for file in archive.files}
        held = {} if self.anew.parsing else {name: self._known(key) for name, key in keys.items()}
        new = [file for file in archive.files if held.get(file.name) is None]
        made: dict[str, list[Recalled]] = {}
        if reading is not None and not all(self._is_read(sources[file.name]) for file in new):
            reading()
        for start in range(0, len(new), BATCH):
            part = replace(archive, files=tuple(new[start : start + BATCH]))
            known = None if self.anew.reading else Known(sources, self._reading)
            taken = gather(part, self.settings, self.places, _from(progress, start, len(new)), known)
            for file, own in _by_file(part.files, taken):
                name = file.name
                made[name] = self._keep(keys[name], own, whole=sources[name] == _source(file))
        return [one for file in archive.files for one in made.get(file.name) or held.get(file.name) or []]

    def rows(self, key: str) -> ReportRows:
        """The rows of a report that is held.

        Raises:
            GenerationError: they were damaged since they were found.
        """
        data = self.shelf.get(_ROWS, key)
        if data is None:
            raise GenerationError("缓存里的一份报告损坏或丢失，原有索引未动", "请重新运行 jiejian build，会重新读取它")
        return ReportRows(**data)

    def terms(self, key: str, passages: Sequence[str], tokenizer: Tokenizer | None) -> Terms:
        """The terms of the `passages` of a report that is held; cut now where they were not before.

        Without a `tokenizer` by the packaged dictionary, which is loaded only then.
        """
        own = self._terms_key(key)
        held: Terms | None = self.shelf.get(_TERMS, own)
        if held is None:
            cutting = tokenizer or default_tokenizer()
            held = [cut_terms(text, cutting) for text in passages]
            self.shelf.put(_TERMS, own, held)
        return held

    def keep_terms(self, key: str) -> None:
        """Have the age of the terms of a report begin anew: they are in use, though nobody asks for them."""
        self.shelf.touch(_TERMS, self._terms_key(key))

    def _terms_key(self, key: str) -> str:
        return key_of(key, self.identity.terms)

    def _key(self, file: ArchiveFile, archive: Archive, sources: Mapping[str, str]) -> str:
        ours = {n: asdict(c) for n, c in archive.corrections.items() if n == file.name or n.startswith(f"{file.name}/")}
        return key_of(self.identity.parsing, file.name, sources[file.name], ours)

    def _known(self, key: str) -> list[Recalled] | None:
        """What is held of a file; None where it, or a report of it, is not."""
        data = self.shelf.get(_SHEETS, key)
        if data is None or not all(self.shelf.sound(_ROWS, own["rows"]) for own in data if own["rows"]):
            return None
        known = [Recalled(_sheet(own["sheet"]), own["rows"]) for own in data]
        for one in known:  # not needed now, but by the next version that parses otherwise
            self.shelf.touch(_READINGS, key_of(self.identity.reading, one.sheet.record.source))
        return known

    def _is_read(self, source: str) -> bool:
        """Whether `_reading` would give something, where it is asked."""
        return not self.anew.reading and self.shelf.sound(_READINGS, key_of(self.identity.reading, source))

    def _reading(self, source: str) -> Reading | None:
        """What was read of the same bytes, under whatever name, in a zip or by themselves."""
        data = self.shelf.get(_READINGS, key_of(self.identity.reading, source))
        return None if data is None else _reading(data)

    def _keep(self, key: str, taken: Sequence[Taken], *, whole: bool) -> list[Recalled]:
        """`taken` as recalled, and on the shelf for later unless the file was changed meanwhile (it is not `whole`)."""
        made = [self._kept(key, n, one) for n, one in enumerate(taken)]
        if whole and all(map(_lasts, taken)):
            self.shelf.put(_SHEETS, key, [{"sheet": asdict(one.sheet), "rows": one.rows} for one in made])
        for one in taken if whole else ():
            if one.reading is not None:
                self.shelf.put(_READINGS, key_of(self.identity.reading, one.record.source), asdict(one.reading))
        return made

    def _kept(self, key: str, number: int, taken: Taken) -> Recalled:
        if taken.report is None:
            return Recalled(sheet_of(taken))
        own = key_of(key, number, taken.record.path, taken.record.source)
        self.shelf.put(_ROWS, own, _plain(rows_of(taken.report, taken.passages)))
        return Recalled(sheet_of(taken), own, new=True)


def _plain(rows: ReportRows) -> dict[str, Any]:
    return {name: getattr(rows, name) for name in ("report", "sections", "passages", "sentences")}


def sources_of(archive: Archive) -> dict[str, str]:
    """SHA-256 of the bytes of every file, in lower-case hex, by its path; empty where it cannot be read."""
    return {file.name: _source(file) for file in archive.files}


def _source(file: ArchiveFile) -> str:
    try:
        return sha256_of(file.path)
    except OSError:
        return ""  # told when it is read


def _lasts(taken: Taken) -> bool:
    return taken.record.verdict is not Verdict.REFUSED or taken.record.findings[0].code in _LASTING


def _by_file(files: Sequence[ArchiveFile], taken: Sequence[Taken]) -> Iterator[tuple[ArchiveFile, list[Taken]]]:
    for file in files:
        inside = f"{file.name}/"
        yield file, [t for t in taken if t.record.path == file.name or t.record.path.startswith(inside)]


def _from(progress: Progress, start: int, total: int) -> Progress:
    """`progress` of a part that begins at `start`; members of zips count from where they come to light."""

    def told(stage: str, done: int, of: int) -> None:
        progress(stage, start + done, max(total, start + of) if stage == STAGE else of)

    return told


def _sheet(data: dict[str, Any]) -> Sheet:
    print_ = data["print"]
    known = None if print_ is None else Print(print_["wording"], print_["figures"], tuple(print_["sketch"]))
    return Sheet(record_of(data["record"]), known, data["opening"])


def _reading(data: dict[str, Any]) -> Reading:
    more = {
        "format": Format(data["format"]),
        "blank_pages": tuple(data["blank_pages"]),
        "doubts": tuple(data["doubts"]),
    }
    return Reading(**{**data, **more})
