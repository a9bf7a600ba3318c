"""Processes that read by rules: the same answers, the same errors, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.errors import (
    NotAPostingError,
    ProviderNotConfiguredError,
    UnreadableSourceError,
)
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.rules_pool import RulesPool
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EXAMPLES = Path(__file__).parents[4] / "examples"
POSTING = EXAMPLES / "posting.html"


@pytest.fixture
async def pool() -> AsyncIterator[RulesPool]:
    """One process, so that every question is answered by the same."""
    async with RulesPool(1) as opened:
        yield opened


def text(title: str) -> Document:
    return Document(
        kind="text",
        text=f"{title}\n\nCompany: Fern and Sons\nLocation: Leeds\n\nRequirements:\n- Pruning\n",
        sha256="0" * 64,
        fetched_at=datetime.now(UTC),
    )


def title_of(posting: str) -> str | None:
    return JobPosting.model_validate_json(posting).title


def children() -> set[int]:
    """The processes that this one has started and that live."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def of(posting: str) -> dict[str, Any]:
    document = JobPosting.model_validate_json(posting).model_dump(mode="json")
    document["source"].pop("fetched_at")
    return document


async def test_a_process_reads_as_this_one_does(pool: RulesPool) -> None:
    async with RulesPool(0) as threads:
        here = await threads.read(POSTING)
    there = await pool.read(POSTING)

    assert of(there.posting) == of(here.posting)
    assert there.latency_ms >= 0


async def test_many_at_once_each_get_their_own_answer() -> None:
    async with RulesPool(2) as pool:
        answers = await asyncio.gather(*(pool.read(text(f"Gardener {n}")) for n in range(20)))

    assert [title_of(answer.posting) for answer in answers] == [f"Gardener {n}" for n in range(20)]


async def test_errors_come_back_whole(pool: RulesPool, tmp_path: Path) -> None:
    listing = tmp_path / "listing.html"
    listing.write_text(
        "<h1>Open positions</h1><p>120 jobs found</p>"
        + "".join(f'<h2><a href="/jobs/{n}">Gardener {n}</a></h2>' for n in range(30))
    )
    with pytest.raises(UnreadableSourceError) as missing:
        await pool.read(tmp_path / "nothing.html")
    with pytest.raises(ProviderNotConfiguredError, match="a model that sees"):
        await pool.read(EXAMPLES / "posting.png")
    with pytest.raises(NotAPostingError) as many:
        await pool.read(listing)

    assert missing.value.reason == "missing"
    assert missing.value.message in str(missing.value)
    assert missing.value.hint
    assert missing.value.attempts == ()
    assert many.value.reason == "listing"
    assert title_of((await pool.read(POSTING)).posting)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc")
async def test_a_process_that_died_is_replaced_and_costs_nothing(pool: RulesPool) -> None:
    before = children()
    await pool.read(POSTING)
    [worker] = children() - before
    os.kill(worker, signal.SIGKILL)

    assert title_of((await pool.read(text("Gardener"))).posting) == "Gardener"


class _Poison:
    """Ends the process that unpacks it."""

    name = "poison.html"

    def __reduce__(self) -> Any:
        return os._exit, (1,)


async def test_a_source_that_kills_its_process_is_refused_and_others_are_read(
    pool: RulesPool,
) -> None:
    poison: Any = _Poison()
    poison.url, poison.file_name = None, "poison.html"

    with pytest.raises(UnreadableSourceError) as refused:
        await pool.read(poison)

    assert refused.value.reason == "damaged"
    assert "poison.html" in refused.value.message
    assert title_of((await pool.read(text("Gardener"))).posting) == "Gardener"


async def test_an_answer_that_nobody_waits_for_is_not_given_to_the_next(pool: RulesPool) -> None:
    await pool.read(text("Warm"))
    for delay_s in (0.0, 0.001, 0.005, 0.02):
        reading = asyncio.create_task(pool.read(POSTING))
        await asyncio.sleep(delay_s)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        answer = await pool.read(text(f"Gardener {delay_s}"))
        assert title_of(answer.posting) == f"Gardener {delay_s}"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc")
async def test_nothing_is_left_behind() -> None:
    before = children()
    async with RulesPool(2) as pool:
        await asyncio.gather(pool.read(POSTING), pool.read(POSTING))
        assert len(children() - before) == 2

    assert children() - before == set()
