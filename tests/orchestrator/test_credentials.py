"""Who is asked, in which order, and with which key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from orchestrator.credentials import (
    any_account,
    environment_credential,
    environment_keys,
    find_accounts,
)
from orchestrator.errors import ConfigurationError, SecretKeyError
from orchestrator.provider_configs import (
    NewConfig,
    add_config,
    get_config,
    list_configs,
    remove_config,
    use_config,
)
from orchestrator.secrets import SecretBox
from profiles.errors import InvalidInputError, NotFoundError
from profiles.store.ai import AIProviderConfig
from profiles.store.rows import within

if TYPE_CHECKING:
    from pathlib import Path

    from desks import Desk

    from orchestrator.providers.base import Credential, ProviderType
    from profiles.store.engine import Store

KEY = "sk-abcdefghijklmnop-9876"


@pytest.fixture
def secrets(tmp_path: Path) -> SecretBox:
    return SecretBox(keys=None, key_file=tmp_path / "secret.key")


async def _add(
    store: Store, secrets: SecretBox, name: str, *, provider: str = "openai", **facts: Any
) -> None:
    """Add a config; `facts` that are columns and no arguments are set afterwards."""
    columns = {key: facts.pop(key) for key in ("priority", "is_active") if key in facts}
    if "api_key_env" not in facts:
        facts.setdefault("api_key", f"key-of-{name}")
    async with store.write() as session:
        config = await add_config(
            session, NewConfig(provider=provider, name=name, **facts), secrets
        )
        for column, value in columns.items():
            setattr(config, column, value)


async def _credentials(
    store: Store, secrets: SecretBox, environment: dict[str, str], *providers: ProviderType
) -> list[Credential]:
    async with store.read() as session:
        asked = providers or ("openai",)
        found = await within(session, lambda rows: find_accounts(rows, asked, secrets, environment))
    return [account.credential for accounts in found.values() for account in accounts]


async def test_the_default_comes_first_then_the_priority_then_the_older_one(
    store: Store, secrets: SecretBox
) -> None:
    await _add(store, secrets, "third", priority=100)
    await _add(store, secrets, "second", priority=7)
    await _add(store, secrets, "fourth", priority=100)
    await _add(store, secrets, "first", priority=200, default=True)

    found = await _credentials(store, secrets, {})

    assert [credential.api_key for credential in found] == [
        f"key-of-{name}" for name in ("first", "second", "third", "fourth")
    ]
    async with store.read() as session:
        listed = [config.name for config in await list_configs(session)]
    assert listed == ["first", "second", "third", "fourth"]


async def test_there_is_one_default_for_each_provider(store: Store, secrets: SecretBox) -> None:
    await _add(store, secrets, "a", default=True)
    await _add(store, secrets, "b", default=True)
    await _add(store, secrets, "g", provider="gemini", default=True)

    async with store.write() as session:
        await use_config(session, "a")

    async with store.read() as session:
        configs = {config.name: config.is_default for config in await list_configs(session)}
    assert configs == {"a": True, "b": False, "g": True}


async def test_an_inactive_config_is_passed_over_until_it_is_used_again(
    store: Store, secrets: SecretBox
) -> None:
    await _add(store, secrets, "asleep", is_active=False)
    async with store.read() as session:
        assert not await any_account(session, {})
    assert await _credentials(store, secrets, {}) == []

    async with store.write() as session:
        await use_config(session, "asleep")

    [credential] = await _credentials(store, secrets, {})
    assert credential.api_key == "key-of-asleep"


async def test_the_environment_counts_only_for_a_provider_without_a_config(
    store: Store, secrets: SecretBox
) -> None:
    environment = {"OPENAI_API_KEY": "env-openai", "ANTHROPIC_API_KEY": "env-claude"}
    await _add(store, secrets, "mine")

    found = await _credentials(store, secrets, environment, "openai", "claude", "gemini")

    assert [(credential.provider, credential.api_key) for credential in found] == [
        ("openai", "key-of-mine"),
        ("claude", "env-claude"),
    ]
    assert [credential.source for credential in found] == ["config:1", "env:ANTHROPIC_API_KEY"]


async def test_an_inactive_config_leaves_its_provider_to_the_environment(
    store: Store, secrets: SecretBox
) -> None:
    await _add(store, secrets, "asleep", is_active=False)

    [credential] = await _credentials(store, secrets, {"OPENAI_API_KEY": "env-openai"})

    assert credential.api_key == "env-openai"


async def test_a_config_may_leave_its_key_in_a_variable(store: Store, secrets: SecretBox) -> None:
    await _add(store, secrets, "team", api_key_env="TEAM_KEY", base_url="http://localhost:1/v1")

    [credential] = await _credentials(store, secrets, {"TEAM_KEY": f"  {KEY}\n"})

    assert (credential.api_key, credential.base_url) == (KEY, "http://localhost:1/v1")
    async with store.read() as session:
        config = await get_config(session, "team")
    assert (config.api_key_encrypted, config.api_key_last4) == (None, None)


@pytest.mark.parametrize("environment", [{}, {"TEAM_KEY": ""}, {"TEAM_KEY": " \n"}])
async def test_a_variable_that_is_not_set_is_named(
    store: Store, secrets: SecretBox, environment: dict[str, str]
) -> None:
    await _add(store, secrets, "team", api_key_env="TEAM_KEY")

    with pytest.raises(ConfigurationError, match=r"'team' takes its key from TEAM_KEY") as caught:
        await _credentials(store, secrets, environment)

    assert "jobai providers remove team" in str(caught.value.hint)


async def test_a_variable_that_holds_no_key_is_named_without_what_it_holds(
    store: Store, secrets: SecretBox
) -> None:
    await _add(store, secrets, "team", api_key_env="TEAM_KEY")

    with pytest.raises(ConfigurationError, match=r"\AProvider credentials invalid.*'team'") as one:
        await _credentials(store, secrets, {"TEAM_KEY": "hunter2 \u20ac"})
    with pytest.raises(ConfigurationError, match="GEMINI_API_KEY") as other:
        environment_credential("gemini", {"GEMINI_API_KEY": "hunter2 \u20ac"})

    for error in (one.value, other.value):
        assert "hunter2" not in f"{error!r} {error.hint} {error.__cause__!r}"


async def test_a_key_that_cannot_be_opened_says_so(
    store: Store, secrets: SecretBox, tmp_path: Path
) -> None:
    await _add(store, secrets, "mine", api_key=KEY)
    others = SecretBox(keys=Fernet.generate_key().decode(), key_file=tmp_path / "none")

    with pytest.raises(SecretKeyError, match="credentials invalid"):
        await _credentials(store, others, {})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GEMINI_API_KEY": "one", "GOOGLE_API_KEY": "two"}, ("one", "env:GEMINI_API_KEY")),
        ({"GOOGLE_API_KEY": "two"}, ("two", "env:GOOGLE_API_KEY")),
        ({"GEMINI_API_KEY": " ", "GOOGLE_API_KEY": "two"}, ("two", "env:GOOGLE_API_KEY")),
    ],
)
def test_geminis_own_variable_wins_over_googles(
    environment: dict[str, str], expected: tuple[str, str]
) -> None:
    credential = environment_credential("gemini", environment)

    assert credential
    assert (credential.api_key, credential.source) == expected
    assert environment_keys(environment) == {"gemini": expected[1].removeprefix("env:")}


@pytest.mark.parametrize(
    ("provider", "key", "address"),
    [
        ("gemini", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"),
        ("openai", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ("claude", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
    ],
)
async def test_an_address_in_the_environment_counts_with_a_key_beside_it_only(
    store: Store, secrets: SecretBox, provider: ProviderType, key: str, address: str
) -> None:
    environment = {key: "env-key", address: "http://localhost:1"}
    [credential] = await _credentials(store, secrets, environment, provider)
    assert credential.base_url == "http://localhost:1"
    assert environment_credential(provider, {address: "http://localhost:1"}) is None

    await _add(store, secrets, "mine", provider=provider)

    [credential] = await _credentials(store, secrets, environment, provider)
    assert credential.base_url is None


async def test_offline_needs_no_key(store: Store, secrets: SecretBox) -> None:
    [credential] = await _credentials(store, secrets, {}, "offline")

    assert (credential.provider, credential.api_key) == ("offline", "")


async def test_a_config_without_a_name_takes_its_providers_numbered_when_taken(
    store: Store, secrets: SecretBox
) -> None:
    async with store.write() as session:
        names = [
            (await add_config(session, NewConfig(provider="anthropic", api_key=KEY), secrets)).name
            for _ in range(3)
        ]

    assert names == ["claude", "claude-2", "claude-3"]


async def test_a_name_that_is_taken_is_refused_and_the_first_config_stays(
    store: Store, secrets: SecretBox
) -> None:
    await _add(store, secrets, "mine", api_key="the-first-key")

    with pytest.raises(InvalidInputError, match="already") as caught:
        await _add(store, secrets, "mine", api_key=KEY)

    assert "jobai providers remove mine" in str(caught.value.hint)
    assert KEY not in f"{caught.value!r} {caught.value.hint}"
    [credential] = await _credentials(store, secrets, {})
    assert credential.api_key == "the-first-key"


@pytest.mark.parametrize(
    "facts",
    [
        {"name": f"my key {KEY}"},
        {"name": ""},
        {"name": "x" * 65},
        {"name": "a\n"},
        {"name": "../etc"},
        {"base_url": KEY},
        {"base_url": f"http://user:{KEY}@example.com/v1"},
        {"base_url": f"http://{KEY}@example.com/v1"},
        {"base_url": f"https://example.com/v1?key={KEY}"},
        {"base_url": f"https://example.com/v1#{KEY}"},
        {"base_url": "ftp://example.com"},
        {"base_url": "http://"},
        {"base_url": "http://[bad"},
        {"base_url": "http://example.com:99999"},
        {"base_url": ""},
        {"api_key_env": KEY},
        {"api_key_env": ""},
        {"api_key": f"{KEY} {KEY}"},
        {"api_key": f"{KEY}\u20ac"},
        {"api_key": f"{KEY}\x00"},
        {"api_key": " \n"},
        {"api_key": None},
        {"provider": "offline"},
        {"provider": "mistral"},
    ],
)
async def test_what_cannot_be_a_config_is_refused_with_a_way_out_and_without_the_key(
    store: Store, secrets: SecretBox, facts: dict[str, Any]
) -> None:
    config: dict[str, Any] = {"provider": "openai", "name": "mine", "api_key": KEY}

    with pytest.raises(InvalidInputError) as caught:
        async with store.write() as session:
            await add_config(session, NewConfig(**config | facts), secrets)

    assert KEY not in f"{caught.value!r} {caught.value.hint} {caught.value.__cause__!r}"
    assert caught.value.hint
    async with store.read() as session:
        assert await list_configs(session) == []


@pytest.mark.parametrize(
    ("key", "shown"),
    [("x" * 7 + "9876", None), ("x" * 8 + "9876", "9876"), (f"  {KEY}\n", "9876")],
)
async def test_the_last_four_characters_are_kept_of_a_key_of_twelve_and_more(
    store: Store, secrets: SecretBox, key: str, shown: str | None
) -> None:
    await _add(store, secrets, "mine", api_key=key)

    async with store.read() as session:
        assert (await get_config(session, "mine")).api_key_last4 == shown
    [credential] = await _credentials(store, secrets, {})
    assert credential.api_key == key.strip()
    assert key.strip() not in repr(credential)


@pytest.mark.sqlite
async def test_the_stores_files_never_hold_the_key(
    desk: Desk, user: str, tmp_path: Path, secrets: SecretBox
) -> None:
    desk.secrets = secrets
    async with desk.store.write() as session:
        new = NewConfig(
            provider="openai", api_key=desk.server.key, base_url=desk.server.base_url("openai")
        )
        await add_config(session, new, secrets)

    assert await desk.generate(user) == "Hello"

    assert [row.credential for row in await desk.rows()] == ["config:1"]
    files = sorted(path.name for path in tmp_path.iterdir())
    assert {"jobai.db", "jobai.db-wal", "secret.key"} <= set(files)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert desk.server.key.encode() not in content, path.name
        assert desk.server.key[:-4].encode() not in content, path.name
    await desk.store.aclose()
    assert desk.server.key.encode() not in (tmp_path / "jobai.db").read_bytes()


async def test_a_removed_config_is_forgotten(store: Store, secrets: SecretBox) -> None:
    await _add(store, secrets, "mine", api_key=KEY)

    async with store.write() as session:
        await remove_config(session, "mine")

    async with store.read() as session:
        assert list(await session.scalars(select(AIProviderConfig))) == []
        with pytest.raises(NotFoundError, match="'mine'") as caught:
            await get_config(session, "mine")
    assert "jobai providers add" in str(caught.value.hint)
