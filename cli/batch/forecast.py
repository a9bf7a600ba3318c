"""What a run may cost, said to a person before anything is spent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cli.providing import OFFLINE
from cli.render.consoles import notice, stderr
from orchestrator.forecast import forecast
from profiles.errors import JobaiError
from profiles.money import dollars

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from cli.providing import Asking
    from cli.render.batch import Nouns
    from cli.runtime import Runtime
    from orchestrator.request import Request

MOST_SAMPLES = 5
"""How many requests are made up beforehand, to stand for all of them."""

_CENT_NANO = 10_000_000


async def tell_forecast(
    runtime: Runtime,
    asking: Asking,
    count: int,
    samples: Callable[[], Awaitable[Sequence[Request]]],
    nouns: Nouns,
) -> None:
    """Say on a terminal who is asked and up to what it costs; nothing where no money is spent.

    Args:
        runtime: Of the command.
        asking: How it asks.
        count: How many requests there will be.
        samples: Makes some of them.
        nouns: What they are for.
    """
    silent = runtime.invocation.quiet or not stderr().is_terminal
    if silent or count < 2 or asking.provider == OFFLINE:
        return
    try:
        requests = await samples()
        async with runtime.store.read() as session:
            found = await forecast(
                session,
                runtime.settings,
                runtime.user,
                requests,
                provider=asking.provider,
                model=asking.model,
            )
    except JobaiError:  # whoever asks gets to hear it
        return
    if found is None or found.provider == OFFLINE:
        return
    if found.costs_nano_usd is None:
        cost = "at a price that nobody knows"
    else:
        average = sum(found.costs_nano_usd) / len(found.costs_nano_usd)
        cost = f"up to about {_rounded(average * count)} if each is asked once"
    cap = f"; never more than {dollars(asking.cap.cap_nano_usd)}" if asking.cap else ""
    how = "" if asking.cap else ". To set a limit: --max-cost USD"
    notice(f"{nouns.counted(count)} by {found.model}, {cost}{cap}{how}.", quiet=False)


def _rounded(nano_usd: float) -> str:
    """Write an estimate: in cents, or with one digit that counts below a cent."""
    if nano_usd >= _CENT_NANO:
        return f"${nano_usd / 1e9:.2f}"
    return f"${Decimal(f'{nano_usd / 1e9:.1g}'):f}"
