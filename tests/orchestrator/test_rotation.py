"""A new secret key: everything can be opened before, during and after, whatever happens."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from filelock import FileLock
from processes import at_once
from rotating_process import STEPS

from orchestrator.errors import SecretKeyError
from orchestrator.provider_configs import (
    NewConfig,
    Rotation,
    add_config,
    list_configs,
    rotate_keys,
)
from orchestrator.secrets import SecretBox
from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable

HERE = Path(__file__).parent
KEYS = {"one": "sk-invented-0000000001", "two": "sk-invented-0000000002"}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "secret.key"


@pytest.fixture
async def other_store(tmp_path: Path) -> AsyncIterator[Store]:
    """Uses the same key file as `store`."""
    other = await open_store(locate_store(str(tmp_path / "other.db"), {}))
    yield other
    await other.aclose()


def box(key_file: Path) -> SecretBox:
    """What a process that starts now opens keys with."""
    return SecretBox(keys=None, key_file=key_file)


async def add(store: Store, secrets: SecretBox, *names: str) -> None:
    async with store.write() as session:
        for name in names:
            await add_config(
                session, NewConfig(provider="openai", name=name, api_key=KEYS[name]), secrets
            )


async def tokens(store: Store) -> dict[str, str]:
    async with store.read() as session:
        configs = await list_configs(session)
    return {config.name: config.api_key_encrypted or "" for config in configs}


async def opened(store: Store, secrets: SecretBox) -> dict[str, str]:
    return {name: secrets.decrypt(token) for name, token in (await tokens(store)).items()}


def names_in(folder: Path, pattern: str) -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


def _command(*arguments: Path | str) -> list[Path | str]:
    return [sys.executable, HERE / "rotating_process.py", *arguments]


def _killed_at(step: str, store: Store, key_file: Path) -> None:
    command = _command(store.location.url, key_file, step)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "standing\n"
        process.kill()


async def test_every_key_is_encrypted_with_the_new_one_and_the_old_one_can_be_dropped(
    store: Store, key_file: Path
) -> None:
    await add(store, box(key_file), "one", "two")
    [old] = box(key_file).keys()
    before = await tokens(store)

    rotation = await rotate_keys(store, box(key_file), drop_old=True)

    [new] = box(key_file).keys()
    assert rotation == Rotation(("one", "two"), unneeded=0, dropped=1)
    assert new != old
    assert await opened(store, box(key_file)) == KEYS
    for token in (await tokens(store)).values():
        assert token not in before.values()
        with pytest.raises(SecretKeyError):
            SecretBox(keys=old, key_file=key_file).decrypt(token)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert names_in(key_file.parent, "*key*") == ["secret.key", "secret.key.lock"]


@pytest.mark.parametrize("step", STEPS)
async def test_a_process_that_is_killed_in_between_loses_no_key(
    store: Store, key_file: Path, step: str
) -> None:
    await add(store, box(key_file), "one", "two")

    _killed_at(step, store, key_file)

    assert await opened(store, box(key_file)) == KEYS
    await rotate_keys(store, box(key_file), drop_old=True)
    assert await opened(store, box(key_file)) == KEYS
    assert len(box(key_file).keys()) == 1


async def test_what_a_killed_process_left_beside_the_key_file_is_removed_by_the_next(
    store: Store, key_file: Path
) -> None:
    await add(store, box(key_file), "one")
    kept = key_file.with_name("secret.key.of-mine")
    kept.write_text("a copy")

    _killed_at("before the new key is in the file", store, key_file)

    lasting = ["secret.key.lock", kept.name]
    [leftover] = set(names_in(key_file.parent, "secret.key.*")) - set(lasting)
    assert box(key_file).keys() == box(key_file.with_name(leftover)).keys()[1:]
    await rotate_keys(store, box(key_file))
    assert names_in(key_file.parent, "secret.key.*") == lasting
    assert await opened(store, box(key_file)) == {"one": KEYS["one"]}


async def test_a_key_that_cannot_be_opened_stops_everything_and_is_named(
    store: Store, key_file: Path, tmp_path: Path
) -> None:
    await add(store, box(key_file), "one")
    await add(store, SecretBox(keys=Fernet.generate_key().decode(), key_file=tmp_path), "two")
    before, content = await tokens(store), key_file.read_bytes()

    with pytest.raises(SecretKeyError, match="provider 'two'") as caught:
        await rotate_keys(store, box(key_file))

    assert "jobai providers remove two" in str(caught.value.hint)
    assert (await tokens(store), key_file.read_bytes()) == (before, content)


async def test_a_key_file_that_is_gone_stops_everything_and_is_not_made_anew(
    store: Store, key_file: Path
) -> None:
    await add(store, box(key_file), "one")
    before = await tokens(store)
    key_file.unlink()

    with pytest.raises(SecretKeyError, match="is gone"):
        await rotate_keys(store, box(key_file))

    assert not key_file.exists()
    assert await tokens(store) == before


async def test_a_folder_that_cannot_be_written_changes_nothing(
    store: Store, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, box(key_file), "one")
    before, content = await tokens(store), key_file.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SecretKeyError, match=r"cannot be written: No space left") as caught:
        await rotate_keys(store, box(key_file))

    assert "no key is lost" in str(caught.value.hint)
    assert (await tokens(store), key_file.read_bytes()) == (before, content)
    assert names_in(key_file.parent, "*key*") == ["secret.key", "secret.key.lock"]


async def test_a_store_without_keys_leaves_the_key_file_alone(store: Store, key_file: Path) -> None:
    async with store.write() as session:
        await add_config(session, NewConfig(provider="openai", api_key_env="MINE"), box(key_file))

    assert (await rotate_keys(store, box(key_file))).names == ()
    assert not key_file.exists()


async def test_old_keys_stay_behind_the_new_one_because_another_store_may_need_them(
    store: Store, other_store: Store, key_file: Path
) -> None:
    await add(store, box(key_file), "one")
    await add(other_store, box(key_file), "two")
    [old] = box(key_file).keys()

    rotation = await rotate_keys(store, box(key_file))

    new, kept = box(key_file).keys()
    assert (kept, rotation) == (old, Rotation(("one",), unneeded=1, dropped=0))
    assert SecretBox(keys=new, key_file=key_file).decrypt((await tokens(store))["one"])
    assert await opened(other_store, box(key_file)) == {"two": KEYS["two"]}


async def test_a_key_that_another_store_makes_during_a_rotation_is_not_dropped(
    store: Store, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, box(key_file), "one")
    real = SecretBox.drop_keys
    others: list[str] = []

    def after_another_store_has_begun(secrets: SecretBox, keys: Collection[str]) -> None:
        box(key_file).put_new_key_first()
        others.append(box(key_file).encrypt(KEYS["two"]))
        real(secrets, keys)

    monkeypatch.setattr(SecretBox, "drop_keys", after_another_store_has_begun)
    rotation = await rotate_keys(store, box(key_file), drop_old=True)

    assert rotation == Rotation(("one",), unneeded=0, dropped=1)
    assert len(box(key_file).keys()) == 2
    assert await opened(store, box(key_file)) == {"one": KEYS["one"]}
    assert [box(key_file).decrypt(token) for token in others] == [KEYS["two"]]


async def test_stores_that_share_a_key_file_lose_no_key_when_they_make_and_rotate_it_at_once(
    tmp_path: Path, key_file: Path
) -> None:
    places = [tmp_path / f"store-{number}.db" for number in range(4)]
    await asyncio.to_thread(at_once, [_command(place, key_file, "not at all") for place in places])

    for place in places:
        async with aclosing(await open_store(locate_store(str(place), {}))) as store:
            assert await opened(store, box(key_file)) == {"one": KEYS["one"]}


async def test_who_waits_for_the_key_file_does_not_stop_the_event_loop(
    store: Store, other_store: Store, key_file: Path
) -> None:
    await add(store, box(key_file), "one")
    with FileLock(f"{key_file}.lock"):
        rotating = asyncio.create_task(rotate_keys(store, box(key_file)))
        await asyncio.sleep(0.3)
        assert not rotating.done()
        assert await tokens(other_store) == {}
    assert (await rotating).names == ("one",)


async def test_a_key_file_that_stays_locked_is_told_with_the_lock_and_changes_nothing(
    store: Store, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, box(key_file), "one")
    before, content = await tokens(store), key_file.read_bytes()
    monkeypatch.setattr("orchestrator.secrets._PATIENCE_S", 0.1)

    with (
        FileLock(f"{key_file}.lock"),
        pytest.raises(SecretKeyError, match=r"locked for 0.1 s: .*secret\.key\.lock") as caught,
    ):
        await rotate_keys(store, box(key_file))

    assert "no key is lost" in str(caught.value.hint)
    assert (await tokens(store), key_file.read_bytes()) == (before, content)


async def test_keys_in_the_environment_are_encrypted_with_the_first_and_no_file_is_made(
    store: Store, key_file: Path
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    await add(store, SecretBox(keys=old, key_file=key_file), "one", "two")

    rotation = await rotate_keys(store, SecretBox(keys=f"{new},{old}", key_file=key_file))

    assert (rotation.names, rotation.unneeded) == (("one", "two"), 1)
    assert await opened(store, SecretBox(keys=new, key_file=key_file)) == KEYS
    assert not key_file.exists()


async def test_a_process_that_runs_on_opens_and_encrypts_with_what_others_have_rotated(
    store: Store, key_file: Path
) -> None:
    running = box(key_file)
    await add(store, running, "one")

    await rotate_keys(store, box(key_file))

    assert await opened(store, running) == {"one": KEYS["one"]}
    await rotate_keys(store, box(key_file))
    await add(store, running, "two")
    assert await opened(store, box(key_file)) == KEYS


async def test_rotations_and_additions_at_once_lose_no_key(store: Store, key_file: Path) -> None:
    await add(store, box(key_file), "one")
    others = [await open_store(store.location) for _ in range(4)]

    await asyncio.gather(
        *(rotate_keys(other, box(key_file)) for other in others), add(store, box(key_file), "two")
    )

    assert await opened(store, box(key_file)) == KEYS
    for other in others:
        await other.aclose()


async def test_a_key_is_kept_when_another_rotation_was_killed_after_adding_its_own(
    store: Store, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, box(key_file), "one", "two")
    real = SecretBox.needed_keys

    def after_a_killed_one(secrets: SecretBox, tokens: Iterable[str]) -> list[str]:
        box(key_file).put_new_key_first()
        return real(secrets, tokens)

    monkeypatch.setattr(SecretBox, "needed_keys", after_a_killed_one)
    await rotate_keys(store, box(key_file), drop_old=True)

    assert await opened(store, box(key_file)) == KEYS
    assert len(box(key_file).keys()) == 2


async def test_a_link_to_a_key_file_elsewhere_stays_a_link(store: Store, key_file: Path) -> None:
    elsewhere = key_file.parent / "dotfiles"
    elsewhere.mkdir()
    key_file.symlink_to(elsewhere / "jobai.key")
    (elsewhere / "jobai.key").write_bytes(Fernet.generate_key())
    await add(store, box(key_file), "one")

    await rotate_keys(store, box(key_file))

    assert key_file.is_symlink()
    assert await opened(store, box(key_file)) == {"one": KEYS["one"]}
