"""`jobai config`: what options are when nobody names them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai


def file_of(jobai: Jobai) -> Path:
    return jobai.home / "config.toml"


def values(jobai: Jobai) -> dict[str, Any]:
    return tomllib.loads(file_of(jobai).read_text())


def test_the_line_wins_over_the_environment_and_that_over_the_file(jobai: Jobai) -> None:
    for name in ("file", "environment", "line"):
        jobai("users", "add", f"from-{name}")
    jobai("config", "set", "user", "from-file")
    by_file = jobai("plan", "show", "--json").json["user"]
    jobai.environment["JOBAI_USER"] = "from-environment"
    by_environment = jobai("plan", "show", "--json").json["user"]
    by_line = jobai("--user", "from-line", "plan", "show", "--json").json["user"]

    assert (by_file, by_environment, by_line) == ("from-file", "from-environment", "from-line")
    told = jobai("config", "get", "user", "--json").json["settings"]
    assert told == [
        {"key": "user", "value": "from-environment", "from": "JOBAI_USER", "known": True}
    ]


def test_a_commands_own_key_wins_over_the_one_for_all_commands(ready: Jobai) -> None:
    file_of(ready).write_text("limit = 0")  # which no command takes

    refused = ready("jobs", "list")
    ready("config", "set", "jobs.list.limit", "1")

    assert refused.code == 2
    assert "config file" in refused.stderr
    assert ready("jobs", "list").code == 0


def test_comments_and_order_of_the_file_stay(jobai: Jobai) -> None:
    jobai.home.mkdir(exist_ok=True)
    file_of(jobai).write_text(
        '# my own words\nuser = "ann"  # me\n\n[draft-cv]\ntheme = "compact"\n'
    )

    jobai("config", "set", "draft-cv.paper", "letter")
    jobai("config", "unset", "draft-cv.theme")

    assert file_of(jobai).read_text() == (
        '# my own words\nuser = "ann"  # me\n\n[draft-cv]\npaper = "letter"\n'
    )


def test_values_are_kept_in_their_own_kind(jobai: Jobai) -> None:
    jobai("config", "set", "quiet", "true")
    jobai("config", "set", "jobs.list.limit", "3")
    jobai("config", "set", "draft-cv.font-dir", "/a", "/b")

    assert values(jobai) == {
        "quiet": True,
        "jobs": {"list": {"limit": 3}},
        "draft-cv": {"font-dir": ["/a", "/b"]},
    }
    assert jobai("config", "get", "draft-cv.font-dir").stdout == "/a /b\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["quiet", "maybe"], "quiet cannot be 'maybe'"),
        (["draft-cv.theme", "modrn"], "'classic', 'modern', 'compact'"),
        (["papr", "letter"], "Did you mean paper"),
        (["draft-cv.theme", "modern", "classic"], "one value"),
        (["yes", "true"], "no option is called 'yes'"),
    ],
)
def test_what_no_option_takes_is_refused_and_nothing_is_written(
    jobai: Jobai, line: list[str], said: str
) -> None:
    result = jobai("config", "set", *line)

    assert result.code == 2
    assert said in result.stderr
    assert not file_of(jobai).exists()


def test_a_broken_file_is_an_error_with_its_line_and_the_way_out(jobai: Jobai) -> None:
    jobai.home.mkdir(exist_ok=True)
    file_of(jobai).write_text("user = 'ann'\n= 3 [")

    refused = jobai("jobs", "list")

    assert refused.code == 2
    assert "line 2" in refused.stderr
    assert str(file_of(jobai)) in refused.stderr
    assert jobai("config", "path").stdout == f"{file_of(jobai)}\n"
    assert jobai("--help").code == 0
    assert jobai("jobs", "list", "--help").code == 0


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"user = 'a'\0", b"[" * 60_000, b"x" * 2_000_000, b"a = " + b"9" * 5_000],
)
def test_any_bytes_in_the_file_are_an_error_and_no_traceback(jobai: Jobai, content: bytes) -> None:
    jobai.home.mkdir(exist_ok=True)
    file_of(jobai).write_bytes(content)

    assert jobai("jobs", "list").code == 2


def test_what_is_not_set_has_its_own_exit_code(jobai: Jobai) -> None:
    assert jobai("config", "get", "paper").code == 8
    assert jobai("config", "unset", "paper").code == 8


def test_the_file_can_be_elsewhere(jobai: Jobai, tmp_path: Path) -> None:
    jobai.environment["JOBAI_CONFIG"] = str(tmp_path / "mine.toml")
    jobai("config", "set", "paper", "letter")

    assert (tmp_path / "mine.toml").read_text() == 'paper = "letter"\n'
    assert (tmp_path / "mine.toml").stat().st_mode & 0o777 == 0o600


def test_a_store_named_in_the_file_is_the_one_of_the_commands_called_db(jobai: Jobai) -> None:
    store = str(jobai.home / "named.db")
    jobai("config", "set", "db", store)

    assert jobai("db", "path").stdout == f"{store}\n"


@pytest.mark.parametrize("key", ["install-completion", "help", "yes"])
def test_what_is_done_once_or_agreed_to_is_no_setting(jobai: Jobai, key: str) -> None:
    refused = jobai("config", "set", key, "true")

    assert (refused.code, refused.stdout) == (2, "")
    assert f"no option is called '{key}'" in refused.stderr
