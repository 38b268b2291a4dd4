"""The few numbers that ranking has, in one place: how they were chosen is in ARCHITECTURE.md, "Ranking"."""

from dataclasses import dataclass

from indexer.lexical import FieldWeights


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; a change of any is a row in the log of `python -m tests.benchmarks.relevance`."""

    words: float = 1.0  # BM25 of jieba words …
    pairs: float = 1.0  # … of character pairs …
    characters: float = 1.0  # … of characters
    report: float = 2.0  # BM25 of the whole report, beside that of the passage
    synonym: float = 0.6  # another wording, beside what was typed
    widened: float = 0.5  # the query with other wordings, beside the query alone, in the vector
    sentence: float = 0.3  # the nearest sentence of a question of several, beside the whole of it, in the cosine
    telling: float = 0.3  # … if its words are worth this much of the most telling sentence's: 您好，谢谢 are not
    meaning: float = 0.83  # share of meaning in the fused score when no passage holds any of the query's words …
    held: float = 0.4  # … less this much when the best passage holds them all
    place: float = 0.3  # a query that names a place wants that first, not only that
    year: float = 0.1  # and so of a year

    @property
    def fields(self) -> FieldWeights:
        """Those of the word leg."""
        return self.words, self.pairs, self.characters

    def meaning_share(self, held: float) -> float:
        """Weight of the meaning leg where the best passage scores `held` of what the query's words are worth.

        Words that stand in a passage are to be trusted, words that stand in none are not how reports put it.
        """
        return self.meaning - self.held * min(held, _MOST_HELD)


CHOSEN = Weights()
_MOST_HELD = 1.5  # terms that occur often in a short passage count more than once
