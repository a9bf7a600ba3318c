"""The checks of `jobai doctor`, each of which ends in a finding, whatever happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from cli import __version__
from cli.config_checkup import check_config
from cli.finding import Finding, wrong
from cli.key_checkup import check_keys
from cli.provider_checkup import check_providers
from cli.runtime import find_user
from orchestrator.plans import plan_overview
from orchestrator.settings import Settings
from profiles.errors import JobaiError, NotFoundError
from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.migrations import HEAD

if TYPE_CHECKING:
    from cli.context import Invocation
    from profiles.store.engine import Store
    from profiles.store.location import StoreLocation

_LEAST_FREE_BYTES = 100_000_000


def examine(said: Invocation, command: Any) -> list[Finding]:
    """Run all checks; `command` is the whole of `jobai`, whose options a config file names."""
    findings = [Finding("jobai", "ok", f"{__version__} on Python {sys.version.split()[0]}")]
    environment = dict(os.environ)
    findings += check_config(command, environment)
    try:
        location = locate_store(said.db, environment)
    except JobaiError as error:
        return [*findings, wrong("store", error)]
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
        return [wrong("store", error)]
    try:
        opened = Finding("store", "ok", f"{location.shown}, schema {HEAD}")
        return [
            opened,
            *_private(location),
            await _plan(store, said.user),
            *await check_keys(store, settings),
            *await check_providers(store),
        ]
    finally:
        await store.aclose()


def _disk(location: StoreLocation) -> list[Finding]:
    if location.path is None:
        return []
    folder = next(path for path in location.path.parents if path.exists())
    disk = shutil.disk_usage(folder)
    if not disk.total or disk.free >= _LEAST_FREE_BYTES:  # 0: a file system without a size
        return []
    text = f"only {disk.free // 1_000_000} MB are free at {folder}"
    return [Finding("disk", "wrong", text, "free some, or name another place with --db FILE")]


def _private(location: StoreLocation) -> list[Finding]:
    if location.path is None or os.name == "nt" or not location.path.stat().st_mode & 0o077:
        return []
    hint = f"chmod 600 {location.path}"
    return [Finding("store", "note", "other users of this machine can read the store", hint)]


async def _plan(store: Store, user: str) -> Finding:
    try:
        await find_user(store, user)
        async with store.read() as session:
            overview = await plan_overview(session, user)
    except NotFoundError as error:
        return wrong("user", error)
    except JobaiError as error:
        return Finding("plan", "wrong", error.message, f"jobai plan set freemium --user {user}")
    return Finding("plan", "ok", f"{user} is on {overview.plan}")
