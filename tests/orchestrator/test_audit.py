"""The ledger is proven to add up, and each thing that can be wrong with it is named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from desks import add_user
from ledger_rows import NOON, attempt, pending, settled, write
from sqlalchemy import event, text

from orchestrator import audit as audit_module
from orchestrator.audit import Audit, audit_ledger
from orchestrator.ledger import Ledger, Settlement
from orchestrator.pricing import PriceList, price_version
from orchestrator.providers.base import TokenUsage
from profiles.store.users import FREEMIUM

if TYPE_CHECKING:
    from desks import Desk

    from profiles.store.ai import AIProviderUsageLog
    from profiles.store.engine import Store

USAGE = TokenUsage(100, 20, 30, 0, 5)
BATCH_ORDER = "ORDER BY ai_provider_usage_logs.id"
"""What only the statement of a batch of rows has."""
PRICE = PriceList().price(USAGE, provider="gemini", model="gemini-2.5-flash", at=NOON).cost_nano_usd


def right(user_id: str = "u", **changes: Any) -> AIProviderUsageLog:
    """A settled row with which nothing is wrong."""
    facts: dict[str, Any] = {
        "request_id": "r",
        "cached_input_tokens": 30,
        "cache_write_tokens": 0,
        "reasoning_tokens": 5,
        "cost_nano_usd": PRICE,
        "cost_source": "table",
        "price_version": price_version(),
        "latency_ms": 900,
        "settled_at": NOON + timedelta(seconds=1),
    }
    return settled(user_id, **facts | changes)


async def audited(store: Store, user_id: str | None = None) -> Audit:
    async with store.read() as session:
        return await audit_ledger(session, now=NOON, user_id=user_id)


async def faults(store: Store) -> list[tuple[str | None, int | None, str]]:
    audit = await audited(store)
    assert audit.fault_count == len(audit.faults)
    return [(fault.request_id, fault.attempt, fault.text) for fault in audit.faults]


async def test_an_empty_ledger_adds_up(store: Store) -> None:
    assert await audited(store) == Audit()


async def test_what_the_ledger_itself_has_written_adds_up(store: Store) -> None:
    user, ledger = await add_user(store, FREEMIUM), Ledger(store.engine)
    first = attempt(user)
    entries = [
        (first, Settlement("error", None, "provider", 5)),
        (attempt(user, request_id=first.request_id, number=2, kind="retry"), Settlement(
            "error", USAGE, "estimate", 5
        )),
        (attempt(user, model="nobody-knows"), Settlement("success", USAGE, "provider", 5)),
        (attempt(user, 0, provider="offline", model="rules"), Settlement(
            "success", TokenUsage(0, 0), "provider", 5
        )),
        (attempt(user), None),
        (attempt(user, 0, provider="offline", model="rules"), None),
    ]  # fmt: skip
    for one, settlement in entries:
        entry = await ledger.reserve(one, [])
        if settlement is not None:
            await ledger.settle(entry, settlement)

    audit = await audited(store)

    assert audit.faults == []
    assert (audit.rows, audit.unpriced, audit.other_prices) == (6, 1, 0)
    assert audit.cost_nano_usd > 0


async def test_a_real_call_adds_up(desk: Desk, user: str) -> None:
    desk.configure("gemini")
    await desk.generate(user)

    audit = await audited(desk.store)

    [row] = await desk.rows()
    assert (audit.faults, audit.rows, audit.cost_nano_usd) == ([], 1, row.cost_nano_usd)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attempt_kind": "second"}, "attempt_kind is 'second'"),
        ({"status": "done"}, "status is 'done'"),
        ({"usage_source": "a guess"}, "usage_source is 'a guess'"),
        ({"cost_source": "gift"}, "cost_source is 'gift'"),
        ({"cost_source": None}, "cost_source is None"),
        ({"settled_at": None}, "settled without settled_at"),
        ({"input_tokens": None}, "settled without input_tokens"),
        ({"output_tokens": None}, "settled without output_tokens"),
        ({"cost_nano_usd": None}, "without a cost and is not unpriced"),
        ({"cost_source": "unpriced"}, "unpriced and costs"),
        ({"cost_source": "free"}, "free and costs"),
        ({"cost_source": "unpriced", "cost_nano_usd": None}, f") gives {PRICE}"),
        ({"cost_nano_usd": (PRICE or 0) + 1}, f") gives {PRICE}"),
        ({"served_model": "gemini-2.5-pro"}, f"cost_nano_usd is {PRICE}"),
        ({"served_model": "nobody-knows"}, ") gives no price"),
        ({"cached_input_tokens": 101}, "cached and written tokens are 101"),
        ({"cache_write_tokens": 71}, "cached and written tokens are 101"),
        ({"reasoning_tokens": 21}, "reasoning tokens are 21"),
        ({"latency_ms": -1}, "latency_ms is negative: -1"),
        ({"held_cost_nano_usd": -1}, "held_cost_nano_usd is negative"),
        ({"held_tokens": -5}, "held_tokens is negative"),
        ({"reasoning_tokens": -5}, "reasoning_tokens is negative"),
    ],
)
async def test_what_is_wrong_with_a_settled_row_is_named(
    store: Store, changes: dict[str, Any], said: str
) -> None:
    await write(store, right(request_id="fine"), right(**changes))

    found = await faults(store)

    assert {(request_id, number) for request_id, number, _ in found} == {("r", 1)}
    assert [words for *_, words in found if said in words]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_tokens": 0}, "holds no tokens"),
        ({"lease_until": NOON}, "without a lease"),
        ({"settled_at": NOON}, "pending and has settled_at"),
        ({"cost_nano_usd": 1}, "pending and has cost_nano_usd"),
        ({"input_tokens": 1}, "pending and has input_tokens"),
        ({"output_tokens": 1}, "pending and has output_tokens"),
    ],
)
async def test_what_is_wrong_with_a_pending_row_is_named(
    store: Store, changes: dict[str, Any], said: str
) -> None:
    await write(store, pending("u", request_id="fine"), pending("u", request_id="r", **changes))

    [(request_id, number, words)] = await faults(store)

    assert (request_id, number) == ("r", 1)
    assert said in words


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1, 3), "its 2 attempts are numbered 1 to 3, not 1 to 2"),
        ((2, 3), "its 2 attempts are numbered 2 to 3, not 1 to 2"),
        ((0, 1), "its 2 attempts are numbered 0 to 1, not 1 to 2"),
        ((0, 2), "its 2 attempts are numbered 0 to 2, not 1 to 2"),
    ],
)
async def test_a_gap_in_the_numbers_of_a_calls_attempts_is_named(
    store: Store, numbers: tuple[int, ...], said: str
) -> None:
    await write(store, *(right(attempt=number) for number in (1, 2)), right(request_id="a"))
    await write(store, *(right(request_id="gap", attempt=number) for number in numbers))

    assert await faults(store) == [("gap", None, said)]


async def test_a_price_of_another_table_is_counted_and_is_no_fault(store: Store) -> None:
    await write(store, right(price_version="genai-prices 0.0.1", cost_nano_usd=1), right(attempt=2))

    audit = await audited(store)

    assert (audit.faults, audit.other_prices) == ([], 1)


@pytest.mark.sqlite
async def test_a_text_where_a_number_belongs_is_named(store: Store) -> None:
    await write(store, right())
    async with store.write() as session:
        await session.execute(text("UPDATE ai_provider_usage_logs SET cost_nano_usd = 'much'"))

    assert ("r", 1, "cost_nano_usd is 'much', not a whole number") in await faults(store)


@pytest.mark.parametrize(
    ("grain", "whose"),
    [
        ("hour", "user u on 2026-11-22 12h"),
        ("day", "user u on 2026-11-22"),
        ("all_hour", "all users on 2026-11-22 12h"),
        ("all_day", "all users on 2026-11-22"),
        ("model_day", "user u on 2026-11-22"),
        ("model_month", "user u on 2026-11"),
        ("all_month", "all users on 2026-11"),
        ("all_model_hour", "all users on 2026-11-22 12h"),
        ("all_model_day", "all users on 2026-11-22"),
        ("all_model_month", "all users on 2026-11"),
    ],
)
@pytest.mark.parametrize("change", ["SET cost_nano_usd = cost_nano_usd + 5", None])
async def test_a_sum_that_is_not_that_of_the_rows_is_named(
    store: Store, grain: str, whose: str, change: str | None
) -> None:
    await write(store, right(), right(attempt=2))
    table, told = "ai_usage_rollups", 2 * (PRICE or 0) + 5 if change else 0
    async with store.write() as session:
        wrong = f"UPDATE {table} {change}" if change else f"DELETE FROM {table}"
        await session.execute(text(f"{wrong} WHERE grain = '{grain}'"))

    found = [said for *_, said in await faults(store)]

    sums = f"the sums say {told}, the rows add up to {2 * (PRICE or 0)}"
    of_model = " (gemini, gemini-2.5-flash):" if "model" in grain else " (freemium, gemini, "
    named = [said for said in found if said.startswith(f"cost_nano_usd of {whose}{of_model}")]
    assert any(said.endswith(sums) for said in named), found


async def test_a_row_that_was_removed_and_not_pruned_is_missed(store: Store) -> None:
    await write(store, right(), right(attempt=2), right("you", request_id="other"))
    async with store.write() as session:
        await session.execute(text("DELETE FROM ai_provider_usage_logs WHERE attempt = 2"))

    found = [said for *_, said in await faults(store)]

    assert any(said.startswith("attempts of user u on 2026-11-22 12h") for said in found)
    assert not [said for said in found if "user you" in said]


async def test_rows_written_meanwhile_do_not_disturb(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = audit_module.usage_report

    async def busy(session: Any, **options: Any) -> Any:
        await write(store, right(request_id="meanwhile"))
        return await real(session, **options)

    monkeypatch.setattr(audit_module, "usage_report", busy)
    await write(store, right())

    audit = await audited(store)

    assert (audit.faults, audit.rows) == ([], 1)


async def test_sums_are_exact_beyond_what_a_float_can_hold(store: Store) -> None:
    huge: dict[str, Any] = {"cost_nano_usd": 2**53 + 1, "price_version": "another"}
    await write(store, right(**huge), right(attempt=2, **huge))

    audit = await audited(store)

    assert (audit.faults, audit.cost_nano_usd) == ([], 2 * (2**53 + 1))


async def test_one_users_rows_are_checked_alone(store: Store) -> None:
    await write(store, right(), right("you", request_id="other", status="done"))

    assert (await audited(store, "u")).faults == []
    assert (await audited(store, "you")).fault_count == 1
    assert (await audited(store)).rows == 2


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
async def test_rows_are_read_in_batches_and_none_is_missed(
    store: Store, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(audit_module, "BATCH", 2)
    monkeypatch.setattr(audit_module, "FAULTS_KEPT", 3)
    await write(store, *(right(attempt=number + 1, status="done") for number in range(count)))
    batches: list[str] = []

    def seen(_c: object, _u: object, statement: str, *_: object) -> None:
        if BATCH_ORDER in statement:
            batches.append(statement)

    event.listen(store.engine.sync_engine, "before_cursor_execute", seen)
    audit = await audited(store)

    assert (audit.rows, audit.fault_count, len(audit.faults)) == (count, count, min(count, 3))
    assert len(batches) == count // 2 + 1


@pytest.mark.sqlite
async def test_no_batch_is_sorted_anew(store: Store) -> None:
    plans: list[str] = []
    statements: list[tuple[str, Any]] = []

    def seen(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:
        if BATCH_ORDER in statement:
            statements.append((statement, parameters))

    event.listen(store.engine.sync_engine, "before_cursor_execute", seen)
    await audited(store, "u")
    await audited(store)
    asked = statements.copy()
    async with store.engine.connect() as connection:
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [str(row) for row in rows]

    assert len(plans) == 2
    assert all("PRIMARY KEY" in plan for plan in plans), plans
