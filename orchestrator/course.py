"""The course of one call: whom it asks next after a failure, and when it gives up."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from orchestrator.errors import AllAttemptsFailedError, QuotaExceededError
from orchestrator.retry import still_worth_asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.errors import CallError, ProviderError
    from orchestrator.health import Health
    from orchestrator.retry import Candidate, Deadline, RetryPolicy
    from profiles.attempts import AttemptKind

_log = logging.getLogger("jobai.orchestrator")


class Course:
    """Whom to ask, from the first candidate to the last retry.

    Attributes:
        kind: What the next attempt is.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        *,
        policy: RetryPolicy,
        deadline: Deadline,
        health: Health,
        request_id: str,
    ) -> None:
        self._rest = health.in_order(candidates)
        self._policy = policy
        self._deadline = deadline
        self._health = health
        self._request_id = request_id
        self._failures: list[CallError] = []
        self._refusal: QuotaExceededError | None = None
        self._retries = 0
        self.kind: AttemptKind = "first"

    @property
    def candidate(self) -> Candidate:
        """Who is asked next."""
        return self._rest[0]

    async def after(self, error: ProviderError | QuotaExceededError) -> None:
        """Go on after an attempt that failed, or that no limit had room for.

        A failure passes the call on at once; only the last candidate is waited for and asked
        again. What does not fit under a limit may fit with a candidate that costs less.

        Raises:
            ProviderError: when nobody is left; after several failures, with all of them.
            QuotaExceededError: when there was no room for any candidate.
        """
        if isinstance(error, QuotaExceededError):
            self._pass_over(error)
        else:
            await self._turn_away(error)

    def _pass_over(self, error: QuotaExceededError) -> None:
        passed, *self._rest = self._rest
        self._refusal = self._refusal or error
        if self._rest:
            _log.info(
                "request %s: %s %s is passed over, %s has no room",
                self._request_id,
                passed.link.provider,
                passed.link.model,
                error.limit,
            )
            return
        if self._failures:
            # Room was there for the call; what its failures may have used has filled it up.
            raise self._failed() from error
        raise self._refusal

    async def _turn_away(self, error: ProviderError) -> None:
        failed = self.candidate
        self._failures.append(error)
        self._rest = still_worth_asking(self._rest[1:], failed, error)
        await self._health.failed(failed, error, self._rest)
        if self._rest and self._deadline.remaining_s > 0:
            self.kind = "fallback"
            return
        wait_s = self._policy.wait_s(error, self._retries)
        if (
            self._rest
            or not error.retryable
            or self._retries >= self._policy.max_retries
            or wait_s >= self._deadline.remaining_s
        ):
            raise self._failed() from error.__cause__
        _log.info("request %s: asked again in %.1f s", self._request_id, wait_s)
        await asyncio.sleep(wait_s)
        if self._deadline.remaining_s <= 0:  # a busy machine wakes up late
            raise self._failed() from error.__cause__
        self._rest, self.kind, self._retries = [failed], "retry", self._retries + 1

    def _failed(self) -> CallError:
        failures = self._failures
        if len(failures) == 1:
            return failures[0]
        # A retry mostly fails like the attempt before it; once is enough to read.
        told = "; ".join(dict.fromkeys(f"{error.model}: {error.message}" for error in failures))
        return AllAttemptsFailedError(
            f"all {len(failures)} attempts failed: {told}",
            causes=failures,
            hint=failures[-1].hint,
        )
