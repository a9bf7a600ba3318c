"""What the shell offers while a line is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.documents.kinds import KINDS

if TYPE_CHECKING:
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
