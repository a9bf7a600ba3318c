"""`jobai doctor`: what it finds, what it says to type, and its exit code."""

from __future__ import annotations

import os
import socket
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


def test_a_server_of_ones_own_that_is_not_there_is_wrong(ready: Jobai) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        options = ["--no-key", "--model", "llama3.3", "--base-url", f"http://127.0.0.1:{port}/v1"]
        ready("providers", "add", "openai", "--name", "ollama", *options)
        there = ready("doctor", "--json")
    gone = ready("doctor", "--json")

    assert (there.code, gone.code) == (0, 1)
    wrong = [one for one in gone.json["findings"] if one["state"] == "wrong"]
    assert [one["subject"] for one in wrong] == ["provider ollama"]
    assert f"http://127.0.0.1:{port}/v1 cannot be reached: connection refused" in wrong[0]["text"]


def test_a_config_that_asks_a_model_of_the_past_is_wrong(ready: Jobai) -> None:
    ready(
        "providers", "add", "gemini", "--model", "gemini-1.5-pro", "--api-key-stdin", stdin=KEY
    )  # fmt: skip

    result = ready("doctor")

    assert result.code == 1
    assert "gemini-1.5-pro was shut down on 2025-09-24" in result.stdout


def test_a_ledger_from_the_future_tells_of_a_wrong_clock(ready: Jobai) -> None:
    with sqlite3.connect(ready.store) as connection:
        connection.execute("UPDATE ai_provider_usage_logs SET created_at='2999-01-01 00:00:00'")

    assert findings(ready("doctor", "--json"))["clock"][0] == "wrong"


def test_a_config_file_with_a_key_that_sets_nothing_is_wrong(ready: Jobai) -> None:
    file = ready.home / "config.toml"
    file.write_text('paper = "letter"')
    fine = ready("doctor", "--json")
    file.write_text('papr = "letter"')
    mistyped = ready("doctor")
    file.write_text("= 3")
    broken = ready("doctor", "--json")

    assert (fine.code, mistyped.code, broken.code) == (0, 1, 1)
    assert findings(fine)["config"] == ("ok", str(file))
    assert "jobai config unset papr; did you mean paper?" in mistyped.stdout
    assert findings(broken)["config"][0] == "wrong"


def test_a_model_that_reads_no_pictures_is_a_note(ready: Jobai) -> None:
    ready("providers", "add", "openai", "--api-key-stdin", stdin=KEY)
    connection = sqlite3.connect(ready.store)
    connection.execute("UPDATE ai_provider_configs SET last_test_status='no_vision'")
    connection.commit()
    connection.close()

    result = ready("doctor", "--json")

    assert result.code == 0
    text = "openai, works, but its model reads no pictures"
    assert findings(result)["provider openai"] == ("note", text)
