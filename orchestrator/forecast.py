"""What calls would cost at most, before any is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.estimates import usage_bound
from orchestrator.explain import explain
from orchestrator.prices import read_prices
from orchestrator.providers.base import Prompt
from orchestrator.routing import provider_type
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.request import Request
    from orchestrator.settings import Settings


@dataclass(frozen=True, slots=True)
class Forecast:
    """Who would be asked first, and what that costs at most.

    Attributes:
        costs_nano_usd: Of each request, in its order, without repairs and retries; None for a model
            without a price.
    """

    provider: str
    model: str
    costs_nano_usd: tuple[int, ...] | None


async def forecast(
    session: AsyncSession,
    settings: Settings,
    user_id: str,
    requests: Sequence[Request],
    *,
    provider: str | None = None,
    model: str | None = None,
) -> Forecast | None:
    """Say what requests of one task would cost at most; None when nobody could be asked.

    Args:
        session: Where to read.
        settings: Where keys are found.
        user_id: Whose plan routes the calls.
        requests: What would be asked, at least one.
        provider: As `--provider` of a call.
        model: As `--model` of a call.

    Raises:
        InvalidInputError: no provider has such a name.
        ConfigurationError: no plan is active, or there is no route.
    """
    found = await explain(
        session,
        settings,
        task=requests[0].task,
        user_id=user_id,
        provider=provider_type(provider) if provider is not None else None,
        model=model,
    )
    link = next((step.link for step in found.steps if step.turn == 1), None)
    if link is None:
        return None
    prices, now = await read_prices(session), utc_now()
    costs: list[int] = []
    for request in requests:
        prompt = Prompt(
            model=link.model,
            text=request.text,
            system=request.system,
            images=request.images,
            schema=request.schema,
            max_output_tokens=request.max_output_tokens,
        )
        bound = usage_bound(prompt, link.provider)
        price = prices.price(bound, provider=link.provider, model=link.model, at=now)
        if price.cost_nano_usd is None:
            return Forecast(link.provider, link.model, None)
        costs.append(price.cost_nano_usd)
    return Forecast(link.provider, link.model, tuple(costs))
