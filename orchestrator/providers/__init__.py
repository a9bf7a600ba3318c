"""Vendors of models: each module translates one SDK and does nothing else.

Importing this package imports no SDK and no HTTP client; opening a provider imports its own only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.errors import ConfigurationError
from orchestrator.providers.keys import validated_key
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from orchestrator.providers.base import Credential, Provider

__all__ = ["open_provider", "validated_key"]


def open_provider(credential: Credential, *, timeout_s: float) -> Provider:
    """Open the vendor that a credential is for, on the running event loop.

    Args:
        credential: Alone decides where calls go and with which key: the SDKs' own environment
            variables (organizations, extra headers, addresses, versions) change nothing.
        timeout_s: How long the vendor may stay silent. Not a limit for the whole call: a vendor
            that sends a byte now and then never reaches it.

    Raises:
        ConfigurationError: the SDK refuses to be opened.
        InvalidInputError: the base URL is not one.
        RuntimeError: no event loop is running.
    """
    try:
        return _opened(credential, timeout_s)
    except (JobaiError, RuntimeError):
        raise
    except Exception as error:  # noqa: BLE001 - an SDK's exceptions never escape
        from orchestrator.providers.redaction import printable, safe_cause

        text = printable(f"{type(error).__name__}: {error}", credential.api_key)
        fault = ConfigurationError(f"The {credential.provider} SDK cannot be opened: {text}")
        cause = safe_cause(error, credential.api_key)
    raise fault from cause


def _opened(credential: Credential, timeout_s: float) -> Provider:
    if credential.provider == "offline":
        from orchestrator.providers.offline import OfflineProvider

        return OfflineProvider()

    from orchestrator.providers.http import shared_client

    client = shared_client()
    if credential.provider == "gemini":
        from orchestrator.providers.gemini import GeminiProvider

        return GeminiProvider(credential, client, timeout_s)
    if credential.provider == "openai":
        from orchestrator.providers.openai import OpenAIProvider

        return OpenAIProvider(credential, client, timeout_s)
    from orchestrator.providers.claude import ClaudeProvider

    return ClaudeProvider(credential, client, timeout_s)
