"""Usage pages made from rows, without a process of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from ledger_rows import NOON, pending, settled, write

from cli.render.usage_page import usage_page
from orchestrator.usage_lines import SUMS, Totals, UsageLine, UsageReport
from orchestrator.usage_overview import UsageOverview, usage_overview
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from orchestrator.usage_lines import Dimension
    from profiles.store.ai import AIProviderUsageLog

HOSTILE = "</script><img src=x onerror=\"document.title='taken'\">"


def some_calls() -> list[AIProviderUsageLog]:
    """Calls of two weeks: some without a price, estimated, failed, under way, interrupted."""
    rows = [
        settled(
            "me",
            model=f"model-{n % 3}", served_model=f"model-{n % 3}",
            created_at=NOON - timedelta(hours=7 * n), cost_nano_usd=1_000_003 * (n + 1),
            status="error" if n % 9 == 0 else "success", latency_ms=1000 + n,
        )
        for n in range(48)
    ]  # fmt: skip
    rows.append(settled("me", cost_nano_usd=None, cost_source="unpriced", served_model="free"))
    rows.append(settled("me", usage_source="estimate"))
    rows.append(pending("me", lease_until=NOON + timedelta(hours=1)))
    rows.append(pending("me", lease_until=NOON - timedelta(hours=1)))
    return rows


async def page_of(
    folder: Path,
    rows: Sequence[AIProviderUsageLog],
    by: Sequence[Dimension] = ("day", "model"),
    **options: Any,
) -> Path:
    """Write the page of a store with these rows into a file of the folder."""
    store = await open_store(locate_store(str(folder / "jobai.db"), {}))
    try:
        await write(store, *rows)
        options = {"user_id": "me", "timezone": NOON.tzinfo, **options}
        async with store.read() as session:
            overview = await usage_overview(session, by=by, now=NOON, **options)
    finally:
        await store.aclose()
    file = folder / "usage.html"
    file.write_bytes(usage_page(overview, user=options["user_id"], where={}, now=NOON))
    return file


def page_of_lines(lines: Sequence[UsageLine]) -> bytes:
    """Return the page of a report by model that has these lines."""
    totals = Totals(())
    for line in lines:
        totals.add({}, [getattr(line, name) for name in SUMS])

    def report(*by: Dimension) -> UsageReport:
        told = tuple(replace(line, group=("2026-11", *line.group)[-len(by) :]) for line in lines)
        return UsageReport(by, None, None, UTC, "recorded", told, totals.total())

    month = report("month", "model")
    shares = (report("model"),)
    overview = UsageOverview(
        report("model"), "month", ("2026-11",), "model", month, shares, report("status")
    )
    return usage_page(overview, user=None, where={}, now=NOON)
