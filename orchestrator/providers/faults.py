"""From what a vendor answered, or failed to answer, to jobai's own errors.

The vendors' modules reduce their SDK's exceptions to an `HttpFault`, or name a connection fault;
what that means is decided here, once, by status and code. Words decide only where no vendor
gives a code.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from orchestrator.catalogue import models_of
from orchestrator.errors import (
    BillingError,
    CallTimeoutError,
    ConnectionFailedError,
    CredentialsRefusedError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    RequestRejectedError,
)
from orchestrator.providers.addresses import host_of
from orchestrator.providers.redaction import printable
from profiles.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.providers.base import ProviderType

_KEY_CODES = frozenset({"API_KEY_INVALID", "invalid_api_key", "authentication_error"})
_MODEL_CODES = frozenset({"model_not_found", "model_not_available"})
_BILLING_CODES = frozenset(
    {
        "billing_error",
        "billing_hard_limit_reached",
        "billing_not_active",
        "contract_spend_limit_reached",
        "credit_balance_exhausted",
        "enforced_spend_limit_reached",
        "insufficient_quota",
        "linked_organization_billing_unavailable",
        "linked_organization_spend_limit_reached",
        "organization_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "project_spend_limit_exceeded",
        "user_profile_billing_not_authorized",
        "user_profile_not_billable",
    }
)
"""Codes and types of OpenAI and Anthropic, from their SDKs and error guides, November 2026."""

_NO_CREDIT_WORDS = re.compile(r"(?i)credit balance is too low|prepay\w* credits? (?:are|is) deplet")
"""Anthropic's and Google's sentences for an empty account, which come without a code."""

_NO_SUCH_MODEL_WORDS = re.compile(r"(?i)\bnot a valid model\b")
"""OpenRouter answers 400 without a code for a model it does not know."""

_SAID_BY_A_GATEWAY = frozenset({502, 504, 520, 524})
"""No answer, or none in time, from whom the gateway asked: he may have done the work and bill it.
520 and 524 are Cloudflare's; its 521 to 523 are of a request that did not get through."""

_MESSAGE_FIELDS = ("error", "message", "detail", "msg")
_MODEL_WORD = re.compile(r"(?i)\bmodels?\b")


@dataclass(frozen=True, slots=True)
class Call:
    """What is being asked of whom, for the text of an error.

    Attributes:
        provider: The vendor.
        address: The base URL that calls go to.
        model: None when models are listed.
        key: Only ever masked out of texts.
    """

    provider: ProviderType
    address: str
    model: str | None
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFault:
    """An HTTP answer that is not a success, in no vendor's dialect.

    Attributes:
        status_code: The HTTP status.
        message: The vendor's own words; "" when the body was not in its protocol.
        codes: The vendor's machine-readable words for the fault, the most precise one first.
        parameter: The parameter at fault, where the vendor names one.
        headers: The answer's headers, lower-case names.
        request_id: The vendor's id of the request.
        retry_delay_s: From the body; the headers are read here.
        in_stream: It came inside the stream of a 200; the status is what its words stand for.
    """

    status_code: int
    message: str = ""
    codes: tuple[str, ...] = ()
    parameter: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    request_id: str | None = None
    retry_delay_s: float | None = None
    in_stream: bool = False


def http_error(fault: HttpFault, call: Call) -> ProviderError:
    """Name an HTTP answer that is not a success."""
    fault = replace(fault, message=printable(fault.message, call.key))
    kind, what, hint = _verdict(fault, call)
    status = f"HTTP {fault.status_code}"
    facts = [f"as {status} in its stream" if fault.in_stream else status, *fault.codes[:1]]
    if fault.parameter:
        facts.append(f"parameter {fault.parameter}")
    text = f"{_who(call)} {what} ({printable(', '.join(facts), call.key)})"
    if kind is CredentialsRefusedError:
        text = f"Provider credentials invalid: {text}"
    if fault.message:
        text += f": {fault.message}"
    error = kind(
        text,
        provider=call.provider,
        model=call.model,
        hint=hint,
        status_code=fault.status_code,
        code=printable(fault.codes[0], call.key) if fault.codes else None,
        provider_request_id=_id_without_key(fault.request_id, call),
        retry_after_s=_retry_after_s(fault),
        # A host that redirects did not do the work, and the key went no further.
        sent=kind is not ConnectionFailedError,
    )
    if fault.status_code in _SAID_BY_A_GATEWAY:
        error.outcome_unknown = True
    return error


def message_in(body: object) -> str:
    """Find the vendor's own words in the body of an error, whichever dialect it is in."""
    if isinstance(body, str):
        return body
    if isinstance(body, list) and body:
        return message_in(cast("list[object]", body)[0])
    if not isinstance(body, dict):
        return ""
    fields = cast("dict[str, object]", body)
    return next((found for name in _MESSAGE_FIELDS if (found := message_in(fields.get(name)))), "")


def word_codes(*codes: object) -> tuple[str, ...]:
    """Keep the codes that say something: some servers repeat the HTTP status as the code."""
    return tuple(code for code in codes if isinstance(code, str) and code and not code.isdigit())


def lower_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Copy headers under lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def timeout_error(call: Call, timeout_s: float, *, sent: bool) -> ProviderError:
    """Name an answer, or a connection (`sent=False`), that did not come in time."""
    silence = f"sent nothing for {timeout_s:g} s" if sent else "did not accept a connection in time"
    return CallTimeoutError(
        f"{_who(call)} {silence}.",
        provider=call.provider,
        model=call.model,
        hint="Try again, or allow more time.",
        sent=sent,
    )


def connection_error(call: Call, reason: str, *, sent: bool) -> ProviderError:
    """Name a connection that could not be made (`sent=False`), or that broke."""
    detail = printable(reason, call.key) or "no reason given"
    return ConnectionFailedError(
        f"{_who(call)} {'hung up' if sent else 'could not be reached'}: {detail}",
        provider=call.provider,
        model=call.model,
        hint=f"Check the network, the proxy settings and the base URL ({host_of(call.address)}).",
        sent=sent,
    )


def ended_early(call: Call) -> ProviderError:
    """Name a stream that ended in good order, but before its vendor called the answer finished."""
    return ConnectionFailedError(
        f"{_who(call)} ended its stream before the answer was whole.",
        provider=call.provider,
        model=call.model,
        hint=f"Try again; a proxy before {host_of(call.address)} may cut long answers.",
    )


def malformed(call: Call, reason: str, request_id: str | None = None) -> ProviderError:
    """Name an answer that is not in the vendor's own protocol."""
    return MalformedResponseError(
        f"{_who(call)} answered outside its protocol: {printable(reason, call.key)}",
        provider=call.provider,
        model=call.model,
        hint=f"Check that the base URL ({host_of(call.address)}) is this vendor's API.",
        provider_request_id=_id_without_key(request_id, call),
    )


def _verdict(fault: HttpFault, call: Call) -> tuple[type[ProviderError], str, str | None]:
    status, codes = fault.status_code, set(fault.codes)
    if codes & _BILLING_CODES or status == 402:
        return _NO_CREDIT
    if codes & _MODEL_CODES and call.model:
        return _no_model(call)
    if status == 401 or codes & _KEY_CODES:
        return (
            CredentialsRefusedError,
            "refused the API key",
            f"Set a valid key with `jobai providers rotate-key {call.provider}`, or with "
            f"`jobai providers add {call.provider}` if none is stored",
        )
    if status == 403:
        return (
            CredentialsRefusedError,
            "does not let this API key make the call",
            "Check the key's permissions, project and region with the provider.",
        )
    if status == 404:
        return _not_found(fault, call)
    if status == 429:
        return _NO_CREDIT if _NO_CREDIT_WORDS.search(fault.message) else _TOO_MANY
    if status in {408, 409} or status >= 500:
        return OverloadedError, "is overloaded or failing", "Try again in a moment."
    if 300 <= status < 400:
        host = host_of(fault.headers.get("location", ""))  # in lower case, as every host
        target = printable(host, call.key, call.key.lower()) or "another address"
        return (
            ConnectionFailedError,
            f"redirects to {target}, and a key is never sent on",
            "Set the base URL to the final address, if you trust it.",
        )
    if 400 <= status < 500:
        return _rejected(fault, call)
    return (
        MalformedResponseError,
        "answered with a status that is no answer",
        f"Check that the base URL ({host_of(call.address)}) is this vendor's API.",
    )


def _rejected(fault: HttpFault, call: Call) -> tuple[type[ProviderError], str, str | None]:
    if _NO_CREDIT_WORDS.search(fault.message):
        return _NO_CREDIT
    if call.model and _NO_SUCH_MODEL_WORDS.search(fault.message):
        return _no_model(call)
    hint = "Try another model with --model or another provider with --provider."
    return RequestRejectedError, "rejected the request", hint


def _not_found(fault: HttpFault, call: Call) -> tuple[type[ProviderError], str, str | None]:
    """Tell a model that is gone from an address that was never right."""
    named = call.model and (call.model in fault.message or _MODEL_WORD.search(fault.message))
    if call.model and (named or fault.parameter == "model"):
        return _no_model(call)
    return (
        RequestRejectedError,
        "has nothing at this address",
        f"Check the base URL ({call.address}): its path does not lead to this vendor's API.",
    )


def _no_model(call: Call) -> tuple[type[ProviderError], str, str | None]:
    known = models_of(call.provider)
    near = nearest(call.model or "", known) if call.model not in known else None
    asked = f"Did you mean {near}? " if near else ""
    return (
        ModelNotFoundError,
        f"has no model {call.model!r} for this key",
        f"{asked}See which models it has: jobai providers models {call.provider}",
    )


_NO_CREDIT = (
    BillingError,
    "has no credit left for this account",
    "Add credit or raise the spending limit with the provider.",
)
_TOO_MANY = (RateLimitedError, "received too many requests", "Wait, then try again.")

_NAMES = {"gemini": "Gemini", "openai": "OpenAI", "claude": "Claude", "offline": "offline"}


def _id_without_key(request_id: str | None, call: Call) -> str | None:
    return None if request_id is None else printable(request_id, call.key)


def _who(call: Call) -> str:
    official = host_of(call.address).endswith((".googleapis.com", ".openai.com", ".anthropic.com"))
    name = _NAMES[call.provider]
    return name if official else f"{name} at {host_of(call.address)}"


def _retry_after_s(fault: HttpFault) -> float | None:
    """Read how long to wait: milliseconds, seconds, an HTTP date, or the body's own field."""
    milliseconds = duration_in(fault.headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    raw = fault.headers.get("retry-after")
    seconds = duration_in(raw)
    if seconds is not None:
        return seconds
    if raw:
        with suppress(ValueError, TypeError, OverflowError):
            moment = parsedate_to_datetime(raw)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return fault.retry_delay_s


def duration_in(raw: str | None) -> float | None:
    """Read a number that is a time to wait; None for anything else, "nan", "-1" and "1e400" too."""
    try:
        value = float(raw) if raw else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
