"""One call: its candidates in their order, until one of them answers."""

from __future__ import annotations

from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.answers import Answer
from orchestrator.errors import AnswerError, AnswerInvalidError, ProviderError, QuotaExceededError
from orchestrator.providers.base import Completion, Prompt, Turn
from orchestrator.request import AnswerFaultError
from orchestrator.tracing import call_span
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from orchestrator.attempts import Attempts
    from orchestrator.course import Course
    from orchestrator.health import Health
    from orchestrator.ledger import Attempt
    from orchestrator.request import Request
    from orchestrator.retry import Candidate
    from profiles.attempts import AttemptKind


@dataclass(slots=True)
class Call:
    """The run of one request through its candidates.

    Attributes:
        course: Whom it asks, from the first candidate on.
        max_repairs: How often a model may mend an answer that breaks its schema.
    """

    attempts: Attempts
    course: Course
    health: Health
    max_repairs: int

    def planned(self) -> Attempt:
        """Return the first attempt, before it is made."""
        candidate = self.course.candidate
        prompt = _prompt(self.attempts.request, candidate.link.model)
        return self.attempts.planned(candidate, prompt, self.course.kind)

    async def run(self) -> Answer:
        """Ask the candidates until one answers.

        Raises:
            ProviderError: when the last attempt failed too; with several causes, all of them.
            AnswerError: when an answer came but cannot be used.
            QuotaExceededError: when there is no room for any candidate.
        """
        course = self.course
        with self._watched():
            while True:
                try:
                    return await self._answered(course.candidate, course.kind)
                except (ProviderError, QuotaExceededError) as error:
                    await course.after(error)

    async def stream(self) -> AsyncGenerator[str | Answer]:
        """Ask the candidates until one begins to answer; give its text as it comes, then all of it.

        Once a piece is handed on there is no way back: what fails then is raised.

        Raises:
            As `run`.
        """
        with self._watched():
            while True:
                begun = False
                try:
                    async with aclosing(self._pieces()) as pieces:
                        async for piece in pieces:
                            begun = True
                            yield piece
                except (ProviderError, QuotaExceededError) as error:
                    if begun:
                        raise
                    await self.course.after(error)
                else:
                    return

    async def _pieces(self) -> AsyncGenerator[str | Answer]:
        """Stream one candidate's answer, and at its end what it took."""
        candidate = self.course.candidate
        prompt = _prompt(self.attempts.request, candidate.link.model)
        async with aclosing(self.attempts.stream(candidate, prompt, self.course.kind)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Completion):
                    await self.health.answered(candidate)
                    yield self._answer(candidate, piece, piece.text)
                else:
                    yield piece

    @contextmanager
    def _watched(self) -> Generator[None]:
        """Trace the call; say in an error which call it ended, and what had been tried."""
        attempts = self.attempts
        with call_span(
            attempts.request_id,
            task=attempts.request.task,
            plan=attempts.plan,
            records=attempts.records,
        ) as attempts.span:
            try:
                yield
            except JobaiError as error:
                error.request_id = attempts.request_id
                error.attempts = tuple(attempts.records)
                raise

    async def _answered(self, candidate: Candidate, kind: AttemptKind) -> Answer:
        """Ask one candidate, and let it mend an answer that breaks its rules."""
        prompt = _prompt(self.attempts.request, candidate.link.model)
        fault: AnswerFaultError | None = None
        for _ in range(self.max_repairs + 1):
            if fault is not None and self.attempts.deadline.remaining_s <= 0:
                break
            try:
                completion, outcome = await self.attempts.make(candidate, prompt, kind)
            except QuotaExceededError as quota:
                if fault is not None:
                    raise self._unmended(candidate, fault) from quota
                raise
            except AnswerError:
                await self.health.answered(candidate)
                raise
            await self.health.answered(candidate)
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

    def _unmended(self, candidate: Candidate, fault: AnswerFaultError) -> AnswerError:
        if fault.verdict is not None:
            return fault.verdict(candidate.link.provider, candidate.link.model)
        return AnswerInvalidError(
            f"Response parsing failed: {candidate.link.model} broke the schema, also after repair; "
            f"the last fault: {_first_lines(fault)}",
            provider=candidate.link.provider,
            model=candidate.link.model,
            hint="try another model with --model, or --provider offline",
        )

    def _answer(self, candidate: Candidate, completion: Completion, text: str) -> Answer:
        return Answer(
            text=text,
            request_id=self.attempts.request_id,
            provider=candidate.link.provider,
            model=candidate.link.model,
            served_model=completion.served_model,
            usage=completion.usage,
            attempts=tuple(self.attempts.records),
        )


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
