"""Provider configs and their tests as tables and as JSON. Of a key, the last four at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.boundary import exit_code
from cli.render import words
from cli.render.consoles import notice, show, stdout
from cli.render.errors import SCHEMA_VERSION, error_document
from orchestrator.secrets import NEW_KEY_COMMAND, SECRET_KEY_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.provider_configs import Rotation
    from orchestrator.provider_tests import TestResult
    from orchestrator.providers.base import ProviderType
    from orchestrator.secrets import SecretBox
    from profiles.store.ai import AIProviderConfig


def print_providers(
    configs: Sequence[AIProviderConfig], variables: Mapping[ProviderType, str], *, quiet: bool
) -> None:
    """Print the configs, then the keys that the environment adds."""
    from rich.table import Table
    from rich.text import Text

    configured = {config.provider_type for config in configs if config.is_active}
    if not configs and not variables:
        notice("No provider yet. Add one with: jobai providers add gemini", quiet=quiet)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Name", "Provider", "Key", "First", "Last test"):
        table.add_column(name, no_wrap=name != "Last test")
    table.add_column("Server", overflow="fold")
    for config in configs:
        table.add_row(
            Text(config.name),
            config.provider_type,
            _key(config),
            "yes" if config.is_default else "",
            _last_test(config),
            Text(config.base_url or ""),
        )
    for provider, variable in variables.items():
        unused = "not used: a config stands before it" if provider in configured else ""
        table.add_row(variable, provider, "environment", "", unused, "")
    show(table)


def providers_document(
    configs: Sequence[AIProviderConfig], variables: Mapping[ProviderType, str]
) -> dict[str, Any]:
    """Return the configs as JSON."""
    configured = {config.provider_type for config in configs if config.is_active}
    return {
        "schema_version": SCHEMA_VERSION,
        "providers": [
            {
                "name": config.name,
                "provider": config.provider_type,
                "api_key_last4": config.api_key_last4,
                "api_key_env": config.api_key_env,
                "base_url": config.base_url,
                "api_version": config.api_version,
                "model": config.model,
                "is_default": config.is_default,
                "is_active": config.is_active,
                "last_tested_at": (
                    config.last_tested_at.isoformat() if config.last_tested_at else None
                ),
                "last_test_status": config.last_test_status,
            }
            for config in configs
        ],
        "environment": [
            {"provider": provider, "variable": variable, "used": provider not in configured}
            for provider, variable in variables.items()
        ],
    }


def print_tests(results: Sequence[TestResult], *, quiet: bool) -> None:
    """Print how the tests went, with what to do about each failure."""
    from rich.text import Text

    console = stdout()
    if not results:
        notice("Nothing to test. Add a provider with: jobai providers add gemini", quiet=quiet)
    for result in results:
        if result.error is None:
            models = "no list of models" if result.models is None else f"{result.models} models"
            told = Text.assemble(("ok", "bold green"), f", {models}, {result.latency_ms} ms")
        else:
            told = Text.assemble(("failed", "bold red"), f": {result.error.message}")
        kind = f" ({result.provider})" if result.provider != result.name else ""
        console.print(Text.assemble((result.name, "bold"), f"{kind}: ", told))
        if result.error is not None and result.error.hint:
            console.print(Text(f"  {result.error.hint}", style="dim"))


def tests_document(results: Sequence[TestResult]) -> dict[str, Any]:
    """Return the tests as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tests": [
            {
                "name": result.name,
                "provider": result.provider,
                "ok": result.error is None,
                "models": result.models,
                "latency_ms": result.latency_ms,
                "error": (
                    error_document(result.error, exit_code(result.error))["error"]
                    if result.error
                    else None
                ),
            }
            for result in results
        ],
    }


def tests_exit_code(results: Sequence[TestResult]) -> int:
    """Return 0 when all keys work, else the code of the first failure."""
    return next((exit_code(result.error) for result in results if result.error), 0)


def print_rotation(rotation: Rotation, secrets: SecretBox, *, quiet: bool) -> None:
    """Say on stderr what is encrypted anew, and what is left to do about the old secret keys."""
    if not rotation.names:
        notice("No provider key is stored: nothing to encrypt anew.", quiet=quiet)
        return
    names = ", ".join(rotation.names)
    if secrets.in_file:
        told = f"Encrypted with a new secret key in {secrets.described}: {names}"
        rest = _old_in_file(rotation)
    else:
        told = f"Encrypted with the first key of {SECRET_KEY_VARIABLE}: {names}"
        rest = _old_in_variable(rotation, secrets)
    notice(told, quiet=quiet)
    if rest:
        notice(rest, quiet=quiet)


def _old_in_file(rotation: Rotation) -> str | None:
    if rotation.dropped:
        return f"Old secret keys taken out of the file: {rotation.dropped}."
    if rotation.unneeded:
        return (
            f"Old secret keys still in the file: {rotation.unneeded}. This store does not need "
            "them. If no other store uses the file, drop them: "
            "jobai providers rotate-key --drop-old"
        )
    return None


def _old_in_variable(rotation: Rotation, secrets: SecretBox) -> str | None:
    if rotation.unneeded:
        return f"Set {SECRET_KEY_VARIABLE} to its first key alone: this store needs no other."
    if len(secrets.keys()) == 1:
        return (
            f"It is the only one. To rotate, make another, set {SECRET_KEY_VARIABLE} to NEW,OLD "
            f"and run this again: {NEW_KEY_COMMAND}"
        )
    return None


def rotation_document(rotation: Rotation, secrets: SecretBox) -> dict[str, Any]:
    """Return a rotation as JSON; no key is in it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "encrypted": list(rotation.names),
        "secret_key": secrets.described,
        "unneeded_keys": rotation.unneeded,
    }


def _key(config: AIProviderConfig) -> str:
    if config.api_key_env is not None:
        return f"${config.api_key_env}"
    return f"...{config.api_key_last4}" if config.api_key_last4 else "stored"


def _last_test(config: AIProviderConfig) -> str:
    if config.last_tested_at is None:
        return "never"
    status = words.test_status(config.last_test_status)
    return f"{status}, {words.local_time(config.last_tested_at)}"
