"""Writing a file for a person: never over somebody else's, and remembered as jobai's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from profiles.store.transactions import to_the_end
from profiles.written_files import (
    check_writable,
    intend_to_write,
    remember_written,
    write_whole,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cli.runtime import Runtime


async def write_file(
    runtime: Runtime, file: Path, data: bytes, *, force: bool, draft_id: int | None = None
) -> None:
    """Write a file whole, unless something stands there that jobai did not write.

    An interruption waits until it is written and remembered.

    Raises:
        InvalidInputError: it is not ours to replace, or cannot be written; what stood there still
            does.
    """
    async with runtime.store.read() as session:
        await check_writable(session, runtime.user, file, force=force)

    async def whole() -> None:
        async with runtime.store.write() as session:
            await intend_to_write(session, runtime.user, file, data)
        await asyncio.to_thread(write_whole, file, data)
        async with runtime.store.write() as session:
            await remember_written(session, runtime.user, file, data, draft_id=draft_id)

    await to_the_end(whole)
