"""The most that a run of several calls may cost: each attempt holds its worst case beforehand."""

from __future__ import annotations

from threading import Lock

from orchestrator.errors import QuotaExceededError
from profiles.money import dollars
from profiles.store.base import utc_now

_NAME = "cost of this run"


class SpendingCap:
    """A hard cap for the calls of one run, in one process.

    What a call could cost at most is held before anything is sent, and replaced by what it did
    cost, so that what was spent and what is held together never pass the cap.

    Args:
        cap_nano_usd: The most that all calls together may cost.
    """

    def __init__(self, cap_nano_usd: int) -> None:
        self.cap_nano_usd = cap_nano_usd
        self._spent = 0
        self._held: dict[tuple[str, int], int] = {}
        self._changing = Lock()  # rows are written in other threads than the event loop's

    @property
    def used_nano_usd(self) -> int:
        """What was spent, and what is held for calls under way."""
        with self._changing:
            return self._spent + sum(self._held.values())

    def hold(self, attempt: tuple[str, int], cost_nano_usd: int | None, model: str) -> None:
        """Hold the most that an attempt can cost.

        Args:
            attempt: The call's id and the attempt's number.
            cost_nano_usd: None when nobody knows what the model costs.
            model: For the text of a refusal.

        Raises:
            QuotaExceededError: it does not fit; nothing is held then.
        """
        with self._changing:
            used = self._spent + sum(self._held.values())
            if cost_nano_usd is not None and used + cost_nano_usd <= self.cap_nano_usd:
                self._held[attempt] = cost_nano_usd
                return
        so_far = f"{_NAME} is capped at {dollars(self.cap_nano_usd)}, used or held {dollars(used)}"
        if cost_nano_usd is None:
            message = f"Quota exceeded: {so_far}, and nobody knows what {model} costs"
            hint = f"set its price with `jobai providers price PROVIDER {model}`"
        else:
            message = f"Quota exceeded: {so_far}, this call could need {dollars(cost_nano_usd)}"
            hint = "raise --max-cost, or use --provider offline"
        raise QuotaExceededError(
            message,
            limit=_NAME,
            cap=self.cap_nano_usd,
            used=used,
            asked=cost_nano_usd,
            resets_at=utc_now(),  # the next run has a cap of its own
            hint=hint,
        )

    def settle(self, attempt: tuple[str, int], cost_nano_usd: int | None) -> None:
        """Replace what was held by what it cost; of what has no price, the hold stays spent."""
        with self._changing:
            held = self._held.pop(attempt, 0)
            self._spent += held if cost_nano_usd is None else cost_nano_usd

    def release(self, attempt: tuple[str, int]) -> None:
        """Give back what was held for an attempt that is not made."""
        with self._changing:
            self._held.pop(attempt, None)


def is_of_cap(error: Exception) -> bool:
    """Say whether an error is a run's own cap, not a limit of the user or of a credential."""
    return isinstance(error, QuotaExceededError) and error.limit == _NAME
