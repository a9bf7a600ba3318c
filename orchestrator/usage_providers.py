"""Whose calls a name means: those to a provider, or those through one of its configs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from orchestrator.credentials import KEY_VARIABLES
from orchestrator.routing import PROVIDER_NAMES, provider_named
from profiles.errors import InvalidInputError
from profiles.naming import meant
from profiles.store.ai import AIProviderConfig

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Filter

_CONFIG = "config/"
_CREDENTIAL = re.compile(r"config:[0-9]+|env:[A-Z_0-9]+")
_VARIABLES = tuple(name for names in KEY_VARIABLES.values() for name in names)


async def credential_names(session: AsyncSession) -> dict[str, str]:
    """Return what `providers list` calls the ledger's credentials; nothing of removed ones."""
    rows = await session.execute(select(AIProviderConfig.id, AIProviderConfig.name))
    return {f"config:{row.id}": row.name for row in rows}


async def calls_of(session: AsyncSession, name: str) -> tuple[Filter, str]:
    """Return which calls a provider's name means, as a filter.

    Args:
        session: To read with.
        name: A provider ("openai", or "anthropic" for Claude), whatever config is called so; a
            config, or a variable that holds a key, as `providers list` names them; `config/NAME`,
            that config also where a provider is called so; or the credential as the ledger has it,
            such as "config:3", also of a config that has been removed.

    Raises:
        InvalidInputError: there is none of that name.
    """
    wanted = name.strip()
    provider = provider_named(wanted)
    if provider is not None:
        return "provider", provider
    rows = await session.execute(select(AIProviderConfig.name, AIProviderConfig.id))
    configs = {row.name: row.id for row in rows}
    number = configs.get(wanted.removeprefix(_CONFIG))
    if number is not None:
        return "credential", f"config:{number}"
    if wanted in _VARIABLES:
        return "credential", f"env:{wanted}"
    if _CREDENTIAL.fullmatch(wanted):
        return "credential", wanted
    known = [*PROVIDER_NAMES, *configs, *_VARIABLES]
    more = f", or of your configs: {', '.join(sorted(configs))}" if configs else ""
    raise InvalidInputError(
        f"no provider is called {name!r}{meant(wanted.removeprefix(_CONFIG), known)}",
        hint=f"choose gemini, openai, claude or offline{more}",
    )
