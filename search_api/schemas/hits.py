"""Passages that match, and sentences that are cited."""

from pydantic import Field

from search_api.schemas.base import Kind, Schema


class WordAccount(Schema):
    """A word of the query, and what the passage has of it."""

    word: str
    held: bool = Field(description="the passage has it as it was typed")
    instead: str | None = Field(description="another wording of it that the passage has; null where none counted")
    part: float = Field(description="what it gives to `words_part`; its characters count though the word is not held")


class Explanation(Schema):
    """Why a hit ranks where it does.

    Its score is `meaning_part` and `words_part` together; what it gains beside, for being of a place or of a year that
    the query names, counts in the order of the hits: rank is by score + place_bonus + year_bonus. Where a reranker is
    set, those that it looked at come first, in the order of `reranker_score`, in which the bonuses count as well.
    """

    meaning_part: float
    words_part: float = Field(description="the parts of `words`, and `report_part`; in exact mode the wording is all")
    place_bonus: float
    year_bonus: float
    meaning_rank: int | None = Field(description="by meaning alone; null where it is not among the first")
    words_rank: int | None = Field(description="by words alone")
    meaning_score: float | None = Field(description="cosine of query and passage; null where meaning was not asked")
    words_score: float | None = Field(description="BM25, its report's counted in; null where words were not asked")
    meaning_share: float = Field(description="weight of meaning in this search, in [0, 1]; the rest is that of words")
    words: list[WordAccount] = Field(description="in the order of the query; function words are none")
    report_part: float = Field(description="what the words give that its whole report has")
    phrases: list[str] = Field(description="the required wording, all of which it has")
    sentence: tuple[int, int] | None = Field(description="of `text`, the nearest in meaning")
    sentence_score: float | None = Field(description="its cosine")
    reranker_score: float | None = Field(
        default=None, description="of the reranker, on its own scale; null where none is set or it did not look"
    )
    fused_rank: int | None = Field(default=None, description="where the hit stood before the reranker")


class Hit(Schema):
    """One passage that matches.

    `start` and `stop` are code points of the report's canonical text; `highlights`, `sentence` and `figures` are code
    points of `text`. Ranks count from 1 and are null where that leg did not find the passage.
    """

    report: str
    title: str
    district: str | None
    city: str | None
    province: str | None
    year: int | None
    genre: str | None
    section: str = Field(description="headings from level 1 down, joined by ' > '")
    kind: Kind
    text: str
    start: int
    stop: int
    address: str = Field(description="permanent citation; /v1/address/{address} resolves it")
    score: float
    meaning_rank: int | None
    words_rank: int | None
    highlights: list[tuple[int, int]] = Field(description="words of the query in `text`")
    sentence: tuple[int, int] | None = Field(default=None, description="the sentence of `text` that carries the match")
    figures: list[tuple[int, int]] = Field(default=[], description="numbers with their units in `text`")
    same_wording: list[str] = Field(
        default=[], description="other reports that have the sentence of the match word for word"
    )
    explanation: Explanation | None = Field(
        default=None, exclude_if=lambda value: value is None, description="left out unless `explain` was asked"
    )


class HitGroup(Schema):
    """The hits of one report, or of one district in one year, best first."""

    district: str | None
    city: str | None
    province: str | None
    year: int | None
    report: str | None
    hits: list[Hit]


class Citation(Schema):
    """A sentence of a report, word for word."""

    report: str
    title: str
    district: str | None
    year: int | None
    section: str
    quote: str
    start: int
    stop: int
    address: str
