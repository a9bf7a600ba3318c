"""Each target of the fuzzer, for a moment: what it begins with, and the same changed inputs."""

from __future__ import annotations

from random import Random

import pytest
from fuzzing.driving import shrunk
from fuzzing.executing import execute
from fuzzing.growing import grow
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target
from fuzzing.targets import load, names


@pytest.mark.parametrize("name", names())
def test_whatever_is_read_is_read_or_refused(name: str) -> None:
    target, random = load(name), Random(1)
    seeds = list(target.seeds())
    changed = (
        target.mutate(random.choice(seeds), random, seeds, target.words)
        for _ in range(target.in_ci)
    )

    for data in (*seeds, *changed):
        fault = execute(target, data)
        assert fault is None, f"{data[:300]!r}\n{fault.trace}"


def test_the_fuzzer_finds_and_shrinks_what_goes_wrong() -> None:
    def run(data: bytes) -> None:
        if b"x" in data and b"y" in data:
            raise KeyError(data)

    target = Target("made", lambda: [b""], run, changed_bytes)
    fault = execute(target, b"abcxdefyghi")

    assert fault is not None
    assert shrunk(target, b"abcxdefyghi", fault.kind) == b"xy"


def test_the_fuzzer_finds_what_grows_with_the_square() -> None:
    def run(data: bytes) -> None:
        for _ in range(data.count(b"(") ** 2 // 8):
            pass

    target = Target("made", lambda: [b""], run, changed_bytes)

    assert any("b'('" in line for line in grow(target, bytes_=20_000, pieces=(b"(", b"a")))
