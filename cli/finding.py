"""What one check of `jobai doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from profiles.errors import JobaiError


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        state: "ok", "note" (worth knowing) or "wrong" (something will fail).
        hint: What to type.
    """

    subject: str
    state: Literal["ok", "note", "wrong"]
    text: str
    hint: str | None = None


def wrong(subject: str, error: JobaiError) -> Finding:
    """Return the finding for an error."""
    return Finding(subject, "wrong", error.message, error.hint)
