"""What somebody may have meant by a name that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR = 0.6
"""The share of letters in common from which a name is near; the default of `difflib`."""


def nearest(name: str, known: Iterable[str], *, cutoff: float = _NEAR) -> str | None:
    """Return the name that is most like one that there is not; None when none is like enough."""
    by_fold = {one.casefold(): one for one in known}
    near = get_close_matches(name.strip().casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[near[0]] if near else None


def meant(name: str, known: Iterable[str]) -> str:
    """Return ". Did you mean NAME?" for the end of a message, or nothing."""
    near = nearest(name, known)
    return f". Did you mean {near}?" if near else ""
