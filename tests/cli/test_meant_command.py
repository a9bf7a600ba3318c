"""What jobai answers to names that are nearly right."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from commands import Jobai

from orchestrator.usage_names import fields_asked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def drafted(furnished_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Jobai:
    """A home with a job, a profile, a draft and a provider; these commands change nothing in it."""
    home = tmp_path_factory.mktemp("meant") / "home"
    shutil.copytree(furnished_home, home)
    jobai = Jobai(home)
    assert jobai("draft-cv", "--job", "1", "--quiet").code == 0
    assert jobai("providers", "add", "openai", "--api-key-env", "NO_SUCH_KEY").code == 0
    work = ("--name", "work", "--api-key-env", "NO_SUCH_KEY")
    assert jobai("providers", "add", "claude", *work).code == 0
    return jobai


@pytest.mark.parametrize(
    ("line", "code", "meant"),
    [
        ("drafts show lates", 8, "Did you mean latest?"),
        ("drafts show cv/Tidewatr", 8, "Did you mean tidewater?"),
        ("providers use opnai", 8, "Did you mean openai?"),
        ("providers disable opena", 8, "Did you mean openai?"),
        ("draft-cv --job 1 --provider opnai", 2, "Did you mean openai?"),
        ("draft-letter --job 1 --tone frmal", 2, "Did you mean formal?"),
        ("draft-letter --job 1 --language German", 2, "Did you mean de?"),
        ("draft-letter --job 1 --language fr-CA", 2, "Did you mean fr?"),
        ("usage report --status eror", 2, "Did you mean error?"),
        ("usage log --attempt-kind frst", 2, "Did you mean first?"),
        ("usage report --provider opnai", 2, "Did you mean openai?"),
        ("usage export --provider wrk", 2, "Did you mean work?"),
        ("usage check --max-cost 1 --provider ''", 2, "--provider names nothing"),
        ("usage report --attempt-kind ' '", 2, "--attempt-kind names nothing"),
        ("usage log --since ''", 2, "--since names nothing"),
        ("usage export -o nowhere/x.csv", 2, "there is no folder"),
        ("usage show 7", 8, "at least 4 letters"),
        ("schema usage", 8, "usage report, usage log"),
        ("usage check --max-cost 1 --plan pro_anual", 2, "Did you mean pro_annual?"),
        ("usage report --since yesteday", 2, "Did you mean yesterday?"),
        ("usage report --since 'last mnth'", 2, "Did you mean last month?"),
        ("usage report --task cv_drat", 2, "Did you mean cv_draft?"),
        ("usage export --model gemini-2.5-flsh", 2, "Did you mean gemini-2.5-flash?"),
        ("providers price openai gpt-6-lnua --input 1 --output 2", 0, "Did you mean gpt-6-luna?"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(
    drafted: Jobai, line: str, code: int, meant: str
) -> None:
    result = drafted(*shlex.split(line))

    assert (result.code, result.stdout) == (code, "")
    assert meant in result.stderr


@pytest.mark.parametrize("line", ["usage report --task mine", "usage log --model qwen3:8b"])
def test_a_name_of_ones_own_that_nobody_used_yet_is_no_mistake(drafted: Jobai, line: str) -> None:
    assert drafted(*line.split()).code == 0


def test_claudes_other_name_finds_its_calls() -> None:
    assert fields_asked((), {"provider": "Anthropic"}, "recorded") == {"provider": "claude"}


def test_a_model_that_was_named_is_never_left_out_in_silence(ready: Jobai) -> None:
    nobody = ready("draft-cv", "--job", "1", "--model", "gpt-6-luna")
    offline = ready("draft-cv", "--job", "1", "--model", "gpt-6-luna", "--provider", "offline")

    assert (nobody.code, nobody.stdout) == (4, "")
    assert "jobai providers add openai" in nobody.stderr
    assert (offline.code, offline.stdout) == (2, "")
    assert "offline works by rules" in offline.stderr


def test_who_works_is_said_when_work_begins_not_before(ready: Jobai) -> None:
    assert "No AI provider" not in ready("draft-cv", "--job", "9").stderr
    assert "No AI provider" not in ready("extract", "nosuch.pdf").stderr
    assert ready("draft-cv", "--job", "1").stderr.count("No AI provider is set up") == 1


def test_a_provider_that_is_switched_off_is_named_where_it_is_asked_for(drafted: Jobai) -> None:
    drafted("providers", "disable", "openai")

    refused = drafted("draft-cv", "--job", "1", "--provider", "openai")

    drafted("providers", "enable", "openai")
    assert refused.code == 4
    assert "jobai providers enable openai" in refused.stderr
