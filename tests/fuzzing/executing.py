"""One input read within bounds of time and memory, and what went wrong told so that it sorts."""

from __future__ import annotations

import resource
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

    from fuzzing.target import Target

LIMIT_S = 10.0
"""Of the processor's time, for one input: after this it hangs."""

SLOW_S = 2.0
"""An input of at most `mutating.LARGEST` bytes must not take longer."""

_MOST_MEMORY = 6 << 30
_HERE = Path(__file__).parent
_HOUSE = _HERE.parent.parent


class HangError(BaseException):
    """It took longer than the limit. Not an `Exception`: nobody shall take it for one of theirs."""


class SlowError(Exception):
    """It took longer than it may, and ended."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not happen.

    Attributes:
        kind: The same for what has the same cause: the exception and where in our code it arose.
        trace: The traceback.
    """

    kind: str
    trace: str


def execute(target: Target, data: bytes) -> Fault | None:
    """Read an input; None when all is well."""
    started = time.process_time()
    try:
        with _limited():
            target.run(data)
        _require_quick(time.process_time() - started, len(data))
    except (Exception, HangError) as error:  # noqa: BLE001 - whatever it is, it is a find
        return _fault(error)
    return None


def _require_quick(taken_s: float, size: int) -> None:
    if taken_s > SLOW_S:
        raise SlowError(f"{taken_s:.1f} s for {size} bytes")


def bound_memory() -> None:
    """Let an input that wants more memory than a machine has end in a `MemoryError`."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, hard))


@contextmanager
def _limited() -> Generator[None]:
    def stop(*_: Any) -> None:
        raise HangError(f"more than {LIMIT_S} s")

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _fault(error: BaseException) -> Fault:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [x for x in frames if _is_ours(x.filename)]
    at = ours[-1] if ours else frames[-1]
    # Where a hang is cut off is chance: what it was asked for is not.
    where = f"{Path(at.filename).name}:{at.name}"
    if not isinstance(error, HangError | SlowError):
        where += f":{at.lineno}"
    trace = "".join(traceback.format_exception(error, limit=-40))
    return Fault(f"{type(error).__name__} in {where}", trace[-6_000:])


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(_HOUSE) and not path.is_relative_to(_HERE / "executing.py") and not (
        "site-packages" in path.parts or file.startswith(sys.prefix)
    )  # fmt: skip
