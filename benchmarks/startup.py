"""How long a command takes to start, as whole processes, beside what it stands on.

usage: python benchmarks/startup.py [RUNS]

Each command is run in turn with its rival, A B A B, so that a machine that slows down slows both.
Printed: the median of each in milliseconds and the median of the ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RIVAL = """\
import typer
app = typer.Typer()
app.command()(lambda name: print(name))
app()
"""


def milliseconds(command: list[str], environment: dict[str, str]) -> float:
    """Return how long a command takes."""
    started = time.perf_counter()
    subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        rival = Path(folder) / "rival.py"
        rival.write_text(RIVAL, encoding="utf-8")
        environment = {**os.environ, "JOBAI_HOME": folder, "COLUMNS": "100"}
        jobai = [python, "-m", "jobai"]
        pairs = [
            ("jobai --help", [*jobai, "--help"], "a five-line Typer app's --help",
             [python, str(rival), "--help"]),
            ("jobai --version", [*jobai, "--version"], 'python -c "import typer"',
             [python, "-c", "import typer"]),
            ("jobai jobs list", [*jobai, "jobs", "list"], "importing SQLAlchemy's asyncio part",
             [python, "-c", "import sqlalchemy.ext.asyncio, aiosqlite"]),
        ]  # fmt: skip
        print(f"{'command':<18} {'ms':>6}   {'rival':<36} {'ms':>6}   ratio")
        for name, ours, rival_name, theirs in pairs:
            milliseconds(ours, environment)
            milliseconds(theirs, environment)
            times = [
                (milliseconds(ours, environment), milliseconds(theirs, environment))
                for _ in range(runs)
            ]
            a = statistics.median(pair[0] for pair in times)
            b = statistics.median(pair[1] for pair in times)
            ratio = statistics.median(x / y for x, y in times)
            print(f"{name:<18} {a:6.0f}   {rival_name:<36} {b:6.0f}   {ratio:.2f}")


if __name__ == "__main__":
    main()
