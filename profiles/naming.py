"""What somebody means by a name, and may have meant by one that there is not."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol, TypeVar

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LATEST = "latest"
"""What the newest of a kind is called."""

_NEAR = 0.6
"""The share of letters in common from which a name is near; the default of `difflib`."""
_MOST_NAMED = 6
_LONGEST_NUMBER = len(str(2**63 - 1))


class Named(Protocol):
    """What people call by a title or an employer."""

    @property
    def title(self) -> str | None:
        """Of the job."""
        ...

    @property
    def company(self) -> str | None:
        """Who posted it."""
        ...


NamedT = TypeVar("NamedT", bound=Named)


def nearest(name: str, known: Iterable[str], *, cutoff: float = _NEAR) -> str | None:
    """Return the name that is most like one that there is not; None when none is like enough."""
    by_fold = {one.casefold(): one for one in known}
    near = get_close_matches(name.strip().casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[near[0]] if near else None


def meant(name: str, known: Iterable[str]) -> str:
    """Return ". Did you mean NAME?" for the end of a message, or nothing."""
    near = nearest(name, known)
    return f". Did you mean {near}?" if near else ""


def called(name: str, known: Sequence[NamedT]) -> list[NamedT]:
    """Return what is called so: by a whole name, else by words, else by beginnings of words."""
    wanted = _words(name)
    if not wanted:
        return []

    def whole(one: NamedT) -> bool:
        return wanted in (_words(one.company or ""), _words(one.title or ""))

    def by_words(one: NamedT) -> bool:
        return set(wanted) <= set(words_of(one))

    def by_beginnings(one: NamedT) -> bool:
        return all(any(word.startswith(part) for word in words_of(one)) for part in wanted)

    tests: tuple[Callable[[NamedT], bool], ...] = (whole, by_words, by_beginnings)
    for test in tests:
        if found := [one for one in known if test(one)]:
            return found
    return []


def number_of(digits: str) -> int:
    """Return the number; 0, which nothing has, for one longer than a store can hold."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else 0


def ambiguous(said: str, nouns: str, found: Sequence[object], hint: str) -> InvalidInputError:
    """Return the error for a name that several are called by, with the first of them."""
    named = "; ".join(map(str, found[:_MOST_NAMED]))
    more = len(found) - _MOST_NAMED
    return InvalidInputError(
        f"{said!r} may be {len(found)} {nouns}: {named}{f' and {more} more' if more > 0 else ''}",
        hint=hint,
    )


def words_of(one: Named) -> list[str]:
    """Return the words of a title and an employer, folded."""
    return _words(f"{one.title or ''} {one.company or ''}")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(x if unicodedata.category(x)[0] in "LMN" else " " for x in plain).split()
