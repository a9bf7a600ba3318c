"""What takes more than its share of time: a piece repeated, and repeated ten times as often."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fuzzing.executing import execute
from fuzzing.mutating import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fuzzing.target import Target

_TIMES_LONGER = 10
_FACTOR = 30.0
"""Ten times the input may take thirty times the time (caches, memory); a hundred is a square."""

_COUNTS_S = 0.3
"""Below this nobody waits."""

PIECES = (
    b"a", b"1", b" ", b"\n", b"\t", b"-", b".", b",", b":", b"(", b"[", b"{", b"<", b"<p>", b"<b>",
    b"<div>", b"&", b"&lt;", b"<!--", b"# ", b"* ", b"- a\n", b"1. ", b"1,", b"1-", b"a b ", b"a.",
    b"a@a.", b"a@", b"http://a", b"a/", b"\xc3\xa4", b"\xe5\xb9\xb4", b"2019 - ", b"Jan 2020 ",
    b"$1", b"1 - 2 ", b"a: b\n", b"A B\n", b"| a ", b'"', b"'", b"\\", b"[[", b"{}", b'{"a":',
    b"\xe2\x80\x8b", b"\xcc\x81", b"* *", b"&a ", b"5 years ", b"EUR ", b"(m/w/d) ", b"GmbH ",
)  # fmt: skip


def grow(
    target: Target, *, bytes_: int = LARGEST, pieces: Sequence[bytes] = PIECES
) -> Iterator[str]:
    """Say of which piece many take too long: by itself, and within each seed."""
    for piece in (*pieces, *target.words, *target.grown):
        few = max(1, bytes_ // _TIMES_LONGER // max(1, len(piece)))
        for number, seed in enumerate((b"", *target.seeds())):
            middle = len(seed) // 2
            for at in {0, middle, len(seed)}:
                head, tail = seed[:at], seed[at:]
                little = _seconds(target, head + piece * few + tail)
                much = _seconds(target, head + piece * (few * _TIMES_LONGER) + tail)
                if much > _COUNTS_S and much > little * _FACTOR:
                    yield (
                        f"{piece!r} x {few * _TIMES_LONGER:,} at {at} of seed {number}: "
                        f"{little:.2f} s became {much:.2f} s"
                    )


def _seconds(target: Target, data: bytes) -> float:
    started = time.process_time()
    execute(target, data)
    return time.process_time() - started
