"""Each thing that a provider may answer, once for each vendor, as a person at a command meets it.

usage: python tests/long/command_chaos.py [--only NAME ...] [--vendor NAME ...] [--seed N]

`jobai extract`, `providers test` and `providers models`, drawn by the seed, end with an exit code
that the fault leads to, without a traceback, without a sign that a terminal would obey, and without
the key. Exits with 1 when one did not.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from commands import EXAMPLES, Jobai  # noqa: E402
from model_answers import answer  # noqa: E402
from wire import WireServer  # noqa: E402
from wire.chaos import ANSWER, DECLINED, LATE, REFUSED_KEY, TRUNCATED, Case, cases  # noqa: E402

from cli.exit_codes import ANSWER as ANSWER_FAULT  # noqa: E402
from cli.exit_codes import CREDENTIALS, PROVIDER, SOURCE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.providers.base import ProviderType

_VENDORS: tuple[ProviderType, ...] = ("gemini", "openai", "claude")
_LINES = (
    ("extract", str(EXAMPLES / "posting.html")),
    ("providers", "test", "mine"),
    ("providers", "models", "mine"),
)
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def main() -> int:
    """Run them, and print what was not right."""
    parser = argparse.ArgumentParser(description="Commands in the chaos of providers.")
    parser.add_argument("--only", nargs="+", default=[""], help="parts of the names of cases")
    parser.add_argument("--vendor", nargs="+", choices=_VENDORS, default=_VENDORS)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    draw = random.Random(asked.seed)
    wrong = done = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        WireServer() as elsewhere,
        WireServer() as server,
    ):
        server.answer_with(answer)
        homes = {vendor: _home(Path(folder), server, vendor) for vendor in asked.vendor}
        # A command waits for two minutes, which nobody wants to do for each of these.
        drawn = [one for one in cases(elsewhere.url) if one.weight > 1 or LATE not in one.whole]
        for number, case in enumerate(drawn):
            if not any(part in case.name for part in asked.only):
                continue
            for vendor in asked.vendor:
                home = Path(folder) / f"{number}-{vendor}"
                shutil.copytree(homes[vendor].home, home)
                jobai = Jobai(home, homes[vendor].environment)
                [line] = draw.choices(_LINES, (3, 1, 1))
                done += 1
                if fault := _fault(jobai, server, case, line):
                    wrong += 1
                    print(f"{case.name} {vendor} {' '.join(line)}: {fault}", flush=True)
                shutil.rmtree(home)
        if elsewhere.connections:
            wrong += 1
            print("another host was called")
    print(f"{done} commands, {wrong} wrong")
    return 1 if wrong else 0


def _home(folder: Path, server: WireServer, vendor: ProviderType) -> Jobai:
    """Make a home in which the server is the only provider."""
    jobai = Jobai(folder / vendor, {"THE_KEY": server.key})
    where = ("--base-url", server.base_url(vendor), "--api-key-env", "THE_KEY")
    done = jobai("providers", "add", vendor, "--name", "mine", *where)
    assert done.code == 0, done
    return jobai


def _fault(jobai: Jobai, server: WireServer, case: Case, line: Sequence[str]) -> str | None:
    """Run a command; return what is wrong with how it ended."""
    server.chosen = lambda _: case.fault
    try:
        done = jobai(*line)
    except Exception as error:  # noqa: BLE001 - a traceback, a hang, a broken contract
        return f"{type(error).__name__}: {error}"[:600]
    finally:
        server.requests.clear()
    shown = done.stdout + done.stderr
    if server.key in shown:
        return "the key is shown"
    if signs := _OBEYED.findall(shown):
        return f"signs for a terminal: {signs[:5]}"
    right = _codes(case) if line[0] == "extract" else {0, CREDENTIALS, PROVIDER}
    if done.code not in right:
        return f"exit code {done.code}, not one of {sorted(right)}: {done.stderr[-300:]}"
    return None


def _codes(case: Case) -> set[int]:
    codes: set[int] = set()
    for outcome in case.whole:
        if outcome == ANSWER:  # in its form, or not
            codes |= {0, ANSWER_FAULT, SOURCE, PROVIDER}
        elif outcome in {DECLINED, TRUNCATED}:
            codes.add(ANSWER_FAULT)
        else:
            codes.add(CREDENTIALS if outcome == REFUSED_KEY else PROVIDER)
    return codes


if __name__ == "__main__":
    sys.exit(main())
