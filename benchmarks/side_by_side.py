"""What benchmarks beside rivals share: the loopback server, contenders, rivals' environments."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncGenerator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RIVALS = Path(tempfile.gettempdir()) / "jobai-rivals"
"""Where the rivals' environments are made unless another folder is named."""

_VARIABLES = ("OPENAI_", "ANTHROPIC_", "GEMINI_", "GOOGLE_", "LITELLM_", "PYTHONPATH")
"""What would change a contender's defaults."""

STARTUP_LIMIT_S = 120.0
_LINE_LIMIT = 2**20


@dataclass(frozen=True, slots=True)
class Turn:
    """What some calls took.

    Attributes:
        ms: Of each call.
        cpu_s: Of the contender's whole process, since it began.
        rss_kib: What of its memory is resident after them; 0 where the system does not say.
    """

    ms: list[float]
    cpu_s: float
    rss_kib: int


class Child:
    """A child process that answers one line with one line of JSON."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def told(self, line: object = None) -> dict[str, Any]:
        """Say a line, or nothing, and return the answer.

        Raises:
            RuntimeError: the child ended instead; why is on standard error.
        """
        assert self._process.stdin
        assert self._process.stdout
        if line is not None:
            self._process.stdin.write(f"{json.dumps(line)}\n".encode())
        answer = await self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"a child ended with code {await self._process.wait()}")
        return json.loads(answer)

    async def last_words(self) -> dict[str, Any]:
        """End the input and return the last line.

        Raises:
            RuntimeError: as `told`.
        """
        assert self._process.stdin
        self._process.stdin.close()
        return await self.told()


@dataclass(slots=True)
class Contender:
    """A child that makes calls when told to.

    Attributes:
        versions: Of the packages it measures.
    """

    child: Child
    versions: dict[str, str]

    async def take_turn(self, calls: int, at_once: int = 1) -> Turn:
        """Make some calls, so many at once."""
        told = await self.child.told({"calls": calls, "at_once": at_once})
        return Turn(told["ms"], told["cpu_s"], told["rss_kib"])


@asynccontextmanager
async def loopback(*arguments: str) -> AsyncGenerator[tuple[Child, dict[str, str]]]:
    """Start the server; gives it and the environment that leads contenders to it."""
    environment = _environment(ROOT, ROOT / "tests")
    command = [sys.executable, str(HERE / "loopback.py"), *arguments]
    async with _started(command, environment) as child:
        yield child, await child.told()


@asynccontextmanager
async def contender(
    script: str, *arguments: str, server: dict[str, str], python: str = sys.executable
) -> AsyncGenerator[Contender]:
    """Start a contender; its imports and first connection are behind it when this gives it.

    Args:
        script: Its path in this folder.
        arguments: Of the script.
        server: What `loopback` gave.
        python: Of the rival's environment, for a rival.
    """
    paths = [HERE, ROOT] if script == "contenders/ours.py" else [HERE]
    command = [python, str(HERE / script), *arguments]
    async with _started(command, _environment(*paths) | server) as child:
        async with asyncio.timeout(STARTUP_LIMIT_S):
            versions = await child.told()
        yield Contender(child, versions)


@asynccontextmanager
async def reader(script: str, python: str) -> AsyncGenerator[Child]:
    """Start a child that reads documents, with the Python of a rival's environment."""
    async with _started([python, str(HERE / script)], _environment(HERE)) as child:
        yield child


def rival_python(name: str, folder: Path, made_with: str = sys.executable) -> str:
    """Return the Python of a rival's environment, which is made unless it is there.

    Args:
        name: Of the rival, and of its file of requirements.
        folder: Where rivals are installed.
        made_with: The Python that makes the environment.
    """
    requirements = HERE / "rivals" / f"{name}.txt"
    home = folder / f"{name}-{'.'.join(map(str, _version(made_with)))}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made_of = home / "made-of.txt"
    wanted = requirements.read_text(encoding="utf-8")
    if not made_of.is_file() or made_of.read_text(encoding="utf-8") != wanted:
        print(f"Installing {' '.join(wanted.split())} into {home}", file=sys.stderr)
        subprocess.run([made_with, "-m", "venv", "--clear", home], check=True)
        pip = [python, "-m", "pip", "install", "-qq", "--requirement", requirements]
        # The user's own settings, a proxy too, are for pip; only jobai's packages are not.
        environment = {**os.environ, "PYTHONPATH": ""}
        subprocess.run(pip, env=environment, stdout=sys.stderr, check=True)
        made_of.write_text(wanted, encoding="utf-8")
    return str(python)


def python_from(least: tuple[int, int], named: str = sys.executable) -> str:
    """Return a Python for a rival that needs a newer one: the one that is named, or of the path.

    Raises:
        LookupError: there is none.
    """
    for command in (named, *(f"python3.{minor}" for minor in range(least[1], least[1] + 4))):
        try:
            if _version(command) >= least:
                return command
        except (OSError, subprocess.CalledProcessError):
            continue
    raise LookupError(f"it needs Python {least[0]}.{least[1]}; name one with --python")


def _version(python: str) -> tuple[int, int]:
    if python == sys.executable:
        return sys.version_info[:2]
    told = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:2])"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return int(told[0]), int(told[1])


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that no more than the rest of the values exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _environment(*paths: Path) -> dict[str, str]:
    """Return this process's environment without what would change a contender's defaults."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_VARIABLES) and not name.lower().endswith("_proxy")
    }
    return kept | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        # Else litellm fetches its price map when it is imported, and tries three times.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }


@asynccontextmanager
async def _started(command: list[str], environment: dict[str, str]) -> AsyncGenerator[Child]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=_LINE_LIMIT,
    )
    try:
        yield Child(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
