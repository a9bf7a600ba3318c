"""--plain, --verbose, --debug and --quiet: for every command, before it and after it."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES, Jobai, Result
from terminal import Terminal

from cli.app import app
from cli.manner import Manner, manner_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

POSTING, PROFILE = EXAMPLES / "posting.html", EXAMPLES / "profile.json"
LINES = (
    f"extract {POSTING}",
    f"extract {POSTING} other.md",
    f"extract {POSTING} --explain",
    f"profile import {PROFILE}",
    "draft-cv --job 1",
    "draft-cv --all --out drafts",
    "draft-letter --job 1 --output letter.md",
    "verify letter.md --all",
    "jobs list",
    "jobs show 1",
    "jobs match",
    "jobs rm 2",
    "drafts list",
    "drafts show 1",
    "drafts diff 1 --master",
    "drafts edit 1",
    "drafts render 1 --output cv.md",
    "drafts rm 1",
    "profile show",
    "profile history",
    "profile edit",
    "profile check",
    "profile export",
    "providers add openai --api-key-env NOBODYS_KEY",
    "providers list",
    "providers use openai",
    "providers limits set openai cost/day 5",
    "providers limits show",
    "providers limits reset openai",
    "providers disable openai",
    "providers enable openai",
    "providers remove openai --yes",
    "providers test",
    "providers rotate-key",
    "providers models",
    "providers explain",
    "providers price openai qwen3 --input 0 --output 0",
    "providers prices",
    "providers routes set freemium any gpt-6-luna",
    "providers routes show",
    "providers routes explain",
    "providers routes reset",
    "plan set pro_monthly",
    "plan show",
    "plan end",
    "plan limits set cost/month 5",
    "plan limits show",
    "plan limits reset",
    "users add ann",
    "users list",
    "usage report",
    "usage log",
    "usage show REQUEST",
    "usage quota",
    "usage check --max-calls 99",
    "usage export --format csv",
    "usage archive --before 2020 -o old.jsonl.gz",
    "usage prune --before 2020 --yes",
    "usage verify",
    "doctor",
    "config set paper letter",
    "config list",
    "config get paper",
    "config unset paper",
    "config path",
    "db path",
    "db backup copy.db",
    "db restore copy.db --yes",
    "db upgrade",
    "db copy --to copied.db",
    "db vacuum",
    "db partition",
    "schema job",
)
OTHER = """# Data Engineer

Company: Ottervale Mills
Location: Leeds, UK

We are looking for a data engineer to join our team.

## Requirements

- 3 years of experience with Python
- SQL
"""
DRAWN = re.compile(r"[\u2500-\u259f\u2800-\u28ff\u2713\u2717\u2022\u00b7]|\x1b")
COLUMNS = re.compile(r"\S {2,}\S")
OTHERS_WORDS = {"drafts show", "draft-cv", "profile export", "schema", "usage export"}
"""What prints a document as it is."""
WITHOUT_STORE = {"config", "db", "doctor", "schema"}


def leaves(group: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name))


def command_of(line: str) -> str:
    return next(name for name in sorted(leaves(app), key=len)[::-1] if line.startswith(name))


def run_all(home: Path, before: list[str], after: list[str]) -> dict[str, Result]:
    jobai = Jobai(home, {"EDITOR": "true"})
    (home.parent / "other.md").write_text(OTHER)
    found: dict[str, Result] = {}
    for line in LINES:
        words = line.split()
        if "REQUEST" in words:
            latest = jobai("usage", "log", "--json").json["calls"][0]["request_id"]
            words[words.index("REQUEST")] = latest
        try:
            found[line] = jobai(*before, *words, *after)
        except AssertionError as failure:  # a traceback, which --debug prints
            found[line] = Result(-1, "", str(failure))
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    folder = tmp_path_factory.mktemp("before")
    return run_all(folder / "home", ["--plain", "--debug"], [])


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    folder = tmp_path_factory.mktemp("after")
    return run_all(folder / "home", [], ["--quiet", "--plain"])


def test_no_command_is_left_out() -> None:
    assert {command_of(line) for line in LINES} == set(leaves(app))


@pytest.mark.parametrize("line", LINES)
def test_plain_is_words_in_lines(before: Mapping[str, Result], line: str) -> None:
    result = before[line]

    assert result.code == 0, result.stderr
    assert not DRAWN.search(result.stdout + result.stderr)
    printed = result.stderr
    if command_of(line) not in OTHERS_WORDS:
        printed += result.stdout
    assert not [each for each in printed.splitlines() if COLUMNS.search(each)]


@pytest.mark.parametrize("line", LINES)
def test_debug_says_which_store_and_quiet_says_nothing(
    before: Mapping[str, Result], after: Mapping[str, Result], line: str
) -> None:
    spoken, silent = before[line], after[line]

    if line.split(maxsplit=1)[0] not in WITHOUT_STORE:
        assert re.search(r"\d s info cli: store .*jobai.db, user me", spoken.stderr)
    assert (silent.code, silent.stderr) == (0, "")
    assert not DRAWN.search(silent.stdout)
    assert bool(silent.stdout) == bool(spoken.stdout)


def test_verbose_says_what_is_read_who_answers_and_the_cost(jobai: Jobai) -> None:
    read = jobai("extract", POSTING, "-v", "--json")

    assert read.json["id"] == 1
    assert re.search(r"read .*posting.html: html, [\d,]+ characters of HTML", read.stderr)
    assert "answered by offline rules: 0 + 0 tokens, $0.00, see jobai usage show" in read.stderr
    assert " s  info" not in read.stderr
    assert "Tidewater" not in read.stderr


def test_debug_adds_times_and_tracebacks_and_keeps_the_exit_code(ready: Jobai) -> None:
    environment = ready.whole_environment

    done = subprocess.run(
        ready.command("jobs", "show", "99", "--debug"),
        env=environment, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 8
    assert "Traceback (most recent call last)" in done.stderr
    assert "Error: there is no job 99" in done.stderr
    assert "Traceback" not in ready("jobs", "show", "99", "--verbose").stderr


def test_the_config_file_says_how_to_speak_and_the_line_overrules_it(ready: Jobai) -> None:
    for name in ("plain", "verbose"):
        assert ready("config", "set", name, "true").code == 0

    by_file = ready("jobs", "list")
    by_line = ready("jobs", "list", "--no-plain", "-q")

    assert by_file.stdout.startswith("Job: 1\nTitle: Senior Backend Engineer")
    assert "config file" in by_file.stderr
    assert "sets plain, verbose" in by_file.stderr
    assert by_line.stdout.splitlines()[0].split() == ["Job", "Title", "Company", "Location", "Read"]
    assert by_line.stderr == ""


def test_a_config_file_may_be_quiet(ready: Jobai) -> None:
    ready("config", "set", "quiet", "true")

    assert ready("plan", "show").stderr == ""
    assert "jobai providers explain" in ready("plan", "show", "--no-quiet").stderr


def test_quiet_and_verbose_exclude_each_other_on_the_line(jobai: Jobai) -> None:
    result = jobai("jobs", "-q", "list", "--verbose")

    assert (result.code, result.stdout) == (2, "")
    assert "--quiet and --verbose exclude each other" in result.stderr


@pytest.mark.parametrize(
    ("options", "environment", "values", "expected"),
    [
        ([], {}, {}, Manner()),
        (["-v"], {"JOBAI_QUIET": "1"}, {}, Manner(verbose=True)),
        (["-q"], {"JOBAI_VERBOSE": "yes"}, {"debug": True}, Manner(quiet=True, debug=True)),
        ([], {"JOBAI_VERBOSE": "1"}, {"quiet": True}, Manner(verbose=True)),
        ([], {}, {"quiet": True, "verbose": True}, Manner(quiet=True)),
        ([], {"JOBAI_PLAIN": "0"}, {"plain": True}, Manner()),
        (["--plain", "--no-plain"], {"JOBAI_PLAIN": "1"}, {}, Manner()),
        ([], {"TERM": "dumb"}, {}, Manner(plain=True)),
        (["--no-plain"], {"TERM": "dumb"}, {}, Manner()),
        ([], {}, {"plain": "true"}, Manner()),
    ],
)
def test_the_line_counts_before_the_environment_before_the_file(
    options: list[str], environment: dict[str, str], values: dict[str, object], expected: Manner
) -> None:
    assert manner_of(options, environment, values) == expected


@pytest.mark.parametrize("command", ["jobs list", "jobs show 1", "plan show", "draft-cv --job 1"])
def test_plain_on_a_terminal_has_no_colour_no_frame_and_nothing_that_moves(
    ready: Jobai, command: str
) -> None:
    with Terminal(ready, *command.split(), "--plain") as terminal:
        screen = terminal.wait()

    assert terminal.code == 0
    assert not DRAWN.search(screen.replace("\r", ""))


def test_plainly_it_is_said_what_is_being_done(ready: Jobai) -> None:
    with Terminal(ready, "draft-cv", "--job", "1", "--plain") as terminal:
        screen = terminal.wait()

    assert "Drafting for Senior Backend Engineer, Routing Platform ...\n" in screen
