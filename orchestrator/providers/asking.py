"""Asking a vendor: for a whole answer, or for one in pieces that is read to its end or fails."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from orchestrator.errors import ProviderError
from orchestrator.providers.characters import sound, split_at_half
from orchestrator.providers.concessions import with_concessions
from orchestrator.providers.faults import ended_early, malformed
from orchestrator.providers.guard import guarded
from orchestrator.providers.plausible import plausible

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from orchestrator.providers.base import Completion
    from orchestrator.providers.concessions import Concessions
    from orchestrator.providers.faults import Call

_PIECES_AT_ONCE = 32
"""What a connection has brought already is read without waiting: then no deadline passes, and
nobody else's call goes on."""


class Answer(Protocol):
    """What has come of one answer so far, in the vendor's own module."""

    @property
    def finished(self) -> bool:
        """Whether the vendor has said that nothing more comes."""
        ...

    def completion(self) -> Completion:
        """Give the whole answer.

        Raises:
            ProviderError: what came is no answer in the vendor's protocol.
        """
        ...


AnswerT = TypeVar("AnswerT", bound=Answer)


async def waited_for(
    send: Callable[[frozenset[str]], Awaitable[Completion]],
    call: Call,
    timeout_s: float,
    explain: Callable[[Exception, Call], ProviderError | None],
    concessions: Concessions,
) -> Completion:
    """Give the whole answer.

    Args:
        send: Sends the prompt without some parameters and reads the vendor's answer.
        call: For the text of an error.
        timeout_s: As `guarded`.
        explain: As `guarded`.
        concessions: As `with_concessions`.

    Raises:
        ProviderError: for every failure.
    """
    answer, left_out = await with_concessions(
        lambda dropped: guarded(send(dropped), call, timeout_s, explain), concessions
    )
    return plausible(answer, call, left_out)


async def streamed(
    read: Callable[[frozenset[str], AnswerT], AsyncGenerator[str]],
    begin: Callable[[], AnswerT],
    call: Call,
    timeout_s: float,
    explain: Callable[[Exception, Call], ProviderError | None],
    concessions: Concessions,
) -> AsyncGenerator[str | Completion]:
    """Give the pieces of an answer as they come, then the completion.

    Args:
        read: Sends the prompt without some parameters, takes each event of the vendor into the
            answer, and yields the text that it adds, "" for none. Closing it closes the response.
        begin: Makes an empty answer.
        call: For the text of an error.
        timeout_s: As `guarded`.
        explain: As `guarded`.
        concessions: As `with_concessions`.

    Raises:
        ProviderError: for every failure, and for a stream that ends before the answer does.
    """

    async def next_of(pieces: AsyncGenerator[str]) -> str | None:
        piece = cast("object", await anext(pieces, None))
        if piece is None or isinstance(piece, str):
            return piece
        raise malformed(call, f"a piece of text that is {type(piece).__name__}")

    async def following(pieces: AsyncGenerator[str]) -> str | None:
        return await guarded(next_of(pieces), call, timeout_s, explain)

    async def first(dropped: frozenset[str]) -> tuple[AnswerT, AsyncGenerator[str], str | None]:
        answer = begin()
        pieces = read(dropped, answer)
        return answer, pieces, await following(pieces)

    async def whole(answer: AnswerT) -> Completion:
        return answer.completion()

    opened, left_out = await with_concessions(first, concessions)
    answer, pieces, piece = opened
    if piece is None:
        raise malformed(call, "a stream without an event")
    half = ""
    try:
        for number in count():
            if piece is None:
                break
            if number % _PIECES_AT_ONCE == 0:
                await asyncio.sleep(0)
            ready, half = split_at_half(half + piece)
            if ready:
                yield sound(ready)
            piece = await following(pieces)
        if half:
            yield sound(half)
        if not answer.finished:
            raise ended_early(call)
        said = await guarded(whole(answer), call, timeout_s, explain)
        completion = plausible(said, call, left_out)
    except ProviderError as error:
        # What was said before it broke may be billed, whatever the fault is.
        error.outcome_unknown = True
        raise
    finally:
        # An answer that nobody waits for any more may fail to close as it likes.
        with suppress(Exception):
            await pieces.aclose()
    yield completion
