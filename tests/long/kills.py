"""Kill jobai at hundreds of moments, and see after each that nothing is lost, halved or paid twice.

    python tests/long/kills.py --store sqlite --points 200 --seed 1
    python tests/long/kills.py --store postgresql --only extract --only migrate
    python tests/long/kills.py --only draft --moment 57     # one of them again

Half of the points of each command are exact (just before the n-th statement, commit, file or
connection, spread over all of them), half are at random in time. It exits with 1 when anything was
wrong, and then leaves the homes of those points where it says.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from kill_places import Stores  # noqa: E402
from kill_points import SCENARIOS, Bench, moments_of  # noqa: E402
from wire import WireServer  # noqa: E402


def _main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--points", type=int, default=200, metavar="N", help="of each command")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", action="append", choices=sorted(SCENARIOS), metavar="COMMAND")
    asked.add_argument("--moment", type=int, help="only this one, of the command of --only")
    given = asked.parse_args()
    wrong = 0
    with ExitStack() as ended:
        folder = Path(tempfile.mkdtemp(prefix="jobai-kills-"))
        server = None
        if given.store == "postgresql":
            import postgresql

            server = ended.enter_context(postgresql.running())
        stores = Stores(given.store, folder, server)
        for name in given.only or [name for name in SCENARIOS if name != "few-calls"]:
            if given.store in SCENARIOS[name].stores:
                wrong += _killed(name, stores, given)
        if not wrong:
            import shutil

            shutil.rmtree(folder)
        else:
            print(f"what is left of them: {folder}")
    return 1 if wrong else 0


def _killed(name: str, stores: Stores, given: argparse.Namespace) -> int:
    wrong, begun = 0, time.monotonic()
    with WireServer() as server:
        bench = Bench(SCENARIOS[name], stores, server)
        bench.prepare()
        bench.rehearse()
        points = [(given.moment, None)] if given.moment else None
        count = 0
        for moment, after_s in points or moments_of(bench, given.points, given.seed):
            count += 1
            if count % 25 == 0:
                print(f"  {name}: {count} points, {wrong} wrong", flush=True)
            found = bench.kill(moment=moment, after_s=after_s)
            wrong += bool(found)
            if found:
                at = f"after {after_s:.4f} s" if after_s is not None else (
                    f"before moment {moment}: {bench.moments[moment - 1]}"
                )  # fmt: skip
                print(f"  {name}, killed {at}")
                for told in found:
                    print(f"    {told}")
    print(
        f"{stores.kind:10} {name:15} {count:4} points of {len(bench.moments):4} moments in "
        f"{bench.seconds * 1000:5.0f} ms: {wrong} wrong ({time.monotonic() - begun:.0f} s)",
        flush=True,
    )
    return wrong


if __name__ == "__main__":
    sys.exit(_main())
