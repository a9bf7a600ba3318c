"""Opening, making and migrating a store."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import NullPool, create_engine, func, insert, select, text

import profiles.store.migrations as migrations
from profiles.errors import InvalidInputError, MissingExtraError, StoreError
from profiles.store.ai import AILimit, AIProviderUsageLog, AIRoute
from profiles.store.base import utc_now
from profiles.store.defaults import default_limits, default_routes
from profiles.store.engine import Store, open_store
from profiles.store.location import locate_store
from profiles.store.rows import Query
from profiles.store.tables import Posting, Subscription, User
from profiles.store.transactions import write_rows
from profiles.store.users import FREEMIUM, PLANS

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def _opened(path: Path) -> Store:
    return await open_store(locate_store(str(path), {}))


async def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as Python does for what is not there

    with pytest.raises(MissingExtraError, match="the driver psycopg") as caught:
        await open_store(locate_store("postgresql://me@127.0.0.1/jobai", {}))

    assert caught.value.hint == "install it with: pip install 'jobai[postgres]'"


async def test_a_new_store_is_private_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "jobai.db"

    store = await _opened(path)
    async with store.write() as session:
        session.add(User(plan=FREEMIUM))
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o777 == 0o600, file
    await store.aclose()

    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    await (await _opened(tmp_path / "jobai.db")).aclose()

    assert tmp_path.stat().st_mode & 0o777 == 0o755


async def test_sqlite_runs_in_wal_with_foreign_keys_a_busy_timeout_and_durable_commits(
    tmp_path: Path,
) -> None:
    store = await _opened(tmp_path / "jobai.db")

    async with store.read() as session:
        names = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        found = [await session.scalar(text(f"PRAGMA {name}")) for name in names]
    await store.aclose()

    assert found == ["wal", 1, 30_000, 2]


def test_head_is_the_newest_migration_that_is_shipped() -> None:
    folder = Path(migrations.__file__).parent / "versions"

    assert max(path.name[:4] for path in folder.glob("[0-9]*.py")) == migrations.HEAD


async def test_a_store_of_a_newer_jobai_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "jobai.db"
    await (await _opened(path)).aclose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreError, match="newer jobai") as caught:
        await _opened(path)

    assert "upgrade jobai" in str(caught.value.hint)


async def test_a_file_that_is_no_store_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Sir or Madam, " * 100)

    with pytest.raises(StoreError, match="not a database"):
        await _opened(path)

    assert path.read_bytes() == b"Dear Sir or Madam, " * 100


def test_many_processes_may_make_the_same_store_at_once(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from profiles.store.engine import open_store\n"
        "from profiles.store.location import locate_store\n"
        "from profiles.store.users import User\n"
        "async def main():\n"
        "    store = await open_store(locate_store(sys.argv[1], {}))\n"
        "    async with store.write() as session:\n"
        "        session.add(User(plan='freemium'))\n"
        "    await store.aclose()\n"
        "asyncio.run(main())\n"
    )
    path = tmp_path / "jobai.db"
    command = [sys.executable, "-W", "error", "-c", code, str(path)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(6)]
    errors = [process.communicate()[1].decode() for process in processes]

    assert errors == [""] * 6
    connection = sqlite3.connect(path)
    [count] = connection.execute("SELECT count(*) FROM users").fetchone()
    [routes] = connection.execute("SELECT count(*) FROM ai_routes").fetchone()
    connection.close()
    assert (count, routes) == (6, len(default_routes()))


async def test_a_transaction_that_reads_first_does_not_lose_the_race_for_the_lock(
    tmp_path: Path,
) -> None:
    store = await _opened(tmp_path / "jobai.db")
    async with store.write() as session:
        session.add(User(id="counter", name="0"))

    async def increment() -> None:
        async with store.write() as session:
            user = await session.get_one(User, "counter")
            user.name = str(int(user.name or "0") + 1)

    await asyncio.gather(*(increment() for _ in range(40)))

    async with store.read() as session:
        assert (await session.get_one(User, "counter")).name == "40"
    await store.aclose()


async def test_an_error_in_a_write_leaves_nothing_behind(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")

    with pytest.raises(RuntimeError):
        async with store.write() as session:
            session.add(User(plan=FREEMIUM))
            await session.flush()
            raise RuntimeError

    async with store.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 0
    await store.aclose()


async def test_the_default_routes_and_limits_are_rows(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")
    async with store.read() as session:
        routes = {
            (row.plan, row.task, row.position, row.provider, row.model)
            for row in await session.scalars(select(AIRoute))
        }
        limits = {
            (row.subject, row.metric, row.period): row.cap
            for row in await session.scalars(select(AILimit))
        }
    await store.aclose()

    assert routes == {(r.plan, r.task, r.position, r.provider, r.model) for r in default_routes()}
    assert limits == {(li.plan, li.metric, li.period): li.cap for li in default_limits()}
    assert {plan for plan, *_ in routes} == set(PLANS)
    assert limits["freemium", "tokens", "day"] == 10_000
    assert limits["pro_annual", "calls", "hour"] == 10_000


async def test_renewed_defaults_keep_what_the_user_changed(tmp_path: Path) -> None:
    from profiles.store.defaults import renew_defaults

    store = await _opened(tmp_path / "jobai.db")
    async with store.write() as session:
        own = await session.scalar(
            select(AIRoute).where(AIRoute.plan == "freemium", AIRoute.task == "extraction").limit(1)
        )
        assert own is not None
        own.model, own.is_default = "my-own-model", False
    async with store.write() as session:
        await (await session.connection()).run_sync(renew_defaults)

    async with store.read() as session:
        models = await session.scalars(
            select(AIRoute.model).where(AIRoute.plan == "freemium", AIRoute.task == "extraction")
        )
        assert list(models) == ["my-own-model"]
        assert await session.scalar(select(func.count()).select_from(AILimit)) == len(
            default_limits()
        )
    await store.aclose()


async def test_times_come_back_aware_and_in_utc(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")
    in_tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    async with store.write() as session:
        session.add(User(id="u", created_at=in_tokyo))

    async with store.read() as session:
        user = await session.get_one(User, "u")
    await store.aclose()

    assert user.created_at == NOW
    assert user.created_at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")

    with pytest.raises(StoreError, match="without a time zone"):
        async with store.write() as session:
            session.add(User(created_at=NOW.replace(tzinfo=None)))
    await store.aclose()


@pytest.mark.parametrize("user_id", ["ann", 42, UUID(int=7)])
async def test_a_user_may_be_named_by_text_number_or_uuid(
    tmp_path: Path, user_id: str | int | UUID
) -> None:
    store = await _opened(tmp_path / "jobai.db")
    async with store.write() as session:
        session.add(User(id=user_id, plan=FREEMIUM))

    async with store.read() as session:
        found = await session.scalar(
            select(Subscription.plan).where(Subscription.user_id == user_id)
        )
    await store.aclose()

    assert found == FREEMIUM


async def test_the_number_of_a_removed_job_is_not_given_again(tmp_path: Path) -> None:
    store = await _opened(tmp_path / "jobai.db")
    numbers: list[int] = []
    for identity in ("a", "b"):
        row = Posting(
            user_id="u", identity=identity, latest_version=1, created_at=NOW, updated_at=NOW
        )
        async with store.write() as session:
            session.add(row)
        numbers.append(row.id)
        async with store.write() as session:
            await session.delete(await session.get_one(Posting, row.id))
    await store.aclose()

    assert numbers == [1, 2]


def test_a_cost_on_a_row_is_exact_dollars() -> None:
    row = AIProviderUsageLog(cost_nano_usd=123_456_789_012_345_678)

    assert row.estimated_cost_usd == Decimal("123456789.012345678")


@pytest.mark.parametrize(
    ("named", "url", "path"),
    [
        ("/x/jobs.db", "sqlite+aiosqlite:////x/jobs.db", "/x/jobs.db"),
        ("sqlite:////x/jobs.db", "sqlite+aiosqlite:////x/jobs.db", "/x/jobs.db"),
        ("sqlite:/x/jobs.db", "sqlite+aiosqlite:////x/jobs.db", "/x/jobs.db"),
        ("sqlite://", "sqlite+aiosqlite://", None),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d", None),
    ],
)
def test_a_store_is_a_file_or_a_url(named: str, url: str, path: str | None) -> None:
    location = locate_store(named, {})

    assert location.url == url
    assert location.path == (Path(path) if path else None)


def test_without_a_name_the_store_is_in_jobai_home(tmp_path: Path) -> None:
    assert locate_store(None, {"JOBAI_HOME": str(tmp_path)}).path == tmp_path / "jobai.db"


def test_a_password_in_an_address_is_not_shown() -> None:
    assert "hunter2" not in locate_store("postgres://ann:hunter2@h/d", {}).shown


@pytest.mark.parametrize("named", ["mysql://h/d", "https://example.com"])
def test_an_unknown_kind_of_store_is_refused_with_what_is_known(named: str) -> None:
    with pytest.raises(InvalidInputError, match=re.escape(named.partition(":")[0])) as caught:
        locate_store(named, {})

    assert "postgresql://" in str(caught.value.hint)


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is a folder"):
        locate_store(str(tmp_path), {})


def forge(address: str, revision: str) -> None:
    """Do as a jobai of another version that brings the store to its own schema."""
    url = locate_store(address, {}).url.replace("+aiosqlite", "")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


ADD_USER = Query(insert(User), ("id", "created_at"))


async def add_user(store: Store, name: str) -> None:
    await write_rows(
        store.engine, None, lambda rows: rows.all(ADD_USER, id=name, created_at=utc_now())
    )


async def users_of(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(User.id)))


@pytest.mark.parametrize("revision", ["9999", "0001"])
async def test_an_open_store_that_another_jobai_changes_is_written_to_no_more(
    store_address: str, revision: str
) -> None:
    store = await open_store(locate_store(store_address, {}))
    forge(store_address, revision)
    says = rf"another schema by now \({revision}, this jobai writes {migrations.HEAD}\)"

    with pytest.raises(StoreError, match=says) as refused:
        async with store.write() as session:
            session.add(User(id="late"))
    if store.location.path is not None:
        with pytest.raises(StoreError, match=says):
            await add_user(store, "late")

    assert await users_of(store) == []
    assert "start this program again" in str(refused.value.hint)
    forge(store_address, migrations.HEAD)
    await add_user(store, "back")
    assert await users_of(store) == ["back"]
    await store.aclose()


@pytest.mark.sqlite
async def test_a_program_that_writes_all_the_time_sees_the_change_at_once(
    store_address: str,
) -> None:
    store = await open_store(locate_store(store_address, {}))
    await add_user(store, "before")
    forge(store_address, "9999")

    with pytest.raises(StoreError, match="another schema"):
        await add_user(store, "late")

    assert await users_of(store) == ["before"]
    await store.aclose()


@pytest.mark.parametrize("revision", ["9999", "copying-9999"])
async def test_no_version_opens_a_store_that_it_does_not_know(
    store_address: str, revision: str
) -> None:
    forge(store_address, revision)

    with pytest.raises(StoreError) as refused:
        await open_store(locate_store(store_address, {}))

    message = refused.value.message
    newer = f"made by a newer jobai (its schema is 9999, this jobai knows {migrations.HEAD})"
    assert (newer if revision == "9999" else "is not whole") in message
    assert locate_store(store_address, {}).shown in message
