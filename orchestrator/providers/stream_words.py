"""What an error inside a stream stands for: it comes after a 200, so only its own words tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATUS_BY_WORD = {
    # Anthropic's types, with the status that its guide to errors gives each.
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "conflict_error": 409,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
    # OpenAI's codes and types, and those of servers that are compatible with it.
    "invalid_api_key": 401,
    "model_not_found": 404,
    "insufficient_quota": 429,
    "rate_limit_exceeded": 429,
    "requests": 429,
    "tokens": 429,
    "server_error": 500,
    # Google's canonical codes (google.rpc.Code).
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNKNOWN": 500,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
_STATUS = re.compile(r"[45][0-9]{2}")
_FAILED_ON_THE_WAY = 500
"""A vendor that took the request and then gives up without a word we know: worth a second try."""


def status_in_stream(body: object, words: Iterable[str]) -> int:
    """Give the HTTP status that an error inside a stream stands for.

    Args:
        body: The error's own object; a `code` that is a status, number or digits, decides.
        words: The vendor's words for the fault, the most precise one first.
    """
    code = cast("dict[str, object]", body).get("code") if isinstance(body, dict) else None
    status = int(code) if isinstance(code, str) and _STATUS.fullmatch(code) else code
    if isinstance(status, int) and 400 <= status < 600:
        return status
    known = (_STATUS_BY_WORD[word] for word in words if word in _STATUS_BY_WORD)
    return next(known, _FAILED_ON_THE_WAY)
