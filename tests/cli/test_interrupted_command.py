"""`jobai extract` of many sources, stopped in every way, and started again."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from loopback_site import Site, page
from terminal import CTRL_C, Terminal
from test_extract_many_command import answer, lines_of, posting, saved_pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from commands import Jobai
    from loopback_site import Request
    from wire import WireServer

HOSTS = ("127.0.0.1", "localhost")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web site on loopback."""
    async with Site() as opened:
        yield opened


class Door:
    """Serves postings, the first so many at once, the rest when it is opened."""

    def __init__(self, site: Site, count: int, at_once: int) -> None:
        self.opened = asyncio.Event()
        self._left = at_once
        for number in range(count):
            site.routes[f"/jobs/{number}"] = self.serve
        self.urls = [site.url(f"/jobs/{n}", host=HOSTS[n % 2]) for n in range(count)]

    async def serve(self, request: Request) -> AsyncIterator[bytes]:
        self._left -= 1
        if self._left < 0:
            await self.opened.wait()
        yield page(posting(f"Beekeeper {request.target}"))


def query(jobai: Jobai, statement: str) -> list[Any]:
    connection = sqlite3.connect(jobai.store)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


async def stopped_after(
    jobai: Jobai, folder: Path, lines: int, how: signal.Signals, *arguments: str
) -> tuple[int, list[dict[str, Any]], str]:
    """Run a command until so many lines have come, stop it, and return what it left behind."""
    process = await asyncio.create_subprocess_exec(
        *jobai.command("extract", *arguments), cwd=folder, env=jobai.whole_environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    printed: list[dict[str, Any]] = []
    for _ in range(lines):
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        assert line, (await process.stderr.read()).decode()
        printed.append(json.loads(line))
    process.send_signal(how)
    stderr = (await process.stderr.read()).decode()
    printed += [json.loads(line) async for line in process.stdout]
    return await process.wait(), printed, stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
async def test_a_run_that_was_stopped_continues_where_it_was(
    jobai: Jobai, site: Site, tmp_path: Path, how: signal.Signals
) -> None:
    door = Door(site, count=20, at_once=6)
    (tmp_path / "urls.txt").write_text("\n".join(door.urls))
    command = ("--from", "urls.txt", "--json")

    code, printed, stderr = await stopped_after(jobai, tmp_path, 4, how, *command)

    assert "Traceback" not in stderr
    assert query(jobai, "PRAGMA integrity_check") == [("ok",)]
    [(kept,)] = query(jobai, "SELECT count(*) FROM postings")
    assert 4 <= kept <= 6
    if how is signal.SIGINT:
        assert code == 130
        assert f"{kept} of 20 sources are done; the same command continues." in stderr
        assert printed[-1]["error"]["exit_code"] == 130
    door.opened.set()
    before = len(site.requests)
    second = await asyncio.to_thread(jobai, "extract", *command)

    documents = lines_of(second)
    assert second.code == 0, second.stderr
    assert f"Continues an interrupted run: {kept} of 20 are done." in second.stderr
    assert len(site.requests) - before == 20 - kept
    assert sorted(document["index"] for document in documents) == list(range(20))
    assert sum(document["usage"]["reused"] for document in documents) == kept
    assert query(jobai, "SELECT count(*) FROM postings") == [(20,)]
    assert query(jobai, "SELECT count(*) FROM unfinished_runs") == [(0,)]


async def test_what_was_read_and_waits_for_its_order_is_kept_too(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    door = Door(site, count=7, at_once=6)
    slow, *fast = [*reversed(door.urls)]
    held = asyncio.Event()

    async def hold(_: Request) -> AsyncIterator[bytes]:
        await held.wait()
        yield page(posting("Late"))

    site.routes["/jobs/6"] = hold
    process = await asyncio.create_subprocess_exec(
        *jobai.command("extract", slow, *fast, "--json"), cwd=tmp_path,
        env=jobai.whole_environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        while len(site.requests) < 7:
            await asyncio.sleep(0.1)
    await asyncio.sleep(3)  # for the last of them to be read
    process.send_signal(signal.SIGINT)
    _, stderr = await process.communicate()

    assert process.returncode == 130
    assert "6 of 7 sources are done; the same command continues." in stderr.decode()
    assert query(jobai, "SELECT count(*) FROM postings") == [(6,)]


async def test_a_run_that_came_to_its_end_reads_everything_again(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    door = Door(site, count=3, at_once=3)
    door.opened.set()
    await asyncio.to_thread(jobai, "extract", *door.urls)
    site.routes["/jobs/1"] = page(posting("Head Beekeeper"))

    again = await asyncio.to_thread(jobai, "extract", *door.urls, "--json")

    assert len(site.requests) == 6
    assert [line["outcome"] for line in lines_of(again)] == ["unchanged", "updated", "unchanged"]
    assert "interrupted" not in again.stderr


async def test_refresh_starts_an_interrupted_run_over(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    door = Door(site, count=12, at_once=4)
    (tmp_path / "urls.txt").write_text("\n".join(door.urls))
    command = ("--from", "urls.txt", "--json")
    await stopped_after(jobai, tmp_path, 2, signal.SIGKILL, *command)
    door.opened.set()
    before = len(site.requests)

    result = await asyncio.to_thread(jobai, "extract", *command, "--refresh")

    assert len(site.requests) - before == 12
    assert "Continues" not in result.stderr


async def test_a_list_that_was_edited_continues_and_a_file_that_changed_is_read_again(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    door = Door(site, count=4, at_once=0)
    pages = saved_pages(tmp_path / "saved", 8)
    urls = tmp_path / "urls.txt"
    urls.write_text("\n".join([*map(str, pages), *door.urls]))
    await stopped_after(jobai, tmp_path, 8, signal.SIGINT, "--from", "urls.txt", "--json")
    pages[3].write_text(posting("Head Beekeeper"))
    door.opened.set()
    more = saved_pages(tmp_path / "more", 1)
    urls.write_text("\n".join(["# edited", *map(str, [*more, *pages[2:]])]))

    result = await asyncio.to_thread(jobai, "extract", "--from", "urls.txt", "--json")

    assert "Continues an interrupted run: 5 of 7 are done." in result.stderr
    fresh = [line["job"]["title"] for line in lines_of(result) if not line["usage"]["reused"]]
    assert fresh == ["Beekeeper 0", "Head Beekeeper"]


async def test_another_way_of_asking_and_another_list_are_no_continuation(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    door = Door(site, count=10, at_once=4)
    (tmp_path / "urls.txt").write_text("\n".join(door.urls))
    (tmp_path / "other.txt").write_text("\n".join(door.urls[:2]))
    await stopped_after(jobai, tmp_path, 2, signal.SIGKILL, "--from", "urls.txt", "--json")
    door.opened.set()

    other = await asyncio.to_thread(jobai, "extract", "--from", "other.txt")
    rules = await asyncio.to_thread(
        jobai, "extract", "--from", "urls.txt", "--provider", "offline", "--model", "rules"
    )

    assert "Continues" not in other.stderr + rules.stderr
    assert (other.code, rules.code) == (0, 0), rules.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_calls_that_were_under_way_stand_in_the_ledger_and_are_paid_for_once(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path, how: signal.Signals
) -> None:
    saved_pages(tmp_path / "saved", 10)
    jobai("plan", "set", "pro_monthly")
    jobai.environment = wire_server.environment("openai")
    wire_server.answer_with(answer)
    wire_server.delay_s = 0.5
    arguments = ("saved", "--json", "--concurrency", "2")

    code, _, _ = await stopped_after(jobai, tmp_path, 3, how, *arguments)

    statuses = [row[0] for row in query(jobai, "SELECT status FROM ai_provider_usage_logs")]
    if how is signal.SIGINT:
        assert code == 130
        assert "pending" not in statuses
    assert len(statuses) < 10
    wire_server.delay_s = 0
    again = await asyncio.to_thread(jobai, "extract", *arguments)
    assert again.code == 0, again.stderr
    answered = query(jobai, "SELECT count(*) FROM ai_provider_usage_logs WHERE status = 'success'")
    assert answered == [(10,)]
    assert len(lines_of(again)) == 10


def test_ctrl_c_on_a_terminal_clears_the_progress_and_says_how_to_go_on(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 6)
    jobai("plan", "set", "pro_monthly")
    jobai.environment = wire_server.environment("openai")
    wire_server.answer_with(answer)

    def slow_from_now_on() -> None:
        wire_server.delay_s = 30

    with Terminal(jobai, "extract", "saved", "--concurrency", "2", no_color=True) as terminal:
        terminal.wait_for("1/6")
        slow_from_now_on()
        terminal.type(CTRL_C)
        screen = re.sub(r"\x1b\[[0-9?;]*[a-zA-Z]", "", terminal.wait())

    assert terminal.code == 130
    assert re.search(
        r"\d of 6 sources are done; the same command continues\.\s+Interrupted\.", screen
    )
    assert "Traceback" not in screen


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_a_run_by_rules_in_many_processes_leaves_none_of_them_and_loses_nothing(
    jobai: Jobai, tmp_path: Path, how: signal.Signals
) -> None:
    saved_pages(tmp_path / "saved", 300)
    process = await asyncio.create_subprocess_exec(
        *jobai.command("extract", "saved", "--json"), cwd=tmp_path, env=jobai.whole_environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    for _ in range(20):
        await asyncio.wait_for(process.stdout.readline(), 60)
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    workers = [pid for task in tasks for pid in (task / "children").read_text().split()]
    assert workers
    process.send_signal(how)
    await process.stdout.read()
    await process.wait()

    async with asyncio.timeout(10):
        while any(Path(f"/proc/{pid}").exists() for pid in workers):
            await asyncio.sleep(0.1)
    [(kept,)] = query(jobai, "SELECT count(*) FROM postings")
    [row] = query(
        jobai,
        "SELECT count(*), count(DISTINCT request_id), min(status) FROM ai_provider_usage_logs",
    )
    assert row == (kept, kept, "success")
    again = await asyncio.to_thread(jobai, "extract", "saved", "--json")
    assert f"{kept} of 300 are done" in again.stderr
    assert len(lines_of(again)) == 300
    assert query(jobai, "SELECT count(*) FROM ai_provider_usage_logs") == [(300,)]
    assert jobai("usage", "verify").code == 0


def test_ctrl_c_while_waiting_for_standard_input_is_130(jobai: Jobai) -> None:
    with Terminal(jobai, "extract", "-", no_color=True) as terminal:
        time.sleep(1.5)  # nothing is printed while it waits
        terminal.type(CTRL_C)
        screen = terminal.wait()

    assert terminal.code == 130
    assert "Interrupted." in screen


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_results_that_cannot_be_written_end_the_run_with_what_to_do(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 50)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            jobai.command("extract", "saved", "--json", "--quiet"), cwd=tmp_path,
            stdout=full, stderr=subprocess.PIPE, env=jobai.whole_environment, text=True,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == (
        "Error: the system refused: No space left on device\n"
        "Hint: make room, or write to another disk\n"
    )
    again = jobai("extract", "saved", "--json")
    assert "Continues an interrupted run" in again.stderr
    assert len(lines_of(again)) == 50
