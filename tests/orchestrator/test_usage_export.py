"""The ledger's rows in files that other programs read."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from ledger_rows import NOON, pending, settled, write

from cli.boundary import exit_code
from orchestrator import usage_export
from orchestrator.usage_export import COLUMNS, export, exported_rows
from profiles.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from profiles.store.engine import Store


async def _exported(store: Store, kind: Any, **options: Any) -> tuple[bytes, int]:
    file = io.BytesIO()
    async with store.read() as session:
        count = await export(exported_rows(session, now=NOON, **options), file, kind)
    return file.getvalue(), count


def _lines(told: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.splitlines()]


@pytest.fixture
async def full(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(usage_export, "BATCH", 2)
    await write(
        store,
        settled("ann", request_id="a", error_message='=HYPERLINK("x")\nüß, "quoted"'),
        settled("ann", request_id="b", cost_nano_usd=2**53 + 1),
        pending("bob", request_id="c", created_at=NOON + timedelta(hours=1)),
        settled("ann", request_id="d", cost_nano_usd=None, status="error"),
    )
    return store


async def test_json_lines_have_every_row_and_column(full: Store) -> None:
    told, count = await _exported(full, "jsonl")

    rows = _lines(told)
    assert (count, [row["request_id"] for row in rows]) == (4, list("abcd"))
    assert all(tuple(row) == COLUMNS for row in rows)
    assert (rows[1]["cost_nano_usd"], rows[3]["cost_nano_usd"]) == (2**53 + 1, None)
    assert datetime.fromisoformat(rows[2]["created_at"]) == NOON + timedelta(hours=1)


async def test_csv_is_read_back_as_it_was_and_runs_nothing(full: Store) -> None:
    told, count = await _exported(full, "csv")

    rows = list(csv.DictReader(io.StringIO(told.decode(), newline="")))
    assert (count, len(rows), tuple(rows[0])) == (4, 4, COLUMNS)
    assert rows[0]["error_message"] == '\'=HYPERLINK("x")\nüß, "quoted"'
    assert (rows[1]["cost_nano_usd"], rows[3]["cost_nano_usd"]) == (str(2**53 + 1), "")


async def test_parquet_has_exact_numbers_and_times(full: Store) -> None:
    duckdb: Any = pytest.importorskip("duckdb")
    told, count = await _exported(full, "parquet")
    assert count == 4
    assert told[:4] == told[-4:] == b"PAR1"
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(told)
        file.flush()
        found = cast(
            "list[tuple[Any, ...]]",
            duckdb.sql(
                f"SELECT request_id, cost_nano_usd, epoch_us(created_at) FROM '{file.name}'"
            ).fetchall(),
        )
    assert [row[:2] for row in found] == [("a", 80_000), ("b", 2**53 + 1), ("c", None), ("d", None)]
    assert found[0][2] == NOON.timestamp() * 1_000_000


async def test_parquet_without_its_extra_says_what_to_install(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)  # as Python does for what is not there

    with pytest.raises(MissingExtraError, match="duckdb, which is not installed") as caught:
        await _exported(full, "parquet")

    assert (caught.value.extra, exit_code(caught.value)) == ("parquet", 2)
    assert caught.value.hint == (
        "install it with: pip install 'jobai[parquet]', or export to csv or jsonl"
    )


async def test_rows_are_chosen_by_user_time_and_field(full: Store) -> None:
    async def ids(**options: Any) -> list[str]:
        return [row["request_id"] for row in _lines((await _exported(full, "jsonl", **options))[0])]

    assert await ids(user_id="ann") == ["a", "b", "d"]
    assert await ids(since=NOON + timedelta(minutes=1)) == ["c"]
    assert await ids(until=NOON + timedelta(minutes=1), where={"status": "error"}) == ["d"]


async def test_an_unknown_format_is_refused_with_the_choices(full: Store) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await _exported(full, "xlsx")

    assert "csv, jsonl, parquet" in str(refused.value.hint)
