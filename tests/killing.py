"""Ends a process as `kill -9` does, at an exact moment: just before the n-th thing that it does.

What counts is all that another process, or the next one, can see: each statement and commit of the
store, each file that is opened to be written, synced, renamed or removed, each connection that is
made. So the moments of one command can be gone through one by one.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

import orchestrator.idempotency

if TYPE_CHECKING:
    from collections.abc import Callable

_SEEN = {
    "os.chmod",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "socket.connect",
    "subprocess.Popen",
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def kill_at(moment: int, told: str | None = None) -> None:
    """Kill this process just before its n-th moment; 0 lets it live.

    Args:
        moment: From 1 on.
        told: A file to write the number of moments to, for a process that lives.
    """
    process = os.getpid()
    numbers = count(1)

    def seen(what: str) -> None:
        if os.getpid() != process:
            return
        number = next(numbers)
        if number == moment:
            os.kill(process, signal.SIGKILL)
        if descriptor is not None:
            os.write(descriptor, f"{number} {what}\n".encode())

    descriptor = None if told is None else os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    _watch_files(seen)
    _watch_sqlite(seen)
    _watch_postgresql(seen)


def shorten_leases(seconds: float) -> None:
    """Let others not wait long for the answer of a process that is dead."""
    orchestrator.idempotency.LEASE_S = seconds
    orchestrator.idempotency.BEAT_S = seconds / 4


def prepare(
    moment: int, told: str | None, lease_s: float, instead: str | None = None, *arguments: object
) -> None:
    """Do all of this, for a process that is about to run `jobai`; or "module:function" instead."""
    shorten_leases(lease_s)
    kill_at(moment, told)
    if instead is not None:
        module, _, function = instead.partition(":")
        getattr(import_module(module), function)(*arguments)


def _watch_files(seen: Callable[[str], None]) -> None:
    def heard(name: str, arguments: tuple[Any, ...]) -> None:
        if name in _SEEN or (name == "open" and _is_writing(*arguments[1:3])):
            seen(f"{name} {_short(arguments)}")

    sys.addaudithook(heard)
    fsync = os.fsync

    def synced(descriptor: int) -> None:
        seen("fsync")
        fsync(descriptor)

    os.fsync = synced


def _is_writing(mode: str | None, flags: int) -> bool:
    return bool(flags & _WRITING) if mode is None else bool({*mode} & {*"wax+"})


def _short(arguments: tuple[Any, ...]) -> str:
    first = arguments[0]
    return Path(os.fsdecode(first)).name if isinstance(first, (str, bytes)) else ""


def _watch_sqlite(seen: Callable[[str], None]) -> None:
    connect = sqlite3.connect

    def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.set_trace_callback(lambda statement: seen(statement.partition("(")[0][:80]))
        return connection

    sqlite3.connect = connected


def _watch_postgresql(seen: Callable[[str], None]) -> None:
    def executed(connection: Any, _c: object, statement: str, *_: object) -> None:
        if connection.dialect.name == "postgresql":
            seen(statement.partition("(")[0][:80])

    def committed(connection: Any) -> None:
        if connection.dialect.name == "postgresql":
            seen("COMMIT")

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
