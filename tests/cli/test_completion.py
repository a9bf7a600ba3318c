"""What the shell offers while a line is typed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, get_args

import pytest

from cli.documents.kinds import KINDS
from orchestrator.limits import measure_of
from orchestrator.providers.base import ProviderType
from orchestrator.routes import TASKS
from orchestrator.tasks.drafting.letter_frame import Tone
from orchestrator.tasks.drafting.verification.language import LANGUAGES
from orchestrator.usage_lines import DIMENSIONS, STATUSES
from profiles.attempts import AttemptKind
from profiles.rendering.options import Format
from profiles.store.users import PLANS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from commands import Jobai


def offered(jobai: Jobai, line: str) -> str:
    """Ask as zsh does."""
    asking = {"_JOBAI_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"jobai {line}"}
    jobai.environment.update(asking)
    try:
        result = jobai()
    finally:
        for name in asking:
            del jobai.environment[name]
    assert result.stderr == ""
    return result.stdout


def test_jobs_drafts_providers_and_users_are_offered_by_what_they_are(ready: Jobai) -> None:
    ready("draft-cv", "--job", "1")
    ready("providers", "add", "openai", "--name", "work", "--api-key-stdin", stdin="sk-invented")

    job = '"1":"Senior Backend Engineer, Routing Platform, Tidewater Freight Systems"'
    assert job in offered(ready, "jobs show ")
    assert job in offered(ready, "draft-letter --job ")
    assert '"1":"CV v1, Senior Backend Engineer' in offered(ready, "drafts show ")
    assert '"work":"openai"' in offered(ready, "providers test ")
    assert '"me"' in offered(ready, "--user ")


HOSTILE = [
    r"Chef \$(touch pwned)",
    r"Chef \\$(touch pwned)",
    'Chef "; touch pwned; "',
    r"Chef \"; touch pwned; \"",
    "Chef'; touch pwned; '",
    "Chef `touch pwned`",
    r"Chef \`touch pwned\`",
    "Chef $(touch pwned)",
    "Chef [m/w/d] [/b] (all)",
]


@pytest.fixture
def hostile(ready: Jobai) -> Callable[[str], str]:
    """What zsh is told of a job with a title like this."""

    def told(title: str) -> str:
        with closing(sqlite3.connect(ready.store)) as connection, connection:
            connection.execute("UPDATE postings SET title = ?", (title,))
        return offered(ready, "jobs show ")

    return told


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_from_a_posting_cannot_end_its_quotes(
    hostile: Callable[[str], str], title: str
) -> None:
    told = hostile(title)

    assert re.fullmatch(r"""_arguments '\*: :\(\("1":"Chef[^"'`$\\\[\]]*"\)\)'\n""", told)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed: apt install zsh")
@pytest.mark.parametrize("title", HOSTILE)
def test_zsh_runs_nothing_of_a_title(
    hostile: Callable[[str], str], title: str, tmp_path: Path
) -> None:
    """It evaluates what it is told, and `_arguments` evaluates the list in it once more."""
    again = '_arguments() { local action=${1#*: :}; eval "ws=( ${action[3,-3]} )"; print -rl $ws }'

    done = subprocess.run(
        ["zsh", "-fc", f"{again}\neval $TOLD"],
        env={**os.environ, "TOLD": hostile(title)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr, list(tmp_path.glob("pwned"))) == (0, "", [])
    assert done.stdout.startswith("1:Chef")


def test_a_name_that_a_shell_would_read_otherwise_is_not_offered(jobai: Jobai) -> None:
    assert jobai("users", "list").code == 0
    with closing(sqlite3.connect(jobai.store)) as connection, connection:
        connection.execute("INSERT INTO users (id, created_at) VALUES ('x$(id)', 0), ('b@x', 0)")

    told = offered(jobai, "--user ")

    assert "b@x" in told
    assert "id)" not in told


def test_fish_is_told_when_there_is_nothing_to_offer_so_that_it_offers_files(ready: Jobai) -> None:
    codes: dict[str, int] = {}
    for line in ("jobs show ", "extract exam", "draft-cv --output c"):
        asking = {
            "_JOBAI_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_FISH_ACTION": "is-args",
            "_TYPER_COMPLETE_ARGS": f"jobai {line}",
        }
        ready.environment.update(asking)
        codes[line] = ready().code

    assert codes == {"jobs show ": 0, "extract exam": 1, "draft-cv --output c": 1}


def test_only_what_begins_as_typed_is_offered(ready: Jobai) -> None:
    assert "Senior" not in offered(ready, "jobs show 2")


def test_the_jobs_are_those_of_the_user_and_store_on_the_line(ready: Jobai) -> None:
    assert "Senior" not in offered(ready, "--user ann jobs show ")
    assert "Senior" not in offered(ready, "--db other.db jobs show ")


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_a_store_that_cannot_be_read_offers_nothing_and_says_nothing(
    jobai: Jobai, content: bytes
) -> None:
    jobai.home.mkdir(exist_ok=True)
    jobai.store.write_bytes(content)

    assert "Error" not in offered(jobai, "jobs show ")
    assert jobai.store.read_bytes() == content


def test_documents_and_the_commands_that_print_them_are_offered_for_their_schemas(
    jobai: Jobai,
) -> None:
    first = offered(jobai, "schema ")

    assert '"usage-report":"from usage report"' in first
    assert '"error":"from every command that fails"' in first
    assert all(f'"{kind}"' in first for kind in KINDS)
    assert '"doctor":"from doctor"' in offered(jobai, "schema doc")
    below = offered(jobai, "schema usage ")
    assert '"report":"usage-report"' in below
    assert '"error"' not in below
    assert "report" not in offered(jobai, "schema usage report ")


def test_settings_are_offered_for_the_config_file(jobai: Jobai) -> None:
    assert '"draft-cv.theme"' in offered(jobai, "config set draft-cv.th")
    assert "force" not in offered(jobai, "config set f")


def test_providers_are_offered_with_the_configs_through_which_they_are_asked(jobai: Jobai) -> None:
    jobai.environment["KEY"] = "sk-invented"
    for name in ("openai", "work"):
        assert jobai("providers", "add", "openai", "--name", name, "--api-key-env", "KEY").code == 0

    told = offered(jobai, "usage report --provider ")

    for name in ("gemini", "openai", "claude", "offline", "work", "config/openai"):
        assert f'"{name}":' in told
    assert '"work":"a config of OpenAI' in offered(jobai, "usage check --provider w")


def test_calls_models_and_tasks_are_offered_from_the_ledger(ready: Jobai) -> None:
    request = ready("usage", "log", "--json").json["calls"][0]["request_id"]

    assert f'"{request[:8]}":"extraction at ' in offered(ready, "usage show ")
    assert '"rules":"offline"' in offered(ready, "usage log --model ")
    assert '"extraction"' in offered(ready, "usage report --task ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("usage report --by ", DIMENSIONS),
        ("usage log --status ", STATUSES),
        ("usage log --attempt-kind ", get_args(AttemptKind)),
        ("draft-cv --format ", get_args(Format)),
        ("extract --provider ", get_args(ProviderType)),
        ("draft-letter --tone ", get_args(Tone)),
        ("draft-cv --language ", LANGUAGES),
        ("providers routes set freemium ", [task.replace("*", "any") for task in TASKS]),
        ("providers price ", ["gemini", "openai", "claude"]),
        ("plan set ", PLANS),
        ("users add --plan ", PLANS),
    ],
)
def test_the_words_that_can_stand_somewhere_are_offered_there(
    jobai: Jobai, line: str, words: Sequence[str]
) -> None:
    told = re.findall(r'"([^"]+)"', offered(jobai, line))

    assert [word for word in told if word in words] == list(words)


def test_every_limit_is_offered(jobai: Jobai) -> None:
    told = re.findall(r'"(\w+/\w+)"', offered(jobai, "plan limits set "))

    assert len({measure_of(word) for word in told}) == len(told) == 9


def test_of_a_list_the_words_are_offered_that_are_not_in_it_yet(jobai: Jobai) -> None:
    told = offered(jobai, "usage report --by day,m")

    assert '"day,month"' in told
    assert '"day,model"' in told
    assert "day,day" not in offered(jobai, "usage report --by day,d")
