"""What a failed test of a provider comes down to, in one word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from orchestrator import errors

if TYPE_CHECKING:
    from profiles.errors import JobaiError

Verdict = Literal[
    "ok",
    "no_key",
    "key_refused",
    "no_credit",
    "unreachable",
    "no_answer",
    "busy",
    "model_gone",
    "no_vision",
    "no_schema",
    "over_limit",
    "failed",
]

_BY_ERROR: tuple[tuple[type[JobaiError], Verdict], ...] = (
    (errors.ConfigurationError, "no_key"),
    (errors.CredentialsRefusedError, "key_refused"),
    (errors.BillingError, "no_credit"),
    (errors.ConnectionFailedError, "unreachable"),
    (errors.CallTimeoutError, "no_answer"),
    (errors.RateLimitedError, "busy"),
    (errors.OverloadedError, "busy"),
    (errors.ModelNotFoundError, "model_gone"),
    (errors.QuotaExceededError, "over_limit"),
)
_CANNOT = (errors.RequestRejectedError, errors.ModelNotFoundError, errors.AnswerInvalidError)
_ABOUT_PICTURES = re.compile(r"(?i)\b(image|images|vision|multimodal|mmproj)\b")
"""Some servers of local models answer 500 to a picture, and say why only in words."""


def verdict_of(error: JobaiError | None) -> Verdict:
    """Return the verdict on a list of models or on a plain text call."""
    if error is None:
        return "ok"
    found: list[Verdict] = [verdict for kind, verdict in _BY_ERROR if isinstance(error, kind)]
    return found[0] if found else "failed"


def verdict_on_picture(error: JobaiError | None) -> Verdict:
    """Return the verdict on a picture that was sent to a model that does answer to text."""
    if isinstance(error, _CANNOT):
        return "no_vision"
    if isinstance(error, errors.OverloadedError) and _ABOUT_PICTURES.search(error.message):
        return "no_vision"
    return verdict_of(error)


def verdict_on_schema(error: JobaiError | None) -> Verdict:
    """Return the verdict on a schema that was sent to a model that does answer to text."""
    return "no_schema" if isinstance(error, _CANNOT) else verdict_of(error)
