"""A real shell in which `jobai` is the forked command: what documents tell people to type.

A program called `jobai` is put first on the path. It hands its arguments, environment, folder and
standard streams to the process that has jobai loaded (`forking`), so pipes, redirections, loops and
exit codes are the shell's own, and a command costs a fork.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import forking

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PROGRAM = f"""\
#!{sys.executable} -IS
import json, os, socket, sys
asked = json.dumps(
    {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}
)
channel = socket.socket(socket.AF_UNIX)
channel.connect(os.environ["TEST_JOBAI_SOCKET"])
socket.send_fds(channel, [len(asked).to_bytes(4, "big") + asked.encode()], [0, 1, 2])
sys.exit(channel.recv(1)[0])
"""
_UNSAFE = "PYTHON"


class Shell:
    """bash in a folder, with `jobai` on its path; a context manager.

    Args:
        folder: Where commands run; the programs are put beside it.
        environment: All of it.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        programs = folder.parent / "programs"
        programs.mkdir()
        program = programs / "jobai"
        program.write_text(_PROGRAM, encoding="utf-8")
        program.chmod(0o755)
        self._address = folder.parent / "s"
        self.environment = {
            **environment,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "TEST_JOBAI_SOCKET": str(self._address),
        }

    def __enter__(self) -> Self:
        forking.start()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._address))
        self._listener.listen(32)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def run(self, lines: str) -> subprocess.CompletedProcess[str]:
        """Run lines as `bash -eu -o pipefail` does; both outputs come as one, as on a terminal.

        What one call exports the next one has.
        """
        exported = shlex.quote(str(self.folder.parent / "exported"))
        lines = f"[ ! -f {exported} ] || . {exported}\ntrap 'export -p > {exported}' EXIT\n{lines}"
        return subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", lines],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=100,
        )

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                channel, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(channel,), daemon=True).start()

    def _serve(self, channel: socket.socket) -> None:
        with channel:
            data, descriptors, _, _ = socket.recv_fds(channel, 2**20, 3)
            length = int.from_bytes(data[:4], "big")
            while len(data) < 4 + length:
                data += channel.recv(2**16)
            asked = json.loads(data[4:])
            environment: dict[str, str] = {
                name: value
                for name, value in asked["environment"].items()
                if not name.startswith(_UNSAFE)
            } | {"PYTHONUTF8": "1"}
            code = forking.run_on(
                asked["arguments"],
                descriptors=descriptors,
                environment=environment,
                folder=asked["folder"],
            )
            channel.sendall(bytes([code % 256]))
