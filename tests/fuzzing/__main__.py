"""`python tests/fuzzing TARGET`: fuzz one target, or all of them in turn.

With Atheris installed (`pip install atheris`) inputs are guided by what code they reach; without
it, or with --blind, they are changed at random. What goes wrong is kept in --out, made small.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import warnings
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]


def main() -> int:
    """Fuzz, and return 1 when something went wrong."""
    from fuzzing.targets import names

    parser = argparse.ArgumentParser(prog="python tests/fuzzing", description=__doc__)
    parser.add_argument("target", nargs="?", choices=[*names(), "all"], help="what to fuzz")
    parser.add_argument("--seconds", type=float, default=60, help="for how long, each")
    parser.add_argument("--seed", type=int, default=1, help="of the random changes")
    parser.add_argument("--out", type=Path, default=Path("fuzzed"), help="where finds are kept")
    parser.add_argument("--longest", type=int, default=8_000, help="bytes, of a guided input")
    parser.add_argument("--blind", action="store_true", help="do not use Atheris")
    parser.add_argument("--grow", action="store_true", help="look for what takes too long instead")
    parser.add_argument("--replay", type=Path, nargs="+", help="read these files once instead")
    given = parser.parse_args()
    if given.target is None:
        sys.stdout.write("\n".join(names()) + "\n")
        return 0
    if given.target == "all":
        return max(_in_its_own_process(name) for name in names())
    return _fuzz(given)


def _in_its_own_process(name: str) -> int:
    arguments = [name if x == "all" else x for x in sys.argv[1:]]
    return subprocess.run([sys.executable, __file__, *arguments], check=False).returncode


def _fuzz(given: argparse.Namespace) -> int:
    guided = not (given.blind or given.grow or given.replay) and find_spec("atheris") is not None
    with _followed() if guided else nullcontext():
        from fuzzing.targets import load

        target = load(given.target)
    from fuzzing.driving import Report, drive, drive_guided, replay
    from fuzzing.executing import bound_memory
    from fuzzing.growing import grow

    bound_memory()
    warnings.simplefilter("error")  # a warning of Python's own is no message of ours
    if given.replay:
        faults = replay(target, [file.read_bytes() for file in given.replay])
        sys.stdout.write("".join(f"{x.kind}\n{x.trace}\n" for x in faults))
        return 1 if faults else 0
    if given.grow:
        found = list(grow(target))
        sys.stdout.write("".join(f"{target.name}: {line}\n" for line in found))
        return 1 if found else 0
    report = Report(target, given.out / target.name)

    def done() -> None:
        sys.stdout.write(f"{report.summary()}\n")
        for kind, data in report.finds.items():
            sys.stdout.write(f"  {kind}: {data[:80]!r}\n")
        sys.stdout.flush()

    if guided:
        drive_guided(
            report, seconds=given.seconds, seed=given.seed, longest=given.longest, done=done
        )
    drive(report, seconds=given.seconds, seed=given.seed)
    done()
    return 1 if report.finds else 0


def _followed():  # type: ignore[no-untyped-def]
    """Let Atheris see which code of ours an input reaches."""
    import atheris  # pyright: ignore[reportMissingImports]

    return atheris.instrument_imports(  # pyright: ignore
        include=["orchestrator", "profiles", "cli"], enable_loader_override=False
    )


if __name__ == "__main__":
    # A target that runs commands must not read what the person has.
    os.environ["JOBAI_HOME"] = os.environ.get("JOBAI_HOME", "fuzzed-home")
    sys.exit(main())
