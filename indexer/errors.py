"""What can go wrong, as one tree; each branch is named for who can act on it.

JiejianError
|- ReportError        one report is bad: the build lists it and goes on
|- ArchiveError       the folder, its manifest or its lists are bad: the maintainer mends them, nothing was touched
|- GenerationError    the index cannot be trusted or is not there: the maintainer rebuilds or rolls back
|- ModelError         the embedding model is missing or not the index's own: the maintainer prepares or sets it
|- BackupError        a backup or a kit cannot be made or trusted: the maintainer makes room or takes another file
|- SettingError       a setting is unknown or out of range: start-up stops
|- QueryError         the caller can fix it
`- AnswerError        an answer fails its own check: we are wrong, and it is not served
"""


class JiejianError(Exception):
    """A failure that we foresaw. `str(error)` says in Chinese what is wrong; `cure` says what to do about it."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.reason}。{self.cure}" if self.cure else self.reason


class ReportError(JiejianError):
    """One file cannot be taken in; the build lists it as refused and goes on.

    `code` names the kind of failure in one English word or two (empty, encrypted, garbled, too-large …), for programs.
    """

    def __init__(self, reason: str, cure: str, code: str = "unreadable") -> None:
        super().__init__(reason, cure)
        self.code = code

    def __reduce__(self) -> tuple[type["ReportError"], tuple[str, str, str]]:
        """So that it comes back whole from a child process."""
        return ReportError, (self.reason, self.cure, self.code)


class ArchiveError(JiejianError):
    """The archive's folder, manifest or lists cannot be used."""


class GenerationError(JiejianError):
    """An index is missing, damaged, or made by another model or version."""


class ModelError(JiejianError):
    """The embedding model cannot be found, read or trusted."""


class BackupError(JiejianError):
    """A backup or an air-gapped kit cannot be written, or is not whole."""


class SettingError(JiejianError):
    """A setting is unknown or out of range."""


class QueryError(JiejianError):
    """The request cannot be answered as it stands; `field` names the part to change."""

    def __init__(self, reason: str, cure: str, field: str = "text") -> None:
        super().__init__(reason, cure)
        self.field = field


class AnswerError(JiejianError):
    """An answer of ours failed its own check (a quote that is not in its report); it must not be served."""
