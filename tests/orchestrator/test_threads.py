"""Long work in threads: what it gives, and that nobody waits for it in vain."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
import time

import pytest

from orchestrator.threads import in_daemon_thread

SEEN = contextvars.ContextVar("SEEN", default="")


async def test_it_gives_what_the_work_gives_in_the_callers_context() -> None:
    SEEN.set("ours")

    def work() -> tuple[str, str]:
        return SEEN.get(), threading.current_thread().name

    assert await in_daemon_thread(work, name="jobai-work") == ("ours", "jobai-work")


async def test_what_the_work_raises_passes() -> None:
    def work() -> None:
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        await in_daemon_thread(work, name="jobai-work")


def test_a_loop_does_not_wait_for_what_it_left_behind(
    recwarn: pytest.WarningsRecorder, capfd: pytest.CaptureFixture[str]
) -> None:
    done = threading.Event()
    gone_on = threading.Event()

    def work() -> None:
        done.wait(30)
        gone_on.set()

    async def main() -> None:
        async with asyncio.timeout(0.1):
            await in_daemon_thread(work, name="jobai-work")

    start = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(main())
    assert time.monotonic() - start < 10
    done.set()
    assert gone_on.wait(10)
    time.sleep(0.1)
    assert capfd.readouterr().err == ""
    assert not recwarn.list


def test_the_rules_of_a_task_end_with_the_process() -> None:
    script = (
        "import asyncio, time\n"
        "from orchestrator.providers.base import Prompt\n"
        "from orchestrator.providers.offline import OfflineProvider\n"
        "async def main():\n"
        "    prompt = Prompt(model='rules', text='', by_rules=lambda: time.sleep(60))\n"
        "    async with asyncio.timeout(0.2):\n"
        "        await OfflineProvider().complete(prompt)\n"
        "try:\n"
        "    asyncio.run(main())\n"
        "except TimeoutError:\n"
        "    print('left')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=False
    )
    assert (ended.stdout, ended.returncode) == ("left\n", 0), ended.stderr
