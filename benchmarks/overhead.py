"""What jobai adds to the bare SDK's call, beside what litellm adds, on one loopback server.

usage: python benchmarks/overhead.py [--calls N] [--at-once C] [--rivals FOLDER]

Four contenders, each in a process of its own: the bare SDK, and jobai, which writes each call to
its ledger, a SQLite file, before and after it; the bare SDK that litellm uses, and
`litellm.acompletion`, which keeps no record. They take turns of ten calls, A B C D, D C B A, so
that a machine that slows down slows all of them.

Printed: each one's median, 99th percentile and CPU time for a call, and what is added to its own
bare SDK: for the median the median over the turns of (median of this turn - median of the bare
SDK's turn beside it), for the others the difference. Exits with 1 when a call is missing in the
ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from side_by_side import RIVALS, Contender, Turn, contender, loopback, percentile, rival_python

MODEL = "gpt-6-luna"
"""Both jobai and litellm know its price."""

TURN = 10
WARM_UP_TURNS = 2


@dataclass(slots=True)
class Runner:
    """A contender and its turns."""

    name: str
    contender: Contender
    warm_cpu_s: float = 0.0
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
        return (self.turns[-1].cpu_s - self.warm_cpu_s) * 1000 / len(self.ms)


@dataclass(frozen=True, slots=True)
class Added:
    """What a call costs beyond the bare SDK's, in milliseconds."""

    median: float
    p99: float
    cpu: float

    @classmethod
    def by(cls, runner: Runner, bare: Runner) -> Added:
        """Compare a contender with the bare SDK of its own environment."""
        beside = zip(runner.turns, bare.turns, strict=True)
        return cls(
            median=statistics.median(
                statistics.median(ours.ms) - statistics.median(its.ms) for ours, its in beside
            ),
            p99=percentile(runner.ms, 0.99) - percentile(bare.ms, 0.99),
            cpu=runner.cpu_ms - bare.cpu_ms,
        )


async def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What jobai adds to a call, beside litellm.")
    parser.add_argument("--calls", type=int, default=200, help="of each contender, 9000 at most")
    parser.add_argument("--at-once", type=int, default=1, help="how many calls at once")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="where rivals are installed")
    asked = parser.parse_args()
    turn = max(TURN, 2 * asked.at_once)
    python = rival_python("litellm", asked.rivals)
    async with AsyncExitStack() as stack:
        _, server = await stack.enter_async_context(loopback())
        runners = [
            Runner(name, await stack.enter_async_context(starting))
            for name, starting in (
                ("bare SDK", contender("contenders/bare.py", MODEL, server=server)),
                ("jobai", contender("contenders/ours.py", MODEL, server=server)),
                ("bare SDK", contender("contenders/bare.py", MODEL, server=server, python=python)),
                (
                    "litellm",
                    contender("rivals/litellm_acompletion.py", MODEL, server=server, python=python),
                ),
            )
        ]
        for number in range(WARM_UP_TURNS + max(1, round(asked.calls / turn))):
            for runner in runners if number % 2 == 0 else reversed(runners):
                taken = await runner.contender.take_turn(turn, asked.at_once)
                if number < WARM_UP_TURNS:
                    runner.warm_cpu_s = taken.cpu_s
                else:
                    runner.turns.append(taken)
        ledger = await runners[1].contender.child.last_words()
    _print_table(runners, asked.at_once)
    return _print_ledger(ledger)


def _print_table(runners: list[Runner], at_once: int) -> None:
    bare, ours, its_bare, rival = runners
    print(f"{len(ours.ms)} calls each, {at_once} at once; ms per call")
    print(f"{'':<44} {'median':>7} {'p99':>7} {'CPU':>7}   added: median     p99     CPU")
    print(_row(bare))
    print(_row(ours, by_us := Added.by(ours, bare)))
    print(_row(its_bare))
    print(_row(rival, by_rival := Added.by(rival, its_bare)))
    pairs = (
        (by_us.median, by_rival.median),
        (by_us.p99, by_rival.p99),
        (by_us.cpu, by_rival.cpu),
    )
    ratios = " ".join(f"{a / b:7.2f}" if b > 0 else f"{'-':>7}" for a, b in pairs)
    print(f"{'jobai / litellm':<77} {ratios}")


def _row(runner: Runner, added: Added | None = None) -> str:
    ms = runner.ms
    numbers = [statistics.median(ms), percentile(ms, 0.99), runner.cpu_ms]
    row = f"{runner.shown:<44} " + " ".join(f"{number:7.2f}" for number in numbers)
    if added is None:
        return row
    return f"{row}         " + " ".join(f"{n:7.2f}" for n in (added.median, added.p99, added.cpu))


def _print_ledger(ledger: dict[str, Any]) -> int:
    kept = ledger["rows"].get("success", 0)
    print(
        f"ledger: {kept} of {ledger['calls']} calls of jobai are in it as success "
        f"(SQLite, journal_mode={ledger['journal']}, synchronous={ledger['synchronous']})"
    )
    return 0 if ledger["rows"] == {"success": ledger["calls"]} else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
