"""When the same request is sent again, and when another model is asked instead."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.errors import (
    BillingError,
    ConnectionFailedError,
    CredentialsRefusedError,
    ProviderError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.credentials import Account
    from orchestrator.providers.base import ProviderType
    from orchestrator.routing import Link


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model at one account."""

    link: Link
    account: Account


def candidates_of(
    links: Sequence[Link],
    accounts: Mapping[ProviderType, Sequence[Account]],
    *,
    keep_model: bool,
) -> list[Candidate]:
    """Pair every link with every account of its provider, each pair once.

    Args:
        links: Of a route, in order.
        accounts: Of each provider, best first.
        keep_model: Ask the link's model also where a config has one of its own.
    """
    pairs = [
        Candidate(
            link if keep_model or account.model is None else replace(link, model=account.model),
            account,
        )
        for link in links
        for account in accounts.get(link.provider, ())
    ]
    return list(dict.fromkeys(pairs))


class Deadline:
    """A moment after which no attempt and no wait begins.

    Args:
        seconds: From now.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def remaining_s(self) -> float:
        """How long it is until then; 0 or less when it has passed."""
        return self._ends - time.monotonic()

    def put_off(self, seconds: float) -> None:
        """Move it: time that nobody waited for a provider does not count."""
        self._ends += seconds


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient a call is.

    Attributes:
        deadline_s: For the whole call, all attempts and waits together.
        max_retries: How often the last candidate is asked again.
        backoff_base_s: The longest first wait; it doubles with each retry.
        backoff_cap_s: The longest wait of all. Full jitter: a wait is anything from 0 to its
            longest, so that many clients do not come back together.
    """

    deadline_s: float = 120.0
    max_retries: int = 2
    backoff_base_s: float = 0.5
    backoff_cap_s: float = 8.0

    def wait_s(self, error: ProviderError, retries: int) -> float:
        """Return how long to wait before retry number `retries` + 1.

        What the provider asks for is obeyed; without a word from it the wait is drawn.
        """
        if error.retry_after_s is not None:
            return error.retry_after_s
        longest = min(self.backoff_cap_s, self.backoff_base_s * 2**retries)
        return random.uniform(0.0, longest)  # noqa: S311 - jitter, not cryptography


def still_worth_asking(
    rest: Sequence[Candidate], failed: Candidate, error: ProviderError
) -> list[Candidate]:
    """Return the candidates that a failure leaves standing, in their order.

    A refused key, an empty account or a dead address fails every model behind it.
    """
    if isinstance(error, CredentialsRefusedError | BillingError | ConnectionFailedError):
        return [c for c in rest if c.account != failed.account]
    return list(rest)
