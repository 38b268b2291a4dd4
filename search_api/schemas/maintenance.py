"""What maintaining the archive over HTTP takes and answers."""

from typing import Literal

from pydantic import Field

from search_api.schemas.base import Schema, Text

MAX_NAME = 40
MAX_REASON = 500

Work = Literal["build", "publish", "rollback"]


class RefusedFile(Schema):
    """A file that the new generation could not take in, or did not index, and that is new or changed."""

    path: str
    reason: str


class Difference(Schema):
    """A generation that was built and is not served yet, held against the one that is (`before`; "" for none)."""

    generation: str
    before: str
    added: list[str] = Field(description="reports, by path")
    changed: list[str]
    removed: list[str]
    refused: list[RefusedFile]
    reports: int
    reports_before: int
    passages: int
    passages_before: int
    questions: int = Field(description="golden questions that both were asked")
    golden: float | None = Field(description="their score, 0 to 1")
    golden_before: float | None
    worse: list[str] = Field(description="what the gate finds worse, in Chinese; publishing then takes a reason")
    notes: list[str] = Field(default=[], description="what could not be compared, and why, in Chinese")


class Job(Schema):
    """What the service builds or publishes, now or last."""

    work: Work
    state: Literal["running", "done", "failed", "cancelled"]
    by: str
    started_at: str = Field(description="ISO 8601, UTC")
    seconds: float
    stage: str = Field(default="", description="what it is about, in Chinese")
    done: int = 0
    total: int = 0
    message: str = Field(default="", description="how it ended, in Chinese")
    cure: str = ""


class Watching(Schema):
    """The archive as the service watches it."""

    on: bool = Field(description="false when the watching has ended by itself; `said` tells why")
    seconds: int = Field(description="between two looks")
    said: str = Field(default="", description="the last that came of it, in Chinese")
    at: str = Field(default="", description="when that was, ISO 8601, UTC")


class Trial(Schema):
    """How far a preview of other words and synonyms is."""

    stage: str = Field(description="what it is about, in Chinese")
    done: int = 0
    total: int = 0
    seconds: float


class MaintenanceResponse(Schema):
    """Whether the archive can be maintained here, and how things stand."""

    on: bool
    reason: str = ""
    cure: str = ""
    archive: str = ""
    megabytes: int = Field(default=0, description="size of the largest file that is taken")
    served: str = ""
    job: Job | None = None
    trial: Trial | None = None
    waiting: Difference | None = None
    watching: Watching | None = None


class HeldResponse(Schema):
    """What lies in the archive."""

    files: list[str] = Field(description="by path, taken into an index or not")


class UploadResponse(Schema):
    """A file as it lies in the archive now."""

    path: str
    outcome: Literal["added", "replaced", "same"]


class RemovalResponse(Schema):
    """A file that was taken out of the archive, and where it is kept."""

    path: str
    kept: str


class BuildOrder(Schema):
    """Build a new generation beside the one that is served."""

    by: Text = Field(default="", max_length=MAX_NAME, description="who asks, for the history")


class PublishOrder(BuildOrder):
    """Serve a generation that was built."""

    generation: Text
    because: Text = Field(default="", max_length=MAX_REASON, description="needed where it is worse")


class RollbackOrder(BuildOrder):
    """Serve a generation again that was served before; by default the one before the present one."""

    generation: Text = ""
    because: Text = Field(default="", max_length=MAX_REASON)
