"""A process that has all of jobai loaded and forks a child for each command it is asked to run.

Starting Python and importing takes most of the time of a short command. Here it is paid once; what
a child does from `main` on is what a process of its own does.

Run as: python -P -W error forking_process.py FD, where FD is a Unix socket of whole messages. Each
message is a JSON request with four descriptors: the command's standard input, output and error, and
a pipe for the answer, which gets its process number and, when it has ended, its exit code.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import pkgutil
import random
import runpy
import socket
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.orm import configure_mappers

import cli
import orchestrator
import profiles
from profiles.store.engine import open_store
from profiles.store.location import locate_store

LARGEST_REQUEST = 60_000
"""Bytes; a Unix socket takes more in one message."""

_EXAMPLES = Path(__file__).parent.parent / "examples"
_RUN_BY_ALEMBIC = "profiles.store.migrations."


def load_everything() -> None:
    """Import every module of jobai, and with them what they import."""
    for package in (cli, orchestrator, profiles):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(_RUN_BY_ALEMBIC):
                with suppress(ImportError):  # an extra that is not installed
                    import_module(module.name)
    _use_everything()
    asyncio.run(_open_store())
    assert threading.active_count() == 1, "a process with threads cannot be forked"
    gc.collect()
    gc.freeze()  # a child that never walks these objects never copies their memory


def _use_everything() -> None:
    """Read the example and draft for it: word lists and patterns are loaded on first use."""
    from orchestrator.tasks.drafting.cv import cv_request
    from orchestrator.tasks.drafting.letter import letter_request
    from orchestrator.tasks.extraction.by_rules import posting_by_rules
    from orchestrator.tasks.extraction.reading import read
    from orchestrator.tasks.extraction.sources import open_file
    from profiles.master_profile import master_profile_from

    posting = posting_by_rules(read(open_file(_EXAMPLES / "posting.html"))).model_dump(mode="json")
    profile = json.loads((_EXAMPLES / "profile.json").read_text(encoding="utf-8"))
    for request in (cv_request, letter_request):
        asked = request(master_profile_from(profile), posting)
        assert asked.by_rules is not None
        asked.by_rules()


async def _open_store() -> None:
    """Make a store: tables are mapped, and put in the words of SQLite, on first use."""
    configure_mappers()
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(locate_store(f"{folder}/store.db", {}))
        await store.aclose()


def serve(channel: socket.socket) -> None:
    """Run what is asked for, until the asking side is gone."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, LARGEST_REQUEST, 4)
        if not message:
            return
        if os.fork() == 0:
            channel.close()
            _run_and_answer(json.loads(message), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        # The child that ran and answered before; the newest is collected the next time.
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _run_and_answer(request: dict[str, Any], *descriptors: int) -> None:
    *standard, answer = descriptors
    child = os.fork()
    if child == 0:
        os.close(answer)
        _run(request, standard)
    os.write(answer, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(answer, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(request: dict[str, Any], standard: list[int]) -> None:
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    random.seed()
    os.chdir(request["folder"])
    sys.path.insert(0, request["folder"])
    # As Python opens them in UTF-8 mode.
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
    sys.argv = ["jobai", *request["arguments"]]
    code = _code_of_main(request.get("before"))
    threading._shutdown()  # pyright: ignore
    atexit._run_exitfuncs()  # pyright: ignore
    sys.stdout.flush()
    os._exit(code)


def _code_of_main(before: list[Any] | None) -> int:
    try:
        if before:
            sys.path.append(str(Path(__file__).parent))
            module, _, function = before[0].partition(":")
            getattr(import_module(module), function)(*before[1:])
        runpy.run_module("jobai", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        print(ended.code, file=sys.stderr)  # noqa: T201
        return 1
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    load_everything()
    with socket.socket(fileno=int(sys.argv[1])) as opened:
        serve(opened)
