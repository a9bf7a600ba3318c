"""A real terminal (a pty) with a command in it: what a person sees and types."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from commands import Jobai

CTRL_C = "\x03"
_TAKE_THE_TERMINAL = (
    "import fcntl, os, signal, sys, termios;"
    # A shell in the background lets its children ignore Ctrl-C; a terminal does not.
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)


class Terminal:
    """Runs a command on a terminal of its own; a context manager.

    Attributes:
        screen: Everything that was printed so far, escape codes included.
        code: The exit code, once `wait` has returned.
    """

    def __init__(
        self, jobai: Jobai, *arguments: str, columns: int = 80, no_color: bool = False
    ) -> None:
        self.screen = ""
        self.code: int | None = None
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = {**jobai.whole_environment, "TERM": "xterm-256color"}
        if no_color:
            environment["NO_COLOR"] = "1"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_THE_TERMINAL, *jobai.command(*arguments)],
            stdin=slave, stdout=slave, stderr=slave,
            env=environment, cwd=jobai.home.parent, start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._master)

    def wait_for(self, text: str, timeout_s: float = 30) -> None:
        """Read until the text stands on the screen."""
        deadline = time.monotonic() + timeout_s
        while text not in self.screen:
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError(f"{text!r} never came; the screen says {self.screen!r}")

    def type(self, text: str) -> None:
        """Type it, as a person would."""
        os.write(self._master, text.encode())

    def wait(self, timeout_s: float = 30) -> str:
        """Read to the end and return everything that was printed."""
        deadline = time.monotonic() + timeout_s
        while self._read(deadline):
            pass
        self.code = self._process.wait(max(1.0, deadline - time.monotonic()))
        return self.screen

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.screen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
