"""On a terminal, in a pipe, interrupted, and with words that would steer a terminal."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES
from terminal import CTRL_C, Terminal

from cli.render.errors import hint_lines

if TYPE_CHECKING:
    from commands import Jobai
    from wire import WireServer


@pytest.mark.parametrize("columns", [80, 160])
def test_a_job_is_a_panel_that_fits_the_terminal(ready: Jobai, columns: int) -> None:
    with Terminal(ready, "jobs", "show", "1", columns=columns, no_color=True) as terminal:
        screen = terminal.wait()

    edges = [line for line in screen.splitlines() if "╭" in line or "╰" in line]
    assert terminal.code == 0
    assert len(edges) == 2
    assert "Job 1" in edges[0]
    assert "read by offline" in edges[1]
    assert "\x1b[3" not in screen


def test_colour_is_for_terminals_only_and_no_color_is_obeyed(ready: Jobai) -> None:
    with Terminal(ready, "doctor") as terminal:
        coloured = terminal.wait()
    with Terminal(ready, "doctor", no_color=True) as terminal:
        plain = terminal.wait()

    assert "\x1b[38;5;28m" in coloured
    assert "\x1b[32m" not in plain
    assert "\x1b" not in ready("doctor").stdout


def test_ctrl_c_in_a_slow_call_is_130_and_the_call_stands_in_the_ledger(
    ready: Jobai, wire_server: WireServer
) -> None:
    ready("plan", "set", "pro_monthly")
    ready.environment = wire_server.environment("openai")
    wire_server.delay_s = 30

    with Terminal(ready, "draft-cv", "--job", "1") as terminal:
        terminal.wait_for("Drafting")
        while not wire_server.requests:
            terminal.wait_for("Drafting")
        terminal.type(CTRL_C)
        screen = terminal.wait()

    connection = sqlite3.connect(ready.store)
    [(status, cost)] = connection.execute(
        "SELECT status, cost_nano_usd FROM ai_provider_usage_logs WHERE provider = 'openai'"
    ).fetchall()
    connection.close()
    assert terminal.code == 130
    assert "Interrupted." in screen
    assert "Traceback" not in screen
    assert status == "error"
    assert cost


@pytest.mark.parametrize("command", ["profile show --json", "profile show", "--help"])
def test_a_reader_that_leaves_early_is_no_error(ready: Jobai, command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        ready.command(*command.split()),
        stdout=write, stderr=subprocess.PIPE, env=ready.whole_environment,
    )  # fmt: skip
    os.close(write)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("command", ["jobs list", "jobs list --json", "--help"])
def test_a_full_disk_is_said_with_what_to_do(ready: Jobai, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            ready.command(*command.split()),
            stdout=full, stderr=subprocess.PIPE, env=ready.whole_environment, text=True,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == (
        "Error: the system refused: No space left on device\n"
        "Hint: make room, or write to another disk\n"
    )


def test_words_of_a_posting_never_steer_the_terminal(ready: Jobai, tmp_path: Path) -> None:
    evil = "Gardener\x1b]0;owned\x07\x1b[2J\x9b31m\u2067\u202b"
    posting = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": evil,
        "description": f"<p>{evil}</p>", "hiringOrganization": {"@type": "Organization",
        "name": evil},
    }  # fmt: skip
    page = tmp_path / "evil.html"
    page.write_text(
        f'<script type="application/ld+json">{json.dumps(posting)}</script><h1>{evil}</h1>',
        encoding="utf-8",
    )
    read = ready("extract", page)
    results = [read, ready("jobs", "list"), ready("jobs", "show", "2")]
    with Terminal(ready, "jobs", "list", no_color=True) as terminal:
        screen = terminal.wait()

    assert read.code == 0, read.stderr
    for text in [*(result.stdout + result.stderr for result in results), screen]:
        assert "Gardener" in text
        for steering in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\u2067", "\u202b"):
            assert steering not in text


@pytest.mark.parametrize("columns", ["\u00b2", "-5", "9" * 5_000, "wide", "0"])
def test_a_size_that_is_none_is_passed_over(ready: Jobai, columns: str) -> None:
    ready.environment = {"COLUMNS": columns, "LINES": columns}

    assert ready("jobs", "list").code == 0


def test_a_file_name_never_steers_the_terminal(ready: Jobai) -> None:
    result = ready("extract", "\x1b[31mnothing.html")

    assert result.code == 3
    assert "\x1b" not in result.stderr


def test_a_home_that_cannot_be_written_is_an_error_with_a_way_out(ready: Jobai) -> None:
    blocked = EXAMPLES / "README.md" / "home"
    ready.environment = {"JOBAI_HOME": str(blocked)}

    result = ready("jobs", "list")

    assert result.code == 1
    assert "--db FILE or JOBAI_DB" in result.stderr
    assert "unexpectedly" not in result.stderr


def test_a_posting_fits_on_a_screen_of_24_lines(ready: Jobai) -> None:
    with Terminal(ready, "extract", str(EXAMPLES / "posting.html"), no_color=True) as terminal:
        screen = terminal.wait()

    printed = screen[screen.index("\u256d") :].splitlines()
    assert len(printed) <= 24 - 2
    assert "Senior Backend Engineer, Routing Platform" in printed[1]
    assert "and 9 more: jobai jobs show 1" in screen
    assert "\u2570" in printed[-2]


@pytest.mark.parametrize("command", ["jobs list", "plan show", "usage log"])
def test_on_a_narrow_screen_a_table_is_told_in_lines(ready: Jobai, command: str) -> None:
    with Terminal(ready, *command.split(), columns=40, no_color=True) as terminal:
        screen = terminal.wait()

    assert not re.search(r"\S {2,}\S", screen)
    told = ("Title: Senior Backend", "Limit: 10,000 tokens", "Cost: $0.00")
    assert any(f"\n{one}" in screen for one in told)
    assert max(map(len, screen.splitlines())) <= 40


@pytest.mark.parametrize(
    ("hint", "lines"),
    [
        ("short", ["Hint: short"]),
        (
            "run `jobai providers add gemini`, or set it",
            ["Hint: run", "`jobai providers add gemini`,", "or set it"],
        ),
        ("jobai plan set pro_monthly --user somebody", None),
        ("chmod 600 /a/rather/long/path/to/a/file.db", None),
    ],
)
def test_a_hint_is_broken_between_words_and_never_within_a_command(
    hint: str, lines: list[str] | None
) -> None:
    assert hint_lines(f"Hint: {hint}", 30) == (lines or [f"Hint: {hint}"])
    assert hint_lines(f"Hint: {hint}", None) == [f"Hint: {hint}"]
