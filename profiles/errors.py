"""The root of jobai's errors, and those of what the user keeps.

    JobaiError
    ├── NotFoundError       no such job, draft, profile, user or provider config
    ├── InvalidInputError   (also ValueError) a value, argument or document that breaks its rules
    │   ├── UnreadableProfileError  a file that cannot be read as a master profile
    │   └── MissingExtraError   what was asked for needs a part of jobai that is not installed
    └── StoreError          the store cannot be opened, read or written

The errors of AI calls and of sources hang below the same root in `orchestrator.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from profiles.attempts import AttemptRecord


class JobaiError(Exception):
    """Any failure that jobai foresees.

    Attributes:
        message: What happened and the value at fault, one sentence, never a secret.
        hint: What to do about it, often the next command to type; None when nothing helps.
        request_id: The call in the ledger that it ended; None outside of a call.
        attempts: What that call had tried.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.request_id: str | None = None
        self.attempts: tuple[AttemptRecord, ...] = ()


class NotFoundError(JobaiError):
    """What was named is not in the store."""


class InvalidInputError(JobaiError, ValueError):
    """A value, an argument or a document that breaks its rules."""


class UnreadableProfileError(InvalidInputError):
    """A file that cannot be read as a master profile."""


class MissingExtraError(InvalidInputError):
    """What was asked for needs an optional part of jobai that is not installed.

    Attributes:
        extra: Its name: `pip install 'jobai[EXTRA]'`.
    """

    def __init__(self, what: str, *, extra: str, package: str, instead: str | None = None) -> None:
        hint = f"install it with: pip install 'jobai[{extra}]'"
        super().__init__(
            f"{what} needs {package}, which is not installed",
            hint=f"{hint}, or {instead}" if instead else hint,
        )
        self.extra = extra


class StoreError(JobaiError):
    """The store cannot be opened, read or written."""
