"""`jobai draft-cv` for many jobs: into a folder, under a cap, stopped and continued."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES, Jobai
from terminal import Terminal
from test_extract_many_command import lines_of, posting
from wire import faults

if TYPE_CHECKING:
    from pathlib import Path

    from wire import WireRequest, WireServer

ANSWER = json.dumps(
    {
        "summary": [],
        "entries": [
            {
                "entry": "work/0",
                "lines": [{"text": None, "citations": ["work/0/highlights/0"]}],
            }
        ],
        "requirements": [],
    }
)


@pytest.fixture(scope="module")
def crowded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four jobs and a profile, to be copied."""
    folder = tmp_path_factory.mktemp("crowded")
    jobai = Jobai(folder / "home")
    for number, title in enumerate(
        ("Beekeeper", "Python developer", "Bee/../keeper \u202e", "Mayor")
    ):
        (folder / f"{number}.html").write_text(posting(title, "Heron & Söhne"), encoding="utf-8")
    assert jobai("extract", *(f"{n}.html" for n in range(4)), "--concurrency", "1", "-q").code == 0
    assert jobai("profile", "import", EXAMPLES / "profile.json", "-q").code == 0
    assert jobai("plan", "set", "pro_monthly", "-q").code == 0
    return jobai.home


@pytest.fixture
def crowded(jobai: Jobai, crowded_home: Path) -> Jobai:
    """`jobai` with four jobs and a profile."""
    shutil.copytree(crowded_home, jobai.home)
    return jobai


@pytest.fixture
def paid(crowded: Jobai, wire_server: WireServer) -> Jobai:
    """With a provider."""
    crowded.environment = wire_server.environment("openai")
    wire_server.answer_with(ANSWER)
    return crowded


def query(jobai: Jobai, statement: str) -> list[Any]:
    connection = sqlite3.connect(jobai.store)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_each_job_has_files_that_are_named_safely_and_stay_where_they_are(
    crowded: Jobai, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "new"
    command = ("draft-cv", "--all", "--out", out, "--format", "txt,json", "--json")

    first, second = crowded(*command), crowded(*command)

    documents = lines_of(first)
    assert first.code == 0, first.stderr
    assert [document["index"] for document in documents] == [0, 1, 2, 3]
    assert sorted(document["job"] for document in documents) == [1, 2, 3, 4]
    assert {file.name for file in out.iterdir()} == {
        f"heron-söhne-{title}-cv-{number}.{ending}"
        for number, title in enumerate(("beekeeper", "python-developer", "bee-keeper", "mayor"), 1)
        for ending in ("txt", "json")
    }
    assert {document["outcome"] for document in lines_of(second)} == {"unchanged"}
    assert query(crowded, "SELECT count(*) FROM drafts") == [(4,)]


def test_one_that_fails_does_not_stop_the_rest_and_its_code_is_the_commands(
    paid: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    (tmp_path / "heron-söhne-beekeeper-cv-1.md").write_text("by hand")

    result = paid(
        "draft-cv", "--job", "1", "--job", "2", "--out", tmp_path, "-f", "md", "--json"
    )  # fmt: skip

    failed, done = lines_of(result)
    assert (result.code, failed["error"]["exit_code"], failed["index"]) == (2, 2, 0)
    assert done["outcome"] == "new"
    assert (tmp_path / "heron-söhne-beekeeper-cv-1.md").read_text() == "by hand"
    assert len(wire_server.requests) == 1


def test_the_cap_is_never_passed_and_what_does_not_fit_is_reported(
    paid: Jobai, wire_server: WireServer
) -> None:
    nothing = paid("draft-cv", "--all", "--max-cost", "0.000001", "--json")
    assert wire_server.requests == []
    whole = paid("draft-cv", "--job", "1", "--max-cost", "5", "--json").json
    held = query(paid, "SELECT max(held_cost_nano_usd) FROM ai_provider_usage_logs")[0][0]
    some = paid("draft-cv", "--all", "--max-cost", f"{held * 1.5 / 1e9:.9f}", "--json")
    spent = query(paid, "SELECT sum(cost_nano_usd) FROM ai_provider_usage_logs")[0][0]
    again = paid("draft-cv", "--all", "--max-cost", "0", "--json")

    assert nothing.code == 5
    assert [line["error"]["limit"] for line in lines_of(nothing)] == ["cost of this run"] * 4
    assert spent - whole["cost_nano_usd"] <= held * 1.5
    kept = [line for line in lines_of(some) if "draft" in line]
    refused = [line for line in lines_of(some) if "error" in line]
    assert len(kept) + len(refused) == 4
    assert kept[0]["reused"] or kept[0]["cost_nano_usd"]
    assert some.code == (5 if refused else 0)
    # What was asked before is not paid for again, so it fits under any cap.
    assert sum("draft" in line for line in lines_of(again)) == len(kept)


def test_a_terminal_is_told_who_is_asked_and_up_to_what_it_costs_before(paid: Jobai) -> None:
    with Terminal(paid, "draft-cv", "--job", "1", "--job", "2", "--max-cost", "5") as terminal:
        screen = " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.wait()).split())
    in_a_pipe = paid("draft-cv", "--job", "1", "--job", "2", "--max-cost", "5")

    assert terminal.code == 0, screen
    told = re.search(r"2 CVs by \S+, up to about \$0\.\d+ if each is asked once", screen)
    assert told is not None
    assert "never more than $5.00" in screen
    assert told.start() < screen.index("Beekeeper")
    assert "jobai drafts list" in screen
    assert "up to about" not in in_a_pipe.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_a_run_that_was_stopped_continues_and_pays_for_nothing_twice(
    paid: Jobai, wire_server: WireServer, tmp_path: Path, how: signal.Signals
) -> None:
    asked = 0

    def answer(_: WireRequest) -> str:
        nonlocal asked
        asked += 1
        if asked > 2:
            wire_server.delay_s = 60.0
        return ANSWER

    wire_server.answer_with(answer)
    arguments = ("draft-cv", "--all", "--out", tmp_path / "out", "-f", "md", "--json")
    process = await asyncio.create_subprocess_exec(
        *paid.command(*arguments, "--concurrency", "1"), cwd=tmp_path, env=paid.whole_environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.send_signal(how)
    _, stderr = await process.communicate()
    kept = query(paid, "SELECT count(*) FROM drafts")[0][0]
    files = list((tmp_path / "out").iterdir())
    before, wire_server.delay_s = len(wire_server.requests), 0.0
    wire_server.answer_with(ANSWER)

    second = await asyncio.to_thread(paid, *arguments)

    assert b"Traceback" not in stderr
    assert process.returncode == (130 if how is signal.SIGINT else -how)
    assert kept >= 1
    assert all(file.suffix == ".md" and file.stat().st_size for file in files)
    assert second.code == 0, second.stderr
    assert "Continues an interrupted run" in second.stderr
    assert len(wire_server.requests) - before <= 4 - kept
    assert query(paid, "SELECT count(*) FROM drafts") == [(4,)]
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_rules_step_in_for_each_job_when_every_provider_is_down(
    paid: Jobai, wire_server: WireServer
) -> None:
    wire_server.fail(faults.wrong_key(), times=None)

    result = paid("draft-letter", "--job", "1", "--job", "2", "--fallback-offline", "--json")

    assert result.code == 0, result.stderr
    assert [line["provider"] for line in lines_of(result)] == ["offline", "offline"]
    assert "2 of them were drafted offline" in result.stderr
