"""Rotates the secret key in a process of its own.

usage: python rotating_process.py STORE KEY_FILE STEP

It drops the old key too, and stands still before one of the STEPS until it is killed. With the
step "not at all" it waits for a line, adds a provider, making the key file, and rotates often, with
slow changes of the file.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from unittest.mock import patch

from orchestrator.provider_configs import NewConfig, add_config, rotate_keys
from orchestrator.secrets import SecretBox
from profiles import private_files
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from profiles.store.engine import Store

KEY = "sk-invented-0000000001"
STEPS = {
    "before the new key is in the file": (Path, "replace", 1),
    "before it is sure to be on the disk": (private_files, "sync_folder", 1),
    "before the first key is encrypted anew": (SecretBox, "encrypt", 1),
    "before the second key is encrypted anew": (SecretBox, "encrypt", 2),
    "before the old keys are looked through": (SecretBox, "needed_keys", 1),
    "before the old keys are dropped": (Path, "replace", 2),
    "after the old keys are dropped": (private_files, "sync_folder", 2),
}
"""Which call of what to stand still at."""


def _stopping(place: object, name: str, at: int) -> Any:
    original = getattr(place, name)
    calls = 0

    def stand_still() -> NoReturn:
        sys.stdout.write("standing\n")
        sys.stdout.flush()
        time.sleep(60)
        raise AssertionError("nobody killed this process")

    def called(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            stand_still()
        return original(*arguments, **options)

    return patch.object(place, name, called)


async def _main(address: str, key_file: str, step: str) -> None:
    store = await open_store(locate_store(address, {}))
    if step == "not at all":
        await _rotate_often(store, Path(key_file))
        return
    with _stopping(*STEPS[step]):
        await rotate_keys(store, SecretBox(keys=None, key_file=Path(key_file)), drop_old=True)


async def _rotate_often(store: Store, key_file: Path) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    replace = Path.replace

    def replace_late(self: Path, target: Path) -> Path:
        time.sleep(0.02)  # after the keys were read: time for others to change them
        return replace(self, target)

    with patch.object(Path, "replace", replace_late):
        async with store.write() as session:
            config = NewConfig(provider="openai", name="one", api_key=KEY)
            await add_config(session, config, SecretBox(keys=None, key_file=key_file))
        for _ in range(5):
            # A new box each time: one that has read a key once would not miss it in the file.
            await rotate_keys(store, SecretBox(keys=None, key_file=key_file))
    await store.aclose()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
