"""Vendors of models: each module translates one SDK and does nothing else.

Importing this package imports no SDK and no HTTP client; the first call imports its own only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.providers.keys import validated_key

if TYPE_CHECKING:
    from orchestrator.providers.base import Credential, Provider

__all__ = ["open_provider", "validated_key"]


def open_provider(credential: Credential, *, timeout_s: float) -> Provider:
    """Open the vendor that a credential is for. Nothing is sent and no SDK imported yet.

    Args:
        credential: Alone decides where calls go and with which key: the SDKs' own environment
            variables (organizations, extra headers, addresses, versions) change nothing.
        timeout_s: How long the vendor may stay silent. Not a limit for the whole call: a vendor
            that sends a byte now and then never reaches it.

    Raises:
        InvalidInputError: the base URL is not one.
    """
    if credential.provider == "offline":
        from orchestrator.providers.offline import OfflineProvider

        return OfflineProvider()

    from orchestrator.providers.on_demand import OnDemandProvider

    return OnDemandProvider(credential, timeout_s)
