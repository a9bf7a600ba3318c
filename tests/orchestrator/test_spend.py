"""What stands beside a name in a list: the month's calls and cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, pending, settled, write
from sqlalchemy import event, text

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


@pytest.mark.sqlite
async def test_neither_list_reads_a_settled_row(store: Store) -> None:
    """A ledger has millions of them, and the lists are printed often."""
    asked: list[tuple[str, Any]] = []

    def seen(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    await write(store, settled("ann", credential="config:1"), pending("bob"))
    event.listen(store.engine.sync_engine, "before_cursor_execute", seen)
    plans: list[str] = []
    async with store.read() as session:
        for by in ("user_id", "credential"):
            await spend_this_month(session, by, NOON)
        for statement, parameters in asked[:]:
            explained = await session.execute(
                text(_numbered(f"EXPLAIN QUERY PLAN {statement}")),
                {f"p{n}": value for n, value in enumerate(parameters)},
            )
            plans += [row[3] for row in explained]
    of_rows = [plan for plan in plans if "ai_provider_usage_logs" in plan]

    assert len(of_rows) == 2
    assert all("_pending (" in plan for plan in of_rows), of_rows
    assert not [plan for plan in plans if plan.startswith("SCAN ai_usage_rollups")]


def _numbered(statement: str) -> str:
    first, *rest = statement.split("?")
    return first + "".join(f":p{n}{part}" for n, part in enumerate(rest))
