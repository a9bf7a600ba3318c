"""A cap for the calls of one run: held beforehand, settled after, never passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import QuotaExceededError
from orchestrator.spending import SpendingCap, is_of_cap


@given(
    cap=st.integers(0, 100),
    calls=st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60), st.booleans())),
)
def test_what_is_spent_and_held_together_never_passes_the_cap(
    cap: int, calls: list[tuple[int, int | None, bool]]
) -> None:
    spending = SpendingCap(cap)
    for number, (bound, cost, ends) in enumerate(calls):
        key = (f"call {number}", 1)
        before = spending.used_nano_usd
        if before + bound > cap:
            with pytest.raises(QuotaExceededError) as refused:
                spending.hold(key, bound, "model")
            told = refused.value
            assert (told.cap, told.used, told.asked) == (cap, before, bound)
            assert spending.used_nano_usd == before
            continue
        spending.hold(key, bound, "model")
        assert spending.used_nano_usd == before + bound
        if ends:
            actual = None if cost is None else min(cost, bound)
            spending.settle(key, actual)
            assert spending.used_nano_usd == before + (bound if actual is None else actual)
        assert spending.used_nano_usd <= cap


def test_what_is_not_sent_gives_its_room_back() -> None:
    spending = SpendingCap(10)
    spending.hold(("a", 1), 10, "model")

    spending.release(("a", 1))

    spending.hold(("b", 1), 10, "model")


def test_a_model_without_a_price_cannot_be_used_under_a_cap() -> None:
    with pytest.raises(QuotaExceededError, match="nobody knows what strange-1 costs") as caught:
        SpendingCap(10**12).hold(("a", 1), None, "strange-1")

    assert is_of_cap(caught.value)
    assert caught.value.hint is not None
    assert "providers price" in caught.value.hint
