"""Which files tell the same: word for word, in another format, or as another edition of one report."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from indexer.intake.record import FileRecord, Finding, Near, Verdict
from indexer.read.reading import Format
from indexer.tokens import squeeze

SKETCH = 512  # smallest hashes kept of a text; an estimate of 0.9 is then off by 0.013 on average
SHINGLE = 8  # characters: longer than most of the set phrases that all reports share
SAME = 0.9  # wording that two formats of one report have in common at least
EDITION = 0.6  # wording that two editions have in common at least; a fifth of the sentences gone or added leaves 0.69.
# Of 32,000 pairs of real reports one has more (a form filled in twice, in two years), all but two have less than 0.08.
_CURE_OF_EDITIONS = "请只留最新的一版，或在清单 manifest.csv 的“取代”列写明它取代哪个文件（不相干的写“无”）"
MISPLACED = Finding("same-wording", "文字完全相同，地区或年份却不同", "请看是不是放错了文件")
ALONE = "无"  # in the manifest's column of what a file replaces: it is no edition of another
_REVISED = re.compile("修订|更正|订正|修正|终稿|定稿")  # in the name of a file
_FIGURES = re.compile(r"\d+(?:\.\d+)?%?")
_IMAGES = frozenset({Format.SCAN, Format.IMAGE})
_PRINTED = frozenset({Format.PDF, Format.OFD})
_PLACE = ("province", "city", "district")


@dataclass(frozen=True, slots=True)
class Print:
    """What a text is compared by: a digest of its word characters, one of its figures, its smallest shingle hashes."""

    wording: str
    figures: str
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be compared, with its place in the list."""

    number: int
    record: FileRecord
    print: Print


def print_of(text: str) -> Print:
    """The print of a canonical text."""
    words = squeeze(text)
    figures = " ".join(sorted(_FIGURES.findall(text)))
    return Print(_digest(words), _digest(figures), tuple(int(h) for h in _sketch(words)))


def settle(read: Sequence[tuple[FileRecord, Print]], replaces: Mapping[str, str] | None = None) -> list[FileRecord]:
    """The records of `read`, with what each repeats.

    Of files with the same content one is indexed: that whose format is read most surely, or that comes first. The
    others are doubtful and name it. Of editions of one report (nearly the same wording, of one place and year) the
    newest is indexed, and the others name it; where none is told to be newer by its date of issue or its name all are
    indexed, and doubtful. So are files of the same wording that are told to be of two places or years. `replaces` has
    the last word: by path, the path of the older edition, or ALONE.
    """
    said = replaces or {}
    files = sorted((_File(n, record, print_) for n, (record, print_) in enumerate(read)), key=_order)
    settled = dict(enumerate(record for record, _ in read))
    alone = list(_without_copies(files, settled))
    for group in _groups(alone, lambda f: _key(f.record)):
        _compare(group, settled, said)
    _overrule(files, settled, said)
    for file in files:  # a copy of a file that gives way itself gives way to the same
        kept = settled[file.number].duplicate_of
        first = next((f for f in alone if f.record.path == kept), None)
        if first is not None and (instead := settled[first.number].duplicate_of):
            settled[file.number] = replace(settled[file.number], duplicate_of=instead)
    return list(settled.values())


def similarity(one: Print, other: Print) -> float:
    """Estimated share of the shingles of both texts that both have (Jaccard), from the smallest hashes of the two."""
    union = sorted({*one.sketch, *other.sketch})[:SKETCH]
    both = set(one.sketch) & set(other.sketch)
    return sum(h in both for h in union) / max(1, len(union))


def _without_copies(files: Sequence[_File], settled: dict[int, FileRecord]) -> Iterator[_File]:
    """`files` but those that say word for word what one before them says."""
    for group in _groups(files, lambda f: (f.print.wording,)):
        first, *copies = group
        yield first
        for copy in copies:
            if _compatible(first.record, copy.record):
                _drop(copy, first, 1.0, settled)
            else:
                _doubt_both(first, copy, 1.0, settled, MISPLACED)
                yield copy


def _compare(group: Sequence[_File], settled: dict[int, FileRecord], said: Mapping[str, str]) -> None:
    """Drop the files of one place and year that repeat a better one; tell the editions among the others."""
    kept: list[_File] = []
    for file in group:
        better = next((k for k in kept if _same(k, file)), None)
        if better is None:
            kept.append(file)
        else:
            _drop(file, better, similarity(better.print, file.print), settled)
    for one, other in combinations(kept, 2):
        alike = similarity(one.print, other.print)
        apart = ALONE in (said.get(one.record.path), said.get(other.record.path))
        if alike < EDITION or apart or not _one_body(one.record, other.record):
            continue
        if (newer := _newer(one, other)) is not None:
            _replace(one if newer is other else other, newer, alike, settled)
        else:
            reason = f"有 {alike:.0%} 的文字相同，像是同一份报告的另一版，看不出哪一版新"
            _doubt_both(one, other, alike, settled, Finding("edition", reason, _CURE_OF_EDITIONS))


def _newer(one: _File, other: _File) -> _File | None:
    """The later edition of the two, by date of issue, else by a name that says so; None where neither tells."""
    days = [next((e.value for e in f.record.evidence if e.field == "issued_on"), "") for f in (one, other)]
    revised = [bool(_REVISED.search(f.record.path)) for f in (one, other)]
    if all(days) and days[0] != days[1]:
        return one if days[0] > days[1] else other
    if revised[0] != revised[1]:
        return one if revised[0] else other
    return None


def _replace(older: _File, newer: _File, alike: float, settled: dict[int, FileRecord]) -> None:
    """Have `newer` stand for `older` in searches; of several that are newer the last one told counts."""
    path = newer.record.path
    finding = Finding(
        "older-edition",
        f"“{path}”是同一份报告的新版，检索只用新版，本版仍可按出处查阅",
        "不必处理；若不是同一份报告，请在清单 manifest.csv 的“取代”列对新版填“无”",
    )
    before = settled[older.number]
    kept = tuple(f for f in before.findings if f.code != finding.code)
    record = _doubtful(replace(before, findings=kept), finding)
    near = Near(path, round(alike, 3))
    settled[older.number] = replace(record, indexed=False, replaced_by=path, near=(*before.near, near))


def _overrule(files: Sequence[_File], settled: dict[int, FileRecord], said: Mapping[str, str]) -> None:
    """Follow the manifest, then name for each older edition the newest of all."""
    by_path = {f.record.path: f for f in files}
    for path, old in said.items():
        if path in by_path and old in by_path and path != old:
            one, other = by_path[path], by_path[old]
            _replace(other, one, similarity(one.print, other.print), settled)
    for file in files:
        record, passed = settled[file.number], {file.record.path}
        last = record.replaced_by
        while last and last not in passed and (after := settled[by_path[last].number].replaced_by):
            passed.add(last)
            last = after
        if last in passed:  # a ring of the manifest's: nobody is older
            settled[file.number] = replace(record, indexed=True, replaced_by=None)
        elif last != record.replaced_by:
            settled[file.number] = replace(record, replaced_by=last)


def _same(better: _File, file: _File) -> bool:
    """Whether two files of one place and year are one report in two formats: nearly the same words, the same figures.

    What was recognised from an image may have figures wrong, so that of it only the words are asked for.
    """
    formats = {better.record.format, file.record.format}
    if len(formats) == 1 or not _one_body(better.record, file.record):
        return False
    figures = better.print.figures == file.print.figures or not formats.isdisjoint(_IMAGES)
    return figures and similarity(better.print, file.print) >= SAME


def _drop(file: _File, kept: _File, alike: float, settled: dict[int, FileRecord]) -> None:
    how = "内容相同" if alike == 1 else f"是同一份报告（{alike:.0%} 的文字相同）"
    finding = Finding(
        "same-content",
        f"与“{kept.record.path}”{how}，只收录了那一份",
        "不必重复放入；若不是同一份报告，请换上正确的文件",
    )
    settled[file.number] = replace(
        _doubtful(settled[file.number], finding), indexed=False, duplicate_of=kept.record.path
    )


def _doubt_both(one: _File, other: _File, alike: float, settled: dict[int, FileRecord], finding: Finding) -> None:
    """Make both doubtful; `finding.reason` goes on behind the name of the other."""
    for file, against in ((one, other), (other, one)):
        path = against.record.path
        record = _doubtful(settled[file.number], replace(finding, reason=f"与“{path}”{finding.reason}"))
        near = sorted((*record.near, Near(path, round(alike, 3))), key=lambda n: -n.similarity)
        settled[file.number] = replace(record, near=tuple(near))


def _doubtful(record: FileRecord, finding: Finding) -> FileRecord:
    return replace(record, verdict=Verdict.DOUBTFUL, findings=(*record.findings, finding))


def _groups(files: Iterable[_File], key: Callable[[_File], Hashable]) -> list[list[_File]]:
    groups: dict[Hashable, list[_File]] = defaultdict(list)
    for file in files:
        groups[key(file)].append(file)
    return list(groups.values())


def _order(file: _File) -> tuple[int, int]:
    """How surely the format is read: text with its structure, pages to be pieced together, images; then by place."""
    images, printed = file.record.format in _IMAGES, file.record.format in _PRINTED
    return 2 * images + printed, file.number


def _key(record: FileRecord) -> tuple[object, ...]:
    """What two editions of a report share: place and year; the title where either is open."""
    place = tuple(getattr(record, level) for level in _PLACE)
    if any(place) and record.year:
        return (*place, record.year)
    return (squeeze(record.title or record.path),)


def _compatible(one: FileRecord, other: FileRecord) -> bool:
    """Whether place and year are the same as far as both have them."""
    pairs = [(getattr(one, field), getattr(other, field)) for field in (*_PLACE, "year")]
    return all(a == b or None in (a, b) for a, b in pairs)


def _one_body(one: FileRecord, other: FileRecord) -> bool:
    """Whether both are issued by the same bodies, as far as both name them: offices of a district share forms."""
    bodies = [next((e.value for e in r.evidence if e.field == "issuers"), "") for r in (one, other)]
    return "" in bodies or bodies[0] == bodies[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _sketch(words: str) -> NDArray[np.uint64]:
    """The SKETCH smallest hashes of the shingles of `words`, in order; of a shorter text its only one."""
    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = max(1, len(codes) - SHINGLE + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(min(SHINGLE, len(codes))):
        hashes = _mixed(hashes + codes[at : at + count])
    return np.unique(hashes)[:SKETCH]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64: every bit of the input changes about half of the output."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
