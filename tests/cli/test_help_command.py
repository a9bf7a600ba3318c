"""What somebody meets who does not know jobai yet, and what its help costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from commands import EXAMPLES, imported_by
from typer.core import TyperGroup

from cli.app import app
from cli.command import Group
from cli.next_steps import KEYS
from cli.tree import first_paragraph
from orchestrator.credentials import KEY_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands import Jobai, Result

    from cli.tree import Built

COMMANDS = [
    "", "extract", "draft-cv", "draft-letter", "doctor",
    "jobs", "jobs list", "jobs show", "jobs rm", "profile", "profile import", "profile show",
    "providers", "providers add", "providers list", "providers test", "providers use",
    "providers remove", "providers rotate-key", "providers limits",
    "providers limits set", "providers models",
    "providers routes", "providers routes set", "providers explain",
    "plan", "plan show", "plan set", "plan limits", "plan limits set", "plan limits reset",
    "users", "users add", "users list",
    "usage", "usage report", "usage verify",
]  # fmt: skip
HEAVY = (
    "asyncio", "sqlalchemy", "alembic", "PIL", "openai", "anthropic", "google.genai", "httpx2",
    "cryptography", "genai_prices", "pypdfium2", "selectolax", "pydantic", "typst", "docx",
)  # fmt: skip


def greeted(result: Result) -> list[str]:
    """Return the commands that the greeting says to type next."""
    assert (result.code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert len(lines) <= 14
    assert max(map(len, lines)) <= 80
    return [line.strip().split("  ")[0] for line in lines if line.startswith("  jobai ")]


def test_jobai_alone_greets_with_three_commands_to_type(jobai: Jobai) -> None:
    jobai.environment = {"COLUMNS": "80"}

    result = jobai()

    assert greeted(result) == [
        "jobai extract URL",
        "jobai profile import FILE",
        "jobai draft-cv --job 1 -o cv.pdf",
    ]
    assert "No AI provider yet: rules do the work" in result.stdout
    assert not jobai.home.exists()


def test_the_greeting_goes_on_from_what_is_there(ready: Jobai) -> None:
    ready.environment = {"COLUMNS": "80", "OPENAI_API_KEY": "sk-invented"}

    begun = ready()
    ready("draft-cv", "--job", "1", "-q", "--provider", "offline")
    drafted = ready()
    profile = json.loads((EXAMPLES / "profile.json").read_text())
    profile["basics"]["summary"] = "Another summary."
    ready("profile", "import", "-", "-q", stdin=json.dumps(profile))
    changed = ready()
    elsewhere = ready("--user", "nobody")

    assert greeted(begun)[0] == "jobai draft-cv --job 1 -o cv.pdf"
    assert "There is: profile version 1, 1 job, 0 drafts." in begun.stdout
    assert "No AI provider" not in begun.stdout
    assert greeted(drafted)[0] == "jobai draft-letter --job 1 -o letter.pdf"
    assert greeted(changed)[0] == "jobai draft-cv --job 1"
    assert "anew: the profile changed" in changed.stdout
    assert greeted(elsewhere)[0] == "jobai extract URL"
    assert "a CV for Senior Backend Engineer, Routing P\u2026\n" in begun.stdout


def test_a_narrow_terminal_shows_whole_commands(jobai: Jobai) -> None:
    jobai.environment = {"COLUMNS": "40"}

    assert "  jobai draft-cv --job 1 -o cv.pdf\n" in jobai().stdout


def test_the_greeting_looks_for_the_keys_that_calls_use() -> None:
    assert set(KEYS) == {name for names in KEY_VARIABLES.values() for name in names}


@pytest.mark.parametrize("line", ["help", "help jobs list", "help providers"])
def test_help_as_a_word_is_help(jobai: Jobai, line: str) -> None:
    _, *command = line.split()

    assert jobai(*line.split()).stdout == jobai(*command, "--help").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_within_80_columns(jobai: Jobai, command: str) -> None:
    jobai.environment = {"COLUMNS": "80"}

    result = jobai(*command.split(), "--help")

    assert (result.code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"Usage: jobai {command}".rstrip())
    assert "--quiet" in result.stdout
    assert max(len(line) for line in lines) <= 80
    assert all(line == line.rstrip() for line in lines)
    for noise in ("<str>", "<bool>", "TEXT", "[bold", "\x1b", "\b"):
        assert noise not in result.stdout
    assert not jobai.home.exists()


def test_the_help_names_every_exit_code_and_where_global_options_stand(jobai: Jobai) -> None:
    text = jobai("--help").stdout

    for code in (0, 1, 2, 3, 4, 5, 6, 7, 8, 130):
        assert f"\n  {code:>3}  " in text
    assert "anywhere on the line" in text


def test_examples_stand_one_to_a_line(jobai: Jobai) -> None:
    lines = jobai("extract", "-h").stdout.splitlines()

    start = lines.index("Examples")
    assert lines[start + 1 : start + 4] == [
        "  jobai extract https://example.com/careers/42",
        "  jobai extract posting.pdf screenshot.png --json",
        "  pbpaste | jobai extract -",
    ]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("extrct x", "Did you mean 'extract'?"),
        ("jobs lst", "Did you mean 'list'?"),
        ("list", "Did you mean jobs list, drafts list, providers list, users list or config list?"),
        ("jobs list --jsn", "Did you mean --json?"),
        ("jobs list --quite", "Did you mean --quiet?"),
        ("draft-cv --jb 1", "Did you mean --job?"),
        ("draft-cv 1", "Did you mean --job 1?"),
        ("draft-cv --job 1 --theme modren", "Did you mean modern?"),
        ("jobs list --limit all", "that is not a whole number"),
        ("draft-cv --job 1 --pages 9", "it is at most 3"),
        ("draft-cv --job", "requires an argument"),
        ("login", "Did you mean providers add?"),
        ("version", "Did you mean --version?"),
        ("resume", "Did you mean draft-cv?"),
        ("draft-cv", "For which job?"),
        ("extract", "Missing argument 'SOURCE'"),
        ("jobs list --db", "--db needs a value"),
    ],
)
def test_a_mistyped_line_is_exit_code_2_and_says_what_was_meant(
    jobai: Jobai, line: str, meant: str
) -> None:
    result = jobai(*line.split())

    assert (result.code, result.stdout) == (2, "")
    assert meant in result.stderr
    assert "--help" in result.stderr
    assert not jobai.home.exists()


def test_a_group_alone_is_wrong_usage_and_shows_its_commands(jobai: Jobai) -> None:
    result = jobai("providers")

    assert (result.code, result.stdout) == (2, "")
    assert "Usage: jobai providers COMMAND" in result.stderr


def test_global_options_stand_anywhere_on_the_line(ready: Jobai) -> None:
    def first_lines(*results: Result) -> set[tuple[int, str, str]]:
        return {(result.code, result.stdout, result.stderr) for result in results}

    elsewhere = str(ready.home / "elsewhere.db")
    assert first_lines(
        ready("--db", elsewhere, "-q", "jobs", "list"),
        ready("jobs", "--db", elsewhere, "list", "-q"),
        ready("jobs", "list", "--quiet", f"--db={elsewhere}"),
    ) == {(0, "", "")}
    assert "there is no file" in ready("extract", "--", "--db").stderr.lower()


def test_the_help_says_of_each_command_what_the_command_says_itself() -> None:
    groups: list[TyperGroup] = [app]
    while groups:
        group = groups.pop()
        for name, panel, text in cast("Group", group).summaries():
            command: Any = group.commands[name]
            assert (name, text) == (name, first_paragraph(command.help))
            assert panel == command.rich_help_panel
            if isinstance(command, Group):
                groups.append(command)


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("--help", set[str]()),
        ("jobs list --help", {"cli.jobs"}),
        ("usage log --help", {"cli.usage", "cli.usage_calls"}),
        ("plan limits --help", {"cli.plan", "cli.plan_limits"}),
    ],
)
def test_of_all_commands_only_the_one_that_is_typed_is_imported(
    jobai: Jobai, line: str, needed: set[str]
) -> None:
    every = {name.partition(":")[0] for name in _targets(app)}

    assert {name for name in imported_by(jobai, line) if name in every} == needed


def test_the_version_is_the_installed_ones(jobai: Jobai) -> None:
    result = jobai("--version")

    assert (result.code, result.stderr) == (0, "")
    assert result.stdout == f"jobai {version('jobai')}\n"


@pytest.mark.parametrize("command", ["", "--help", "--version", "doctor --help", "extract --help"])
def test_help_loads_nothing_heavy(jobai: Jobai, command: str) -> None:
    loaded = imported_by(jobai, command)

    assert "cli.app" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_script_and_the_module_are_one_command(jobai: Jobai) -> None:
    script = Path(sys.executable).parent / ("jobai.exe" if os.name == "nt" else "jobai")
    if not script.exists():
        pytest.skip("jobai is not installed here, only on the path")
    done = subprocess.run(
        [script, "jobs", "--help"], env=jobai.whole_environment, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (0, jobai("jobs", "--help").stdout)


def _targets(group: TyperGroup) -> Iterator[str]:
    """Yield the module of every command and group below one."""
    for name, command in group.commands.items():
        yield cast("Built", group.commands).module(name)
        if isinstance(command, TyperGroup):
            yield from _targets(command)
