"""How long whole commands take, beside named rivals, and `draft-cv` to a PDF against its limit.

usage: python benchmarks/startup.py [--runs N] [--llm COMMAND] [--profiles FOLDER]

Each command runs in turn with its rival, A B A B, so that a machine that slows down slows both.
Printed: the median of each in milliseconds of wall clock, the median of the ratios, the same ratio
of processor time, which the work of others on the machine disturbs less, and the limit.

--llm names the command of the package llm (pip install llm, in an environment of its own, has
another version of what jobai stands on); without it what is compared with it is left out.
--profiles names a folder of profiles; a CV is drafted from each, and from the example without it.
For figures that count, run this with the Python of an environment where the wheel is installed.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parent.parent / "examples"
CALLS = 200
RIVAL = """\
import typer
app = typer.Typer()
app.command()(lambda name: print(name))
app()
"""
FILL_LLM = f"""\
import sqlite_utils, sys
from llm.migrations import migrate
database = sqlite_utils.Database(sys.argv[1])
migrate(database)
database["responses"].insert_all(
    {{"id": f"01kb{{n:022d}}", "model": "gpt-4o-mini", "prompt": "a prompt", "options_json": "{{}}",
     "response": "an answer " * 20, "duration_ms": 800,
     "datetime_utc": f"2026-11-01T10:00:{{n % 60:02d}}",
     "input_tokens": 100, "output_tokens": 20}}
    for n in range({CALLS})
)
"""
DRAFTED_WITHIN_S = 1.5
"""On two cores."""

NEEDED_TO_EXTRACT = (
    "import typer",
    "import rich.console, rich.table",
    "from pydantic import BaseModel",
    "class Posting(BaseModel): title: str",
    "import aiosqlite, sqlalchemy.orm",
    "from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine",
    "create_async_engine('sqlite+aiosqlite://')",
    "import selectolax.lexbor",
)


class Took(NamedTuple):
    """What a process took, in milliseconds."""

    wall: float
    cpu: float


class Pair(NamedTuple):
    """A command, what it is compared with, and the ratio that it must keep.

    Attributes:
        rivals: Several are run one after another and added up.
    """

    name: str
    command: list[str]
    rival_name: str
    rivals: list[list[str]]
    limit: float


def run(command: list[str], environment: dict[str, str]) -> Took:
    """Run a command to its end; what it prints goes nowhere."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{shlex.join(command)} failed with {process.returncode}")
    return Took(wall * 1000, (used.ru_utime + used.ru_stime) * 1000)


def compare(pair: Pair, runs: int, environment: dict[str, str]) -> bool:
    """Print one line, and say whether the ratio is kept."""
    ours: list[Took] = []
    theirs: list[Took] = []
    for _ in range(runs + 1):
        ours.append(run(pair.command, environment))
        parts = [run(rival, environment) for rival in pair.rivals]
        theirs.append(Took(sum(x.wall for x in parts), sum(x.cpu for x in parts)))
    del ours[0], theirs[0]  # the first run reads files that nobody has read before
    wall = statistics.median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))
    cpu = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
    a, b = (statistics.median(one.wall for one in taken) for taken in (ours, theirs))
    kept = min(wall, cpu) <= pair.limit
    print(
        f"{pair.name:<19}{a:6.0f}  {pair.rival_name:<38}{b:6.0f}{wall:7.2f}{cpu:7.2f}"
        f"{pair.limit:7.2f}{'' if kept else '  MISSED'}"
    )
    return kept


def pairs(folder: Path, llm: list[str] | None) -> list[Pair]:
    """Return what is compared."""
    python = sys.executable
    jobai = [python, "-P", "-c", "from cli.app import main; main()"]
    rival = folder / "rival.py"
    rival.write_text(RIVAL, encoding="utf-8")
    page = str(EXAMPLES / "posting.html")
    found = [
        Pair("jobai --version", [*jobai, "--version"], 'python -c "import typer"',
             [[python, "-c", "import typer"]], 1.1),
        Pair("jobai --help", [*jobai, "--help"], "a five-line Typer app's --help",
             [[python, str(rival), "--help"]], 1.15),
    ]  # fmt: skip
    if llm:
        found += [
            Pair(f"jobai {line}", [*jobai, *line.split()], f"llm logs list, {CALLS} calls",
                 [[*llm, "logs", "list"]], 0.7)
            for line in ("jobs list", "usage report")
        ]  # fmt: skip
    return [
        *found,
        Pair("jobai extract PAGE", [*jobai, "extract", page], "the imports it cannot do without",
             [[python, "-c", "\n".join(NEEDED_TO_EXTRACT)]], 1.3),
    ]  # fmt: skip


def draft_all(profiles: list[Path], runs: int, folder: Path) -> bool:
    """Print how long a CV as PDF takes from each profile, and say whether all keep the limit."""
    jobai = [sys.executable, "-P", "-c", "from cli.app import main; main()"]
    kept = True
    print(f"\n{'draft-cv --job 1 -o cv.pdf':<45}{'ms':>6}{'cpu ms':>8}{'limit':>7}")
    for number, profile in enumerate(profiles):
        home = folder / f"home-{number}"
        environment = {**os.environ, "JOBAI_HOME": str(home)}
        line = [*jobai, "draft-cv", "--job", "1", "--force", "-o", str(folder / "cv.pdf")]
        try:
            run([*jobai, "extract", str(EXAMPLES / "posting.html"), "-q"], environment)
            run([*jobai, "profile", "import", str(profile), "-q"], environment)
            taken = [run(line, environment) for _ in range(runs + 1)][1:]
        except SystemExit:
            print(f"{profile.name:<45}  cannot be drafted from")
            continue
        wall, cpu = (statistics.median(x) for x in zip(*taken, strict=True))
        on_time = min(wall, cpu) <= DRAFTED_WITHIN_S * 1000
        kept = kept and on_time
        told = "" if on_time else "  MISSED"
        print(f"{profile.name:<45}{wall:6.0f}{cpu:8.0f}{DRAFTED_WITHIN_S * 1000:7.0f}{told}")
    return kept


def main() -> int:
    """Print the tables; 1 when a limit is passed both by the clock and by the processor."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--llm", type=shlex.split)
    options.add_argument("--profiles", type=Path, default=EXAMPLES / "profile.json")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environment = {
            **os.environ, "JOBAI_HOME": made, "LLM_USER_PATH": made, "COLUMNS": "100",
        }  # fmt: skip
        if given.llm:
            python = str(Path(given.llm[0]).with_name("python"))
            run([python, "-c", FILL_LLM, str(folder / "logs.db")], environment)
        print(f"{'command':<19}{'ms':>6}  {'rival':<38}{'ms':>6}{'ratio':>7}{'cpu':>7}{'limit':>7}")
        kept = [compare(pair, given.runs, environment) for pair in pairs(folder, given.llm)]
        chosen = given.profiles
        profiles = sorted(chosen.iterdir()) if chosen.is_dir() else [chosen]
        drafted = draft_all([x for x in profiles if x.is_file()], min(given.runs, 3), folder)
    return int(not (all(kept) and drafted))


if __name__ == "__main__":
    sys.exit(main())
