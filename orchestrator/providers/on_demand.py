"""A provider whose SDK is imported by its first call, in a thread.

An SDK takes between half a second and two seconds to import. On the event loop that would stop a
whole server, and freeze the progress line of a command.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from orchestrator.errors import ProviderError, RequestRejectedError
from orchestrator.providers.addresses import split_version
from orchestrator.providers.redaction import printable, safe_cause

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx2

    from orchestrator.providers.base import (
        Completion,
        Credential,
        ModelInfo,
        Prompt,
        Provider,
        ProviderType,
    )

    class _Adapter(Protocol):
        def __call__(
            self, credential: Credential, client: httpx2.AsyncClient, timeout_s: float
        ) -> Provider: ...


_ADAPTERS: dict[ProviderType, tuple[str, str]] = {
    "gemini": ("orchestrator.providers.gemini", "GeminiProvider"),
    "openai": ("orchestrator.providers.openai", "OpenAIProvider"),
    "claude": ("orchestrator.providers.claude", "ClaudeProvider"),
}
_imported: dict[ProviderType, _Adapter] = {}


class OnDemandProvider:
    """Stands before a vendor's adapter until it is needed, on whichever event loop that is.

    Args:
        credential: Not for `offline`.
        timeout_s: How long the vendor may stay silent.

    Raises:
        InvalidInputError: the base URL is not one.
    """

    def __init__(self, credential: Credential, timeout_s: float) -> None:
        if credential.base_url:
            split_version(credential.base_url)
        self._credential = credential
        self._timeout_s = timeout_s

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        adapter = await self._adapter(prompt.model)
        return await adapter.complete(prompt)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str | Completion]:
        """Send one prompt and give the answer as it comes.

        Raises:
            ProviderError: for every failure of the vendor.
        """
        adapter = await self._adapter(prompt.model)
        async with aclosing(adapter.stream(prompt)) as pieces:
            async for piece in pieces:
                yield piece

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see.

        Raises:
            ProviderError: as `complete`.
        """
        adapter = await self._adapter(None)
        return await adapter.list_models()

    async def aclose(self) -> None:
        """Do nothing: the shared HTTP client closes with its loop, and adapters hold no other."""

    async def _adapter(self, model: str | None) -> Provider:
        """Make the adapter; it takes less than a millisecond once its SDK is there."""
        provider = self._credential.provider
        what, hint = (
            f"The SDK for {provider} cannot be used",
            "Install jobai again with its dependencies; then: jobai doctor",
        )
        try:
            if provider not in _imported:
                _imported[provider] = await asyncio.to_thread(_import, provider)

            from orchestrator.providers.http import shared_client

            what, hint = (
                f"No connection to {provider} can be set up",
                "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR in the "
                "environment.",
            )
            client = shared_client()
            return _imported[provider](self._credential, client, self._timeout_s)
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001 - an SDK's exceptions never escape
            key = self._credential.api_key
            reason = printable(f"{type(error).__name__}: {error}", key)
            cause = safe_cause(error, key)
        raise RequestRejectedError(
            f"{what}: {reason}", provider=provider, model=model, hint=hint, sent=False
        ) from cause


def _import(provider: ProviderType) -> _Adapter:
    module, name = _ADAPTERS[provider]
    adapter = cast("_Adapter", getattr(import_module(module), name))

    from orchestrator.providers.http import ssl_context

    ssl_context()
    return adapter
