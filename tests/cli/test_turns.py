"""Whose turn it is: every source once, in order, and never a crowd at one host."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cli.batch.turns import Turns, host_of
from cli.sources import GivenSource

NAMES = ("https://a.example/1", "https://b.example/1", "https://A.example:8080/2", "saved.html")


def sources_of(picks: list[int]) -> list[GivenSource]:
    return [GivenSource(index, NAMES[pick]) for index, pick in enumerate(picks)]


@given(
    picks=st.lists(st.integers(0, 3), max_size=40),
    most=st.integers(1, 3),
    at_once=st.integers(1, 9),
    ends=st.lists(st.integers(0, 8), min_size=200, max_size=200),
)
def test_every_source_has_its_turn_and_no_host_more_than_its_share(
    picks: list[int], most: int, at_once: int, ends: list[int]
) -> None:
    sources = sources_of(picks)
    turns = Turns(sources, host=host_of, most_at_one_host=most)
    under_way: list[GivenSource] = []
    begun: list[GivenSource] = []
    for end in ends:
        while len(under_way) < at_once and (source := turns.next()) is not None:
            under_way.append(source)
            begun.append(source)
        hosts = Counter(host_of(source) for source in under_way)
        assert all(count <= most for host, count in hosts.items() if host is not None)
        if not under_way:
            break
        turns.ended(under_way.pop(end % len(under_way)))

    assert sorted(begun, key=lambda source: source.index) == sources
    for host in {host_of(source) for source in sources}:
        of_host = [source.index for source in begun if host_of(source) == host]
        assert of_host == sorted(of_host)


@given(picks=st.lists(st.integers(0, 3), max_size=20), taken=st.integers(0, 5))
def test_the_rest_is_all_that_had_no_turn(picks: list[int], taken: int) -> None:
    sources = sources_of(picks)
    turns = Turns(sources, host=host_of)
    begun = [source for _ in range(taken) if (source := turns.next()) is not None]

    assert sorted([*begun, *turns.rest()], key=lambda source: source.index) == sources
    assert turns.next() is None


def test_a_crowded_host_does_not_keep_others_waiting() -> None:
    turns = Turns(sources_of([0, 0, 0, 0, 1, 3]), host=host_of)

    assert [source.index for _ in range(5) if (source := turns.next())] == [0, 1, 4, 5]
    turns.ended(GivenSource(0, NAMES[0]))
    assert turns.next() == GivenSource(2, NAMES[0])
    assert turns.next() is None
