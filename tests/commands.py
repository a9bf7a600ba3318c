"""Running `jobai` as a person or a script does: in a process of its own.

The process is a child of one that has jobai loaded already; `command` is for those who start Python
themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import forking
from contracts import require_contract

EXAMPLES = Path(__file__).parent.parent / "examples"
_NOBODY = "http://127.0.0.1:9"
"""Where nothing answers: a child process that looks for the network beyond loopback ends here."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass(slots=True)
class Jobai:
    """A home of its own and an environment, and the command in it."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def store(self) -> Path:
        return self.home / "jobai.db"

    def __call__(
        self, *arguments: str | Path, stdin: str | bytes = b"", timeout_s: float = 60
    ) -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        environment, folder = self.whole_environment, self.home.parent
        given = [str(argument) for argument in arguments]
        if forking.can_run(given, environment):
            done = forking.run(
                given, data=data, environment=environment, folder=folder, timeout_s=timeout_s
            )
        else:
            done = subprocess.run(
                self.command(*given),
                input=data,
                capture_output=True,
                env=environment,
                cwd=folder,
                timeout=timeout_s,
            )
        stderr = done.stderr.decode()
        assert "Traceback" not in stderr, stderr
        result = Result(done.returncode, done.stdout.decode(), stderr)
        require_contract(given, result)
        return result

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-W", "error", "-m", "jobai", *map(str, arguments)]

    @property
    def whole_environment(self) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT"}
        }
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOBODY)
        return {
            **inherited,
            **proxies,
            "NO_PROXY": "127.0.0.1,localhost,::1",
            "PYTHONUTF8": "1",
            "JOBAI_HOME": str(self.home),
            **self.environment,
        }


def imported_by(jobai: Jobai, line: str) -> set[str]:
    """Return the modules that a command imports, in a Python of its own."""
    saying = "import atexit, sys; atexit.register(lambda: print('LOADED', *sys.modules, sep='\\n'))"
    done = subprocess.run(
        [sys.executable, "-c", f"{saying}; from cli.app import main; main()", *line.split()],
        env=jobai.whole_environment, cwd=jobai.home.parent, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.partition("LOADED\n")[2].splitlines())
