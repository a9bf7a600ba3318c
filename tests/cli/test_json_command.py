"""`--json` is a contract: one document, nothing else on stdout, also when a command fails.

What is in each document the schemas say; `Jobai` holds every document to its own.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai
from contracts import command_of, require_documents
from wire import WireServer, faults

from cli.contracts import CONTRACTS

if TYPE_CHECKING:
    from pathlib import Path

POSTING = str(EXAMPLES / "posting.html")
PROFILE = str(EXAMPLES / "profile.json")
COMMANDS = (
    f"extract {POSTING}",
    f"extract {POSTING} {EXAMPLES / 'posting.png'} --as-one",
    "draft-cv --job 1",
    "draft-letter --job 1 --refresh",
    "jobs list",
    "jobs show 1",
    "jobs match",
    "jobs rm 1",
    "drafts list",
    "drafts show cv",
    "drafts diff 1",
    "drafts diff 3 1",
    "drafts edit 1 --from mine.md",
    "drafts render 1 -o cv.html",
    "drafts rm 1 2",
    "verify mine.md",
    f"profile import {PROFILE}",
    "profile edit",
    "profile show",
    "profile show work/0",
    "profile history",
    "profile check",
    "profile export",
    "profile export -o profile.yaml",
    "profile history --diff 1 2",
    "providers list",
    "providers add claude --api-key-env NAME",
    "providers test mine",
    "providers use spare",
    "providers enable mine",
    "providers disable mine",
    "providers remove mine",
    "providers rotate-key",
    "providers rotate-key mine --api-key-env OTHER",
    "providers models",
    "providers routes",
    "providers routes set freemium any gpt-6-luna",
    "providers routes reset",
    "providers routes explain",
    "providers explain",
    "providers price openai qwen3 --input 0 --output 0",
    "providers prices",
    "providers limits",
    "providers limits set mine cost/month 5",
    "providers limits reset mine",
    "plan limits",
    "plan limits set cost/month 5",
    "plan limits reset",
    "plan limits --plan pro_monthly",
    "plan show",
    "plan set pro_annual --until 2099-01-31",
    "plan end",
    "users list",
    "users add bob --name Bob",
    "usage report",
    "usage report --by day,model,status,attempt_kind --all-users",
    "usage report --mode reprice",
    "usage log",
    "usage show {request}",
    "usage quota",
    "usage check --max-calls 99",
    "usage archive --before 2020 -o old.jsonl.gz",
    "usage prune --before 2020 --yes",
    "usage verify",
    "usage export",
    "config list",
    "config get paper",
    "config set paper letter",
    "config unset paper",
    "config path",
    "db path",
    "db upgrade",
    "db backup copy.db",
    "db restore kept.db --yes",
    "db vacuum",
    "schema",
    "schema error",
    "doctor",
)


@pytest.fixture(scope="session")
def full_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which there is one of everything, and beside it a draft's text and a copy."""
    jobai = Jobai(tmp_path_factory.mktemp("full") / "home")
    with WireServer() as server:

        def done(*line: str | Path, code: int = 0) -> str:
            result = jobai(*line)
            assert result.code == code, (line, result)
            return result.stdout

        done("extract", POSTING)
        done("profile", "import", PROFILE)
        mine = done("profile", "export").replace("90 seconds", "80 seconds")
        (jobai.home.parent / "changed.json").write_text(mine, encoding="utf-8")
        done("draft-cv", "--job", "1")
        done("draft-letter", "--job", "1")
        done("profile", "import", "changed.json")
        text = done("drafts", "show", "1", "--editable")
        (jobai.home.parent / "mine.md").write_text(
            text.replace("90 seconds", "8 seconds"), encoding="utf-8"
        )
        done("drafts", "edit", "1", "--from", "mine.md")
        jobai.environment = server.environment("openai")
        server.answer_with(json.dumps({"is_posting": True, "title": "Gardener"}))
        done("extract", POSTING)
        server.fail(faults.wrong_key(), times=None)
        done("extract", POSTING, "--refresh", code=4)
    jobai.environment = {"NAME": "sk-none"}
    for name in ("mine", "spare"):
        address = ("--base-url", "http://127.0.0.1:9/v1")
        done("providers", "add", "openai", "--name", name, "--api-key-env", "NAME", *address)
    done("providers", "price", "openai", "qwen3", "--input", "1", "--output", "2")
    done("plan", "set", "pro_monthly", "--until", "2099-01-31")
    done("plan", "limits", "set", "cost/month", "5")
    done("users", "add", "ann", "--name", "Ann")
    done("config", "set", "paper", "letter")
    done("db", "backup", "kept.db")
    return jobai.home.parent


@pytest.fixture
def full(jobai: Jobai, full_home: Path) -> Jobai:
    """`jobai` where there is one of everything."""
    shutil.copytree(full_home, jobai.home.parent, dirs_exist_ok=True)
    jobai.environment = {"NAME": "sk-none", "OTHER": "sk-other"}
    return jobai


def test_the_commands_below_are_all_there_are() -> None:
    assert {command_of(command.split()) for command in COMMANDS} == set(CONTRACTS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_prints_one_document_of_its_own_kind(full: Jobai, command: str) -> None:
    with sqlite3.connect(full.store) as connection:
        [request] = connection.execute(
            "SELECT max(request_id) FROM ai_provider_usage_logs"
        ).fetchone()
    connection.close()
    words = command.format(request=request).split()

    result = full(*words, *(["--json"] if command != "usage export" else []))

    kinds = CONTRACTS[command_of(words) or ""].documents
    assert result.stdout, result.stderr
    require_documents(kinds, result.stdout)
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("command", "code", "kind"),
    [
        ("extract nothing.html", 3, "UnreadableSourceError"),
        (f"extract {EXAMPLES / 'posting.png'}", 4, "ProviderNotConfiguredError"),
        ("draft-cv --job 99", 8, "NotFoundError"),
        ("draft-cv --job x", 2, "UsageError"),
        ("draft-cv", 2, "UsageError"),
        ("jobs show 99", 8, "NotFoundError"),
        ("jobs shw 1", 2, "UsageError"),
        ("jobs list --limt 3", 2, "UsageError"),
        ("usage report --by fortnight", 2, "InvalidInputError"),
        ("providers test nobody", 8, "NotFoundError"),
        ("profile import nothing.json", 3, "UnreadableProfileError"),
        ("jobs list --db mysql://x", 2, "InvalidInputError"),
        ("jobs list --db /dev/null/jobs.db", 1, "StoreError"),
        ("plan show --user", 2, "UsageError"),
    ],
)
def test_a_failed_command_prints_its_error_as_the_one_document(
    ready: Jobai, command: str, code: int, kind: str
) -> None:
    result = ready("--json", *command.split()) if " --user" in command else ready(
        *command.split(), "--json"
    )  # fmt: skip

    document = result.json
    assert (result.code, document["error"]["exit_code"]) == (code, code)
    assert document["schema_version"] == 1
    assert document["error"]["type"] == kind
    assert document["error"]["message"] in " ".join(result.stderr.split())
    assert {"type", "message", "hint", "exit_code"} <= set(document["error"])


def test_several_sources_are_a_line_each_whatever_fails(ready: Jobai) -> None:
    some = ready("extract", POSTING, "nothing.html", "--json")
    none = ready("extract", POSTING, "nothing.html", "--json", "--db", "mysql://x")

    assert [set(json.loads(line)) >= {"schema_version", "source"} for line in some.stdout.splitlines()] == [True, True]  # fmt: skip  # noqa: E501
    [line] = none.stdout.splitlines()
    assert json.loads(line)["error"]["exit_code"] == 2
