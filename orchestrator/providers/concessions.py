"""A request that a model refuses for one parameter, sent once more without it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from orchestrator.errors import RequestRejectedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

TEMPERATURE = "temperature"
MAX_COMPLETION_TOKENS = "max_completion_tokens"
JSON_SCHEMA = "json_schema"
LEAST_REASONING = "least_reasoning"
STREAM_USAGE = "stream_options"

_NAMED_BY: Mapping[str, re.Pattern[str]] = {
    TEMPERATURE: re.compile(r"(?i)temperature"),
    MAX_COMPLETION_TOKENS: re.compile(r"(?i)max_completion_tokens"),
    JSON_SCHEMA: re.compile(r"(?i)response_format|json_schema"),
    LEAST_REASONING: re.compile(r"(?i)reasoning|thinking"),
    STREAM_USAGE: re.compile(r"(?i)stream_options|include_usage"),
}
_REFUSED = frozenset({400, 422})

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Concessions:
    """What one prompt can do without.

    Attributes:
        asked: The parameters of the prompt that can be given up.
        dropped: Those that the model is known to refuse: left out from the start.
    """

    asked: frozenset[str]
    dropped: frozenset[str]


async def with_concessions(
    send: Callable[[frozenset[str]], Awaitable[ResultT]],
    concessions: Concessions,
) -> tuple[ResultT, tuple[str, ...]]:
    """Send; when the vendor names a parameter as the fault, send again without that one.

    Each parameter is given up once at most, so this ends. No refused request is billed.

    Args:
        send: Takes the parameters to leave out; waits for the answer, or for its beginning.
        concessions: What the prompt can do without.

    Returns:
        What was sent for, and the names of what was left out, sorted.

    Raises:
        ProviderError: as `send`.
    """
    dropped = concessions.dropped
    while True:
        try:
            return await send(dropped), tuple(sorted(dropped))
        except RequestRejectedError as error:
            named = _named(error, concessions.asked - dropped)
            if named is None:
                raise
            dropped |= {named}


def _named(error: RequestRejectedError, candidates: frozenset[str]) -> str | None:
    if error.status_code not in _REFUSED:
        return None
    return next(
        (name for name in sorted(candidates) if _NAMED_BY[name].search(error.message)), None
    )
