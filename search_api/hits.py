"""Candidates to hits: the passage with its report, its section, its address, and what to mark in it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.snapshot import Generation
from indexer.store import StoredPassage
from indexer.synonyms import Synonyms
from search_api.address import quote_address
from search_api.fuse import Candidate
from search_api.highlight import Sought, best_sentence, exact_places, figures, joined, matches, within
from search_api.schemas import PATH_JOIN, Hit
from search_api.wanted import Wanted


@dataclass(frozen=True, slots=True)
class HitMaker:
    """Turns candidates of one generation into what the caller sees."""

    generation: Generation
    synonyms: Synonyms | None = None  # whose other wordings are marked, too

    def hits(self, wanted: Wanted, candidates: Sequence[Candidate]) -> list[Hit]:
        """One hit a candidate, in their order."""
        return self.of_passages(wanted, candidates, self.generation.store.passages([c.passage for c in candidates]))

    def of_passages(
        self, wanted: Wanted, candidates: Sequence[Candidate], passages: Sequence[StoredPassage]
    ) -> list[Hit]:
        """As `hits`, when the passages are at hand; `passages[i]` is what is shown of `candidates[i]`."""
        paths = self.generation.store.section_paths((p.report, p.section) for p in passages)
        sought = self._sought(wanted)
        return [
            self._hit(wanted, sought, c, p, paths[p.report, p.section])
            for c, p in zip(candidates, passages, strict=True)
        ]

    def _sought(self, wanted: Wanted) -> Sought:
        found = self.synonyms.found(wanted.content) if self.synonyms else []
        others = (other for _, words in found for other in words)
        return Sought.of(wanted.content, self.generation.tokenizer, others)

    def _hit(
        self, wanted: Wanted, sought: Sought, candidate: Candidate, passage: StoredPassage, path: Sequence[str]
    ) -> Hit:
        report = self.generation.store.reports[passage.report]
        m = report.metadata
        texts = [passage.text[slice(*within(passage.span, s))] for s in passage.sentences]
        best = best_sentence(sought, texts, self.weight)
        return Hit(
            report=report.path,
            title=m.title,
            district=m.district,
            city=m.city,
            province=m.province,
            year=m.year,
            genre=m.genre,
            section=PATH_JOIN.join(path),
            kind=passage.kind.value,
            text=passage.text,
            start=passage.span.start,
            stop=passage.span.stop,
            address=quote_address(report.source, passage.span, passage.text),
            score=round(candidate.score, 6),
            meaning_rank=candidate.meaning_rank,
            words_rank=candidate.words_rank,
            highlights=_marks(wanted, sought, passage.text),
            sentence=None if best is None else within(passage.span, passage.sentences[best]),
            figures=figures(passage.text),
            same_wording=self.same_wording(passage, best),
        )

    def weight(self, word: str) -> float:
        """How telling a jieba term is in this archive: its inverse document frequency, 0 for one in every passage."""
        terms = self.generation.terms
        return math.log((len(terms) + 1) / (terms.document_frequency(word) + 0.5))

    def same_wording(self, passage: StoredPassage, sentence: int | None) -> list[str]:
        """Paths of the other reports that have the passage's sentence (its longest when None) word for word."""
        spans = passage.sentences
        span = spans[sentence] if sentence is not None else max(spans, key=len)
        words = passage.text[slice(*within(passage.span, span))]
        store = self.generation.store
        return [store.reports[r].path for r in store.reports_with(words) if r != passage.report]


def _marks(wanted: Wanted, sought: Sought, text: str) -> list[tuple[int, int]]:
    demanded = [exact_places(phrase, text) for phrase in wanted.phrases]
    if wanted.verbatim and any(demanded):
        return joined(*demanded)
    return joined(*demanded, matches(sought, text))
