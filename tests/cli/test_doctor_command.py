"""`jobai doctor`: what it finds, what it says to type, and its exit code."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from commands import Jobai, Result

KEY = "sk-invented-0123456789-tail"


def findings(result: Result) -> dict[str, tuple[str, str]]:
    return {found["subject"]: (found["state"], found["text"]) for found in result.json["findings"]}


def test_a_fresh_machine_is_fine_and_learns_what_to_type(jobai: Jobai) -> None:
    result = jobai("doctor")
    found = findings(jobai("doctor", "--json"))

    assert result.code == 0
    assert "wrong" not in result.stdout
    assert "jobai providers add gemini" in result.stdout
    assert found["plan"] == ("ok", "me is on freemium")
    assert found["providers"][0] == "note"
    assert str(jobai.store) in found["store"][1]


def test_a_key_that_was_refused_last_time_is_wrong(ready: Jobai) -> None:
    ready("providers", "add", "openai", "--api-key-stdin", stdin=KEY)
    untested = findings(ready("doctor", "--json"))
    connection = sqlite3.connect(ready.store)
    connection.execute("UPDATE ai_provider_configs SET last_test_status='CredentialsRefusedError'")
    connection.commit()
    connection.close()

    result = ready("doctor", "--json")

    assert untested["provider openai"] == ("ok", "openai, last test: never")
    assert untested["secret key"][0] == "ok"
    assert result.code == 1
    assert findings(result)["provider openai"] == ("wrong", "openai, last test: key refused")
    assert KEY not in result.stdout


def test_a_broken_or_missing_secret_key_is_wrong_and_said_for_each_config(ready: Jobai) -> None:
    ready("providers", "add", "openai", "--api-key-stdin", stdin=KEY)
    secret = ready.home / "secret.key"
    secret.write_text("garbage")
    broken = ready("doctor", "--json")
    secret.unlink()
    missing = ready("doctor", "--json")

    assert (broken.code, missing.code) == (1, 1)
    assert findings(broken)["secret key"][0] == "wrong"
    assert findings(broken)["provider openai"][0] == "wrong"
    assert findings(missing)["provider openai"][0] == "wrong"
    assert not secret.exists()


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_files_that_others_can_read_are_told_with_the_command_that_closes_them(
    ready: Jobai,
) -> None:
    ready("providers", "add", "openai", "--api-key-stdin", stdin=KEY)
    ready.store.chmod(0o644)
    (ready.home / "secret.key").chmod(0o644)

    result = ready("doctor")

    assert result.code == 1
    assert f"chmod 600 {ready.store}" in result.stdout
    assert f"chmod 600 {ready.home / 'secret.key'}" in result.stdout


def test_an_unusable_key_in_the_environment_is_wrong_and_not_shown(ready: Jobai) -> None:
    ready.environment = {"OPENAI_API_KEY": "two words", "GEMINI_API_KEY": KEY}

    result = ready("doctor", "--json")

    assert result.code == 1
    assert findings(result)["OPENAI_API_KEY"][0] == "wrong"
    assert findings(result)["GEMINI_API_KEY"] == ("ok", "a gemini key in the environment")
    assert "two words" not in result.stdout
    assert KEY not in result.stdout


@pytest.mark.parametrize("fault", ["folder", "text", "newer", "scheme"])
def test_a_store_that_cannot_be_used_is_one_wrong_finding(ready: Jobai, fault: str) -> None:
    place = str(ready.home / "other.db")
    if fault == "folder":
        place = str(ready.home)
    elif fault == "text":
        (ready.home / "other.db").write_text("This is a shopping list. " * 100)
    elif fault == "newer":
        place = str(ready.store)
        connection = sqlite3.connect(place)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.close()
    else:
        place = "mysql://somewhere/else"

    result = ready("doctor", "--json", "--db", place)
    other = ready("jobs", "list", "--db", place)

    assert result.code == 1
    state, text = findings(result)["store"]
    assert state == "wrong"
    assert text in other.stderr
    assert other.code in {1, 2}
    assert "unexpectedly" not in other.stderr
