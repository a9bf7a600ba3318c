"""Whose turn it is: all in their order, but never a crowd at one employer's door."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cli.batch.outcomes import Item
    from cli.sources import GivenSource

ItemT = TypeVar("ItemT", bound="Item")

MOST_AT_ONE_HOST = 2
"""Connections to one host at a time: what browsers of the past were told to keep to (RFC 2616)."""


class Turns(Generic[ItemT]):
    """Gives out sources, the earliest first among those whose host is not busy.

    Args:
        sources: In their order.
        host: Whose door a source is fetched from; None for one that is not fetched.
        most_at_one_host: How many of one host may be under way.
    """

    def __init__(
        self,
        sources: Sequence[ItemT],
        *,
        host: Callable[[ItemT], str | None] = lambda _: None,
        most_at_one_host: int = MOST_AT_ONE_HOST,
    ) -> None:
        self._host = host
        self._unseen = deque(sources)
        self._most = most_at_one_host
        self._under_way: defaultdict[str, int] = defaultdict(int)
        self._waiting: defaultdict[str, deque[ItemT]] = defaultdict(deque)
        self._free: list[tuple[int, str]] = []
        """The first index and the host of those who wait for a host that is not busy any more."""

    def next(self) -> ItemT | None:
        """Return the source to begin with now; None while all that are left must wait."""
        while self._free:
            _, host = heapq.heappop(self._free)
            if self._waiting[host] and self._under_way[host] < self._most:
                self._under_way[host] += 1
                return self._waiting[host].popleft()
        while self._unseen:
            source = self._unseen.popleft()
            host = self._host(source)
            if host is None:
                return source
            if self._under_way[host] < self._most and not self._waiting[host]:
                self._under_way[host] += 1
                return source
            self._waiting[host].append(source)
        return None

    def ended(self, source: ItemT) -> None:
        """Take note that a source is not under way any more."""
        host = self._host(source)
        if host is not None:
            self._under_way[host] -= 1
            if self._waiting[host]:
                heapq.heappush(self._free, (self._waiting[host][0].index, host))
            elif not self._under_way[host]:
                del self._waiting[host], self._under_way[host]

    def rest(self) -> list[ItemT]:
        """Give out everything that is left, at once, to nobody's door."""
        left = [*self._unseen, *(source for queue in self._waiting.values() for source in queue)]
        self._unseen.clear()
        self._waiting.clear()
        self._free.clear()
        return sorted(left, key=lambda source: source.index)


def host_of(source: GivenSource) -> str | None:
    """Return the host that a source is fetched from; None for one that is not fetched."""
    if source.is_file:
        return None
    try:
        return urlsplit(source.text.strip("<> ")).hostname
    except ValueError:
        return None
