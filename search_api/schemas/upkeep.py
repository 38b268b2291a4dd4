"""What doctor, backup, restore and kit answer with --json."""

from typing import Literal

from pydantic import Field

from search_api.schemas.base import Schema


class DoctorFinding(Schema):
    """One thing that is wrong: `code` for programs, `what` and `cure` in Chinese, `cure` naming the command."""

    code: str
    severity: Literal["error", "warning"]
    what: str
    cure: str
    where: str = Field(default="", description="the file, folder or package it is about")


class DoctorResponse(Schema):
    """Everything that is wrong; nothing is, where `findings` is empty."""

    errors: int
    warnings: int
    findings: list[DoctorFinding]


class LeftOut(Schema):
    """A file that could not be taken into a backup."""

    path: str
    reason: str


class BackupResponse(Schema):
    """What a backup holds."""

    path: str
    bytes: int
    files: int
    generation: str
    generations: list[str]
    reports: int
    archive_files: int
    left_out: list[LeftOut]
    proved: int = Field(description="questions whose answers are kept, to hold the restored index against")
    seconds: float


class RestoreResponse(Schema):
    """What a backup brought back; `settings` are those of the machine it was made on, told and not set."""

    index: str
    generation: str
    generations: list[str]
    reports: int
    archive: str | None
    archive_files: int
    made_at: str
    settings: dict[str, str]
    proved: int = Field(description="questions that were answered as where the backup was made")
    seconds: float


class KitResponse(Schema):
    """What an air-gapped kit holds; sizes in bytes."""

    path: str
    bytes: int
    wheels: int
    wheels_bytes: int
    models: list[str]
    model_bytes: int
    backup_bytes: int
    generation: str
    seconds: float
