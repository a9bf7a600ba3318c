"""A whole store copied into another: from a file to a server, back, and between two of a kind."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import pending, settled
from sqlalchemy import func, insert, select, text, update

from profiles.errors import InvalidInputError, JobaiError, NotFoundError, StoreError
from profiles.store.ai import AIProviderUsageLog
from profiles.store.copying import Step, StoreCopy, copy_store
from profiles.store.documents import Posting
from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store
from profiles.store.migrations import HEAD
from profiles.store.partitions import Month, months, partition_ledger
from profiles.store.rollup_checks import differences
from profiles.store.rollups import ALL_MONTH, AIUsageRollup
from profiles.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)
HOSTILE = "a tab\t, lines\r\n\v\f\b, \\N, \\t, '\"; ä 🌍 \x1b[31m\x01"
DOCUMENT: dict[str, Any] = {
    "z": HOSTILE,
    "a": [None, True, 1, 1.0, 1e22, -0.0, 12345678901234567890, 0.1, "\u2028", {}],
    "": {"\\": "\\u0041"},
}
ALL_ATTEMPTS = select(func.sum(AIUsageRollup.attempts)).where(AIUsageRollup.grain == ALL_MONTH)
TABLES = {table.name for table in Base.metadata.tables.values()}


async def opened(address: str) -> Store:
    return await open_store(locate_store(address, {}))


def copied(source: str, target: str, on_step: Callable[[Step], None] | None = None) -> StoreCopy:
    return copy_store(
        locate_store(source, {}), locate_store(target, {}), on_step or (lambda _: None)
    )


async def fill(address: str) -> None:
    """Put something into every table, as hard to carry over as a text can be."""
    store = await opened(address)
    tables = Base.metadata.tables
    day = {"created_at": NOW}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("users", {"id": "ann", "name": HOSTILE, **day}),
        ("users", {"id": "Ünal", **day}),
        ("users", {"id": "Zoë", **day}),
        ("subscriptions", {"user_id": "ann", "plan": "freemium", "starts_at": NOW}),
        ("profiles", {"user_id": "ann", "version": 1, "document": DOCUMENT, "sha256": "x", **day}),
        (
            "postings",
            {"id": 9, "user_id": "ann", "identity": "i", "latest_version": 1, "updated_at": NOW}
            | day,
        ),
        (
            "posting_versions",
            {"posting_id": 9, "version": 1, "document": DOCUMENT, "text_sha256": "x"}
            | {"provider": "offline", **day},
        ),
        (
            "drafts",
            {"user_id": "ann", "posting_id": 9, "kind": "cv", "version": 1, "document": {}}
            | {"profile_sha256": "x", "posting_sha256": "x", "request_sha256": "x"}
            | {"provider": "offline", **day},
        ),
        ("written_files", {"user_id": "ann", "path": "p", "sha256": "x", "written_at": NOW}),
        (
            "unfinished_runs",
            {"user_id": "ann", "run": "r", "source": "s", "posting_id": 9, "done_at": NOW},
        ),
        (
            "ai_provider_configs",
            {"name": "mine", "provider_type": "openai", "api_key_encrypted": "gAAA", **day},
        ),
        (
            "ai_model_health",
            {"credential": "c", "model": "m", "state": "gone", "until": NOW, "reason": HOSTILE}
            | {"updated_at": NOW},
        ),
        (
            "ai_model_prices",
            {"provider": "openai", "model": "m", "input_nano_usd_per_mtok": 2**62}
            | {"output_nano_usd_per_mtok": 0, "starts_at": NOW},
        ),
        (
            "ai_answers",
            {"user_id": "ann", "idempotency_key": "k", "fingerprint": "f", "text": HOSTILE, **day},
        ),
        (
            "ai_usage_prunings",
            {"before": NOW, "row_count": 0, "cost_nano_usd": 0, "pruned_at": NOW},
        ),
    ]  # fmt: skip
    async with store.write() as session:
        for name, values in rows:
            await session.execute(insert(tables[name]).values(**values))
        for number, user in enumerate(("ann", "Ünal", "Zoë", "ann")):
            moment = NOW - timedelta(days=17 * number)
            session.add(settled(user, cost_nano_usd=1_000_000_007 + number, created_at=moment))
        session.add(settled("ann", cost_nano_usd=None, created_at=NOW))
        session.add(pending("ann", created_at=NOW))
    await store.aclose()


@pytest.fixture
async def source(store_address: str) -> str:
    """A store with something in each table; a file, or a database with `--store postgresql`."""
    await fill(store_address)
    return store_address


@pytest.fixture
async def kept(tmp_path: Path) -> str:
    """The same, in a file always."""
    await fill(str(tmp_path / "kept.db"))
    return str(tmp_path / "kept.db")


def first_columns(row: tuple[Any, ...]) -> str:
    return repr([value for value in row if not isinstance(value, dict)])


async def found_in(address: str) -> dict[str, list[Any]]:
    store = await opened(address)
    async with store.read() as session:
        rows = {
            name: sorted(
                map(tuple, (await session.execute(select(table))).all()), key=first_columns
            )
            for name, table in Base.metadata.tables.items()
        }
    await store.aclose()
    return rows


async def test_everything_of_a_file_is_in_the_copy(kept: str, new_address: str) -> None:
    made = await asyncio.to_thread(copied, kept, new_address)

    assert {table.name for table in made.tables if table.rows} == TABLES
    assert await found_in(new_address) == await found_in(kept)
    assert (made.revision, made.pending, made.unpriced, made.stored_keys) == (HEAD, 1, 1, 1)
    assert made.cost_nano_usd == 4_000_000_034
    assert made.months == 4


async def test_everything_comes_back_into_a_file(source: str, tmp_path: Path) -> None:
    target = str(tmp_path / "back.db")

    made = await asyncio.to_thread(copied, source, target)

    assert {table.name for table in made.tables if table.rows} == TABLES
    assert await found_in(target) == await found_in(source)
    assert Path(target).stat().st_mode & 0o777 == 0o600


async def test_a_copy_of_the_same_kind_is_the_same(source: str, new_address: str) -> None:
    first = await asyncio.to_thread(copied, source, new_address)

    assert await found_in(new_address) == await found_in(source)
    assert first.replaced_characters == 0


async def test_the_ledger_of_the_copy_adds_up_and_goes_on(kept: str, new_address: str) -> None:
    await asyncio.to_thread(copied, kept, new_address)
    store = await opened(new_address)

    async with store.write() as session:
        session.add(settled("ann", cost_nano_usd=1))
    async with store.read() as session:
        connection = await session.connection()
        wrong = await connection.run_sync(lambda sync: list(differences(sync, None)))
        attempts = await session.scalar(ALL_ATTEMPTS)
    await store.aclose()

    assert (wrong, attempts) == ([], 6)


async def test_no_number_is_given_twice_in_the_copy_either(kept: str, new_address: str) -> None:
    store = await opened(kept)
    async with store.write() as session:
        await session.execute(text("DELETE FROM postings"))
    await store.aclose()
    await asyncio.to_thread(copied, kept, new_address)
    store = await opened(new_address)

    async with store.write() as session:
        posting = Posting(user_id="ann", identity="j", latest_version=1)
        posting.created_at = posting.updated_at = NOW
        call = settled("ann")
        session.add_all([posting, call])
        await session.flush()
        given = posting.id, call.id
    await store.aclose()

    assert given == (10, 7)


async def test_what_others_write_meanwhile_is_not_in_the_copy(
    source: str, new_address: str
) -> None:
    wrote: list[str] = []

    def meanwhile(step: Step) -> None:
        if not wrote:
            wrote.append(step.table)
            asyncio.run(write_more(source))

    made = await asyncio.to_thread(copied, source, new_address, meanwhile)

    rows = {table.name: table.rows for table in made.tables}
    assert wrote
    assert rows["ai_provider_usage_logs"] == 6
    assert rows["users"] == 3
    assert len((await found_in(source))["users"]) == 4


async def write_more(address: str) -> None:
    store = await opened(address)
    async with store.write() as session:
        session.add(settled("late"))
        await session.execute(
            insert(Base.metadata.tables["users"]).values(id="late", created_at=NOW)
        )
    await store.aclose()


async def test_a_store_with_rows_is_never_copied_into(source: str, kept: str) -> None:
    before = await found_in(source)

    with pytest.raises(InvalidInputError, match=r"is not empty: .*users"):
        await asyncio.to_thread(copied, kept, source)

    assert await found_in(source) == before


async def test_a_store_that_nobody_used_yet_can_be_copied_into(
    kept: str, store_address: str
) -> None:
    await asyncio.to_thread(copied, kept, store_address)

    assert await found_in(store_address) == await found_in(kept)


@pytest.mark.postgresql
async def test_a_ledger_by_months_has_the_copied_rows_in_their_months(
    kept: str, store_address: str
) -> None:
    store = await opened(store_address)
    async with store.write() as session:
        await (await session.connection()).run_sync(partition_ledger)
    await store.aclose()

    await asyncio.to_thread(copied, kept, store_address)

    store = await opened(store_address)
    async with store.read() as session:
        found = await (await session.connection()).run_sync(months)
        elsewhere = text("SELECT count(*) FROM ai_provider_usage_logs_rest")
        assert await session.scalar(elsewhere) == 0
    await store.aclose()
    assert Month(2026, 10) in found
    assert await found_in(store_address) == await found_in(kept)


async def test_an_interrupted_copy_says_so_and_is_made_again(kept: str, new_address: str) -> None:
    def stop(step: Step) -> None:
        if step.doing == "checking" and step.rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copied(kept, new_address, stop)

    with pytest.raises(StoreError, match="not whole") as unfinished:
        await opened(new_address)
    with pytest.raises(StoreError, match="not whole"):
        await asyncio.to_thread(copied, new_address, f"{kept}.other")
    assert "jobai db copy" in str(unfinished.value.hint)
    await asyncio.to_thread(copied, kept, new_address)
    assert await found_in(new_address) == await found_in(kept)


KILLED = """
import os, signal, sys
from profiles.store.copying import copy_store
from profiles.store.location import locate_store

def kill(step):
    if (step.doing, step.table) == (sys.argv[3], "ai_usage_rollups") and step.rows:
        os.kill(os.getpid(), signal.SIGKILL)

copy_store(locate_store(sys.argv[1], {}), locate_store(sys.argv[2], {}), kill)
"""


@pytest.mark.parametrize("doing", ["copying", "checking"])
async def test_a_copy_that_was_killed_is_made_again(
    kept: str, new_address: str, doing: str
) -> None:
    command = [sys.executable, "-c", KILLED, kept, new_address, doing]
    killed = await asyncio.to_thread(subprocess.run, command, cwd=Path(__file__).parents[3])
    assert killed.returncode == -signal.SIGKILL

    with pytest.raises(StoreError, match="not whole"):
        await opened(new_address)
    await asyncio.to_thread(copied, kept, new_address)

    assert await found_in(new_address) == await found_in(kept)


async def test_two_copies_never_fill_one_store(kept: str, new_address: str) -> None:
    refused: list[JobaiError] = []

    def second(step: Step) -> None:
        if step.doing == "checking" and not refused and "://" in new_address:
            try:
                copied(kept, new_address)
            except JobaiError as error:
                refused.append(error)

    made = await asyncio.to_thread(copied, kept, new_address, second)

    assert made.months == 4
    assert ["under another copy" in error.message for error in refused] in ([], [True])
    assert bool(refused) == ("://" in new_address)


@pytest.mark.parametrize(
    ("revision", "says", "hint"),
    [
        ("0006", rf"older jobai \(its schema is 0006, this jobai copies {HEAD}\)", "db upgrade"),
        ("9999", rf"newer jobai \(its schema is 9999, this jobai knows {HEAD}\)", "upgrade jobai"),
    ],
)
async def test_a_source_of_another_schema_is_refused_with_what_to_type(
    source: str, tmp_path: Path, revision: str, says: str, hint: str
) -> None:
    store = await opened(source)
    async with store.write() as session:
        await session.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    await store.aclose()

    with pytest.raises(StoreError, match=says) as refused:
        await asyncio.to_thread(copied, source, str(tmp_path / "target.db"))

    assert hint in str(refused.value.hint)
    assert not (tmp_path / "target.db").exists()


async def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE notes (id)").connection.close()

    with pytest.raises(NotFoundError, match="no store at"):
        copied(str(tmp_path / "none.db"), str(tmp_path / "target.db"))
    with pytest.raises(InvalidInputError, match="no jobai store"):
        copied(str(tmp_path / "other.db"), str(tmp_path / "target.db"))
    with pytest.raises(InvalidInputError, match="into itself"):
        copied(str(tmp_path / "other.db"), str(tmp_path / "." / "other.db"))
    assert not (tmp_path / "target.db").exists()


async def test_a_copy_that_is_not_the_same_is_not_kept(kept: str, store_address: str) -> None:
    store = await opened(store_address)
    async with store.write() as session:
        for statement in OTHERS_TRIGGER[session.get_bind().dialect.name]:
            await session.execute(text(statement))
    await store.aclose()

    with pytest.raises(StoreError, match="not what the source is: ai_provider_usage_logs"):
        await asyncio.to_thread(copied, kept, store_address)

    with pytest.raises(StoreError, match="not whole"):
        await opened(store_address)


OTHERS_TRIGGER = {
    "sqlite": [
        "CREATE TRIGGER others AFTER INSERT ON ai_provider_usage_logs BEGIN"
        " UPDATE ai_provider_usage_logs SET cost_nano_usd = cost_nano_usd + 1; END"
    ],
    "postgresql": [
        "CREATE FUNCTION others() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " NEW.cost_nano_usd := NEW.cost_nano_usd + 1; RETURN NEW; END $$",
        "CREATE TRIGGER others BEFORE INSERT ON ai_provider_usage_logs"
        " FOR EACH ROW EXECUTE FUNCTION others()",
    ],
}


async def test_what_postgresql_cannot_keep_is_replaced_and_told(
    kept: str, new_address: str
) -> None:
    store = await opened(kept)
    async with store.write() as session:
        await session.execute(update(Base.metadata.tables["ai_answers"]).values(text="a\x00b\x00"))
        await session.execute(
            update(Base.metadata.tables["profiles"]).values(
                document={"x": "\x00 \ud83d", "pair": "\U0001f30d", "literal": "\\u0000"}
            )
        )
    await store.aclose()

    made = await asyncio.to_thread(copied, kept, new_address)

    found = await found_in(new_address)
    if "://" not in new_address:
        assert made.replaced_characters == 0
        assert found == await found_in(kept)
        return
    assert made.replaced_characters == 4
    assert "a\ufffdb\ufffd" in found["ai_answers"][0]
    whole = {"x": "\ufffd \ufffd", "pair": "\U0001f30d", "literal": "\\u0000"}
    assert whole in found["profiles"][0]


async def test_a_value_that_does_not_fit_is_named_and_not_shown(
    kept: str, new_address: str
) -> None:
    store = await opened(kept)
    async with store.write() as session:
        await session.execute(
            update(AIProviderUsageLog)
            .where(AIProviderUsageLog.id == 3)
            .values(model="secret" * 100)
        )
    await store.aclose()

    if "://" not in new_address:
        await asyncio.to_thread(copied, kept, new_address)
        return
    with pytest.raises(StoreError, match=r"row 3 of ai_provider_usage_logs.*model") as refused:
        await asyncio.to_thread(copied, kept, new_address)

    assert "secret" not in refused.value.message


async def test_steps_tell_how_far_a_copy_is(kept: str, new_address: str) -> None:
    steps: list[Step] = []

    made = await asyncio.to_thread(copied, kept, new_address, steps.append)

    rows = sum(table.rows for table in made.tables)
    assert {step.of for step in steps} == {2 * rows}
    assert sum(step.rows for step in steps) == 2 * rows
    assert {step.table for step in steps if step.doing == "checking"} == TABLES


async def test_rows_of_a_transaction_that_is_open_are_not_left_behind(
    kept: str, tmp_path: Path
) -> None:
    folder = Path(f"{kept}-ledger")
    folder.mkdir()
    (folder / "entry.json").write_text("{}")

    with pytest.raises(StoreError, match="not in it yet"):
        await asyncio.to_thread(copied, kept, str(tmp_path / "target.db"))
