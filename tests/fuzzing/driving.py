"""Reading changed inputs until a time is over, and keeping what went wrong, made small."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from fuzzing.executing import Fault, execute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fuzzing.target import Target

_SHRINKING_S = 20.0
_GUIDED_BY_ITS_OWN = 0.3
"""The share of inputs that the coverage-guided engine changes in its own way, byte by byte."""


@dataclass(slots=True)
class Report:
    """What a run came to.

    Attributes:
        finds: By kind, the smallest input.
    """

    target: Target
    folder: Path | None
    executions: int = 0
    slowest_s: float = 0.0
    started: float = field(default_factory=time.monotonic)
    finds: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def take(self, data: bytes) -> None:
        """Read an input, and keep it when it is the first of its kind that fails."""
        began = time.process_time()
        fault = execute(self.target, data)
        self.executions += 1
        self.slowest_s = max(self.slowest_s, time.process_time() - began)
        if fault is not None and fault.kind not in self.finds:
            self._keep(fault, data)

    def summary(self) -> str:
        """Say it in a line."""
        seconds = time.monotonic() - self.started
        return (
            f"{self.target.name}: {self.executions:,} executions in {seconds:.0f} s, the slowest "
            f"took {self.slowest_s:.2f} s, {len(self.finds)} kinds of faults"
        )

    def _keep(self, fault: Fault, data: bytes) -> None:
        self.finds[fault.kind] = data
        small = shrunk(self.target, data, fault.kind)
        self.finds[fault.kind] = small
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(fault.kind.encode()).hexdigest()[:12]
            (self.folder / f"{name}.bin").write_bytes(small)
            (self.folder / f"{name}.txt").write_text(
                f"{self.target.name}: {fault.kind}\n\n{small[:2_000]!r}\n\n{fault.trace}",
                encoding="utf-8", errors="backslashreplace",
            )  # fmt: skip


def shrunk(target: Target, data: bytes, kind: str) -> bytes:
    """Take out of an input what its fault does not need."""
    until = time.monotonic() + _SHRINKING_S
    size = len(data) // 2
    while size >= 1:
        start = 0
        while start < len(data) and time.monotonic() < until:
            less = data[:start] + data[start + size :]
            fault = execute(target, less)
            if fault is not None and fault.kind == kind:
                data = less
            else:
                start += size
        size //= 2
    return data


def drive(report: Report, *, seconds: float, seed: int) -> None:
    """Change inputs blindly until the time is over."""
    seeds = list(report.target.seeds())
    random = Random(seed)
    for one in seeds:
        report.take(one)
    until = report.started + seconds
    while time.monotonic() < until:
        report.take(report.target.mutate(random.choice(seeds), random, seeds, report.target.words))


def drive_guided(
    report: Report, *, seconds: float, seed: int, longest: int, done: Callable[[], None]
) -> None:
    """Change inputs with Atheris: those that reach something new in the code are changed further.

    Does not return: the engine owns the process. `done` is called before it ends.
    """
    import atheris  # pyright: ignore[reportMissingImports]

    engine: Any = atheris
    target, seeds = report.target, list(report.target.seeds())
    until = report.started + seconds

    def read(data: bytes) -> None:
        report.take(data)
        if time.monotonic() > until:
            done()
            os._exit(1 if report.finds else 0)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < _GUIDED_BY_ITS_OWN:
            with suppress(ValueError):
                return engine.Mutate(data, most)
        return target.mutate(data, random, seeds, target.words)[:most]

    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(seeds):
            Path(folder, str(number)).write_bytes(one)
        options = [f"-seed={seed}", f"-max_len={longest}", "-timeout=120", "-rss_limit_mb=0"]
        # What it finds slow is told by `report`; its own copy shall not lie where it was started.
        quiet = ["-print_final_stats=0", "-verbosity=0", "-handle_segv=0"]
        quiet += [f"-artifact_prefix={folder}/"]
        engine.Setup(
            ["fuzz", *options, *quiet, folder], read,
            custom_mutator=mutate, internal_libfuzzer=True,
        )  # fmt: skip
        engine.Fuzz()


def replay(target: Target, inputs: Sequence[bytes]) -> list[Fault]:
    """Read inputs that were kept, and return what still goes wrong."""
    return [fault for fault in (execute(target, one) for one in inputs) if fault is not None]
