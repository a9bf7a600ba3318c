"""How every provider stands: its key, what is known against its models, what it cost this month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from orchestrator.credentials import credential_of, environment_credential, environment_keys
from orchestrator.health import Mark, account_name
from orchestrator.provider_configs import list_configs
from orchestrator.routing import provider_type
from orchestrator.spend import NOTHING, Spend, spend_this_month
from profiles.errors import JobaiError
from profiles.store.ai import AIModelHealth
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.providers.base import Credential, ProviderType
    from orchestrator.settings import Settings
    from profiles.store.ai import AIProviderConfig

Standing = Literal["ok", "models_gone", "busy", "key_missing", "inactive", "not_used"]
"""In one word: whether it can be asked; "not_used" is a key in the environment behind a config."""


@dataclass(frozen=True, slots=True)
class ProviderState:
    """How one config, or one key in the environment, stands.

    Attributes:
        name: The config's name, or the variable.
        config: None for a key in the environment.
        error: Why its key cannot be had.
        marks: What is held against models of it now, by model.
        spend: What went through it in this month of the UTC calendar.
    """

    name: str
    provider: ProviderType
    config: AIProviderConfig | None
    standing: Standing
    error: JobaiError | None
    marks: Mapping[str, Mark]
    spend: Spend


async def provider_states(session: AsyncSession, settings: Settings) -> list[ProviderState]:
    """Return every config in the order they are asked, then the keys in the environment."""
    now = utc_now()
    spent = await spend_this_month(session, "credential", now)
    held = list(await session.scalars(select(AIModelHealth).where(AIModelHealth.until > now)))
    configs = await list_configs(session)
    states: list[ProviderState] = []
    for config in configs:
        source = f"config:{config.id}"
        credential: Credential | None = None
        error: JobaiError | None = None
        try:
            credential = credential_of(config, settings.secrets, settings.environment)
        except JobaiError as failure:
            error = failure
        marks = _marks(held, credential)
        standing = _standing(error, marks) if config.is_active else "inactive"
        provider = provider_type(config.provider_type)
        spend = spent.get(source, NOTHING)
        states.append(ProviderState(config.name, provider, config, standing, error, marks, spend))
    configured = {state.provider for state in states if state.standing != "inactive"}
    for provider, variable in environment_keys(settings.environment).items():
        credential, error = None, None
        try:
            credential = environment_credential(provider, settings.environment)
        except JobaiError as failure:
            error = failure
        marks = _marks(held, credential)
        standing = "not_used" if provider in configured else _standing(error, marks)
        spend = spent.get(f"env:{variable}", NOTHING)
        states.append(ProviderState(variable, provider, None, standing, error, marks, spend))
    return states


def _standing(error: JobaiError | None, marks: Mapping[str, Mark]) -> Standing:
    if error is not None:
        return "key_missing"
    if any(mark.state == "cooling" for mark in marks.values()):
        return "busy"
    return "models_gone" if marks else "ok"


def _marks(held: Sequence[AIModelHealth], credential: Credential | None) -> dict[str, Mark]:
    if credential is None:
        return {}
    account = account_name(credential)
    return {
        row.model: Mark("gone" if row.state == "gone" else "cooling", row.until, row.reason)
        for row in held
        if row.credential == account
    }
