"""Rotates the secret key, and stands still before one of its steps until it is killed.

usage: python rotating_process.py STORE KEY_FILE STEP
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from orchestrator import secrets
from orchestrator.provider_configs import rotate_keys
from orchestrator.secrets import SecretBox
from profiles.store.engine import open_store
from profiles.store.location import locate_store

STEPS = {
    "before the new key is in the file": (Path, "replace", 1),
    "before it is sure to be on the disk": (secrets, "_sync_folder", 1),
    "before the first key is encrypted anew": (SecretBox, "encrypt", 1),
    "before the second key is encrypted anew": (SecretBox, "encrypt", 2),
    "before the old keys are looked through": (SecretBox, "needed_keys", 1),
    "before the old keys are dropped": (Path, "replace", 2),
    "after the old keys are dropped": (secrets, "_sync_folder", 2),
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


async def _main(store_file: str, key_file: str, step: str) -> None:
    store = await open_store(locate_store(store_file, {}))
    with _stopping(*STEPS[step]):
        await rotate_keys(store, SecretBox(keys=None, key_file=Path(key_file)))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
