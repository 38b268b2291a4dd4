"""What other words and synonyms would change: questions asked of the served generation, as it is and under new lists.

Synonyms act when a question is asked. Words are in the word index: where the dictionary changes, the passages are cut
anew into a word index of its own, as a build would; passages and vectors do not depend on it, and stay.
"""

import csv
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from indexer.archive import DICTIONARY
from indexer.errors import ArchiveError, QueryError
from indexer.intake.gather import Progress, silent
from indexer.lexical import TermIndex
from indexer.rows import KINDS
from indexer.snapshot import Generation
from indexer.synonyms import NAME as SYNONYMS
from indexer.synonyms import synonyms_of
from indexer.terms import write_terms
from indexer.tokens import Tokenizer
from search_api.editing.wordlists import WordLists, lists_of
from search_api.engine import Engine
from search_api.publishing.golden import DEPTH, Golden, read_golden, worth
from search_api.schemas import Hit, SearchRequest
from search_api.schemas.words import Change, PreviewHit, PreviewQuestion, PreviewResponse

_SHOWN = 3  # hits of each side that are told
_EXCERPT = 60  # characters
_ROUNDING = 1e-9
_STEPS = 100  # in which the progress of one stage is told
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it should find, each with its grade; nothing, where it is only looked at."""

    text: str
    right: tuple[tuple[Golden, float], ...] = ()


def saved_questions(folder: Path, judged: Path | None = None) -> list[Question]:
    """The golden questions of `folder`, an archive or a generation, and those of `judged`.

    `judged` is a folder with queries.jsonl and qrels.tsv, as corpus/judged; one that is not there has none.

    Raises:
        ArchiveError: a file cannot be read.
    """
    right: dict[str, list[tuple[Golden, float]]] = defaultdict(list)
    for row in read_golden(folder):
        right[row.query].append((row, 1.0))
    if judged is not None and (judged / "qrels.tsv").is_file():
        for row, grade in _judged(judged):
            right[row.query].append((row, grade))
    return [Question(text, tuple(rows)) for text, rows in right.items()]


def _judged(folder: Path) -> Iterator[tuple[Golden, float]]:
    try:
        lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        texts = {q["id"]: q["text"] for q in map(json.loads, filter(None, lines))}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if float(row["grade"]) > 0 and row["qid"] in texts:
                    yield Golden(texts[row["qid"]], row["report"], row["quote"]), float(row["grade"])
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveError(f"考题目录 {folder} 读不了：{error}", "应有 queries.jsonl 和 qrels.tsv") from error


def preview(
    engine: Engine, lists: WordLists, questions: Sequence[Question], progress: Progress = silent
) -> PreviewResponse:
    """What of `questions` changes where `lists` take the place of those that `engine` answers with.

    What `progress` raises ends it.

    Raises:
        ArchiveError: a list is wrong; the message names its first bad line.
    """
    began = time.monotonic()
    if faults := lists.faults():
        raise ArchiveError(f"{faults[0].name} 第 {faults[0].line} 行：{faults[0].reason}", faults[0].cure)
    then = [_hits(engine, q.text) for q in _counted(questions, len(questions), "按现在的表逐题检索", progress)]
    with under(engine, lists, progress) as proposed:
        now = [_hits(proposed, q.text) for q in _counted(questions, len(questions), "按改后的表逐题检索", progress)]
        recut = proposed.generation.terms is not engine.generation.terms
    told = [_told(*one) for one in zip(questions, then, now, strict=True)]
    scored = [(q.before, q.after) for q in told if q.before is not None and q.after is not None]
    counts = {change: sum(q.change == change for q in told) for change in ("better", "worse", "reordered", "same")}
    return PreviewResponse(
        generation=engine.generation.manifest.generation,
        questions=len(told),
        score_before=_mean([before for before, _ in scored]),
        score_after=_mean([after for _, after in scored]),
        recut=recut,
        seconds=round(time.monotonic() - began, 2),
        changed=sorted((q for q in told if q.change != "same"), key=_worst_first),
        **counts,
    )


@contextmanager
def under(engine: Engine, lists: WordLists, progress: Progress = silent) -> Iterator[Engine]:
    """`engine` as it would answer from a build with `lists`, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="jiejian-preview-") as name:
        folder = Path(name)
        for own, text in ((DICTIONARY, lists.dictionary), (SYNONYMS, lists.synonyms)):
            if text:
                (folder / own).write_text(text, encoding="utf-8")
        proposed = replace(engine.generation, folder=folder, synonyms=synonyms_of(folder))
        if lists.dictionary != lists_of(engine.generation.folder).dictionary:
            proposed = _recut(proposed, progress)
        yield replace(engine, generation=proposed)


def _recut(generation: Generation, progress: Progress) -> Generation:
    own, store, folder = generation.folder / DICTIONARY, generation.store, generation.folder / "terms"
    tokenizer = Tokenizer(own if own.is_file() else None)
    passages = len(store.passage_reports)
    texts = _counted(store.passage_texts(range(passages)), passages, "按新词典重新切词", progress)
    kinds = (str(KINDS[kind]) for kind in store.passage_kinds)
    write_terms(folder, zip(map(int, store.passage_reports), kinds, texts, strict=True), tokenizer)
    return replace(generation, terms=TermIndex(folder, tokenizer), tokenizer=tokenizer)


def _counted(things: Iterable[_Thing], total: int, stage: str, progress: Progress) -> Iterator[_Thing]:
    """`things`, with `progress` told a hundred times on the way and at the end."""
    for done, thing in enumerate(things):
        if done % (total // _STEPS + 1) == 0:
            progress(stage, done, total)
        yield thing
    progress(stage, total, total)


def _hits(engine: Engine, text: str) -> list[Hit]:
    try:
        return list(engine.search(SearchRequest(text=text, limit=DEPTH)).hits)
    except QueryError:
        return []


def _told(question: Question, then: Sequence[Hit], now: Sequence[Hit]) -> PreviewQuestion:
    before, after = ndcg(question, then), ndcg(question, now)
    return PreviewQuestion(
        text=question.text,
        change=_change(then, now, before, after),
        before=None if before is None else round(before, 4),
        after=None if after is None else round(after, 4),
        hits_before=_first(then, now),
        hits_after=_first(now, then),
    )


def _change(then: Sequence[Hit], now: Sequence[Hit], before: float | None, after: float | None) -> Change:
    if [h.address for h in then] == [h.address for h in now]:
        return "same"
    if before is None or after is None or abs(after - before) <= _ROUNDING:
        return "reordered"
    return "better" if after > before else "worse"


def ndcg(question: Question, hits: Sequence[Hit]) -> float | None:
    """What the first hits are worth: gain 2 ** grade - 1, each right thing paid once; None where none is known."""
    if not question.right:
        return None
    left, gains = list(question.right), []
    for hit in hits[:DEPTH]:
        fit = [one for one in left if one[0].fits(hit)]
        gains.append(max((2**grade - 1 for _, grade in fit), default=0.0))
        left = [one for one in left if one not in fit]
    ideal = sorted((2**grade - 1 for _, grade in question.right), reverse=True)[:DEPTH]
    return min(1.0, _discounted(gains) / _discounted(ideal))


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain * worth(place) for place, gain in enumerate(gains, 1))


def _first(hits: Sequence[Hit], others: Sequence[Hit]) -> list[PreviewHit]:
    """The first hits, each with the place that it has among `others`."""
    places = {hit.address: place for place, hit in enumerate(others, 1)}
    return [
        PreviewHit(
            address=hit.address,
            title=hit.title,
            district=hit.district,
            year=hit.year,
            text=_beginning(hit.text),
            elsewhere=places.get(hit.address),
        )
        for hit in hits[:_SHOWN]
    ]


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:_EXCERPT]}……" if len(words) > _EXCERPT else words


def _worst_first(question: PreviewQuestion) -> tuple[int, float]:
    order = ("worse", "better", "reordered")
    gain = 0.0 if question.before is None or question.after is None else abs(question.after - question.before)
    return order.index(question.change), -gain


def _mean(values: Sequence[float]) -> float | None:
    return round(math.fsum(values) / len(values), 4) if values else None
