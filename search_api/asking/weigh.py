"""Sentences weighed against a question: how much of it each holds, and the figures that answer what is asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from indexer.report import Span
from indexer.snapshot import Generation
from indexer.store import StoredPassage, StoredReport
from search_api.asking.quantity import Figure, pick, states_none
from search_api.asking.question import Slot
from search_api.evidence import Coverage, without_laws
from search_api.fuse import Candidate
from search_api.highlight import heads

SLOT_ENOUGH = 0.4  # share of a quantity's label that its clause and sentence must hold
_FUSED, _SLOT, _HEADING = 0.3, 0.3, 0.2  # beside the share: retrieval score, answered quantities; a mere heading loses


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with what speaks for it; `figures` has one entry a quantity asked for, None where it says nothing.

    `share` in [0, 1] is what it holds of the question's words, those of its headings and neighbours counting half.
    """

    report: StoredReport
    passage: StoredPassage
    path: tuple[str, ...]
    span: Span
    text: str
    share: float
    score: float
    figures: tuple[Figure | None, ...]
    none: tuple[bool, ...]  # of each quantity, whether it says that nothing happened

    def answers(self, slot: int) -> bool:
        """Whether it answers the quantity with this number."""
        return self.figures[slot] is not None or self.none[slot]


@dataclass(frozen=True, slots=True)
class Weigher:
    """Weighs sentences against one question: the words of the whole, and those of each quantity asked for."""

    generation: Generation
    content: Coverage
    slots: Sequence[Slot]
    labels: Sequence[Coverage]

    def weigh(self, candidates: Sequence[Candidate]) -> list[Weighed]:
        """Every sentence of the candidates' passages, best first."""
        passages = self.generation.store.passages([c.passage for c in candidates])
        paths = self.generation.store.section_paths((p.report, p.section) for p in passages)
        found = [
            self._weigh(candidate, passage, paths[passage.report, passage.section], span)
            for candidate, passage in zip(candidates, passages, strict=True)
            for span in passage.sentences
        ]
        return sorted(found, key=lambda w: (-w.score, w.passage.number, w.span.start))

    def _weigh(self, candidate: Candidate, passage: StoredPassage, path: tuple[str, ...], span: Span) -> Weighed:
        text = passage.text[span.start - passage.span.start : span.stop - passage.span.start]
        told, around = without_laws(text), "，".join((*path, passage.text))
        share = self.content.graded(told, around)
        picked = [
            pick(text, slot.unit, partial(label.graded, around=around))
            for slot, label in zip(self.slots, self.labels, strict=True)
        ]
        kept = [one if one and one[1] >= SLOT_ENOUGH else None for one in picked]
        answered = sum(one[1] for one in kept if one) / max(1, len(kept))
        return Weighed(
            report=self.generation.store.reports[passage.report],
            passage=passage,
            path=path,
            span=span,
            text=text,
            share=share,
            score=math.fsum((share, _FUSED * candidate.score, _SLOT * answered, -_HEADING * heads(text))),
            figures=tuple(one[0] if one else None for one in kept),
            none=tuple(states_none(told, label.share) >= SLOT_ENOUGH for label in self.labels),
        )
