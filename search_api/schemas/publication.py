"""What publish, rollback and history answer."""

from typing import Literal

from pydantic import Field

from search_api.schemas.base import Schema


class PublishResponse(Schema):
    """The generation that is served now, and what it was held to."""

    generation: str
    before: str = Field(description="the generation that was served until now; empty where there was none")
    worse: list[str] = Field(
        default=[], description="what is worse about it, in Chinese; it was forced where there is any"
    )
    figures: dict[str, float] = Field(default={}, description="reports, passages, questions, golden, golden_before …")
    notes: list[str] = Field(default=[], description="what the gate asked, what it could not compare; in Chinese")


class HistoryEntry(Schema):
    """One act on the generations."""

    at: str
    by: str
    act: Literal["published", "forced", "refused", "rolled-back", "restored"]
    generation: str
    before: str
    because: str
    figures: dict[str, float]


class HistoryResponse(Schema):
    """What became of the generations, the latest first, and which of them are on disk."""

    served: str
    held: list[str]
    entries: list[HistoryEntry]
