"""Who does the work: the user's choice, the plan's route, or `offline` when nobody is set up."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from profiles.money import dollars

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from orchestrator.spending import SpendingCap

OFFLINE = "offline"
_log = logging.getLogger("jobai.cli")
_BY_RULES = "working offline, by rules, at no cost"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command asks.

    Attributes:
        provider: The one to force; None leaves it to the plan's route.
        model: Instead of the route's.
        fallback_offline: Rules step in for providers that fail.
        refresh: Ask anew what was asked before.
        cap: The most that all calls of the command may cost; None without one.
        untold: What is still to be said of who does the work.
    """

    provider: str | None
    model: str | None
    fallback_offline: bool
    refresh: bool
    cap: SpendingCap | None = None
    untold: list[str] = field(default_factory=list[str])

    def tell(self, *, quiet: bool) -> None:
        """Say once who does the work: when it begins, not before it is known that there is any."""
        from cli.render.consoles import notice

        while self.untold:
            notice(self.untold.pop(), quiet=quiet)


async def asking_of(
    runtime: Runtime,
    provider: str | None,
    model: str | None,
    *,
    fallback_offline: bool,
    refresh: bool,
    cap: SpendingCap | None = None,
) -> Asking:
    """Return who is asked: the one that was named, else the plan's route.

    Without any key at all the work is done by rules, and that is said. A provider that is set up
    is never replaced in silence, nor is a model that was named.

    Raises:
        UsageError: a model for who asks none.
    """
    from cli.boundary import UsageError
    from orchestrator.routing import OFFLINE_MODEL

    asking = Asking(provider, model, fallback_offline, refresh, cap)
    if provider == OFFLINE and model not in (None, OFFLINE_MODEL):
        raise UsageError(
            f"offline works by rules, so nobody asks the model {model!r}",
            hint="leave out --model, or name another --provider",
        )
    if provider is not None or model is not None:
        return asking
    remark = await _nobody_to_ask(runtime)
    if remark is None:
        return asking
    return replace(asking, provider=OFFLINE, untold=[remark])


async def _nobody_to_ask(runtime: Runtime) -> str | None:
    """Return what is said when the work is done by rules; None when somebody can be asked."""
    from orchestrator.credentials import any_account
    from orchestrator.provider_configs import list_configs

    async with runtime.store.read() as session:
        if await any_account(session, runtime.settings.environment):
            return None
        off = [config.name for config in await list_configs(session)]
    if off:
        return (
            f"Every AI provider is switched off: {_BY_RULES}. Back: jobai providers enable {off[0]}"
        )
    return f"No AI provider is set up: {_BY_RULES}. For better results: jobai providers add gemini"


async def ask(
    runtime: Runtime, request: Request, asking: Asking, *, quota_is_final: bool = True
) -> Answer:
    """Put a request through the orchestrator; what was asked before is not paid for again.

    Args:
        runtime: Of the command.
        request: What to ask.
        asking: How.
        quota_is_final: False when it will be asked again once others have given room back: rules
            do not step in for a quota then.

    Raises:
        JobaiError: as `AIOrchestrator.ask`.
    """
    from cli.render.consoles import notice
    from orchestrator.errors import ConfigurationError, ProviderError, QuotaExceededError

    quiet = runtime.invocation.quiet
    if request.by_rules is not None:  # else it is an error, which says so itself
        asking.tell(quiet=quiet)
    try:
        answer = await runtime.ask(
            request,
            provider=asking.provider,
            model=asking.model,
            refresh=asking.refresh,
            cap=asking.cap,
        )
    except (ProviderError, ConfigurationError, QuotaExceededError) as error:
        waits = isinstance(error, QuotaExceededError) and not quota_is_final
        if waits or request.by_rules is None:
            raise
        if not asking.fallback_offline:
            way_out = "or let rules do it: --fallback-offline"
            error.hint = f"{error.hint.rstrip('.')}; {way_out}" if error.hint else way_out
            raise
        notice(f"{error.message}; working offline instead.", quiet=quiet)
        return await runtime.ask(request, provider=OFFLINE)
    _log.info("%s", _told(answer))
    if answer.reused:
        notice("Asked before: reused at no cost. To ask anew: --refresh", quiet=quiet)
    return answer


def _told(answer: Answer) -> str:
    """Say who answered, what it took, and how to see more of it."""
    who = f"{answer.provider} {answer.served_model or answer.model}"
    usage = answer.usage
    took = f"{usage.input_tokens:,} + {usage.output_tokens:,} tokens" if usage else "no tokens"
    cost = "no price" if answer.cost_nano_usd is None else dollars(answer.cost_nano_usd)
    tried = len(answer.attempts)
    attempts = f" in {tried} attempts" if tried > 1 else ""
    seen = f"jobai usage show {answer.request_id[:8]}" if answer.request_id else ""
    return f"answered by {who}{attempts}: {took}, {cost}{', see ' if seen else ''}{seen}"
