"""How long usage reports take over millions of calls, beside SQL over the rows and beside DuckDB.

usage: python benchmarks/usage_report.py [--rows N]... [--users N]... [--folder FOLDER]
       [--verify] [--runs N]

Builds a store with a year of calls for each number of rows (1,000,000 and 10,000,000) and users (1
and 1,000), and keeps it in the folder for the next run: 10 million rows need 7 GB and some minutes.
Each question is asked several times; printed is the best wall time in milliseconds, so that work
of others on the machine counts for little, and for jobai the best processor time beside it, for
which it counts still less. "jobai" is `usage_report` from the call to the lines, "rows" the same
question as plain SQL over the ledger in the same SQLite file, "duckdb" that SQL in DuckDB over the
same file, or over a copy of its own where its reader of SQLite files is not installed. All must
give the same cost, or the script ends with 1.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import shutil
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from many_ledger_rows import build

from orchestrator.audit import audit_ledger
from orchestrator.reports import usage_report
from orchestrator.usage_log import usage_log
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from orchestrator.usage_lines import Dimension
    from profiles.store.engine import Store

NOW = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
USER = f"user-{0:027x}"
BYTES_PER_ROW = 800


class Question(NamedTuple):
    """One report, and the same in SQL.

    Attributes:
        sql: Of what the rows are grouped by; None where SQL has no time zones.
    """

    name: str
    by: tuple[Dimension, ...]
    sql: str | None = None
    since: datetime | None = None
    of_one_user: bool = False
    in_berlin: bool = False


_COPIED = (
    "created_at, user_id, served_model, task_type, attempt, input_tokens, output_tokens,"
    " cost_nano_usd"
)
MONTH = datetime(2026, 11, 1, tzinfo=UTC)
QUESTIONS = (
    Question("everything in all", (), "1"),
    Question("month, model, task", ("month", "model", "task"),
             "substr(created_at, 1, 7), served_model, task_type"),
    Question("day", ("day",), "substr(created_at, 1, 10)"),
    Question("day, in Berlin", ("day",), in_berlin=True),
    Question("day and model, in Berlin", ("day", "model"), in_berlin=True),
    Question("this month by day and model", ("day", "model"),
             "substr(created_at, 1, 10), served_model", MONTH),
    Question("this month by user", ("user",), "user_id", MONTH),
    Question("one user by month and model", ("month", "model"),
             "substr(created_at, 1, 7), served_model", of_one_user=True),
    Question("one user by day, model, in Berlin", ("day", "model"), of_one_user=True,
             in_berlin=True),
    Question("one user by day", ("day",), "substr(created_at, 1, 10)", of_one_user=True),
)  # fmt: skip


def main() -> int:
    """Build what is missing, ask everything, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--users", type=int, action="append")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "jobai-usage")
    parser.add_argument("--verify", action="store_true", help="time usage verify too: it reads all")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    agree = True
    for rows in options.rows or [1_000_000, 10_000_000]:
        for users in options.users or [1, 1000]:
            path = options.folder / f"{rows}-{users}.db"
            if not path.exists() and not _built(path, rows, users):
                continue
            agree &= asyncio.run(_measured(path, rows, users, options))
    return 0 if agree else 1


def _built(path: Path, rows: int, users: int) -> bool:
    if shutil.disk_usage(path.parent).free < 2 * rows * BYTES_PER_ROW:
        print(f"{rows:,} rows: not enough room in {path.parent}, give another --folder")
        return False
    began = time.perf_counter()
    unfinished = path.with_suffix(".unfinished")
    build(unfinished, rows, users)
    unfinished.rename(path)
    print(f"built {path} in {time.perf_counter() - began:.0f} s")
    return True


async def _measured(path: Path, rows: int, users: int, options: Any) -> bool:
    store = await open_store(locate_store(str(path), {}))
    plain, duck = sqlite3.connect(path), _duckdb(path)
    size = (await asyncio.to_thread(path.stat)).st_size / 1e9
    print(f"\n{rows:,} rows, {users:,} users, {size:.1f} GB (ms)\n")
    print(f"{'question':<34}{'jobai':>10}{'CPU':>8}{'rows':>12}{'duckdb':>12}")
    agree = True
    for question in QUESTIONS:
        ours, cpu, cost = await _best(options.runs, lambda q=question: _report(store, q))
        cells, costs = [f"{ours:10.1f}{cpu:8.1f}"], {cost}
        for run in (plain, duck):
            if question.sql is None or run is None:
                cells.append(f"{'-':>12}")
                continue
            told, other = _timed(lambda q=question, r=run: _sql(r, q))
            cells.append(f"{told:12.1f}")
            costs.add(other)
        agree &= len(costs) == 1
        print(f"{question.name:<34}{''.join(cells)}{'' if len(costs) == 1 else f'  {costs}'}")
    for name, user in (("log, the latest 20", None), ("log of one user", USER)):
        ours, cpu, _ = await _best(options.runs, lambda u=user: _log(store, u))
        print(f"{name:<34}{ours:10.1f}{cpu:8.1f}")
    if options.verify:
        began = time.perf_counter()
        async with store.read() as session:
            audit = await audit_ledger(session, now=NOW)
        took = (time.perf_counter() - began) * 1000
        print(f"{'verify':<34}{took:10.1f}  {audit.fault_count} faults")
        agree &= not audit.fault_count
    await store.aclose()
    return agree


async def _best(runs: int, work: Callable[[], Awaitable[int]]) -> tuple[float, float, int]:
    """Return the best wall and processor time in milliseconds, and what the work told."""
    best, cpu, told = float("inf"), float("inf"), 0
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        told = await work()
        best = min(best, time.perf_counter() - began)
        cpu = min(cpu, time.process_time() - used)
    return best * 1000, cpu * 1000, told


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    told = work()
    return (time.perf_counter() - began) * 1000, told


async def _report(store: Store, question: Question) -> int:
    async with store.read() as session:
        report = await usage_report(
            session,
            by=question.by,
            now=NOW,
            since=question.since,
            user_id=USER if question.of_one_user else None,
            timezone=BERLIN if question.in_berlin else UTC,
        )
    return report.total.cost_nano_usd


async def _log(store: Store, user: str | None) -> int:
    async with store.read() as session:
        return len((await usage_log(session, now=NOW, user_id=user)).calls)


def _sql(connection: Any, question: Question) -> int:
    conditions = ["TRUE"]
    if question.since is not None:
        conditions.append(f"created_at >= '{question.since:%Y-%m-%d}'")
    if question.of_one_user:
        conditions.append(f"user_id = '{USER}'")
    found = connection.execute(
        f"SELECT {question.sql}, count(*), sum(CASE WHEN attempt = 1 THEN 1 ELSE 0 END),"
        f" sum(input_tokens), sum(output_tokens), sum(cost_nano_usd) FROM ai_provider_usage_logs"
        f" WHERE {' AND '.join(conditions)} GROUP BY {question.sql}"
    ).fetchall()
    return sum(int(row[-1]) for row in found)


def _duckdb(path: Path) -> Any:
    """Return DuckDB over the SQLite file; over a copy of its own where it has no SQLite reader."""
    try:
        import duckdb  # pyright: ignore[reportMissingImports]
    except ModuleNotFoundError:
        print("duckdb is not installed: pip install -r benchmarks/usage_report.txt")
        return None
    copy = path.with_suffix(".duckdb")
    connection: Any = duckdb.connect(":memory:" if not copy.exists() else str(copy))
    if copy.exists():
        return connection
    try:
        connection.execute(f"ATTACH '{path}' AS s (TYPE sqlite, READ_ONLY)")
        connection.execute("USE s")
    except duckdb.Error as error:
        print(f"duckdb has a copy of the rows: {str(error).splitlines()[0]}")
        connection = duckdb.connect(str(copy))
        _copy(path, connection)
    return connection


def _copy(path: Path, connection: Any) -> None:
    rows = sqlite3.connect(path).execute(f"SELECT {_COPIED} FROM ai_provider_usage_logs")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", dir=path.parent, newline="") as file:
        csv.writer(file).writerows(rows)
        file.flush()
        names = ", ".join(f"'{name}'" for name in _COPIED.split(", "))
        connection.execute(
            f"CREATE TABLE ai_provider_usage_logs AS SELECT * FROM"
            f" read_csv('{file.name}', header = false, names = [{names}],"
            " types = {'created_at': 'VARCHAR', 'user_id': 'VARCHAR'})"
        )


if __name__ == "__main__":
    sys.exit(main())
