"""The checks of `jobai doctor`, each of which ends in a finding, whatever happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

from orchestrator.credentials import credential_of, environment_credential, environment_keys
from orchestrator.plans import plan_overview
from orchestrator.provider_configs import list_configs
from orchestrator.settings import Settings
from profiles.errors import JobaiError
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.migrations import HEAD

if TYPE_CHECKING:
    from cli.context import Invocation
    from profiles.store.engine import Store
    from profiles.store.location import StoreLocation

_LEAST_FREE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        state: "ok", "note" (worth knowing) or "wrong" (something will fail).
        hint: What to type.
    """

    subject: str
    state: Literal["ok", "note", "wrong"]
    text: str
    hint: str | None = None


def examine(said: Invocation) -> list[Finding]:
    """Run all checks."""
    findings = [Finding("jobai", "ok", f"{version('jobai')} on Python {sys.version.split()[0]}")]
    environment = dict(os.environ)
    try:
        location = locate_store(said.db, environment)
    except JobaiError as error:
        return [*findings, _wrong("store", error)]
    findings += _disk(location)
    return findings + asyncio.run(
        _with_store(location, said, Settings.from_environment(environment))
    )


async def _with_store(
    location: StoreLocation, said: Invocation, settings: Settings
) -> list[Finding]:
    try:
        store = await open_store(location)
    except JobaiError as error:
        return [_wrong("store", error)]
    try:
        opened = Finding("store", "ok", f"{location.shown}, schema {HEAD}")
        return [
            opened,
            *_private(location),
            *await _plan(store, said),
            *await _keys(store, settings),
        ]
    finally:
        await store.aclose()


def _disk(location: StoreLocation) -> list[Finding]:
    if location.path is None:
        return []
    folder = next(path for path in location.path.parents if path.exists())
    free = shutil.disk_usage(folder).free
    if free >= _LEAST_FREE_BYTES:
        return []
    return [
        Finding("disk", "wrong", f"only {free // 1_000_000} MB are free at {folder}", "free some")
    ]


def _private(location: StoreLocation) -> list[Finding]:
    if location.path is None or os.name == "nt" or not location.path.stat().st_mode & 0o077:
        return []
    hint = f"chmod 600 {location.path}"
    return [Finding("store", "note", "other users of this machine can read the store", hint)]


async def _plan(store: Store, said: Invocation) -> list[Finding]:
    try:
        async with store.read() as session:
            overview = await plan_overview(session, said.user)
    except JobaiError as error:
        hint = f"jobai plan set freemium --user {said.user}"
        return [Finding("plan", "note", error.message, hint)]
    return [Finding("plan", "ok", f"{said.user} is on {overview.plan}")]


async def _keys(store: Store, settings: Settings) -> list[Finding]:
    async with store.read() as session:
        configs = await list_configs(session)
    findings: list[Finding] = []
    for config in configs:
        try:
            credential_of(config, settings.secrets, settings.environment)
        except JobaiError as error:
            findings.append(_wrong(f"provider {config.name}", error))
        else:
            text = f"{config.provider_type}, last test: {config.last_test_status or 'never'}"
            bad = config.last_test_status not in {None, "ok"}
            hint = (
                None if config.last_test_status == "ok" else f"jobai providers test {config.name}"
            )
            state = "wrong" if bad else "ok"
            findings.append(Finding(f"provider {config.name}", state, text, hint))
    for provider, variable in environment_keys(settings.environment).items():
        try:
            environment_credential(provider, settings.environment)
        except JobaiError as error:
            findings.append(_wrong(variable, error))
        else:
            findings.append(Finding(variable, "ok", f"a {provider} key in the environment"))
    if not findings:
        text = "none: jobai works offline, by rules"
        findings.append(Finding("providers", "note", text, "jobai providers add gemini"))
    return findings


def _wrong(subject: str, error: JobaiError) -> Finding:
    return Finding(subject, "wrong", error.message, error.hint)
