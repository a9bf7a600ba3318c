"""What is believed of an answer: SDKs hand on whatever a server sends, of any type and any size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.providers.faults import malformed
from orchestrator.providers.redaction import printable

if TYPE_CHECKING:
    from orchestrator.providers.base import Completion, TokenUsage
    from orchestrator.providers.faults import Call

_UNKNOWN = "\ufffd"


def plausible(completion: Completion, call: Call) -> Completion:
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
    )


def sound(text: str) -> str:
    """Join the halves of surrogate pairs; put a sign for halves alone and for NUL.

    No UTF-8 holds the halves, and no text of PostgreSQL's holds NUL.
    """
    if "\0" in text:
        text = text.replace("\0", _UNKNOWN)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def split_at_half(text: str) -> tuple[str, str]:
    """Return the text, and the first half of a surrogate pair at its end: the next piece has more.

    Servers that escape a stream's pieces one by one cut a sign in two.
    """
    return (text[:-1], text[-1:]) if "\ud800" <= text[-1:] <= "\udbff" else (text, "")


def _word(value: object) -> str | None:
    return (printable(value) or None) if isinstance(value, str) else None


def _usage(usage: TokenUsage | None, text: str) -> TokenUsage | None:
    if usage is None or usage.input_tokens == 0 or (text and usage.output_tokens == 0):
        return None
    return usage
