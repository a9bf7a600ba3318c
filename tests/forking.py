"""The asking side of `forking_process.py`: `jobai` in a child of a process that has it loaded."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from forking_process import LARGEST_REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PROCESS = Path(__file__).with_name("forking_process.py")
_FOR_PYTHON = ("PYTHON", "LC_", "LD_", "OTEL_")
"""Variables that Python and its libraries read at their start, not jobai at its."""


def can_run(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a command does not need a Python started for it alone."""
    size = len(json.dumps([arguments, dict(environment)]))
    is_plain = all(name == "PYTHONUTF8" or not name.startswith(_FOR_PYTHON) for name in environment)
    return is_plain and size < LARGEST_REQUEST - 1_000


def run(
    arguments: Sequence[str],
    *,
    data: bytes,
    environment: Mapping[str, str],
    folder: Path,
    timeout_s: float,
    before: Sequence[object] | None = None,
    begun: Callable[[int], object] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run `jobai` with arguments, as `subprocess.run` would.

    Args:
        arguments: Of the command.
        data: Its standard input.
        environment: All of its variables.
        folder: Where it runs.
        timeout_s: Then it is killed.
        before: "module:function" and its arguments, called in the process first.
        begun: Told the number of the process.
    """
    request = {
        "arguments": arguments,
        "environment": environment,
        "folder": str(folder),
        "before": before,
    }
    input_end, feeding_end = os.pipe()
    answer_end, answering_end = os.pipe()
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        descriptors = [input_end, stdout.fileno(), stderr.fileno(), answering_end]
        socket.send_fds(_channel(), [json.dumps(request).encode()], descriptors)
        os.close(input_end)
        os.close(answering_end)
        threading.Thread(target=_feed, args=(feeding_end, data), daemon=True).start()
        with os.fdopen(answer_end, "rb") as answer:
            number = int(answer.readline())
            if begun is not None:
                begun(number)
            if not select.select([answer], [], [], timeout_s)[0]:
                os.kill(number, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["jobai", *arguments], timeout_s)
            code = int(answer.readline())
        stdout.seek(0)
        stderr.seek(0)
        return subprocess.CompletedProcess(arguments, code, stdout.read(), stderr.read())


def start() -> None:
    """Start the process now: two threads that ask at once must not start two."""
    _channel()


def run_on(
    arguments: Sequence[str],
    *,
    descriptors: Sequence[int],
    environment: Mapping[str, str],
    folder: str,
) -> int:
    """Run `jobai` on three open descriptors, which are closed, and return its exit code."""
    request = {"arguments": arguments, "environment": dict(environment), "folder": folder}
    answer_end, answering_end = os.pipe()
    socket.send_fds(_channel(), [json.dumps(request).encode()], [*descriptors, answering_end])
    for descriptor in (*descriptors, answering_end):
        os.close(descriptor)
    with os.fdopen(answer_end, "rb") as answer:
        answer.readline()
        return int(answer.readline())


def _feed(descriptor: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(data)


@cache
def _channel() -> socket.socket:
    """Start the process, once; it ends when the last holder of this end of the socket does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-P", "-W", "error", _PROCESS, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
