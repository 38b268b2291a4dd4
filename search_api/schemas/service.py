"""The state of the service, and what went wrong."""

from search_api.schemas.base import Schema


class StatusResponse(Schema):
    """The generation being served."""

    ready: bool
    generation: str
    built_at: str
    model: str
    reports: int
    passages: int
    sentences: int
    characters: int
    refused: int
    index: str
    version: str


class HealthResponse(Schema):
    """The service is alive; `ready` says whether it can answer, `reason` and `cure` (Chinese) why not."""

    ready: bool
    reason: str = ""
    cure: str = ""


class Problem(Schema):
    """An error as problem details (RFC 9457) with a cure, both in Chinese."""

    type: str
    title: str
    status: int
    detail: str
    cure: str
    field: str | None = None
