"""How much of what was asked a text holds: the share of the query's words, each by how telling it is."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.snapshot import Generation
from indexer.tokens import fold, pairs

_LAW = re.compile(r"《[^》]{2,60}?(?:法|法典|条例|规定|办法|准则|章程)(?:实施细则)?》")


def without_laws(text: str) -> str:
    """`text` without the titles of laws: naming 《安全生产法》 says nothing of what was done for 安全生产."""
    return _LAW.sub("", text)


@dataclass(frozen=True)
class Coverage:
    """The words of `content`, weighed by their inverse document frequency in the archive, and its character pairs."""

    content: str
    generation: Generation

    def share(self, text: str) -> float:
        """In [0, 1]: the mean of the weighted share of words and the share of character pairs that `text` holds."""
        return self.share_of_folded(fold(text))

    def share_of_folded(self, folded: str) -> float:
        """As `share`, of a text that is folded already."""
        return (_share(self.words, folded) + _share(self.pairs, folded)) / 2

    def graded(self, text: str, around: str) -> float:
        """As `share`, but what only the text `around` holds (headings, neighbours) counts half."""
        return (self.share(text) + self.share(text + "，" + around)) / 2

    @cached_property
    def words(self) -> Mapping[str, float]:
        """Terms with their weights."""
        terms = self.generation.terms
        words = {w for w, _, _ in self.generation.tokenizer.words(self.content)}
        return {w: _idf(terms.document_frequency(w), len(terms)) for w in sorted(words)}

    @cached_property
    def pairs(self) -> Mapping[str, float]:
        """Character pairs, all of one weight."""
        return {p: 1.0 for p, _, _ in pairs(self.content)}


def _share(wanted: Mapping[str, float], folded: str) -> float:
    """A term is held where its characters stand: cutting every text into words judged alike, ten times slower."""
    total = math.fsum(wanted.values())
    return math.fsum(weight for term, weight in wanted.items() if term in folded) / total if total else 0.0


def _idf(frequency: int, passages: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
