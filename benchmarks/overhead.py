"""What jobai adds to a bare SDK's call, beside what litellm adds, on one loopback server.

usage: python benchmarks/overhead.py [--sdk NAME ...] [--calls N] [--at-once C] [--rivals FOLDER]

For each of the three SDKs contenders take turns of ten calls, A B C D, D C B A, so that a machine
that slows down slows all of them, each in a process of its own: the bare SDK; jobai, which writes
each call to its ledger, a SQLite file, before and after it; and `litellm.acompletion`, which keeps
no record, beside the bare SDK that it uses (of Claude and Gemini it uses none: there it is compared
with ours).

Printed: each one's median, 99th percentile, CPU time for a call and growth of its resident memory
over 1,000 calls, and what is added to its bare SDK: for the median the median over the turns of
(median of this turn - median of the bare SDK's turn beside it), for CPU time the difference. Exits
with 1 when a call is missing in the ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from side_by_side import RIVALS, Contender, Turn, contender, loopback, percentile, rival_python

MODELS = {"openai": "gpt-6-luna", "gemini": "gemini-2.5-flash", "claude": "claude-haiku-4-5"}
"""Both jobai and litellm know their prices."""

TURN = 10
WARM_UP_TURNS = 2
GOAL = 0.5
"""Of what litellm adds."""
GOAL_P99 = 3.0
"""Of the median."""


@dataclass(slots=True)
class Runner:
    """A contender and its turns."""

    name: str
    contender: Contender
    warm: Turn = field(default_factory=lambda: Turn([], 0.0, 0))
    turns: list[Turn] = field(default_factory=list[Turn])

    @property
    def shown(self) -> str:
        """Its name with the versions it ran."""
        versions = (f"{name} {version}" for name, version in self.contender.versions.items())
        return f"{self.name} ({', '.join(versions)})"

    @property
    def ms(self) -> list[float]:
        """Of all its calls."""
        return [ms for turn in self.turns for ms in turn.ms]

    @property
    def cpu_ms(self) -> float:
        """Of one call, with what it did in the background between its turns."""
        return (self.turns[-1].cpu_s - self.warm.cpu_s) * 1000 / len(self.ms)

    @property
    def grown_kib(self) -> float:
        """Of its memory, over 1,000 calls."""
        return (self.turns[-1].rss_kib - self.warm.rss_kib) * 1000 / len(self.ms)


@dataclass(frozen=True, slots=True)
class Added:
    """What a call costs beyond the bare SDK's, in milliseconds."""

    median: float
    cpu: float

    @classmethod
    def by(cls, runner: Runner, bare: Runner) -> Added:
        """Compare a contender with a bare SDK."""
        beside = zip(runner.turns, bare.turns, strict=True)
        return cls(
            median=statistics.median(
                statistics.median(ours.ms) - statistics.median(its.ms) for ours, its in beside
            ),
            cpu=runner.cpu_ms - bare.cpu_ms,
        )


async def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="What jobai adds to a call, beside litellm.")
    parser.add_argument("--sdk", choices=MODELS, nargs="+", default=list(MODELS))
    parser.add_argument("--calls", type=int, default=200, help="of each contender, 9000 at most")
    parser.add_argument("--at-once", type=int, default=1, help="how many calls at once")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="where rivals are installed")
    asked = parser.parse_args()
    rival = _rival(asked.rivals)
    print(f"{asked.calls} calls each, {asked.at_once} at once; ms per call, KiB per 1,000 calls")
    print(f"{'':<44} {'median':>7} {'p99':>7} {'CPU':>7} {'KiB':>6}   added: median     CPU")
    missing = [
        await _compared(sdk, asked.calls, asked.at_once, rival) for sdk in dict.fromkeys(asked.sdk)
    ]
    return 1 if any(missing) else 0


def _rival(folder: Path) -> str | None:
    """Return litellm's Python, or None where it cannot be installed."""
    try:
        return rival_python("litellm", folder)
    except (subprocess.CalledProcessError, OSError):
        return None


async def _compared(sdk: str, calls: int, at_once: int, rival: str | None) -> bool:
    """Measure and print one SDK; say whether a call is missing in the ledger."""
    turn = max(TURN, 2 * at_once)
    model = MODELS[sdk]
    wanted = [
        ("bare SDK", "contenders/bare.py", (sdk, model), sys.executable),
        ("jobai", "contenders/ours.py", ("--sdk", sdk, model), sys.executable),
    ]
    if rival is not None:
        if sdk == "openai":
            wanted.append(("bare SDK", "contenders/bare.py", (sdk, model), rival))
        wanted.append(("litellm", "rivals/litellm_acompletion.py", (sdk, model), rival))
    async with AsyncExitStack() as stack:
        _, server = await stack.enter_async_context(loopback())
        runners = [
            Runner(
                name,
                await stack.enter_async_context(
                    contender(script, *arguments, server=server, python=python)
                ),
            )
            for name, script, arguments, python in wanted
        ]
        for number in range(WARM_UP_TURNS + max(1, round(calls / turn))):
            for runner in runners if number % 2 == 0 else reversed(runners):
                taken = await runner.contender.take_turn(turn, at_once)
                if number < WARM_UP_TURNS:
                    runner.warm = taken
                else:
                    runner.turns.append(taken)
        ledger = await runners[1].contender.child.last_words()
    _print_rows(runners)
    return _print_ledger(ledger)


def _print_rows(runners: list[Runner]) -> None:
    bare, ours, *rivals = runners
    print(_row(bare))
    print(_row(ours, by_us := Added.by(ours, bare)))
    if not rivals:
        print("litellm: not installed")
        return
    its_bare, rival = rivals if len(rivals) > 1 else (bare, *rivals)
    if its_bare is not bare:
        print(_row(its_bare))
    print(_row(rival, by_rival := Added.by(rival, its_bare)))
    p99 = percentile(ours.ms, 0.99) / statistics.median(ours.ms)
    print(
        f"{'jobai / litellm':<83} {_ratio(by_us.median, by_rival.median)} "
        f"{_ratio(by_us.cpu, by_rival.cpu)}   (goal {GOAL}); "
        f"jobai's p99 / median {p99:.1f} (goal {GOAL_P99:.0f})"
    )


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:7.2f}" if theirs > 0 else f"{'-':>7}"


def _row(runner: Runner, added: Added | None = None) -> str:
    ms = runner.ms
    numbers = [statistics.median(ms), percentile(ms, 0.99), runner.cpu_ms]
    row = f"{runner.shown:<44} " + " ".join(f"{number:7.2f}" for number in numbers)
    row += f" {runner.grown_kib:6.0f}"
    if added is None:
        return row
    return f"{row}         " + " ".join(f"{number:7.2f}" for number in (added.median, added.cpu))


def _print_ledger(ledger: dict[str, Any]) -> bool:
    kept = ledger["rows"].get("success", 0)
    print(
        f"ledger: {kept} of {ledger['calls']} calls of jobai are in it as success "
        f"(SQLite, journal_mode={ledger['journal']}, synchronous={ledger['synchronous']})\n"
    )
    return ledger["rows"] != {"success": ledger["calls"]}


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
