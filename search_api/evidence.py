"""How much of what was asked a text holds: the share of the query's words, each by how telling it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.snapshot import Generation
from indexer.tokens import pairs


@dataclass(frozen=True, slots=True)
class Coverage:
    """The query's words and character pairs with their weights (inverse document frequency in this archive)."""

    words: Mapping[str, float]
    pairs: Mapping[str, float]
    generation: Generation

    @classmethod
    def of(cls, content: str, generation: Generation) -> "Coverage":
        """For the content words of a query."""
        terms = generation.terms
        words = {w: _idf(terms.document_frequency(w), len(terms)) for w, _, _ in generation.tokenizer.words(content)}
        return cls(words, {p: 1.0 for p, _, _ in pairs(content)}, generation)

    def share(self, text: str) -> float:
        """In [0, 1]: the mean of the weighted share of words and the share of character pairs that `text` holds."""
        held = {w for w, _, _ in self.generation.tokenizer.words(text)}
        couples = {p for p, _, _ in pairs(text)}
        return (_share(self.words, held) + _share(self.pairs, couples)) / 2


def _share(wanted: Mapping[str, float], held: set[str]) -> float:
    total = math.fsum(wanted.values())
    return math.fsum(weight for term, weight in wanted.items() if term in held) / total if total else 0.0


def _idf(frequency: int, passages: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
