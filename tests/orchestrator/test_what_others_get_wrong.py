"""Fallbacks, caps and imports that other libraries and gateways are known to get wrong.

One test for each kind of failure; the numbers are of the issues it was reported under, most of them
in BerriAI/litellm. What costs a lot to show is shown elsewhere:

- a retired model that a second process does not ask again either: `test_health.py`;
- sixteen processes that reserve against one cap: `test_quotas.py`, `test_budgets.py`;
- a retry that is neither a second call of a quota nor a second operation in telemetry:
  `test_quotas.py`, `test_observability.py`;
- what `import jobai` loads: `tests/test_face.py`.

Lost rows: `test_what_others_lose.py`. Money and keys: `test_what_others_bill_wrong.py`.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import Desk, add_user, elsewhere
from sqlalchemy import func, select
from wire import faults

from orchestrator.errors import (
    AllAttemptsFailedError,
    OverloadedError,
    QuotaExceededError,
)
from orchestrator.limits import set_limit
from orchestrator.retry import RetryPolicy
from profiles.store.ai import AIProviderUsageLog
from profiles.store.users import PRO_MONTHLY

if TYPE_CHECKING:
    from wire import WireRequest

    from orchestrator.providers.base import ProviderType
    from orchestrator.quotas import Period
    from profiles.store.engine import Store

HERE = Path(__file__).parent
THREE: list[ProviderType] = ["gemini", "openai", "claude"]
PAIRS: list[tuple[ProviderType, ProviderType]] = [("gemini", "openai"), ("openai", "claude")]
FIRST_MODELS: dict[str, set[str]] = {
    "gemini": {"gemini-2.5-flash", "gemini-3.5-flash-lite"},
    "openai": {"gpt-6-luna"},
}
EACH_NANO_USD = 100 * 100 + 20 * 500
"""What a call of gpt-6-luna costs here: $0.10 and $0.50 for a million tokens."""
HELD_NANO_USD = 5_000_000
"""More than one call of 4,096 tokens of output holds, and less than three."""


@pytest.fixture
async def pro(store: Store) -> str:
    """Somebody on pro_monthly."""
    return await add_user(store, PRO_MONTHLY)


async def _budget(desk: Desk, user: str, cap: int, period: Period = "day") -> None:
    async with desk.store.write() as session:
        await set_limit(
            session, scope="user", subject=user, metric="cost_nano_usd", period=period, cap=cap
        )


# Retries run before the fallback: 40 to 60 s for a 429 that another provider would have answered
# at once (pydantic-ai #3267).


@pytest.mark.parametrize(("busy", "healthy"), PAIRS)
async def test_a_429_that_asks_for_a_minute_costs_a_call_with_a_fallback_no_time(
    desk: Desk, pro: str, busy: ProviderType, healthy: ProviderType
) -> None:
    desk.configure(busy, healthy)
    assert await desk.generate(pro) == await desk.generate(pro, provider_type=healthy)  # warm
    desk.server.fail(faults.rate_limited(retry_after="60"), times=None, provider=busy)

    started = time.perf_counter()
    assert await desk.generate(pro) == "Hello"

    assert time.perf_counter() - started < 5
    *before, last = (await desk.rows())[2:]
    assert {(row.provider, row.http_status) for row in before} == {(busy, 429)}
    assert {row.model for row in before} == FIRST_MODELS[busy]
    assert (last.provider, last.status, last.attempt_kind) == (healthy, "success", "fallback")


@pytest.mark.parametrize("provider", THREE)
async def test_no_sdk_asks_again_behind_our_back(
    desk: Desk, pro: str, provider: ProviderType
) -> None:
    desk.configure(provider)
    desk.retry = RetryPolicy(max_retries=0)
    desk.server.fail(faults.overloaded(), times=None)

    with pytest.raises((OverloadedError, AllAttemptsFailedError)):
        await desk.generate(pro, provider_type=provider)

    rows = await desk.rows()
    assert [row.model for row in rows] == [request.model for request in desk.server.requests]
    assert len({row.model for row in rows}) == len(rows)


# A model that was retired is asked again by every request, or every five seconds.


@pytest.mark.parametrize(("retired", "heir"), PAIRS)
async def test_a_retired_model_is_asked_once_and_not_by_every_call(
    desk: Desk, pro: str, retired: ProviderType, heir: ProviderType
) -> None:
    desk.configure(retired, heir)
    desk.server.gone = FIRST_MODELS[retired]

    assert [await desk.generate(pro) for _ in range(4)] == ["Hello"] * 4

    asked = [request.provider for request in desk.server.requests]
    assert asked == [retired] * len(FIRST_MODELS[retired]) + [heir] * 4


# Parallel requests pass the same check and overspend the cap together (#34732, #40095).


async def test_twenty_calls_at_once_do_not_spend_past_a_cap_of_two_cents(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    cap = 20_000_000
    await _budget(desk, pro, cap)
    held: list[int] = []

    def answer(_: WireRequest) -> str:
        row = AIProviderUsageLog
        each = func.coalesce(row.cost_nano_usd, row.held_cost_nano_usd)
        [[total]] = elsewhere(desk.store.location.url, select(func.sum(each)))
        held.append(int(total))
        return "Hello"

    desk.server.answer_with(answer)
    desk.server.delay_s = 0.3

    done = await asyncio.gather(*(desk.generate(pro) for _ in range(20)), return_exceptions=True)

    refused = [one for one in done if one != "Hello"]
    assert {type(one) for one in refused} == {QuotaExceededError}, refused
    assert max(held) <= cap
    assert 0 < len(held) == len(done) - len(refused) < 20
    assert sum(row.cost_nano_usd or cap for row in await desk.rows()) == len(held) * EACH_NANO_USD


# Users over their budget are still served (#26672, #23714, #11083), and users under it are not
# (#22726, #20615).


async def test_a_budget_refuses_what_does_not_fit_and_serves_what_fits_again(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    await _budget(desk, pro, HELD_NANO_USD)
    assert await desk.generate(pro) == "Hello"
    assert await desk.generate(pro) == "Hello", "what was held and not spent is free again"
    await _budget(desk, pro, 2 * EACH_NANO_USD)
    asked = len(desk.server.requests)

    with pytest.raises(QuotaExceededError):
        await desk.generate(pro)

    assert len(desk.server.requests) == asked
    assert len(await desk.rows()) == 2
    await _budget(desk, pro, HELD_NANO_USD)
    assert await desk.generate(pro) == "Hello"


# "Say which budget was exceeded" (#14144).


async def test_a_refusal_names_the_budget_that_refused_and_not_the_others(
    desk: Desk, pro: str
) -> None:
    desk.configure("openai")
    await desk.generate(pro)
    await _budget(desk, pro, 10**9, period="month")
    await _budget(desk, pro, EACH_NANO_USD + 1)

    with pytest.raises(QuotaExceededError) as caught:
        await desk.generate(pro)

    error = caught.value
    assert (error.limit, error.cap, error.used) == ("cost per day", 20_001, 20_000)
    assert error.asked is not None
    assert error.asked > 1
    assert "cost per day is $0.000020001; used or held $0.00002," in error.message
    assert f"resets at {error.resets_at:%Y-%m-%d} 00:00 UTC" in error.message


# Importing it fetches a price map from the network, and takes seconds.


def test_neither_an_import_nor_a_price_asks_the_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "importing_process.py")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"cost_nano_usd": EACH_NANO_USD, "network": []}
