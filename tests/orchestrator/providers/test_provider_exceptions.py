"""A watch on the SDKs: a new kind of exception must be given a meaning before it ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anthropic
import httpx2
import openai
import pytest
from google.genai import errors as gemini

from orchestrator.errors import MalformedResponseError, ProviderError
from orchestrator.providers.faults import Call
from orchestrator.providers.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAPPED = (
    openai.APIStatusError,
    openai.APIConnectionError,
    anthropic.APIStatusError,
    anthropic.APIConnectionError,
    gemini.APIError,
    httpx2.TransportError,
    httpx2.DecodingError,
)
"""Each with every class below it: by status, or as a fault of the connection."""

_NOT_OURS = {
    # Roots and abstract classes that are not raised themselves.
    "openai.OpenAIError",
    "openai.APIError",
    "anthropic.AnthropicError",
    "anthropic.APIError",
    "httpx2.HTTPError",
    "httpx2.RequestError",
    # What only parse(), streams, web sockets, webhooks, files, tools or other logins raise.
    "openai.LengthFinishReasonError",
    "openai.ContentFilterFinishReasonError",
    "openai.SubjectTokenProviderError",
    "openai.WebSocketConnectionClosedError",
    "openai.WebSocketQueueFullError",
    "anthropic.APIWebhookValidationError",
    "anthropic.CredentialsError",
    "anthropic.IdentityTokenFileError",
    "anthropic.WorkloadIdentityError",
    "anthropic.RetryableError",
    "openai.MutuallyExclusiveAuthError",
    "openai.StreamAlreadyConsumed",
    "openai.APIRemovedInV1",
    "openai._AmbiguousModuleClientUsageError",
    "anthropic.MutuallyExclusiveAuthError",
    "anthropic.StreamAlreadyConsumed",
    "anthropic.MissingDependencyError",
    "anthropic.ToolsetClosedError",
    "anthropic.ToolsetConfigError",
    "anthropic.ToolsetContractError",
    "anthropic.ToolsetUsageError",
    "anthropic.ToolsetsFixedError",
    "httpx2.HTTPStatusError",
    "httpx2.TooManyRedirects",
    "httpx2.StreamError",
    # Only under strict response validation, which is off; malformed, as everything unnamed.
    "openai.APIResponseValidationError",
    "anthropic.APIResponseValidationError",
}


def _no_opinion(error: Exception, call: Call) -> ProviderError | None:
    """Stand for an adapter that does not know the exception."""


def _below(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _below(child)


@pytest.mark.parametrize(
    "root",
    [openai.OpenAIError, anthropic.AnthropicError, gemini.APIError, httpx2.HTTPError],
    ids=lambda root: root.__module__,
)
def test_every_exception_of_an_sdk_has_a_meaning_here(root: type[BaseException]) -> None:
    unknown = {
        f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        for kind in _below(root)
        if not issubclass(kind, _MAPPED)
    }

    assert unknown - _NOT_OURS == set()


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("Cannot send a request, as the client has been closed."),
        AssertionError(),
        TypeError("'<=' not supported between instances of 'int' and 'str'"),
        gemini.UnknownApiResponseError("Failed to parse response as JSON."),
        DeprecationWarning("The model is deprecated"),
        httpx2.InvalidURL("Invalid port"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_whatever_else_an_sdk_raises_becomes_ours(error: Exception) -> None:
    async def fail() -> None:
        raise error

    call = Call("openai", "https://api.openai.com/v1", "m", "a-secret-key")
    with pytest.raises(MalformedResponseError) as caught:
        await guarded(fail(), call, 5, _no_opinion)

    assert caught.value.__cause__ is error


@pytest.mark.parametrize("stray", [KeyboardInterrupt, SystemExit])
async def test_what_is_no_error_passes_through(stray: type[BaseException]) -> None:
    async def stop() -> None:
        raise stray

    call = Call("openai", "https://api.openai.com/v1", "m", "a-secret-key")
    with pytest.raises(stray):
        await guarded(stop(), call, 5, _no_opinion)


async def test_our_own_errors_pass_as_they_are() -> None:
    ours = ProviderError("ours", provider="openai")

    async def fail() -> None:
        raise ours

    call = Call("openai", "https://api.openai.com/v1", "m", "a-secret-key")
    with pytest.raises(ProviderError) as caught:
        await guarded(fail(), call, 5, _no_opinion)

    assert caught.value is ours
