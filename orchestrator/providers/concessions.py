"""A request that a model refuses for one parameter, sent once more without it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.errors import RequestRejectedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from orchestrator.providers.base import Completion

TEMPERATURE = "temperature"
MAX_COMPLETION_TOKENS = "max_completion_tokens"
JSON_SCHEMA = "json_schema"
LEAST_REASONING = "least_reasoning"

_NAMED_BY: Mapping[str, re.Pattern[str]] = {
    TEMPERATURE: re.compile(r"(?i)temperature"),
    MAX_COMPLETION_TOKENS: re.compile(r"(?i)max_completion_tokens"),
    JSON_SCHEMA: re.compile(r"(?i)response_format|json_schema"),
    LEAST_REASONING: re.compile(r"(?i)reasoning|thinking"),
}
_REFUSED = frozenset({400, 422})


async def with_concessions(
    send: Callable[[frozenset[str]], Awaitable[Completion]],
    *,
    asked: frozenset[str],
    dropped: frozenset[str],
) -> Completion:
    """Send; when the vendor names a parameter as the fault, send again without that one.

    Each parameter is given up once at most, so this ends. No refused request is billed.

    Args:
        send: Takes the parameters to leave out.
        asked: The parameters of this prompt that can be given up.
        dropped: Those that the model is known to refuse: left out from the start.

    Returns:
        The answer, with `dropped_params` naming what was left out.

    Raises:
        ProviderError: as `send`.
    """
    while True:
        try:
            answer = await send(dropped)
        except RequestRejectedError as error:
            named = _named(error, asked - dropped)
            if named is None:
                raise
            dropped |= {named}
        else:
            return replace(answer, dropped_params=tuple(sorted(dropped)))


def _named(error: RequestRejectedError, candidates: frozenset[str]) -> str | None:
    if error.status_code not in _REFUSED:
        return None
    return next(
        (name for name in sorted(candidates) if _NAMED_BY[name].search(error.message)), None
    )
