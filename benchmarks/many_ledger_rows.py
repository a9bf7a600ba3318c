"""Builds a store whose ledger has a year of calls, millions of them, for `usage_report.py`."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, create_engine

from profiles.store.engine import open_store
from profiles.store.location import locate_store
from profiles.store.rollup_triggers import drop_triggers, keep_sums

if TYPE_CHECKING:
    from pathlib import Path

DAYS = 365
END = "2026-11-22"
"""The last day that has calls."""

_LINKS = (
    ("gemini", "gemini-2.5-flash", "env:GEMINI_API_KEY", 300, 2500),
    ("gemini", "gemini-3.5-flash-lite", "env:GEMINI_API_KEY", 100, 400),
    ("gemini", "gemini-3.8-flash", "config:1", 500, 3000),
    ("openai", "gpt-6-luna", "config:2", 400, 1600),
    ("claude", "claude-haiku-4-5", "config:3", 1000, 5000),
)
"""Provider, model, credential, and nano-dollars for an input and an output token."""

_AGAIN = 12
"""Every so many-th attempt belongs to the call before it."""

_ROWS = """
WITH RECURSIVE
n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows),
numbered AS (SELECT i, i % {again} = {again} - 1 AS again FROM n),
r AS MATERIALIZED (
  SELECT i, again, i - again AS call,
    abs((i + 17) * 2654435761 % 4294967291) / 97 AS a,
    abs((i - again + 31) * 2246822519 % 4294967291) / 89 AS b
  FROM numbered
),
link(k, provider, model, credential, input_price, output_price) AS (VALUES {links})
INSERT INTO ai_provider_usage_logs (
  id, request_id, attempt, attempt_kind, user_id, plan, task_type, provider, model, served_model,
  credential, status, error_type, input_tokens, cached_input_tokens, cache_write_tokens,
  output_tokens, reasoning_tokens, usage_source, held_tokens, held_cost_nano_usd, cost_nano_usd,
  cost_source, price_version, latency_ms, created_at, lease_until, settled_at
)
SELECT
  i + 1, printf('%032x', call), 1 + again,
  CASE WHEN NOT again THEN 'first' WHEN a % 8 < 3 THEN 'retry'
       WHEN a % 8 < 6 THEN 'fallback' ELSE 'repair' END,
  printf('user-%027x', b % :users),
  CASE b % :users % 5 WHEN 1 THEN 'pro_monthly' ELSE 'freemium' END,
  CASE WHEN b / 1009 % 10 < 7 THEN 'extraction' WHEN b / 1009 % 10 < 9 THEN 'cv_draft'
       ELSE 'cover_letter' END,
  provider, model, model, credential,
  CASE WHEN a / 17 % 100 < 94 THEN 'success' ELSE 'error' END,
  CASE WHEN a / 17 % 100 < 94 THEN NULL ELSE 'OverloadedError' END,
  200 + a / 101 % 4000, a / 101 % 3 * 50, 0, 20 + a / 103 % 900, a / 103 % 20, 'provider', 9000,
  30000000, (200 + a / 101 % 4000) * input_price + (20 + a / 103 % 900) * output_price,
  'table', 'genai-prices benchmark', 400 + a / 107 % 9000,
  t || '.000000', datetime(t, '+150 seconds') || '.000000', t || '.500000'
FROM (
  SELECT *, datetime('{end}', '+1 day', ((i - :rows) * 86400.0 * {days} / :rows) || ' seconds') AS t
  FROM r
) JOIN link ON k = CASE WHEN a / 11 % 100 < 45 THEN 0 WHEN a / 11 % 100 < 70 THEN 1
  WHEN a / 11 % 100 < 82 THEN 2 WHEN a / 11 % 100 < 93 THEN 3 ELSE 4 END
"""


def build(path: Path, rows: int, users: int) -> None:
    """Make a store with so many rows of so many users, spread evenly over a year."""
    store = asyncio.run(_new(path))
    engine = create_engine(f"sqlite:///{store}", poolclass=NullPool)
    with engine.begin() as connection:
        drop_triggers(connection)
    plain = sqlite3.connect(path)
    plain.execute("PRAGMA journal_mode = OFF")
    plain.execute("PRAGMA cache_size = -1000000")
    links = ", ".join(str((k, *link)) for k, link in enumerate(_LINKS))
    indexes = plain.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name = 'ai_provider_usage_logs'"
    ).fetchall()
    for name, _ in indexes:
        plain.execute(f"DROP INDEX {name}")
    asked = _ROWS.format(links=links, end=END, days=DAYS, again=_AGAIN)
    plain.execute(asked, {"rows": rows, "users": users})
    for _, sql in indexes:
        plain.execute(sql)
    plain.commit()
    plain.execute("PRAGMA journal_mode = WAL")
    plain.close()
    with engine.begin() as connection:
        keep_sums(connection)


async def _new(path: Path) -> Path:
    store = await open_store(locate_store(str(path), {}))
    await store.aclose()
    return path
