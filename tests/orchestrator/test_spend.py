"""What stands beside a name in a list: the month's calls and cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ledger_rows import NOON, pending, settled, write

from orchestrator.quotas import period_bounds
from orchestrator.spend import Spend, spend_this_month

if TYPE_CHECKING:
    from profiles.store.engine import Store

MONTH = period_bounds("month", NOON)[0]


async def test_the_month_is_summed_up_by_user_and_by_credential_with_what_is_held(
    store: Store,
) -> None:
    await write(
        store,
        settled("ann", credential="config:1", created_at=MONTH),
        settled("ann", credential="config:2", status="error", created_at=NOON),
        settled("bob", credential="config:1", created_at=NOON, cost_nano_usd=None),
        pending("bob", credential="config:1", created_at=NOON, lease_until=NOON),
        settled("ann", credential="config:1", created_at=MONTH - timedelta(seconds=1)),
    )
    async with store.read() as session:
        by_user = await spend_this_month(session, "user_id", NOON)
        by_credential = await spend_this_month(session, "credential", NOON)

    assert by_user == {"ann": Spend(2, 1, 0, 160_000), "bob": Spend(2, 0, 1, 9_000_000)}
    assert by_credential == {
        "config:1": Spend(3, 0, 1, 9_080_000),
        "config:2": Spend(1, 1, 0, 80_000),
    }
