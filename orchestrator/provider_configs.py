"""The store's provider configs: adding, listing, choosing, removing and re-encrypting them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import delete, select, text, update

from orchestrator.errors import SecretKeyError
from orchestrator.providers.addresses import host_of
from orchestrator.providers.keys import validated_key
from orchestrator.routing import provider_type
from profiles.errors import InvalidInputError, NotFoundError
from profiles.naming import meant
from profiles.store.ai import AILimit, AIProviderConfig
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.secrets import SecretBox
    from profiles.store.engine import Store

KEYLESS = "no-key"
"""Sent as the key to a server that wants none; the SDKs refuse an empty one."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_SHOWN = 4
_LEAST_LENGTH_SHOWN = 12
_ENCRYPTING = 0x6A6F626169  # "jobai": PostgreSQL's locks have numbers for names


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConfig:
    """What to add.

    Attributes:
        provider: "gemini", "openai" or "claude" (or an alias).
        name: What commands call it; None takes the provider's name, numbered when it is taken.
        api_key: The key itself, to be encrypted; None when the environment holds it.
        api_key_env: The variable that holds the key; None when `api_key` is given.
    """

    provider: str
    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    api_key_env: str | None = None
    base_url: str | None = None
    api_version: str | None = None
    model: str | None = None
    default: bool = False

    def with_key(self, provider: str, api_key: str | None) -> NewConfig:
        """Return it with its provider and key known."""
        return replace(self, provider=provider, api_key=api_key)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation has done.

    Attributes:
        names: The configs whose keys are encrypted with the first secret key now.
        unneeded: How many old secret keys open nothing in this store any more, but still stand in
            the key file or in `JOBAI_SECRET_KEY`.
        dropped: How many were taken out of the key file.
    """

    names: tuple[str, ...]
    unneeded: int = 0
    dropped: int = 0


async def add_config(session: AsyncSession, new: NewConfig, secrets: SecretBox) -> AIProviderConfig:
    """Keep a config; the key is encrypted, only its last four characters stay readable.

    Raises:
        InvalidInputError: for a name that is taken or malformed, a key that cannot be one, or an
            address that is none.
        SecretKeyError: when the key cannot be encrypted.
    """
    kind = provider_type(new.provider)
    if kind == "offline":
        raise InvalidInputError(
            "offline needs no config: it is always there", hint="use it with --provider offline"
        )
    config = AIProviderConfig(
        name=await _free_name(session, new.name, kind),
        provider_type=kind,
        base_url=_address(new.base_url),
        api_version=new.api_version,
        model=new.model,
        created_at=utc_now(),
    )
    await _keep_key(session, config, new.api_key, new.api_key_env, secrets)
    session.add(config)
    await session.flush()
    if new.default:
        await use_config(session, config.name)
    return config


async def list_configs(session: AsyncSession) -> Sequence[AIProviderConfig]:
    """Return all configs in the order in which they are asked."""
    rows = await session.scalars(
        select(AIProviderConfig).order_by(
            AIProviderConfig.provider_type,
            AIProviderConfig.is_default.desc(),
            AIProviderConfig.priority,
            AIProviderConfig.id,
        )
    )
    return list(rows)


async def get_config(session: AsyncSession, name: str) -> AIProviderConfig:
    """Return a config by its name.

    Raises:
        NotFoundError: there is none of that name.
    """
    config = await session.scalar(select(AIProviderConfig).where(AIProviderConfig.name == name))
    if config is None:
        names = [row.name for row in await list_configs(session)]
        hint = f"there are: {', '.join(names)}" if names else "add one with `jobai providers add`"
        raise NotFoundError(f"there is no provider config {name!r}{meant(name, names)}", hint=hint)
    return config


async def use_config(session: AsyncSession, name: str) -> AIProviderConfig:
    """Ask this config first among those of its provider.

    Raises:
        NotFoundError: there is none of that name.
    """
    config = await get_config(session, name)
    await session.execute(
        update(AIProviderConfig)
        .where(AIProviderConfig.provider_type == config.provider_type)
        .values(is_default=False)
    )
    config.is_default = True
    config.is_active = True
    await session.flush()
    return config


async def set_active(session: AsyncSession, name: str, *, active: bool) -> AIProviderConfig:
    """Let a config be asked, or keep it from being asked; its key and its limits stay.

    Raises:
        NotFoundError: there is none of that name.
    """
    config = await get_config(session, name)
    config.is_active = active
    await session.flush()
    return config


async def replace_key(
    session: AsyncSession,
    name: str,
    secrets: SecretBox,
    *,
    api_key: str | None = None,
    api_key_env: str | None = None,
) -> AIProviderConfig:
    """Give a config another key, or another place to find it; its limits and its past stay.

    Raises:
        NotFoundError: there is none of that name.
        InvalidInputError: for what cannot be a key, or the name of a variable.
        SecretKeyError: when the key cannot be encrypted.
    """
    config = await get_config(session, name)
    await _keep_key(session, config, api_key, api_key_env, secrets)
    config.last_tested_at = config.last_test_status = None
    await session.flush()
    return config


async def remove_config(session: AsyncSession, name: str) -> None:
    """Forget a config, its key and its limits. The ledger's rows stay.

    Raises:
        NotFoundError: there is none of that name.
    """
    config = await get_config(session, name)
    await session.execute(
        delete(AILimit).where(AILimit.scope == "provider_config", AILimit.subject == str(config.id))
    )
    await session.delete(config)
    await session.flush()


async def record_test(session: AsyncSession, name: str, status: str) -> None:
    """Remember how the last test of a config went: "ok" or the name of the error."""
    config = await get_config(session, name)
    config.last_tested_at, config.last_test_status = utc_now(), status
    await session.flush()


async def rotate_keys(store: Store, secrets: SecretBox, *, drop_old: bool = False) -> Rotation:
    """Encrypt every stored key anew: with a new secret key when a file holds it, else the first.

    The new key stands in the file before anything needs it: whenever this is killed, every stored
    key can still be opened. The old ones stay behind it, because other stores may use the file.

    Args:
        store: Whose keys.
        secrets: Where the secret keys are.
        drop_old: Take the old secret keys that this store does not need out of the file. Another
            store with the same file loses the keys that it encrypted with them.

    Raises:
        SecretKeyError: when a stored key cannot be opened (then nothing is changed) or the key
            file cannot be written.
    """
    async with store.write() as session:
        await _lock_secrets(session)
        configs = await _encrypted_configs(session)
        opened = [(config, _opened(config, token, secrets)) for config, token in configs]
        if not opened:
            return Rotation(())
        if secrets.in_file:
            old = await asyncio.to_thread(secrets.put_new_key_first)
        else:
            old = secrets.keys()[1:]
        for config, key in opened:
            config.api_key_encrypted = secrets.encrypt(key)
    names = tuple(config.name for config, _ in configs)
    async with store.write() as session:
        # Only under the lock: a rotation at the same time may have put its key into the file.
        await _lock_secrets(session)
        needed = secrets.needed_keys(token for _, token in await _encrypted_configs(session))
        unneeded = [key for key in old if key not in needed]
        if not (drop_old and unneeded and secrets.in_file):
            return Rotation(names, unneeded=len(unneeded))
        await asyncio.to_thread(secrets.drop_keys, unneeded)
    return Rotation(names, dropped=len(unneeded))


async def _encrypted_configs(session: AsyncSession) -> list[tuple[AIProviderConfig, str]]:
    return [
        (config, config.api_key_encrypted)
        for config in await list_configs(session)
        if config.api_key_encrypted is not None
    ]


def _opened(config: AIProviderConfig, token: str, secrets: SecretBox) -> str:
    try:
        return secrets.decrypt(token)
    except SecretKeyError as error:
        raise SecretKeyError(
            f"nothing is changed, because of provider {config.name!r}: {error.message}",
            hint=f"restore the secret key, or run `jobai providers remove {config.name}` and add "
            "it again",
        ) from error


async def _keep_key(
    session: AsyncSession,
    config: AIProviderConfig,
    api_key: str | None,
    api_key_env: str | None,
    secrets: SecretBox,
) -> None:
    """Put a key, or the name of the variable that holds it, into a config."""
    if api_key_env is not None:
        if not _VARIABLE.match(api_key_env):
            raise InvalidInputError(
                "that is not the name of an environment variable",
                hint="give the variable's name, such as GEMINI_API_KEY, not the key itself",
            )
        config.api_key_env, config.api_key_encrypted = api_key_env, None
        config.api_key_last4 = None
        return
    key = validated_key(api_key or "", provider_type(config.provider_type))
    await _lock_secrets(session)
    # In a thread: when it makes the key file it may wait for another process.
    config.api_key_encrypted = await asyncio.to_thread(secrets.encrypt, key)
    config.api_key_env = None
    config.api_key_last4 = key[-_SHOWN:] if len(key) >= _LEAST_LENGTH_SHOWN else None


async def _lock_secrets(session: AsyncSession) -> None:
    """Let nobody encrypt while the secret key is rotated; SQLite's write lock already does."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ENCRYPTING})


async def _free_name(session: AsyncSession, wanted: str | None, kind: str) -> str:
    if wanted is not None and not _NAME.match(wanted):
        raise InvalidInputError(
            "that cannot be a config's name",
            hint="use letters, digits, dot, dash and underscore, at most 64",
        )
    taken = set(await session.scalars(select(AIProviderConfig.name)))
    if wanted is None:
        numbered = (f"{kind}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (kind, *numbered) if name not in taken)
    if wanted in taken:
        raise InvalidInputError(
            f"there is a provider config {wanted!r} already",
            hint=f"choose another --name, or run `jobai providers remove {wanted}` first",
        )
    return wanted


def _address(base_url: str | None) -> str | None:
    """Check an address. It is shown and stored as it is, so nothing secret may stand in it."""
    if base_url is None:
        return None
    url = base_url.strip()
    host = host_of(url)
    parts = urlsplit(url) if host else None
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or any((parts.username, parts.password, parts.query, parts.fragment))
    ):
        raise InvalidInputError(
            f"the base URL is not the bare address of a server: {host or 'no host in it'}",
            hint=(
                "give it as http://localhost:11434/v1 or https://gateway.example.com, without a "
                "user name, a password or parameters"
            ),
        )
    return url
