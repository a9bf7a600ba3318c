"""What is fuzzed: a reader, what it is fed at first, and how that is changed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fuzzing.mutating import Mutator
    from profiles.errors import JobaiError


@dataclass(frozen=True, slots=True)
class Target:
    """One reader of things from outside.

    Attributes:
        name: As it is typed.
        seeds: Whole inputs, invented, that it reads.
        run: Reads one input; raises for what it must never do. What it refuses in our own words
            is no fault.
        mutate: Makes another input of one.
        words: Pieces that mean something to it, to put in.
        grown: Pieces that are repeated to find out what takes more than its share of time.
        in_ci: How many changed inputs a run of all tests reads.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], None]
    mutate: Mutator
    words: tuple[bytes, ...] = ()
    grown: tuple[bytes, ...] = ()
    in_ci: int = 60


def told(error: JobaiError) -> None:
    """Require of a refusal that a person can read it: words, on a few lines, of a few characters.

    Control characters are taken out where an error is printed, so they are not asked about here.
    """
    assert error.message.strip(), "a refusal without words"
    assert len(error.message) < 5_000, f"a refusal of {len(error.message)} characters"
    error.message.encode()
    if error.hint is not None:
        error.hint.encode()


def told_words(words: str) -> None:
    """Require of what a model is told that it can be sent."""
    assert words.strip(), "a refusal without words"
    words.encode()


def folded(text: str) -> str:
    """Letters and digits alone, for asking whether something stands in a text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(x for x in plain if x.isalnum())
