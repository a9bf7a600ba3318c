"""One cheap call each of text, picture and schema, through the orchestrator: limited and logged."""

from __future__ import annotations

import asyncio
import io
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.core import AIOrchestrator
from orchestrator.errors import AnswerInvalidError
from orchestrator.providers.base import Image
from orchestrator.request import AnswerFaultError, Request, answer_schema, parse_answer
from orchestrator.retry import Candidate, RetryPolicy
from orchestrator.routing import Link
from orchestrator.verdicts import verdict_of, verdict_on_picture, verdict_on_schema
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.answers import Answer
    from orchestrator.listing import Subject
    from orchestrator.providers.base import ProviderType
    from orchestrator.settings import Settings
    from orchestrator.verdicts import Verdict
    from profiles.store.engine import Store

CheckKind = Literal["text", "image", "schema"]
CHECKS: tuple[CheckKind, ...] = get_args(CheckKind)

TASK = "provider_test"
"""What the ledger calls these calls."""

_DEADLINE_S = 45.0
_MOST_OUTPUT = 512
"""Enough for a model that cannot but think before it says one word."""

_COLOURS = {"red": (220, 20, 20), "green": (20, 160, 40), "blue": (30, 60, 220), "yellow": (250, 220, 20)}  # fmt: skip  # noqa: E501
_WIDTH, _HEIGHT = 256, 128


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """How one call went.

    Attributes:
        model: Who was asked.
        error: None when the answer was right.
        latency_ms: Of the attempt; None when nothing was sent.
        cost_nano_usd: None for a model without a price, or when nothing was sent.
        request_id: Of the call in the ledger; None when nothing was sent.
    """

    check: CheckKind
    model: str
    verdict: Verdict
    error: JobaiError | None
    latency_ms: int | None = None
    cost_nano_usd: int | None = None
    request_id: str | None = None


class _Reading(BaseModel):
    """The structure that is asked for."""

    city: str
    is_capital: bool


async def run_live_checks(
    store: Store,
    settings: Settings,
    user_id: str,
    subject: Subject,
    models: Sequence[str],
    checks: Sequence[CheckKind] = CHECKS,
) -> list[LiveCheck]:
    """Ask the first of the models that is not gone: text first, then what else is wanted.

    After a text call that fails nothing else is asked.

    Args:
        store: Whose ledger takes the calls.
        settings: The patience is the tests' own: nothing is asked twice.
        user_id: Whose limits hold.
        subject: Whose account is asked.
        models: Each is asked when those before it are gone.
        checks: Beside text, which is always asked.
    """
    impatient = replace(
        settings, retry=RetryPolicy(deadline_s=_DEADLINE_S, max_retries=0), max_repairs=0
    )
    done: list[LiveCheck] = []
    for model in models:
        text = await _checked(store, impatient, user_id, subject, model, "text")
        done.append(text)
        if text.verdict == "model_gone":
            continue
        if text.verdict == "ok":
            done += [
                await _checked(store, impatient, user_id, subject, model, check)
                for check in CHECKS
                if check in checks and check != "text"
            ]
        break
    return done


async def _checked(
    store: Store,
    settings: Settings,
    user_id: str,
    subject: Subject,
    model: str,
    check: CheckKind,
) -> LiveCheck:
    assert subject.account is not None
    candidate = Candidate(Link(subject.provider, model), subject.account)
    request = await asyncio.to_thread(_REQUESTS[check])
    verdict = {"text": verdict_of, "image": verdict_on_picture, "schema": verdict_on_schema}[check]
    try:
        async with AsyncSession(store.engine) as session:
            orchestrator = AIOrchestrator(session, settings=settings)
            answer = await orchestrator.ask_one(user_id, request, candidate)
    except JobaiError as error:
        tried = error.attempts[-1] if error.attempts else None
        return LiveCheck(
            check,
            model,
            verdict(error),
            error,
            tried.latency_ms if tried else None,
            tried.cost_nano_usd if tried else None,
            error.request_id if tried else None,
        )
    return _passed(check, model, answer)


def _passed(check: CheckKind, model: str, answer: Answer) -> LiveCheck:
    tried = answer.attempts[-1]
    return LiveCheck(
        check, model, "ok", None, tried.latency_ms, tried.cost_nano_usd, answer.request_id
    )


def _text() -> Request:
    def check(text: str) -> str:
        if not text.strip():
            raise _fault("said nothing")
        return text

    return _request("Answer with one word: ready", check)


def _picture() -> Request:
    """Make a picture of two colours: so few guess both, and in their order."""
    left, right = random.sample(list(_COLOURS), 2)

    def check(text: str) -> str:
        said = text.casefold()
        if not 0 <= said.find(left) < said.find(right):
            shown = " ".join(text.split())[:60]
            raise _fault(f"was shown {left} beside {right} and said {shown!r}")
        return text

    asked = (
        "The picture has two halves, each of one colour. Answer with the two colours, the left "
        "one first, of these: red, green, blue, yellow."
    )
    return replace(_request(asked, check), images=(_two_halves(left, right),))


def _schema() -> Request:
    def check(text: str) -> str:
        parse_answer(text, _Reading)
        return text

    request = _request("Paris is the capital of France. Which city is named?", check)
    return replace(request, schema=answer_schema(_Reading, "provider_test"))


_REQUESTS: dict[CheckKind, Callable[[], Request]] = {
    "text": _text,
    "image": _picture,
    "schema": _schema,
}


def _request(text: str, check: Callable[[str], str]) -> Request:
    return Request(
        task=TASK, text=text, check=check, max_output_tokens=_MOST_OUTPUT, least_reasoning=True
    )


def _fault(what: str) -> AnswerFaultError:
    def verdict(provider: ProviderType, model: str) -> AnswerInvalidError:
        return AnswerInvalidError(f"{model} {what}", provider=provider, model=model)

    return AnswerFaultError(what, verdict=verdict)


def _two_halves(left: str, right: str) -> Image:
    from PIL import Image as Pillow

    picture = Pillow.new("RGB", (_WIDTH, _HEIGHT), _COLOURS[left])
    picture.paste(_COLOURS[right], (_WIDTH // 2, 0, _WIDTH, _HEIGHT))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return Image(stream.getvalue(), "image/png", _WIDTH, _HEIGHT)
