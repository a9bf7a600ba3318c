"""The checks of `jobai doctor` on what calls meet: own servers, models that end, the clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import func, select

from cli.finding import Finding
from orchestrator.catalogue import lifecycle
from orchestrator.provider_configs import list_configs
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from profiles.store.ai import AIProviderConfig
    from profiles.store.engine import Store

_REACHED_WITHIN_S = 3.0
_CLOCK_MAY_DIFFER = timedelta(minutes=5)
"""Several machines may write to one store."""


async def check_providers(store: Store) -> list[Finding]:
    """Check each active config, and the clock against the ledger. No key leaves the machine."""
    async with store.read() as session:
        configs = [config for config in await list_configs(session) if config.is_active]
        latest = await session.scalar(select(func.max(AIProviderUsageLog.created_at)))
    reached = await asyncio.gather(*(_reached(config) for config in configs if config.base_url))
    return [
        *(finding for finding in reached if finding),
        *(finding for config in configs if (finding := _model(config))),
        *_clock(latest),
    ]


async def _reached(config: AIProviderConfig) -> Finding | None:
    """Open a connection to a config's own address, and close it: nothing is sent."""
    subject = f"provider {config.name}"
    address = config.base_url or ""
    try:
        parts = urlsplit(address)
        port = parts.port or (80 if parts.scheme == "http" else 443)
        async with asyncio.timeout(_REACHED_WITHIN_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    except (OSError, ValueError) as error:
        why = "no answer" if isinstance(error, TimeoutError) else _reason(error)
        hint = f"start the server, or name another: jobai providers add {config.provider_type}"
        return Finding(subject, "wrong", f"{address} cannot be reached: {why}", hint)
    return None


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return "connection refused" if isinstance(error, ConnectionRefusedError) else text


def _model(config: AIProviderConfig) -> Finding | None:
    """Warn of a config's own model that its vendor has ended or will end."""
    known = lifecycle(config.provider_type, config.model) if config.model else None
    if known is None or known.shutdown is None or config.base_url:
        return None
    state = known.state(utc_now().date())
    instead = f"jobai providers models {config.provider_type}"
    if known.replacement:
        instead = f"its vendor names {known.replacement} instead; {instead}"
    subject = f"provider {config.name}"
    if state == "retired":
        text = f"{config.model} was shut down on {known.shutdown}"
        return Finding(subject, "wrong", text, instead)
    return Finding(subject, "note", f"{config.model} ends on {known.shutdown}", instead)


def _clock(latest: datetime | None) -> list[Finding]:
    """Compare the clock with the latest call: limits go by it."""
    if latest is None or latest <= utc_now() + _CLOCK_MAY_DIFFER:
        return []
    ahead = latest - utc_now()
    hours = ahead.total_seconds() / 3600
    text = f"the latest call in the ledger is {hours:,.1f} hours ahead of this machine's clock"
    return [Finding("clock", "wrong", text, "set the clock; limits are counted by it")]
