"""Who does the work: the user's choice, the plan's route, or `offline` when nobody is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request

OFFLINE = "offline"


async def choose(runtime: Runtime, wanted: str | None) -> str | None:
    """Return the provider to force; None leaves it to the plan's route.

    Without any key at all the work is done by rules, and that is said. A provider that is set up
    is never replaced in silence.
    """
    from cli.render.consoles import notice
    from orchestrator.credentials import any_account

    if wanted is not None:
        return wanted
    async with runtime.store.read() as session:
        if await any_account(session, runtime.settings.environment):
            return None
    notice(
        "No AI provider is set up: working offline, by rules, at no cost. "
        "For better results: jobai providers add gemini",
        quiet=runtime.invocation.quiet,
    )
    return OFFLINE


async def ask(
    runtime: Runtime,
    request: Request,
    provider: str | None,
    model: str | None,
    *,
    fallback_offline: bool,
) -> Answer:
    """Put a request through the orchestrator; on `fallback_offline` rules step in for providers.

    Raises:
        JobaiError: as `AIOrchestrator.ask`.
    """
    from cli.render.consoles import notice
    from orchestrator.errors import ConfigurationError, ProviderError, QuotaExceededError

    try:
        return await runtime.ask(request, provider=provider, model=model)
    except (ProviderError, ConfigurationError, QuotaExceededError) as error:
        if not fallback_offline or request.by_rules is None:
            raise
        notice(f"{error.message}; working offline instead.", quiet=runtime.invocation.quiet)
    return await runtime.ask(request, provider=OFFLINE)
