"""Draw docs/usage.png: the page of `jobai usage report --html`, of invented calls, in a browser.

usage: python docs/usage_picture.py

Needs Chromium. The calls are the same every time; their days are not, they are the last sixty.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, timedelta
from pathlib import Path

from PIL import Image

from cli.render.usage_page import usage_page
from orchestrator.usage_overview import usage_overview
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id, utc_now
from profiles.store.engine import open_store
from profiles.store.location import locate_store

TARGET = Path(__file__).parent / "usage.png"
WIDTH, HEIGHT = 1200, 1420

_DAYS = 60
_CALLS = 2400
_MODELS = {
    "gemini-2.5-flash": ("gemini", 300, 2500, 45),
    "gemini-3.5-flash-lite": ("gemini", 100, 400, 20),
    "gemini-3.8-flash": ("gemini", 500, 3000, 15),
    "gpt-6-luna": ("openai", 400, 1600, 12),
    "claude-haiku-4-5": ("claude", 1000, 5000, 8),
}
"""Provider, nano-dollars for a token in and out, weight."""
_TASKS = {"extraction": 7, "cv_draft": 3, "cover_letter": 2}


def calls() -> list[AIProviderUsageLog]:
    """Invent calls: mostly well, some failed, one without a price, one under way."""
    chance, now = random.Random(7), utc_now()  # noqa: S311 - a picture, no secret
    rows: list[AIProviderUsageLog] = []
    for number in range(_CALLS):
        [model] = chance.choices([*_MODELS], [weight for *_, weight in _MODELS.values()])
        provider, price_in, price_out, _ = _MODELS[model]
        tokens, answer = chance.randint(300, 6000), chance.randint(30, 1800)
        at = now - timedelta(days=chance.triangular(0, _DAYS, _DAYS / 4))
        failed, is_open = chance.random() < 0.03, number == 0
        rows.append(
            AIProviderUsageLog(
                request_id=new_id(), attempt=1, attempt_kind="first", user_id="me",
                plan="pay_as_you_go", credential="config:1", provider=provider, model=model,
                task_type=chance.choices([*_TASKS], [*_TASKS.values()])[0],
                served_model=None if is_open else model,
                status="pending" if is_open else "error" if failed else "success",
                input_tokens=None if is_open else tokens,
                cached_input_tokens=None if is_open else tokens // 3 * (number % 3 == 0),
                output_tokens=None if is_open else answer,
                reasoning_tokens=None if is_open else answer // 4,
                usage_source=None if is_open else "provider",
                held_tokens=9000, held_cost_nano_usd=30_000_000,
                cost_nano_usd=None if is_open or number == 1 else
                tokens * price_in + answer * price_out,
                latency_ms=None if is_open else chance.randint(400, 9000),
                created_at=now if is_open else at, lease_until=at + timedelta(days=2 * _DAYS),
            )
        )  # fmt: skip
    return rows


async def page(folder: Path) -> bytes:
    """Make the page of these calls."""
    store = await open_store(locate_store(f"{folder}/jobai.db", {}))
    async with store.write() as session:
        session.add_all(calls())
    now = utc_now()
    async with store.read() as session:
        overview = await usage_overview(
            session, by=("day", "model"), now=now, timezone=UTC, user_id="me",
            since=now - timedelta(days=_DAYS),
        )  # fmt: skip
    await store.aclose()
    return usage_page(overview, user="me", where={}, now=now)


def main() -> int:
    """Draw it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("no browser: install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "usage.html").write_bytes(asyncio.run(page(folder)))
        drawn = folder / "usage.png"
        subprocess.run(  # noqa: S603 - a browser that was found, on a page of our own
            [
                browser, "--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
                f"--user-data-dir={folder / 'browser'}", f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={drawn}", (folder / "usage.html").as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        Image.open(drawn).convert("RGB").save(TARGET, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
