"""What a call gives back: the text, whole or as it comes, and what it took to get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from orchestrator.providers.base import ProviderType, TokenUsage
    from profiles.attempts import AttemptRecord


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that passed its check.

    Attributes:
        text: What `Request.check` made of the answer.
        request_id: The call's id in the ledger.
        provider: Who answered.
        model: The model that was asked.
        served_model: The model that answered, when the vendor says.
        usage: Of the attempt that succeeded; None when the vendor did not say.
        attempts: All attempts, in their order.
        reused: The same was asked before: this is the first answer, its attempts are those that
            were paid for then, and nothing was paid now.
    """

    text: str
    request_id: str
    provider: ProviderType
    model: str
    served_model: str | None
    usage: TokenUsage | None
    attempts: tuple[AttemptRecord, ...]
    reused: bool = False

    @property
    def cost_nano_usd(self) -> int | None:
        """What all attempts cost together; None when one of them has no price."""
        costs = [attempt.cost_nano_usd for attempt in self.attempts]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None


class AnswerStream:
    """Text as it comes: `async for piece in stream`, then `stream.answer`.

    Nothing is sent before the first piece is asked for. Leave it early with `aclose`, or by using
    it in `async with`: the provider is told to stop, and the call is settled at what had come.
    """

    def __init__(self, items: AsyncGenerator[str | Answer]) -> None:
        self._items = items
        self._answer: Answer | None = None

    @property
    def answer(self) -> Answer:
        """The whole answer and what it took.

        Raises:
            RuntimeError: the stream has not ended yet.
        """
        if self._answer is None:
            raise RuntimeError("the stream has not ended: read it to its end first")
        return self._answer

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        item = await anext(self._items)
        if isinstance(item, str):
            return item
        self._answer = item
        await self._items.aclose()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Stop, if it has not ended."""
        await self._items.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
