"""Does a key work? Asked with each provider's list of models, which costs nothing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.credentials import credential_of, environment_credential, environment_keys
from orchestrator.errors import CallTimeoutError, RequestRejectedError
from orchestrator.provider_configs import get_config, list_configs, record_test
from orchestrator.providers import open_provider
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from orchestrator.providers.base import Credential
    from orchestrator.settings import Settings
    from profiles.store.engine import Store

_PATIENCE_S = 20.0
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went.

    Attributes:
        name: The config's name, or the variable of a key in the environment.
        error: None when the key was accepted.
        models: How many models the key sees; None when the server lists none.
        latency_ms: Until the answer.
    """

    name: str
    provider: str
    error: JobaiError | None
    models: int | None
    latency_ms: int


async def run_tests(store: Store, settings: Settings, name: str | None) -> list[TestResult]:
    """Test one config, or all of them and the keys in the environment.

    Raises:
        NotFoundError: there is no config of that name.
    """
    async with store.read() as session:
        configs = [await get_config(session, name)] if name else list(await list_configs(session))
    results: list[TestResult] = []
    for config in configs:
        try:
            credential = credential_of(config, settings.secrets, settings.environment)
        except JobaiError as error:
            result = TestResult(config.name, config.provider_type, error, None, 0)
        else:
            result = await _tested(config.name, credential)
        async with store.write() as session:
            status = type(result.error).__name__ if result.error else "ok"
            await record_test(session, config.name, status)
        results.append(result)
    if name is None:
        results += await _environment_tests(settings)
    return results


async def _environment_tests(settings: Settings) -> list[TestResult]:
    results: list[TestResult] = []
    for provider, variable in environment_keys(settings.environment).items():
        try:
            credential = environment_credential(provider, settings.environment)
        except JobaiError as error:
            results.append(TestResult(variable, provider, error, None, 0))
        else:
            if credential is not None:
                results.append(await _tested(variable, credential))
    return results


async def _tested(name: str, credential: Credential) -> TestResult:
    started = time.perf_counter()
    error: JobaiError | None = None
    models: int | None = None
    try:
        provider = open_provider(credential, timeout_s=_PATIENCE_S)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                models = len(await provider.list_models())
        except TimeoutError:
            error = CallTimeoutError(
                f"no answer within {_PATIENCE_S:g} s", provider=credential.provider
            )
        finally:
            await provider.aclose()
    except RequestRejectedError as rejected:
        # Some gateways have no list of models: they can be reached, more cannot be told.
        if rejected.status_code != _NOT_FOUND or credential.base_url is None:
            error = rejected
    except JobaiError as failed:
        error = failed
    latency_ms = round((time.perf_counter() - started) * 1000)
    return TestResult(name, credential.provider, error, models, latency_ms)
