"""The wall around an SDK: whatever it raises leaves as one of jobai's errors, without the key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import httpx2

from orchestrator.errors import ProviderError
from orchestrator.providers.faults import connection_error, malformed, timeout_error
from orchestrator.providers.redaction import safe_cause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from orchestrator.providers.faults import Call

_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.LocalProtocolError,
    httpx2.UnsupportedProtocol,
    ConnectionRefusedError,
)
"""What happens before the request leaves: nothing can have been billed."""

ResultT = TypeVar("ResultT")


async def guarded(
    awaitable: Awaitable[ResultT],
    call: Call,
    timeout_s: float,
    explain: Callable[[Exception, Call], ProviderError | None],
) -> ResultT:
    """Wait for a vendor's SDK, and for the reading of its answer.

    Args:
        awaitable: The call together with everything that looks into the SDK's answer.
        call: For the text of the error.
        timeout_s: What the SDK was told, for the text of the error.
        explain: Names the SDK's own exceptions; None for an exception that is not the SDK's.

    Raises:
        ProviderError: for every exception but cancellation.
    """
    try:
        return await awaitable
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001 - the last net: an SDK's exceptions never escape
        fault = (
            _transport_fault(error, call, timeout_s)
            or explain(error, call)
            or _unexplained(error, call)
        )
        cause = safe_cause(error, call.key)
    # Raised out here so that the original does not hang on as the context, key and all.
    raise fault from cause


def _transport_fault(error: Exception, call: Call, timeout_s: float) -> ProviderError | None:
    """Name a fault below HTTP, which SDKs raise bare or wrap; None when it is nothing of that."""
    link: BaseException | None = error
    while link is not None:
        sent = not isinstance(link, _NEVER_SENT)
        if isinstance(link, (httpx2.TimeoutException, TimeoutError)):
            return timeout_error(call, timeout_s, sent=sent)
        if isinstance(link, httpx2.DecodingError):
            return malformed(call, f"the answer cannot be read: {link}")
        if isinstance(link, (httpx2.TransportError, OSError)):
            return connection_error(call, str(link) or type(link).__name__, sent=sent)
        link = link.__cause__
    return None


def _unexplained(error: Exception, call: Call) -> ProviderError:
    if isinstance(error, json.JSONDecodeError):
        return malformed(call, f"the answer is not JSON ({error.msg})")
    return malformed(call, f"{type(error).__name__}: {error}")
