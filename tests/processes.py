"""Several processes that begin their work at the same moment."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RESERVING = Path(__file__).with_name("reserving_process.py")


def at_once(commands: Sequence[Sequence[str | Path]]) -> list[str]:
    """Start them all, let them begin together, and return what each printed after "ready".

    Each prints "ready" and then waits for a line. One that fails is an AssertionError.
    """
    with ExitStack() as ended:
        processes = [
            ended.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for command in commands
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        printed = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return printed


def passed_in_processes(count: int, *arguments: str) -> list[int]:
    """Let processes reserve at once; return how many reservations passed in each."""
    command = [sys.executable, RESERVING, *arguments]
    return [int(printed) for printed in at_once([command] * count)]
