"""Who may be asked: the store's provider configs first, then the environment."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, or_, select

from orchestrator.errors import ConfigurationError, ProviderNotConfiguredError
from orchestrator.providers.base import Credential
from orchestrator.providers.keys import validated_key
from orchestrator.routing import provider_type
from profiles.errors import InvalidInputError
from profiles.store.ai import AIProviderConfig
from profiles.store.rows import Query, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.providers.base import ProviderType
    from orchestrator.secrets import SecretBox
    from profiles.store.rows import Rows

_log = logging.getLogger("jobai.orchestrator")

KEY_VARIABLES: dict[ProviderType, tuple[str, ...]] = {
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "openai": ("OPENAI_API_KEY",),
    "claude": ("ANTHROPIC_API_KEY",),
}
"""Where a key is looked for when the store has no config, the first one that is set wins."""

BASE_URL_VARIABLES = {
    "gemini": "GOOGLE_GEMINI_BASE_URL",
    "openai": "OPENAI_BASE_URL",
    "claude": "ANTHROPIC_BASE_URL",
}
"""The SDKs' own variables; they count only together with a key from the environment."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account at one provider.

    Attributes:
        model: Asked instead of the model that a route names; None leaves it to the route.
        config_id: The number of its provider config; None for a key from the environment.
    """

    credential: Credential
    model: str | None = None
    config_id: int | None = None


class Config(NamedTuple):
    """What a call needs of a provider config, as of `AIProviderConfig`."""

    id: int
    name: str
    provider_type: str
    api_key_encrypted: str | None
    api_key_env: str | None
    base_url: str | None
    api_version: str | None
    model: str | None


def find_accounts(
    rows: Rows,
    providers: Iterable[ProviderType],
    secrets: SecretBox,
    environment: Mapping[str, str],
) -> dict[ProviderType, tuple[Account, ...]]:
    """Return for each of the providers the accounts that can be asked, best first.

    A config whose key cannot be had is passed over, like one whose key is refused.

    Raises:
        ConfigurationError: when that leaves nobody to ask.
    """
    found, closed = accounts_of(rows, providers, secrets, environment)
    if closed and not found:
        raise closed[0][1]
    for _, error in closed:
        _log.warning("passed over: %s", error.message)
    return found


async def look_up_accounts(
    session: AsyncSession,
    providers: Iterable[ProviderType],
    secrets: SecretBox,
    environment: Mapping[str, str],
) -> tuple[dict[ProviderType, tuple[Account, ...]], list[tuple[ProviderType, ConfigurationError]]]:
    """Return what `accounts_of` does."""
    return await within(session, lambda rows: accounts_of(rows, providers, secrets, environment))


def accounts_of(
    rows: Rows,
    providers: Iterable[ProviderType],
    secrets: SecretBox,
    environment: Mapping[str, str],
) -> tuple[dict[ProviderType, tuple[Account, ...]], list[tuple[ProviderType, ConfigurationError]]]:
    """Return for each of the providers the accounts, best first, and what is wrong with the rest.

    The environment counts for a provider that has no active config in the store.
    """
    wanted = tuple(dict.fromkeys(providers))
    found: dict[ProviderType, tuple[Account, ...]] = {}
    closed: list[tuple[ProviderType, ConfigurationError]] = []
    configured: set[ProviderType] = set()
    named = {f"provider_{number}": provider for number, provider in enumerate(wanted)}
    for row in rows.all(_configs(len(wanted)), **named) if wanted else ():
        config = Config(*row)
        provider = provider_type(config.provider_type)
        configured.add(provider)
        try:
            credential = credential_of(config, secrets, environment)
        except ConfigurationError as error:
            closed.append((provider, error))
            continue
        account = Account(credential, config.model, config.id)
        found[provider] = (*found.get(provider, ()), account)
    for provider in wanted:
        if provider in configured:
            continue
        try:
            credential = environment_credential(provider, environment)
        except ConfigurationError as error:
            closed.append((provider, error))
        else:
            if credential is not None:
                found[provider] = (Account(credential),)
    return found, closed


@lru_cache
def _configs(providers: int) -> Query:
    row = AIProviderConfig
    kind = row.provider_type
    return Query(
        select(
            row.id,
            row.name,
            row.provider_type,
            row.api_key_encrypted,
            row.api_key_env,
            row.base_url,
            row.api_version,
            row.model,
        )
        .where(
            row.is_active,
            or_(*(kind == bindparam(f"provider_{number}") for number in range(providers))),
        )
        .order_by(row.is_default.desc(), row.priority, row.id),
        lasting=True,
    )


async def any_account(session: AsyncSession, environment: Mapping[str, str]) -> bool:
    """Say whether any provider could be asked: a config in the store or a key beside it."""
    if environment_keys(environment):
        return True
    found = await session.scalar(
        select(AIProviderConfig.id).where(AIProviderConfig.is_active).limit(1)
    )
    return found is not None


def environment_keys(environment: Mapping[str, str]) -> dict[ProviderType, str]:
    """Return for each provider that the environment has a key for the variable that holds it."""
    return {
        provider: next(name for name in names if environment.get(name, "").strip())
        for provider, names in KEY_VARIABLES.items()
        if any(environment.get(name, "").strip() for name in names)
    }


def credential_of(
    config: Config | AIProviderConfig, secrets: SecretBox, environment: Mapping[str, str]
) -> Credential:
    """Open one config.

    Raises:
        ConfigurationError: when its variable is not set or its key cannot be decrypted.
    """
    provider = provider_type(config.provider_type)
    if config.api_key_env is not None:
        key = environment.get(config.api_key_env, "")
        if not key.strip():
            raise ConfigurationError(
                f"provider {config.name!r} takes its key from {config.api_key_env}, "
                "which is not set",
                hint=f"set {config.api_key_env}, or run `jobai providers remove {config.name}`",
            )
    else:
        key = secrets.decrypt(config.api_key_encrypted or "")
    return Credential(
        provider,
        _usable(key, provider, f"provider {config.name!r}"),
        f"config:{config.id}",
        base_url=config.base_url,
        api_version=config.api_version,
    )


def environment_credential(
    provider: ProviderType, environment: Mapping[str, str]
) -> Credential | None:
    """Return what the environment says of a provider; None when it holds no key.

    `offline` needs no key and is always there.

    Raises:
        ConfigurationError: when the variable's value cannot be a key.
    """
    if provider == "offline":
        return Credential("offline", "", "offline")
    for variable in KEY_VARIABLES[provider]:
        raw = environment.get(variable, "")
        if raw.strip():
            return Credential(
                provider,
                _usable(raw, provider, variable),
                f"env:{variable}",
                base_url=environment.get(BASE_URL_VARIABLES[provider]) or None,
            )
    return None


async def not_configured(
    session: AsyncSession, wanted: Sequence[ProviderType]
) -> ProviderNotConfiguredError:
    """Return the error for a route without any credentials; it names every way out."""
    names = list(dict.fromkeys(wanted))
    off = await session.scalar(
        select(AIProviderConfig.name)
        .where(AIProviderConfig.provider_type.in_(names), AIProviderConfig.is_active.is_(False))
        .order_by(AIProviderConfig.id)
    )
    switched_off = f"run `jobai providers enable {off}`, which is switched off; or " if off else ""
    first, *others = [KEY_VARIABLES[name][0] for name in names if name in KEY_VARIABLES]
    rest = f" ({', '.join(others)})" if others else ""
    return ProviderNotConfiguredError(
        f"No active provider config for {' or '.join(names)}",
        hint=(
            f"{switched_off}run `jobai providers add {names[0]}`, or set {first}{rest}; "
            "`--provider offline` works without a key"
        ),
    )


def needs_model(*, pictures: bool) -> ProviderNotConfiguredError:
    """Return the error for what `offline` cannot do."""
    what = "a picture cannot be read without a model that sees" if pictures else "it has no rules"
    return ProviderNotConfiguredError(
        f"No active provider config: {what}",
        hint=(
            "run `jobai providers add gemini`, or set GEMINI_API_KEY"
            + ("; or read pictures offline: pip install 'jobai[ocr]'" if pictures else "")
            + ("; or paste the posting's text with `jobai extract -`" if pictures else "")
        ),
    )


def _usable(raw: str, provider: ProviderType, origin: str) -> str:
    try:
        return validated_key(raw, provider)
    except InvalidInputError as error:
        raise ConfigurationError(
            f"Provider credentials invalid: {origin}: {error.message}", hint=error.hint
        ) from None
