"""What a doctor says: one thing that is wrong, and the command that repairs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether the office must act now, or may know."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `code` for programs; `what` and `cure` in plain Chinese, `cure` naming the command.

    `where` is the file or folder it is about, empty where it is about none.
    """

    code: str
    severity: Severity
    what: str
    cure: str
    where: str = ""


def error(code: str, what: str, cure: str, where: object = "") -> Finding:
    """A finding that makes the doctor fail."""
    return Finding(code, Severity.ERROR, what, cure, str(where))


def warning(code: str, what: str, cure: str, where: object = "") -> Finding:
    """A finding that is worth knowing."""
    return Finding(code, Severity.WARNING, what, cure, str(where))


def failed(findings: Iterable[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(f.severity is Severity.ERROR for f in findings)
