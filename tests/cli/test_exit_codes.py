"""Each exit code that a command's help names is one that it ends with."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from command_lines import COMMANDS, POSTING
from commands import EXAMPLES
from contracts import command_of
from cryptography.fernet import Fernet
from wire import faults

from cli.contracts import CONTRACTS, EVERYWHERE
from cli.exit_codes import (
    ANSWER,
    CREDENTIALS,
    EXIT_CODES,
    FAULT,
    NOT_FOUND,
    PROVIDER,
    QUOTA,
    SOURCE,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commands import Jobai
    from wire import WireServer

CV = str(EXAMPLES / "posting.png")
LINES = (
    ("extract nothing.html", SOURCE),
    ("verify nothing.pdf", SOURCE),
    ("verify mine.md", ANSWER),
    ("profile import nothing.json", SOURCE),
    ("drafts edit 1 --from mine.md --on-unverified fail", ANSWER),
    ("providers test mine", PROVIDER),
    ("providers models mine", PROVIDER),
    ("providers explain --user late", CREDENTIALS),
    ("providers routes explain --user late", CREDENTIALS),
    ("plan show --user late", CREDENTIALS),
    ("plan limits show --user late", CREDENTIALS),
    ("plan limits set cost/month 5 --user late", CREDENTIALS),
    ("plan limits reset --user late", CREDENTIALS),
    ("usage quota --user late", CREDENTIALS),
    ("usage check --max-calls 0", QUOTA),
    ("config get theme", NOT_FOUND),
    ("config unset papier", NOT_FOUND),
    ("db restore nothing.db", NOT_FOUND),
    ("db copy --from nothing.db --to copied.db", NOT_FOUND),
    ("db backup --db nothing.db", NOT_FOUND),
    ("db vacuum --db nothing.db", NOT_FOUND),
    ("schema nothing", NOT_FOUND),
    ("doctor --user nobody", FAULT),
)
"""In a home in which there is one of everything, but nobody answers."""

NAMED = (
    "draft-cv --job 99",
    "draft-letter --job 99",
    "verify mine.md --job 99",
    "jobs show 99",
    "jobs rm 99",
    "drafts list --job 99",
    "drafts show 99",
    "drafts diff 99",
    "drafts edit 99 --from mine.md",
    "drafts render 99 -o cv.html",
    "drafts rm 99",
    "profile show --version 99",
    "profile show work/99",
    "profile history --diff 1 99",
    "profile export --version 99",
    "providers test nobody",
    "providers use nobody",
    "providers enable nobody",
    "providers disable nobody",
    "providers remove nobody",
    "providers rotate-key nobody --api-key-env NAME",
    "providers models nobody",
    "providers limits nobody",
    "providers limits set nobody cost/month 5",
    "providers limits reset nobody",
    "providers price openai nothing --remove",
    "usage log --before nothing",
    "usage show nothing",
)
"""What is named is not there."""

ASKING = {
    "extract": f"extract {POSTING} --refresh --provider openai",
    "draft-cv": "draft-cv --job 1 --refresh --provider openai",
    "draft-letter": "draft-letter --job 1 --refresh --provider openai",
    "profile import": f"profile import {CV} --refresh --provider openai",
}
_FAULTS: dict[int, Callable[[], faults.Fault]] = {
    CREDENTIALS: faults.wrong_key,
    PROVIDER: faults.bad_request,
    ANSWER: faults.refusal,
}
OTHERS = {
    ("profile edit", SOURCE),
    ("providers test", CREDENTIALS),
    ("providers test", QUOTA),
    ("providers models", CREDENTIALS),
    ("providers rotate-key", CREDENTIALS),
    ("usage verify", FAULT),
    ("providers test", ANSWER),
    ("profile check", SOURCE),
    ("profile check", NOT_FOUND),
    ("jobs match", NOT_FOUND),
    ("plan end", NOT_FOUND),
}
"""Those that take more than a line, in the tests at the end."""


def test_every_code_that_a_help_names_is_shown_below_to_be_real() -> None:
    shown = {(command_of(line.split()), code) for line, code in LINES}
    shown |= {(command_of(line.split()), NOT_FOUND) for line in NAMED}
    shown |= {(name, code) for name in ASKING for code in (*_FAULTS, QUOTA)}
    named = {
        (name, code)
        for name, contract in CONTRACTS.items()
        for code, text in contract.codes().items()
        if code and not (code in EVERYWHERE and text == EXIT_CODES[code])
    }
    only_users = {
        (name, NOT_FOUND)
        for name, contract in CONTRACTS.items()
        if contract.for_user and not contract.missing
    }

    assert shown | OTHERS == named - only_users


@pytest.mark.parametrize(("line", "code"), LINES)
def test_a_line_ends_with_its_code(full: Jobai, line: str, code: int) -> None:
    if "--user late" in line:
        assert full("users", "add", "late").code == 0
        _without_plan(full, "late")

    assert full(*line.split(), "--json").code == code


@pytest.mark.parametrize("line", NAMED)
def test_what_is_not_there_is_exit_code_8_with_a_hint(full: Jobai, line: str) -> None:
    result = full(*line.split())

    assert result.code == NOT_FOUND, result.stderr
    assert result.stdout == ""


def test_a_user_whom_nobody_knows_is_exit_code_8_of_every_command_for_a_user(full: Jobai) -> None:
    lines = {command_of(line.split()): line for line in reversed(COMMANDS)}
    codes = {
        name: full(*lines[name].format(request="1").split(), "--user", "nobody").code
        for name, contract in CONTRACTS.items()
        if contract.for_user
    }

    assert {name: code for name, code in codes.items() if code != NOT_FOUND} == {}


@pytest.mark.parametrize("line", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize("code", _FAULTS)
def test_a_command_that_asks_a_model_tells_how_it_failed(
    full: Jobai, wire_server: WireServer, line: str, code: int
) -> None:
    _use(full, wire_server)
    wire_server.fail(_FAULTS[code](), times=None)

    result = full(*line.split(), "--json")

    assert (result.code, result.json["error"]["exit_code"]) == (code, code), result.stderr


@pytest.mark.parametrize("line", [*ASKING.values(), "providers test used --live"])
def test_a_limit_is_exit_code_5_of_every_command_that_asks_a_model(
    full: Jobai, wire_server: WireServer, line: str
) -> None:
    _use(full, wire_server)
    assert full("plan", "limits", "set", "tokens/day", "1").code == 0

    assert full(*line.split(), "--json").code == QUOTA
    assert all(request.path.endswith("/models") for request in wire_server.requests)


@pytest.mark.parametrize("command", ["test", "models"])
def test_a_refused_key_is_exit_code_4(full: Jobai, wire_server: WireServer, command: str) -> None:
    _use(full, wire_server)
    wire_server.fail(faults.wrong_key(), times=None)

    assert full("providers", command, "used", "--json").code == CREDENTIALS


def test_a_secret_key_that_opens_nothing_is_exit_code_4(full: Jobai) -> None:
    added = full("providers", "add", "openai", "--name", "kept", "--api-key-stdin", stdin="sk-1234")
    assert added.code == 0, added.stderr
    full.environment["JOBAI_SECRET_KEY"] = Fernet.generate_key().decode()

    assert full("providers", "rotate-key").code == CREDENTIALS


def test_a_ledger_that_does_not_add_up_is_exit_code_1(full: Jobai) -> None:
    connection = sqlite3.connect(full.store)
    connection.execute("UPDATE ai_provider_usage_logs SET cost_nano_usd = 7, cost_source = 'free'")
    connection.commit()
    connection.close()

    result = full("usage", "verify", "--json")

    assert (result.code, result.json["ok"]) == (FAULT, False)


def test_no_profile_and_no_plan_to_end_are_exit_code_8(jobai: Jobai) -> None:
    assert jobai("users", "add", "late").code == 0
    _without_plan(jobai, "late")

    assert jobai("jobs", "match").code == NOT_FOUND
    assert jobai("profile", "check").code == NOT_FOUND
    assert jobai("plan", "end", "--user", "late").code == NOT_FOUND


def test_a_profile_with_gaps_is_exit_code_3_where_that_is_asked_for(jobai: Jobai) -> None:
    bare = '{"basics": {"name": "Ann Example"}}'
    assert jobai("profile", "import", "-", stdin=bare).code == 0

    assert jobai("profile", "check", "--strict", "--json").code == SOURCE
    assert jobai("profile", "check", "--json").code == 0


def test_a_model_without_pictures_is_exit_code_7_of_a_live_test(
    full: Jobai, wire_server: WireServer
) -> None:
    _use(full, wire_server)
    wire_server.answer_with("no idea")

    assert full("providers", "test", "used", "--live", "--json").code == ANSWER


def test_an_edit_that_is_no_profile_is_exit_code_3(full: Jobai, tmp_path: Path) -> None:
    editor = tmp_path / "empties"
    editor.write_text('#!/bin/sh\n: > "$1"\n')
    editor.chmod(0o755)
    full.environment["EDITOR"] = str(editor)

    assert full("profile", "edit", "--json").code == SOURCE


def _without_plan(jobai: Jobai, user: str) -> None:
    """Let a user be one of a host's that has given no plan."""
    connection = sqlite3.connect(jobai.store)
    connection.execute("DELETE FROM subscriptions WHERE user_id = ?", [user])
    connection.commit()
    connection.close()


def _use(jobai: Jobai, server: WireServer) -> None:
    """Let nobody but the loopback server be asked."""
    jobai.environment["KEY"] = server.key
    address = ("--base-url", server.base_url("openai"))
    for name in ("mine", "spare"):
        assert jobai("providers", "remove", name, "--yes").code == 0
    added = jobai("providers", "add", "openai", "--name", "used", "--api-key-env", "KEY", *address)
    assert added.code == 0, added.stderr
