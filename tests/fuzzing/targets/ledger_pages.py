"""Ledgers of whatever calls: their sums are those of the rows, and pages show each call once."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger_rows import NOON, settled

from fuzzing.mutating import changed_bytes
from fuzzing.target import Target
from orchestrator.audit import audit_ledger
from orchestrator.reports import usage_report
from orchestrator.usage_log import LogKey, usage_log
from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from orchestrator.usage_lines import Dimension, Filter
    from profiles.store.ai import AIProviderUsageLog

_ROW_BYTES = 6
_MOST_ROWS = 24
_TOKENS = (0, 1, 20, 100, 2**31, 2**40)
_COSTS = (None, 0, 1, 80_000, 10**9, 2**52)
_FILTERS: tuple[dict[Filter, str] | None, ...] = (
    None, {"model": "gpt-6-luna"}, {"status": "error"}, {"user": "ann"},
)  # fmt: skip
_BREAKDOWNS: tuple[tuple[Dimension, ...], ...] = (
    (), ("day", "model"), ("user", "month"), ("status",),
)  # fmt: skip
WORDS = (b"\0\0\0\0\0\0", b"\0\0\0\0\0\1", b"\0\0\xff\xff\0\0", b"\0\1\2\3\4\5", b"\xff" * 6)


def _run(data: bytes) -> None:
    asyncio.run(_checked(data, _made_store()))


async def _checked(data: bytes, empty: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="jobai-fuzzing-") as folder:
        file = shutil.copy(empty, Path(folder, "jobai.db"))
        store = await open_store(locate_store(str(file), {}))
        try:
            rows = _rows(data)
            expected = {row.request_id for row in rows}
            costs = sum(row.cost_nano_usd or 0 for row in rows)
            tokens = sum(row.input_tokens or 0 for row in rows)
            async with store.write() as session:
                session.add_all(rows)
            await _require_sums(store, len(rows), costs, tokens)
            await _require_pages(store, expected, limit=2 + len(data) % 7)
        finally:
            await store.aclose()


async def _require_sums(store: Store, rows: int, costs: int, tokens: int) -> None:
    async with store.read() as session:
        audit = await audit_ledger(session, now=NOON)
        for by in _BREAKDOWNS:
            report = await usage_report(session, by=by, now=NOON)
            told = (report.total.attempts, report.total.cost_nano_usd, report.total.input_tokens)
            assert told == (rows, costs, tokens), by
            assert sum(line.cost_nano_usd for line in report.lines) == costs
    wrong = [fault.text for fault in audit.faults if fault.request_id is None]
    assert (audit.rows, audit.cost_nano_usd, wrong) == (rows, costs, [])


async def _require_pages(store: Store, expected: set[str], *, limit: int) -> None:
    async with store.read() as session:
        for where in _FILTERS:
            pages: dict[str, list[str]] = {}
            for way in ("before", "after"):
                key: LogKey | None = None if way == "before" else LogKey(_DAWN, 0)
                found: list[str] = []
                more = True
                while more:
                    cursor: dict[str, Any] = {way: key, "where": where}
                    page = await usage_log(session, now=NOON, limit=limit, **cursor)
                    assert len(page.calls) == limit or not page.more
                    found += [call.request_id for call in page.calls]
                    more = page.more
                    key = page.calls[-1].key if page.calls else key
                pages[way] = found
            assert pages["after"] == pages["before"][::-1]
            assert max(Counter(pages["before"]).values(), default=1) == 1
            assert set(pages["before"]) <= expected
            assert where is not None or set(pages["before"]) == expected


_DAWN = datetime(2000, 1, 1, tzinfo=UTC)


def _rows(data: bytes) -> list[AIProviderUsageLog]:
    """Six bytes a row: when (two), whose and how it ended, tokens, cost, and of which call."""
    rows: list[AIProviderUsageLog] = []
    attempts: Counter[str] = Counter()
    for start in range(0, min(len(data), _ROW_BYTES * _MOST_ROWS) - _ROW_BYTES + 1, _ROW_BYTES):
        high, low, kind, tokens, cost, call = data[start : start + _ROW_BYTES]
        request = f"{call % 30:032x}"
        attempts[request] += 1
        facts: dict[str, Any] = {
            "request_id": request,
            "attempt": attempts[request],
            "attempt_kind": "first" if attempts[request] == 1 else "retry",
            "created_at": NOON - timedelta(minutes=high * 256 + low, microseconds=call % 3),
            "status": "error" if kind & 1 else "success",
            "served_model": "gpt-6-luna" if kind & 2 else None,
            "input_tokens": _TOKENS[tokens % len(_TOKENS)],
            "output_tokens": _TOKENS[tokens // 16 % len(_TOKENS)],
            "cost_nano_usd": _COSTS[cost % len(_COSTS)],
            "latency_ms": cost,
        }
        rows.append(settled(("ann", "bob")[call % 2], **facts))
    return rows


@cache
def _made_store() -> Path:
    """An empty store, made once; each input has a copy of it."""
    folder = tempfile.mkdtemp(prefix="jobai-fuzzing-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder, "empty.db")

    async def make() -> None:
        await (await open_store(locate_store(str(file), {}))).aclose()

    asyncio.run(make())
    return file


TARGET = Target(
    "ledger-pages",
    lambda: [bytes(range(120)), b"\0\1\2\3\3\0" * 9, bytes(x * 37 % 256 for x in range(240))],
    _run,
    changed_bytes,
    WORDS,
    in_ci=2,
)
