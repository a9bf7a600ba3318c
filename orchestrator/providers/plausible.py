"""What is believed of an answer: SDKs hand on whatever a server sends, of any type and any size."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from orchestrator.providers.base import ModelInfo
from orchestrator.providers.characters import sound
from orchestrator.providers.faults import malformed
from orchestrator.providers.redaction import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.providers.base import Completion, TokenUsage
    from orchestrator.providers.faults import Call

_PLAIN_WORD = re.compile(r"[ -~]{1,128}")
"""What nearly every word is; who keeps it masks the key in it."""

_MODEL_ID = re.compile(r"[!-~](?:[ -~]{0,126}[!-~])?")
"""What a route has room for, in printable ASCII."""


def plausible(
    completion: Completion, call: Call, dropped_params: tuple[str, ...] = ()
) -> Completion:
    """Return the answer with what can be kept, shown and priced of it.

    Words beside the text are one printable line each, or None where no word came; what was used
    is None where it cannot be: nobody reads or says something for no token.

    Raises:
        MalformedResponseError: nothing was said, and the vendor calls that an answer.
    """
    text = sound(completion.text)
    if not text and completion.finish_reason in {"stop", "other"}:
        reason = f"an answer without text ({completion.finish_detail})"
        raise malformed(call, reason, _word(completion.provider_request_id))
    return replace(
        completion,
        text=text,
        finish_detail=_word(completion.finish_detail),
        served_model=_word(completion.served_model),
        provider_request_id=_word(completion.provider_request_id),
        usage=_usage(completion.usage, text),
        dropped_params=dropped_params,
    )


def listed(models: Iterable[tuple[object, object]]) -> tuple[ModelInfo, ...]:
    """Return the models that a vendor lists, of which each has an id and a date to end at.

    What has no id that could be asked for is left out, what is no date is None.
    """
    return tuple(
        ModelInfo(name, _day(retires_at))
        for name, retires_at in models
        if isinstance(name, str) and _MODEL_ID.fullmatch(name)
    )


def _day(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    try:
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _word(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return value if _PLAIN_WORD.fullmatch(value) else printable(value) or None


def _usage(usage: TokenUsage | None, text: str) -> TokenUsage | None:
    if usage is None or usage.input_tokens == 0 or (text and usage.output_tokens == 0):
        return None
    return usage
