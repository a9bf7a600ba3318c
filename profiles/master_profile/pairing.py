"""Which things of a new version are which of the version before: the likest pair first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

_MOST_PAIRS = 20_000
"""Above this many, only things that stand near each other are compared: a profile has some ten
entries of some ten lines, and a hostile one must not take minutes."""

_NEAR = 12
"""How far apart two things may stand to be compared then."""

_LONGEST_COMPARED = 80
"""Characters of a text that is compared letter by letter, which takes the square of its length."""

_WORD = re.compile(r"[\w+#]+")
"""With the signs that tell C, C++ and C# apart."""

ItemT = TypeVar("ItemT")
Pairs = dict[int, int]
"""From an index of the new version to one of the version before."""


def folded(text: str) -> str:
    """A text without case, punctuation and blanks: what makes two of them the same words."""
    return " ".join(_WORD.findall(text.casefold())) or text.casefold().strip()


def words(text: str) -> Counter[str]:
    """The words of a text and how often each stands there."""
    return Counter(_WORD.findall(text.casefold()))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common, from 0 to 1 (Dice)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def letter_likeness(one: str, other: str) -> float:
    """How near two short texts are letter by letter, from 0 to 1; 0 when one is long."""
    if max(len(one), len(other)) > _LONGEST_COMPARED:
        return 0.0
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def pair_equal(
    before: Sequence[ItemT], after: Sequence[ItemT], key: Callable[[ItemT], Hashable], pairs: Pairs
) -> None:
    """Pair what has the same key; of several, the first with the first."""
    taken = set(pairs.values())
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for index, item in enumerate(before):
        if index not in taken:
            waiting[key(item)].append(index)
    for index, item in enumerate(after):
        if index not in pairs and (queue := waiting.get(key(item))):
            pairs[index] = queue.popleft()


def pair_best(
    old: Iterable[int],
    new: Iterable[int],
    score: Callable[[int, int], tuple[float, ...] | None],
    pairs: Pairs,
) -> None:
    """Pair what is left, best score first, then what stands nearest; no score is no pair."""
    taken = set(pairs.values())
    left = [index for index in old if index not in taken]
    right = [index for index in new if index not in pairs]
    everything = len(left) * len(right) <= _MOST_PAIRS
    found: list[tuple[tuple[float, ...], int, int, int]] = []
    for place, index in enumerate(right):
        near = left if everything else left[max(0, place - _NEAR) : place + _NEAR + 1]
        for other in near:
            scored = score(other, index)
            if scored is not None:
                found.append((scored, -abs(index - other), -index, -other))
    for _, _, index, other in sorted(found, reverse=True):
        if -index not in pairs and -other not in taken:
            pairs[-index] = -other
            taken.add(-other)
