"""The checks of `jobai doctor` on provider keys: can each one be had, and did it work last time?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cli.finding import Finding, wrong
from cli.render.words import test_status
from orchestrator.credentials import credential_of, environment_credential, environment_keys
from orchestrator.provider_configs import list_configs
from orchestrator.secrets import SECRET_KEY_VARIABLE
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from orchestrator.settings import Settings
    from profiles.store.ai import AIProviderConfig
    from profiles.store.engine import Store

_LESS = {
    "no_vision": "its model reads no pictures",
    "no_schema": "its model does not keep to a schema",
}
"""What a live test finds of a model that answers all the same."""


async def check_keys(store: Store, settings: Settings) -> list[Finding]:
    """Check the secret key, each config's key and the keys in the environment."""
    async with store.read() as session:
        configs = await list_configs(session)
    found = [_config(config, settings) for config in configs] + _environment(settings)
    if not found:
        text = "none: jobai works offline, by rules"
        found = [Finding("providers", "note", text, "jobai providers add gemini")]
    return _secret_key(settings) + found


def _secret_key(settings: Settings) -> list[Finding]:
    """Check what encrypts the keys in the store; without any key it does not exist yet."""
    place = settings.secrets.described
    path = Path(place)
    if place != SECRET_KEY_VARIABLE and not path.exists():
        return []
    try:
        settings.secrets.encrypt("a probe")
    except JobaiError as error:
        return [wrong("secret key", error)]
    if place != SECRET_KEY_VARIABLE and os.name != "nt" and path.stat().st_mode & 0o077:
        text = f"other users of this machine can read {path}"
        return [Finding("secret key", "wrong", text, f"chmod 600 {path}")]
    return [Finding("secret key", "ok", place)]


def _config(config: AIProviderConfig, settings: Settings) -> Finding:
    subject = f"provider {config.name}"
    try:
        credential_of(config, settings.secrets, settings.environment)
    except JobaiError as error:
        return wrong(subject, error)
    status = config.last_test_status
    hint = None if status == "ok" else f"jobai providers test {config.name}"
    if status in _LESS:
        text = f"{config.provider_type}, works, but {_LESS[status]}"
        return Finding(subject, "note", text, hint)
    text = f"{config.provider_type}, last test: {test_status(status)}"
    return Finding(subject, "ok" if status in {None, "ok"} else "wrong", text, hint)


def _environment(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    for provider, variable in environment_keys(settings.environment).items():
        try:
            environment_credential(provider, settings.environment)
        except JobaiError as error:
            found.append(wrong(variable, error))
        else:
            found.append(Finding(variable, "ok", f"a {provider} key in the environment"))
    return found
