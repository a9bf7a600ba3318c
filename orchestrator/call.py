"""One call: candidates in their order, each attempt reserved, made, checked and settled."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from orchestrator.answers import Answer, AttemptRecord
from orchestrator.errors import (
    AllAttemptsFailedError,
    AnswerInvalidError,
    AnswerRefusedError,
    AnswerTruncatedError,
    CallError,
    CallTimeoutError,
    ProviderError,
    QuotaExceededError,
)
from orchestrator.estimates import usage_bound
from orchestrator.ledger import Attempt, Settlement
from orchestrator.providers.base import Prompt, TokenUsage, Turn
from orchestrator.request import AnswerFaultError
from orchestrator.retry import still_worth_asking
from profiles.errors import JobaiError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.health import Health
    from orchestrator.ledger import AttemptKind, Ledger, OpenEntry
    from orchestrator.providers.base import Completion, OpenProvider
    from orchestrator.quotas import Limit
    from orchestrator.request import Request
    from orchestrator.retry import Candidate
    from orchestrator.settings import Settings

_log = logging.getLogger("jobai.orchestrator")

_LEASE_GRACE_S = 30.0
"""Beyond the deadline: for settling on a slow disk, before a call counts as interrupted."""


@dataclass(slots=True)
class Call:
    """The run of one request through its candidates.

    Attributes:
        request_id: The id of the whole call in the ledger.
        open_provider: Makes the adapter for a credential; for each attempt anew.
    """

    request: Request
    request_id: str
    user_id: str
    plan: str
    limits: Sequence[Limit]
    ledger: Ledger
    health: Health
    settings: Settings
    open_provider: OpenProvider
    records: list[AttemptRecord] = field(default_factory=list[AttemptRecord])
    _deadline: float = 0.0

    async def run(self, candidates: Sequence[Candidate]) -> Answer:
        """Ask the candidates until one answers.

        Raises:
            ProviderError: when the last attempt failed too; with several causes, all of them.
            AnswerError: when an answer came but cannot be used.
            QuotaExceededError: when an attempt does not fit under a limit.
        """
        policy = self.settings.retry
        self._deadline = time.monotonic() + policy.deadline_s
        failures: list[CallError] = []
        rest = self.health.in_order(candidates)
        kind: AttemptKind = "first"
        retries = 0
        while True:
            candidate = rest[0]
            try:
                return await self._answer_of(candidate, kind)
            except QuotaExceededError as quota:
                # Room was there for the call; what its failures may have used has filled it up.
                if failures:
                    raise self._failed(failures) from quota
                raise
            except ProviderError as error:
                failures.append(error)
                rest = still_worth_asking(rest[1:], candidate, error)
                await self.health.failed(candidate, error, rest)
                if rest and self._remaining_s() > 0:
                    kind = "fallback"
                    continue
                wait_s = policy.wait_s(error, retries)
                if (
                    rest
                    or not error.retryable
                    or retries >= policy.max_retries
                    or wait_s >= self._remaining_s()
                ):
                    raise self._failed(failures) from error.__cause__
                await asyncio.sleep(wait_s)
                if self._remaining_s() <= 0:  # a busy machine wakes up late
                    raise self._failed(failures) from error.__cause__
                rest, kind, retries = [candidate], "retry", retries + 1

    async def _answer_of(self, candidate: Candidate, kind: AttemptKind) -> Answer:
        """Ask one candidate, and let it mend an answer that breaks its rules."""
        prompt = _prompt(self.request, candidate.link.model)
        fault: AnswerFaultError | None = None
        for _ in range(self.settings.max_repairs + 1):
            if fault is not None and self._remaining_s() <= 0:
                break
            try:
                completion, outcome = await self._attempt(candidate, prompt, kind)
            except QuotaExceededError as quota:
                if fault is not None:
                    raise self._unmended(candidate, fault) from quota
                raise
            if not isinstance(outcome, AnswerFaultError):
                return self._answer(candidate, completion, outcome)
            fault, kind = outcome, "repair"
            prompt = replace(
                prompt,
                follow_up=(
                    *prompt.follow_up,
                    Turn("assistant", completion.text),
                    Turn("user", f"{fault}\n\nAnswer again, whole, with these faults mended."),
                ),
            )
        assert fault is not None
        raise self._unmended(candidate, fault) from fault

    def _unmended(self, candidate: Candidate, fault: AnswerFaultError) -> AnswerInvalidError:
        return AnswerInvalidError(
            f"Response parsing failed: {candidate.link.model} broke the schema, also after repair; "
            f"the last fault: {_first_lines(fault)}",
            provider=candidate.link.provider,
            model=candidate.link.model,
            request_id=self.request_id,
            hint="try another model with --model, or --provider offline",
        )

    async def _attempt(
        self, candidate: Candidate, prompt: Prompt, kind: AttemptKind
    ) -> tuple[Completion, str | AnswerFaultError]:
        """Reserve, call, check and settle once.

        Returns:
            What came back, and the checked text or the fault that a repair may mend.
        """
        bound = usage_bound(prompt, candidate.link.provider)
        entry = await self.ledger.reserve(self._attempt_of(candidate, kind, bound), self.limits)
        started = time.perf_counter()
        try:
            completion = await self._complete(candidate, prompt)
        except asyncio.CancelledError as cancelled:
            sent = TokenUsage(bound.input_tokens, 0)
            await asyncio.shield(self._settle(entry, started, usage=sent, error=cancelled))
            raise
        except ProviderError as error:
            error.request_id = self.request_id
            unknown = error.outcome_unknown and error.sent
            await self._settle(entry, started, usage=bound if unknown else None, error=error)
            raise
        except Exception as error:
            # Ours, from before the request was sent: a setting, or rules that found nothing.
            await self._settle(entry, started, usage=None, error=error)
            raise
        outcome, error = self._checked(candidate, completion)
        await self._settle(
            entry,
            started,
            usage=completion.usage or bound,
            completion=completion,
            error=error,
        )
        await self.health.answered(candidate)
        if error is not None and not isinstance(error, AnswerFaultError):
            raise error
        return completion, outcome

    async def _complete(self, candidate: Candidate, prompt: Prompt) -> Completion:
        remaining_s = self._remaining_s()
        if remaining_s <= 0:  # the store was busy
            raise self._late(candidate, sent=False)
        provider = self.open_provider(candidate.account.credential, timeout_s=remaining_s)
        try:
            async with asyncio.timeout(remaining_s):
                return await provider.complete(prompt)
        except TimeoutError as error:
            raise self._late(candidate, sent=True) from error
        finally:
            await provider.aclose()

    def _late(self, candidate: Candidate, *, sent: bool) -> CallTimeoutError:
        return CallTimeoutError(
            f"{candidate.link.provider} gave no whole answer within "
            f"{self.settings.retry.deadline_s:g} s",
            provider=candidate.link.provider,
            model=candidate.link.model,
            hint="try again, or choose another provider with --provider",
            sent=sent,
        )

    def _checked(
        self, candidate: Candidate, completion: Completion
    ) -> tuple[str | AnswerFaultError, Exception | None]:
        """Return the text to hand on or the fault to mend, and the error for the ledger."""
        about = {
            "provider": candidate.link.provider,
            "model": candidate.link.model,
            "request_id": self.request_id,
        }
        if completion.finish_reason == "refusal":
            return "", AnswerRefusedError(
                f"{candidate.link.model} declined to answer ({completion.finish_detail})",
                hint="try another model with --model, or --provider offline",
                **about,
            )
        if completion.finish_reason == "length":
            return "", AnswerTruncatedError(
                f"the answer of {candidate.link.model} reached the limit of "
                f"{self.request.max_output_tokens:,} tokens before it was whole",
                hint="raise max_tokens, or give a shorter source",
                **about,
            )
        if self.request.check is None or candidate.link.provider == "offline":
            # A check is for what a model says; the rules are ours and answer in the final form.
            return completion.text, None
        try:
            return self.request.check(completion.text), None
        except AnswerFaultError as fault:
            return fault, fault
        except JobaiError as verdict:
            return "", verdict
        except Exception as mistake:  # noqa: BLE001 - raised once the answer is accounted for
            return "", mistake

    async def _settle(
        self,
        entry: OpenEntry,
        started: float,
        *,
        usage: TokenUsage | None,
        completion: Completion | None = None,
        error: BaseException | None = None,
    ) -> None:
        reported = usage is None or (completion is not None and completion.usage is not None)
        latency_ms = round((time.perf_counter() - started) * 1000)
        error_type = _name_of(error) if error else None
        settlement = Settlement(
            status="error" if error else "success",
            usage=usage,
            usage_source="provider" if reported else "estimate",
            latency_ms=latency_ms,
            completion=completion,
            error_type=error_type,
            error_message=str(error) if error else None,
            http_status=error.status_code if isinstance(error, ProviderError) else None,
        )
        try:
            cost = await self.ledger.settle(entry, settlement)
        except StoreError as failure:
            # The row stays pending and counts at what it held; the answer was paid for and is
            # not thrown away over it.
            _log.error("request %s could not be settled: %s", self.request_id, failure.message)
            cost = None
        self.records.append(
            AttemptRecord(
                entry.attempt.kind,
                entry.attempt.provider,
                entry.attempt.model,
                error_type,
                cost,
                latency_ms,
            )
        )

    def _attempt_of(self, candidate: Candidate, kind: AttemptKind, bound: TokenUsage) -> Attempt:
        return Attempt(
            request_id=self.request_id,
            number=len(self.records) + 1,
            kind=kind,
            user_id=self.user_id,
            plan=self.plan,
            task=self.request.task,
            provider=candidate.link.provider,
            model=candidate.link.model,
            credential=candidate.account.credential.source,
            bound=bound,
            lease_s=max(0.0, self._remaining_s()) + _LEASE_GRACE_S,
        )

    def _answer(self, candidate: Candidate, completion: Completion, text: str) -> Answer:
        costs = [record.cost_nano_usd for record in self.records]
        known = [cost for cost in costs if cost is not None]
        return Answer(
            text=text,
            request_id=self.request_id,
            provider=candidate.link.provider,
            model=candidate.link.model,
            served_model=completion.served_model,
            usage=completion.usage,
            cost_nano_usd=sum(known) if len(known) == len(costs) else None,
            attempts=tuple(self.records),
        )

    def _failed(self, failures: Sequence[CallError]) -> CallError:
        if len(failures) == 1:
            return failures[0]
        # A retry mostly fails like the attempt before it; once is enough to read.
        told = "; ".join(dict.fromkeys(f"{error.model}: {error.message}" for error in failures))
        return AllAttemptsFailedError(
            f"all {len(failures)} attempts failed: {told}",
            causes=failures,
            hint=failures[-1].hint,
            request_id=self.request_id,
        )

    def _remaining_s(self) -> float:
        return self._deadline - time.monotonic()


def _prompt(request: Request, model: str) -> Prompt:
    return Prompt(
        model=model,
        text=request.text,
        system=request.system,
        images=request.images,
        schema=request.schema,
        temperature=request.temperature,
        max_output_tokens=request.max_output_tokens,
        least_reasoning=request.least_reasoning,
        by_rules=request.by_rules,
    )


def _first_lines(fault: AnswerFaultError) -> str:
    return " ".join(str(fault).splitlines()[:2])


def _name_of(error: BaseException) -> str:
    """Return the name that the ledger shows; a fault that may be mended is an invalid answer."""
    mendable = isinstance(error, AnswerFaultError)
    return AnswerInvalidError.__name__ if mendable else type(error).__name__
