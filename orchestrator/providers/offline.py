"""`offline`: no model, no network, no cost. The task's own rules answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.errors import RequestRejectedError
from orchestrator.providers.base import Completion, TokenUsage
from orchestrator.threads import in_daemon_thread

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from orchestrator.providers.base import ModelInfo, Prompt


class OfflineProvider:
    """Answers by the rules that a task brings along."""

    async def complete(self, prompt: Prompt) -> Completion:
        """Run the task's rules in a thread: to recognise a picture may take minutes.

        Raises:
            RequestRejectedError: when the task has no rules.
            JobaiError: what the rules raise passes as it is.
        """
        if prompt.by_rules is None:
            raise RequestRejectedError(
                "this cannot be done without a model",
                provider="offline",
                model=prompt.model,
                hint="run `jobai providers add gemini`, or set GEMINI_API_KEY",
                sent=False,
            )
        text = await in_daemon_thread(prompt.by_rules, name="jobai-rules")
        return Completion(
            text=text,
            finish_reason="stop",
            finish_detail="rules",
            usage=TokenUsage(0, 0),
            served_model=prompt.model,
        )

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str | Completion]:
        """Give what the rules say in one piece, then the completion.

        Raises:
            RequestRejectedError: as `complete`.
            JobaiError: as `complete`.
        """
        answer = await self.complete(prompt)
        if answer.text:
            yield answer.text
        yield answer

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """Return nothing: there is no model."""
        return ()

    async def aclose(self) -> None:
        """Do nothing: there is nothing to release."""
