"""A provider's list of models: it costs nothing, and proves the key."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.credentials import (
    Account,
    credential_of,
    environment_credential,
    environment_keys,
)
from orchestrator.errors import CallTimeoutError, RequestRejectedError
from orchestrator.provider_configs import get_config, list_configs
from orchestrator.providers import open_provider
from orchestrator.routing import provider_type
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from orchestrator.providers.base import Credential, ModelInfo, ProviderType
    from orchestrator.settings import Settings
    from profiles.store.engine import Store

PATIENCE_S = 20.0
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Subject:
    """A config, or a key in the environment, that can be asked, or why it cannot.

    Attributes:
        name: The config's name, or the variable of a key in the environment.
        account: None when its key cannot be had.
        error: Why not.
        config_id: None for a key in the environment.
    """

    name: str
    provider: ProviderType
    account: Account | None
    error: JobaiError | None
    config_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a provider answered when it was asked for its models.

    Attributes:
        error: None when the key was accepted.
        models: None when the server has no list of models, or did not answer.
        latency_ms: Until the answer.
    """

    error: JobaiError | None
    models: tuple[ModelInfo, ...] | None
    latency_ms: int


async def find_subjects(store: Store, settings: Settings, name: str | None) -> list[Subject]:
    """Return one config, or all of them and the keys in the environment.

    A name may also be the variable of a key in the environment.

    Raises:
        NotFoundError: there is no config of that name.
    """
    variables = environment_keys(settings.environment)
    if name in variables.values():
        configs = []
    else:
        async with store.read() as session:
            one = [await get_config(session, name)] if name else None
            configs = one or list(await list_configs(session))
    found: list[Subject] = []
    for config in configs:
        provider = provider_type(config.provider_type)
        try:
            credential = credential_of(config, settings.secrets, settings.environment)
        except JobaiError as error:
            found.append(Subject(config.name, provider, None, error, config.id))
        else:
            account = Account(credential, config.model, config.id)
            found.append(Subject(config.name, provider, account, None, config.id))
    for provider, variable in variables.items():
        if name is not None and name != variable:
            continue
        try:
            credential = environment_credential(provider, settings.environment)
        except JobaiError as error:
            found.append(Subject(variable, provider, None, error))
        else:
            if credential is not None:
                found.append(Subject(variable, provider, Account(credential), None))
    return found


async def list_models(credential: Credential) -> Listing:
    """Ask a provider for its models."""
    started = time.perf_counter()
    error: JobaiError | None = None
    models: tuple[ModelInfo, ...] | None = None
    try:
        provider = open_provider(credential, timeout_s=PATIENCE_S)
        try:
            async with asyncio.timeout(PATIENCE_S):
                models = await provider.list_models()
        except TimeoutError:
            error = CallTimeoutError(
                f"no answer within {PATIENCE_S:g} s",
                provider=credential.provider,
                hint="try again, or check the network: jobai doctor",
            )
        finally:
            await provider.aclose()
    except RequestRejectedError as rejected:
        # Some gateways have no list of models: they can be reached, more cannot be told.
        if rejected.status_code != _NOT_FOUND or credential.base_url is None:
            error = rejected
    except JobaiError as failed:
        error = failed
    return Listing(error, models, round((time.perf_counter() - started) * 1000))
