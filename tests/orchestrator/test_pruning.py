"""Old rows leave the ledger, and no total changes."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from desks import elsewhere
from ledger_rows import pending, settled, write
from sqlalchemy import func, select, text, update

from orchestrator import pruning
from orchestrator.audit import Audit, audit_ledger
from orchestrator.pricing import PriceList, price_version
from orchestrator.providers.base import TokenUsage
from orchestrator.pruning import archive, prune
from orchestrator.reports import usage_report
from profiles.errors import InvalidInputError, StoreError
from profiles.store import rollup_pruning
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.rollups import GRAINS, AIUsagePruning

if TYPE_CHECKING:
    from orchestrator.usage_lines import UsageReport
    from profiles.store.engine import Store

OLD = datetime(2026, 1, 10, 12, 30, tzinfo=UTC)
CUT = datetime(2026, 1, 15, 12, 15, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROCESS = Path(__file__).parent / "pruning_process.py"


def _right(user_id: str = "u", **changes: Any) -> AIProviderUsageLog:
    """A settled row with which nothing is wrong."""
    at = changes.setdefault("created_at", OLD)
    cost = PriceList().price(
        TokenUsage(100, 20), provider="gemini", model="gemini-2.5-flash", at=at
    )
    facts = {"cost_nano_usd": cost.cost_nano_usd, "cost_source": "table", "latency_ms": 5,
             "price_version": price_version(), "settled_at": at + timedelta(seconds=1)}  # fmt: skip
    return settled(user_id, **facts | changes)


def _ledger() -> list[AIProviderUsageLog]:
    """Eleven calls before the cut that can leave, of two people, on ten days and at its edge."""
    day = timedelta(days=1)
    rows = [_right(("ann", "bob")[n % 2], request_id=f"old{n}", created_at=CUT - n * day / 2
                   - timedelta(microseconds=1)) for n in range(10)]  # fmt: skip
    failed = {"status": "error", "request_id": "two"}
    rows += [_right("ann", **failed), _right("ann", request_id="two", attempt=2)]
    again: dict[str, Any] = {"attempt": 2, "attempt_kind": "retry"}
    rows += [_right("ann", request_id="across")]
    rows += [_right("ann", request_id="across", created_at=CUT, **again)]
    rows += [_right("ann", request_id="open")]
    rows += [pending("ann", request_id="open", created_at=OLD, **again)]
    rows += [_right("bob", request_id=f"new{n}", created_at=CUT + n * day) for n in range(3)]
    return rows


LEAVING, STAYING = 12, 7


async def _report(store: Store) -> UsageReport:
    async with store.read() as session:
        by = ("day", "user", "model", "status", "attempt_kind")
        return await usage_report(session, by=by, now=NOW)


async def _audit(store: Store, user_id: str | None = None) -> Audit:
    async with store.read() as session:
        return await audit_ledger(session, now=NOW, user_id=user_id)


async def _ids(store: Store) -> list[str]:
    async with store.read() as session:
        row = AIProviderUsageLog
        return sorted({*await session.scalars(select(row.request_id))})


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


@pytest.fixture
async def full(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(rollup_pruning, "CALLS_AT_ONCE", 4)
    await write(store, *_ledger())
    return store


async def test_rows_leave_and_every_total_stays(full: Store) -> None:
    before, audit = await _report(full), await _audit(full)
    assert audit.faults == []

    told = await prune(full, before=CUT)

    assert (told.row_count, told.rows_kept, told.archive) == (LEAVING, 3, None)
    assert await _ids(full) == ["across", "new0", "new1", "new2", "open"]
    assert await _report(full) == before
    after = await _audit(full)
    assert after.faults == []
    assert (after.rows, after.pruned_rows) == (STAYING, LEAVING)
    assert after.cost_nano_usd == audit.cost_nano_usd
    assert (await _audit(full, "ann")).faults == (await _audit(full, "bob")).faults == []


async def test_a_call_whose_answer_is_kept_under_a_key_stays_with_it(full: Store) -> None:
    async with full.write() as session:
        session.add(AIAnswer(user_id="ann", idempotency_key="k", fingerprint="f", text="hello",
                             request_id="two", created_at=OLD))  # fmt: skip

    assert (await prune(full, before=CUT)).row_count == LEAVING - 2
    assert "two" in await _ids(full)


async def test_what_left_is_told(full: Store) -> None:
    told = await prune(full, before=CUT)

    async with full.read() as session:
        [kept] = await session.scalars(select(AIUsagePruning))
    assert (kept.before, kept.row_count, kept.archive) == (CUT, LEAVING, None)
    assert kept.cost_nano_usd == told.cost_nano_usd > 0


async def test_the_rest_leaves_the_next_time_and_nothing_twice(full: Store) -> None:
    before = await _report(full)
    assert (await prune(full, before=CUT - timedelta(days=3))).row_count == 6
    assert (await prune(full, before=CUT)).row_count == LEAVING - 6
    assert (await prune(full, before=CUT)).row_count == 0

    assert await _report(full) == before
    assert (await _audit(full)).faults == []


async def test_sums_of_what_was_pruned_that_are_changed_are_found(full: Store) -> None:
    await prune(full, before=CUT)
    for grain in (*GRAINS, "pruned"):
        async with full.write() as session:
            change = "UPDATE ai_usage_rollups SET calls = calls {} 1 WHERE grain = :grain"
            await session.execute(text(change.format("+")), {"grain": grain})
        assert (await _audit(full)).fault_count > 0, grain
        async with full.write() as session:
            await session.execute(text(change.format("-")), {"grain": grain})
    assert (await _audit(full)).faults == []


async def test_an_archive_has_every_row_that_left(full: Store, tmp_path: Path) -> None:
    before = await _report(full)
    async with full.read() as session:
        rows = {(row.request_id, row.attempt): row
                for row in await session.scalars(select(AIProviderUsageLog))}  # fmt: skip
    file = tmp_path / "old.jsonl.gz"

    told = await archive(full, before=CUT, to=file)

    lines = _lines(file)
    assert len(lines) == told.row_count == LEAVING
    assert told.archive_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    for line in lines:
        row = rows[line["request_id"], line["attempt"]]
        assert set(line) == set(AIProviderUsageLog.__table__.columns.keys())
        assert line["cost_nano_usd"] == row.cost_nano_usd
        assert datetime.fromisoformat(line["created_at"]) == row.created_at
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("old*")] == ["old.jsonl.gz"]
    assert await _report(full) == before
    assert (await _audit(full)).faults == []
    async with full.read() as session:
        [kept] = await session.scalars(select(AIUsagePruning))
    assert (kept.archive, kept.archive_sha256) == (str(file), told.archive_sha256)


async def test_the_month_that_quotas_count_is_never_touched(full: Store) -> None:
    now = datetime.now(UTC)
    with pytest.raises(InvalidInputError, match="still count for quotas"):
        await prune(full, before=now)
    with pytest.raises(InvalidInputError, match="still count"):
        await prune(full, before=now.replace(day=1, hour=0, minute=0, second=0, microsecond=1))
    assert len(await _ids(full)) == 16


async def test_a_file_that_is_there_is_kept(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "mine.gz"
    file.write_text("mine")
    with pytest.raises(InvalidInputError, match="is there already"):
        await archive(full, before=CUT, to=file)
    with pytest.raises(StoreError, match="cannot be written"):
        await archive(full, before=CUT, to=tmp_path / "no" / "such.gz")

    assert file.read_text() == "mine"
    assert len(await _ids(full)) == 16


@pytest.mark.parametrize("harm", ["none", "a row less", "cut short", "other rows"])
async def test_only_a_file_that_holds_every_row_is_taken_for_their_archive(
    full: Store, tmp_path: Path, harm: str
) -> None:
    file = tmp_path / "old.gz"
    await pruning._written(full, CUT, file)  # pyright: ignore[reportPrivateUsage]
    data = file.read_bytes()
    if harm == "cut short":
        file.write_bytes(data[:-4])
    elif harm == "a row less":
        file.write_bytes(gzip.compress(b"".join(gzip.decompress(data).splitlines(True)[:-1])))
    elif harm == "other rows":
        file.write_bytes(gzip.compress(gzip.decompress(data).replace(b"old9", b"new9")))
    there = file.read_bytes()

    if harm == "none":
        assert (await archive(full, before=CUT, to=file)).row_count == LEAVING
        assert (await _audit(full)).faults == []
    else:
        with pytest.raises(InvalidInputError, match="is there already"):
            await archive(full, before=CUT, to=file)
        assert len(await _ids(full)) == 16

    assert file.read_bytes() == there


async def test_nothing_to_archive_makes_no_file(store: Store, tmp_path: Path) -> None:
    told = await archive(store, before=CUT, to=tmp_path / "none.gz")

    assert (told.row_count, told.archive) == (0, None)
    assert not list(tmp_path.glob("none*"))


async def test_a_file_that_cannot_be_read_back_keeps_every_row(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pruning.gzip.GzipFile.write

    def bad(self: Any, data: bytes) -> int:
        return real(self, data[: data.index(b"\n") + 1])

    monkeypatch.setattr(pruning.gzip.GzipFile, "write", bad)
    with pytest.raises(StoreError, match="instead of 12"):
        await archive(full, before=CUT, to=tmp_path / "old.gz")

    assert len(await _ids(full)) == 16
    assert not list(tmp_path.glob("old*"))


async def test_a_row_that_changes_meanwhile_stays(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pruning._put_in_place  # pyright: ignore[reportPrivateUsage]

    def slow(unfinished: Path, to: Path) -> None:
        real(unfinished, to)
        row = AIProviderUsageLog
        elsewhere(
            full.location.url, update(row).where(row.request_id == "old9").values(cost_nano_usd=7)
        )

    monkeypatch.setattr(pruning, "_put_in_place", slow)
    with pytest.raises(StoreError, match="written while others were removed"):
        await archive(full, before=CUT, to=tmp_path / "old.gz")

    assert "old9" in await _ids(full)
    sums = (await _audit(full)).faults
    assert all(fault.request_id == "old9" for fault in sums)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("commit", [1, 3])
@pytest.mark.parametrize("kept", [True, False])
async def test_a_process_that_is_killed_loses_nothing(
    store: Store, tmp_path: Path, commit: int, when: str, kept: bool
) -> None:
    await write(store, *_ledger())
    before, ids = await _report(store), await _ids(store)
    file = tmp_path / "old.gz"
    command = [sys.executable, PROCESS, store.location.url, str(file) if kept else "-",
               CUT.isoformat(), str(commit), when]  # fmt: skip
    killed = await asyncio.to_thread(subprocess.run, command, capture_output=True, timeout=60)

    assert killed.returncode < 0, killed.stderr
    assert await _report(store) == before
    assert (await _audit(store)).faults == []
    async with store.read() as session:
        gone = await session.scalar(select(func.sum(AIUsagePruning.row_count))) or 0
    left = await _ids(store)
    assert gone > 0 or (commit, when) == (1, "before")
    archived = {line["request_id"] for line in _lines(file)} if kept else set[str]()
    if kept:
        assert archived | {*left} == {*ids}
    rest = await (archive(store, before=CUT, to=file) if kept else prune(store, before=CUT))
    assert rest.row_count == LEAVING - gone
    assert await _report(store) == before
    if kept:
        assert {line["request_id"] for line in _lines(file)} == archived
        assert rest.archive_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (await _audit(store)).faults == []
