"""One attempt: reserved, made, checked, settled and recorded, whatever happens in between."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from orchestrator.errors import (
    AnswerInvalidError,
    AnswerRefusedError,
    AnswerTruncatedError,
    CallTimeoutError,
    ProviderError,
    QuotaExceededError,
)
from orchestrator.estimates import text_bound, usage_bound
from orchestrator.heartbeat import beating
from orchestrator.ledger import Attempt, Settlement
from orchestrator.providers.base import Completion, TokenUsage
from orchestrator.providers.redaction import masked
from orchestrator.request import AnswerFaultError
from orchestrator.tracing import attempt_span
from profiles.attempts import AttemptRecord
from profiles.errors import JobaiError, StoreError
from profiles.money import dollars
from profiles.store.transactions import to_the_end

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from opentelemetry.trace import Span

    from orchestrator.ledger import Also, Ledger, OpenEntry
    from orchestrator.providers.base import OpenProvider, Prompt, Provider
    from orchestrator.quotas import Limit
    from orchestrator.request import Request
    from orchestrator.retry import Candidate, Deadline
    from orchestrator.tracing import AttemptSpan
    from profiles.attempts import AttemptKind

_log = logging.getLogger("jobai.orchestrator")

_LEASE_GRACE_S = 30.0
"""Beyond the deadline: for settling on a slow disk, before a call counts as interrupted."""

_STREAM_BEAT_S = 10.0
"""How often the lease of a stream is renewed."""

Outcome = str | AnswerFaultError
"""The checked text, or the fault that a repair may mend."""


@dataclass(slots=True)
class _Running:
    """An attempt that is under way."""

    entry: OpenEntry
    span: AttemptSpan
    started: float

    @property
    def bound(self) -> TokenUsage:
        """The most it can use."""
        return self.entry.attempt.bound


@dataclass(slots=True, kw_only=True)
class Attempts:
    """Makes the attempts of one call.

    Attributes:
        request_id: Of the call in the ledger.
        open_provider: Makes the adapter for a credential; for each attempt anew.
        first: The reservation of the first attempt, or why there was no room, where that is known
            already; taken away by that attempt.
        keep: Keeps the text of an answer that can be used, in the transaction that settles it.
        span: Of the whole call; the spans of its attempts are within it.
        records: One for each attempt so far.
    """

    request: Request
    request_id: str
    user_id: str
    plan: str
    limits: Sequence[Limit]
    ledger: Ledger
    deadline: Deadline
    open_provider: OpenProvider
    first: OpenEntry | QuotaExceededError | None = None
    keep: Callable[[str], Also] | None = None
    span: Span | None = None
    records: list[AttemptRecord] = field(default_factory=list[AttemptRecord])

    async def make(
        self, candidate: Candidate, prompt: Prompt, kind: AttemptKind
    ) -> tuple[Completion, Outcome]:
        """Reserve, call, check and settle once.

        Raises:
            QuotaExceededError: there is no room; nothing was sent and there is no row.
            ProviderError: no answer.
            AnswerError: an answer that cannot be used.
        """
        running = await self._begun(candidate, prompt, kind)
        try:
            with running.span.current():
                completion = await self._completed(candidate, prompt)
        except asyncio.CancelledError as cancelled:
            await self._cut_short(running, "", cancelled)
            raise
        except Exception as error:
            await self._failed(running, error)
            raise
        return completion, await self._ended(running, candidate, completion)

    async def stream(
        self, candidate: Candidate, prompt: Prompt, kind: AttemptKind
    ) -> AsyncGenerator[str | Completion]:
        """As `make`, giving the text as it comes and the completion at the end.

        A caller who stops reading pays for what was sent and for what has come so far.
        """
        running = await self._begun(candidate, prompt, kind)
        said: list[str] = []
        completion: Completion | None = None
        try:
            async with (
                beating(_STREAM_BEAT_S, lambda: self._renew(running)),
                aclosing(self._pieces(candidate, prompt)) as pieces,
            ):
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        completion = piece
                    else:
                        said.append(piece)
                        handed_over = time.monotonic()
                        yield piece
                        self.deadline.put_off(time.monotonic() - handed_over)
        except (asyncio.CancelledError, GeneratorExit) as stopped:
            await self._cut_short(running, "".join(said), stopped)
            raise
        except Exception as error:
            await self._failed(running, error)
            raise
        assert completion is not None  # a provider's stream ends with one, or with an error
        await self._ended(running, candidate, completion)
        yield completion

    async def _renew(self, running: _Running) -> None:
        """Keep the row of a stream from counting as interrupted: its reader may take his time."""
        await self.ledger.renew(running.entry, _LEASE_GRACE_S)

    def planned(self, candidate: Candidate, prompt: Prompt, kind: AttemptKind) -> Attempt:
        """Return the next attempt, before it is made."""
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
            bound=usage_bound(prompt, candidate.link.provider),
            lease_s=max(0.0, self.deadline.remaining_s) + _LEASE_GRACE_S,
        )

    async def _begun(self, candidate: Candidate, prompt: Prompt, kind: AttemptKind) -> _Running:
        """Write the row: nothing is sent before it is there."""
        entry, self.first = self.first, None
        if isinstance(entry, QuotaExceededError):
            raise entry
        if entry is None:
            planned = self.planned(candidate, prompt, kind)
            entry = await self.ledger.reserve(planned, self.limits)
        attempt = entry.attempt
        _log.debug(
            "request %s attempt %d (%s): %s %s is asked",
            self.request_id,
            attempt.number,
            kind,
            attempt.provider,
            attempt.model,
        )
        span = attempt_span(attempt, prompt, candidate.account.credential, self.span)
        return _Running(entry, span, time.perf_counter())

    async def _completed(self, candidate: Candidate, prompt: Prompt) -> Completion:
        provider = self._opened(candidate)
        try:
            async with asyncio.timeout(self.deadline.remaining_s):
                return _without_key(await provider.complete(prompt), candidate)
        except TimeoutError as error:
            raise self._late(candidate, sent=True) from error
        finally:
            await provider.aclose()

    async def _pieces(
        self, candidate: Candidate, prompt: Prompt
    ) -> AsyncGenerator[str | Completion]:
        provider = self._opened(candidate)
        try:
            async with aclosing(provider.stream(prompt)) as pieces:
                while True:
                    # A timeout around the whole loop would also count, and cut, the reader's time.
                    async with asyncio.timeout(max(0.0, self.deadline.remaining_s)):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    yield piece if isinstance(piece, str) else _without_key(piece, candidate)
        except TimeoutError as error:
            raise self._late(candidate, sent=True) from error
        finally:
            await provider.aclose()

    def _opened(self, candidate: Candidate) -> Provider:
        remaining_s = self.deadline.remaining_s
        if remaining_s <= 0:  # the store was busy
            raise self._late(candidate, sent=False)
        return self.open_provider(candidate.account.credential, timeout_s=remaining_s)

    def _late(self, candidate: Candidate, *, sent: bool) -> CallTimeoutError:
        return CallTimeoutError(
            f"{candidate.link.provider} gave no whole answer within {self.deadline.seconds:g} s",
            provider=candidate.link.provider,
            model=candidate.link.model,
            hint="try again, or choose another provider with --provider",
            sent=sent,
        )

    async def _ended(
        self, running: _Running, candidate: Candidate, completion: Completion
    ) -> Outcome:
        """Settle what came; raise it when it cannot be used."""
        outcome, error = self._checked(candidate, completion)
        await self._settled(
            running, usage=completion.usage or running.bound, completion=completion, error=error
        )
        if error is not None and not isinstance(error, AnswerFaultError):
            raise error
        return outcome

    async def _failed(self, running: _Running, error: Exception) -> None:
        """Settle an attempt that brought no answer."""
        if isinstance(error, JobaiError):
            error.request_id = self.request_id
        # What is no provider's error is ours, from before the request was sent: a setting, or
        # rules that found nothing.
        unknown = isinstance(error, ProviderError) and error.outcome_unknown and error.sent
        await self._settled(running, usage=running.bound if unknown else None, error=error)

    async def _cut_short(self, running: _Running, said: str, stopped: BaseException) -> None:
        """Settle what nobody waits for any more at what was sent and what had come."""
        used = TokenUsage(running.bound.input_tokens, text_bound(said))
        await to_the_end(lambda: self._settled(running, usage=used, error=stopped))

    def _checked(
        self, candidate: Candidate, completion: Completion
    ) -> tuple[Outcome, Exception | None]:
        """Return the text to hand on or the fault to mend, and the error for the ledger."""
        provider, model = candidate.link.provider, candidate.link.model
        if completion.finish_reason == "refusal":
            return "", AnswerRefusedError(
                f"{model} declined to answer ({completion.finish_detail})",
                provider=provider,
                model=model,
                hint="try another model with --model, or --provider offline",
            )
        if completion.finish_reason == "length":
            return "", AnswerTruncatedError(
                f"the answer of {model} reached the limit of "
                f"{self.request.max_output_tokens:,} tokens before it was whole",
                provider=provider,
                model=model,
                hint="ask for less, or use another --model; in code, raise max_tokens",
            )
        if self.request.check is None or provider == "offline":
            # A check is for what a model says; the rules are ours and answer in the final form.
            return completion.text, None
        try:
            return self.request.check(completion.text), None
        except AnswerFaultError as fault:
            # It quotes the answer, and what caused it quotes more: that is not kept.
            told = AnswerFaultError(
                masked(str(fault), candidate.account.credential.api_key), verdict=fault.verdict
            )
            return told, told
        except JobaiError as verdict:
            return "", verdict
        except Exception as mistake:  # noqa: BLE001 - raised once the answer is accounted for
            return "", mistake

    async def _settled(
        self,
        running: _Running,
        *,
        usage: TokenUsage | None,
        completion: Completion | None = None,
        error: BaseException | None = None,
    ) -> None:
        reported = usage is None or (completion is not None and completion.usage is not None)
        attempt = running.entry.attempt
        settlement = Settlement(
            status="error" if error else "success",
            usage=usage,
            usage_source="provider" if reported else "estimate",
            latency_ms=round((time.perf_counter() - running.started) * 1000),
            completion=completion,
            error_type=_name_of(error) if error else None,
            error_message=str(error) if error else None,
            http_status=error.status_code if isinstance(error, ProviderError) else None,
        )
        try:
            cost = await self.ledger.settle(running.entry, settlement, also=self._also(settlement))
        except StoreError as failure:
            # The row stays pending and counts at what it held; the answer was paid for and is
            # not thrown away over it.
            _log.error("request %s could not be settled: %s", self.request_id, failure.message)
            cost = None
        self.records.append(
            AttemptRecord(
                attempt.kind,
                attempt.provider,
                attempt.model,
                settlement.error_type,
                cost,
                settlement.latency_ms,
            )
        )
        running.span.end(settlement)
        _log.info(
            "request %s attempt %d (%s): %s %s, %s, %d ms, %s tokens, %s",
            self.request_id,
            attempt.number,
            attempt.kind,
            attempt.provider,
            attempt.model,
            settlement.error_type or "success",
            settlement.latency_ms,
            used.input_tokens + used.output_tokens if (used := settlement.usage) else "unknown",
            dollars(cost) if cost is not None else "unknown cost",
        )

    def _also(self, settlement: Settlement) -> Also | None:
        completion = settlement.completion
        if self.keep is None or completion is None or settlement.status != "success":
            return None
        return self.keep(completion.text)


def _without_key(completion: Completion, candidate: Candidate) -> Completion:
    """Mask the key in what is kept of an answer beside its text, which is the caller's own."""
    key = candidate.account.credential.api_key

    def safe(text: str | None) -> str | None:
        return None if text is None else masked(text, key)

    return replace(
        completion,
        finish_detail=safe(completion.finish_detail),
        served_model=safe(completion.served_model),
        provider_request_id=safe(completion.provider_request_id),
    )


def _name_of(error: BaseException) -> str:
    """Return the name that the ledger shows, which is one that reports and scripts know."""
    if isinstance(error, AnswerFaultError):  # one that may be mended
        return AnswerInvalidError.__name__
    if isinstance(error, GeneratorExit):  # the reader of a stream has left
        return asyncio.CancelledError.__name__
    return type(error).__name__
