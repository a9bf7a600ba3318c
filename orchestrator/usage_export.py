"""The ledger's rows as CSV, JSON lines or Parquet, a batch in memory at a time."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sqlalchemy import BigInteger, DateTime, Integer, Table, select

from orchestrator.usage_names import fields_asked, require_used
from orchestrator.usage_rows import row_conditions
from orchestrator.usage_sums import at_one_moment
from profiles.errors import InvalidInputError, MissingExtraError
from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import BinaryIO

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Filter


ExportFormat = Literal["csv", "jsonl", "parquet"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
BATCH = 1000

_TABLE = cast("Table", AIProviderUsageLog.__table__)
COLUMNS = tuple(_TABLE.columns.keys())
"""Of an export, in their order: those of the table."""


async def exported_rows(
    session: AsyncSession,
    *,
    now: datetime,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    where: Mapping[Filter, str] | None = None,
) -> AsyncIterator[tuple[Any, ...]]:
    """Yield rows of the ledger in the order they were written, as the values of `COLUMNS`.

    Args:
        session: Where to read; fresh, so that all is read at one moment.
        now: Decides which pending attempts a filter calls interrupted.
        user_id: None for all users.
        since: From when (inclusive, aware).
        until: Until when (exclusive, aware).
        where: The value that fields must have.

    Raises:
        InvalidInputError: for a filter that does not exist.
    """
    fields = fields_asked((), where, "recorded")
    await at_one_moment(session)
    row, last = AIProviderUsageLog, 0
    conditions = row_conditions(now, user_id, since, until, fields)
    while True:
        asked = select(_TABLE).where(row.id > last, *conditions).order_by(row.id).limit(BATCH)
        batch = (await session.execute(asked)).all()
        for found in batch:
            yield tuple(found)
        if not batch and not last:
            await require_used(session, fields)
        if len(batch) < BATCH:
            return
        last = batch[-1].id


async def export(
    rows: AsyncIterator[tuple[Any, ...]], to: BinaryIO, export_format: ExportFormat
) -> int:
    """Write rows to a file that is open for bytes, and return how many there were.

    Times are ISO 8601 with their zone. What is unknown is an empty field of CSV and null elsewhere;
    a text of CSV that a spreadsheet would run as a formula begins with an apostrophe.

    Raises:
        InvalidInputError: for a format that does not exist.
        MissingExtraError: for Parquet without duckdb.
    """
    if export_format == "csv":
        return await _csv(rows, to)
    if export_format == "jsonl":
        return await _json_lines(rows, to)
    if export_format == "parquet":
        return await _parquet(rows, to)
    raise InvalidInputError(
        f"rows cannot be exported as {export_format!r}",
        hint=f"choose of: {', '.join(EXPORT_FORMATS)}",
    )


async def _csv(rows: AsyncIterator[tuple[Any, ...]], to: BinaryIO) -> int:
    text = io.TextIOWrapper(to, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        count = 0
        async for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
        text.flush()
    finally:
        text.detach()
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


async def _json_lines(rows: AsyncIterator[tuple[Any, ...]], to: BinaryIO) -> int:
    count = 0
    async for row in rows:
        told = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in zip(COLUMNS, row, strict=True)
        }
        to.write(f"{json.dumps(told, ensure_ascii=False)}\n".encode())
        count += 1
    return count


async def _parquet(rows: AsyncIterator[tuple[Any, ...]], to: BinaryIO) -> int:
    """Let DuckDB write it, from JSON lines beside: a third of what pyarrow weighs."""
    try:
        import duckdb  # pyright: ignore[reportMissingImports]
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "an export to Parquet",
            extra="parquet",
            package="duckdb",
            instead="export to csv or jsonl",
        ) from error
    with tempfile.TemporaryDirectory(prefix="jobai-") as folder:
        lines, parquet = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
        with lines.open("wb") as file:
            count = await _json_lines(rows, file)
        types = ", ".join(f"'{column.name}': '{_kind(column.type)}'" for column in _TABLE.columns)
        database: Any = duckdb.connect()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        place = str(parquet).replace("'", "''")
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            f"COPY (SELECT * FROM read_json(?, format = 'newline_delimited',"  # noqa: S608
            f" columns = {{{types}}})) TO '{place}' (FORMAT parquet, COMPRESSION zstd)",
            [str(lines)],
        )
        database.close()
        with parquet.open("rb") as file:
            while chunk := file.read(1 << 20):
                to.write(chunk)
    return count


def _kind(kind: object) -> str:
    if isinstance(kind, (BigInteger, Integer)):
        return "BIGINT"
    if isinstance(getattr(kind, "impl", kind), DateTime):
        return "TIMESTAMPTZ"
    return "VARCHAR"
