"""`jobai jobs`: listing, showing and removing."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai

TITLE = "Senior Backend Engineer, Routing Platform"
GARDENER = """<html><head><title>Gardener</title><script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "JobPosting", "title": "Gardener",
"hiringOrganization": {{"@type": "Organization", "name": "Fern and Sons"}},
"url": "https://fern.example/jobs/1"}}</script></head>
<body><h1>Gardener</h1><p>You have {years} years of experience with pruning.</p></body></html>
"""


@pytest.fixture
def two_jobs(ready: Jobai, tmp_path: Path) -> Jobai:
    """The example posting as job 1, a gardener's as job 2."""
    page = tmp_path / "gardener.html"
    page.write_text(GARDENER.format(years=2))
    assert ready("extract", page, "--quiet").code == 0
    return ready


def test_no_jobs_yet_names_the_command_that_reads_one(jobai: Jobai) -> None:
    result = jobai("jobs", "list")

    assert (result.code, result.stdout) == (0, "")
    assert "jobai extract URL" in result.stderr
    assert jobai("jobs", "list", "--json").json == {"schema_version": 1, "jobs": []}


def test_jobs_are_listed_newest_first(two_jobs: Jobai) -> None:
    printed = two_jobs("jobs", "list").stdout.splitlines()
    jobs = two_jobs("jobs", "list", "--json").json["jobs"]
    [newest] = two_jobs("jobs", "list", "--limit", "1", "--json").json["jobs"]

    assert printed[0].split() == ["Job", "Title", "Company", "Location", "Read"]
    assert printed[1].split()[:2] == ["2", "Gardener"]
    assert TITLE in printed[2]
    assert [job["id"] for job in jobs] == [2, 1]
    assert newest == jobs[0]
    assert set(newest) == {
        "id", "title", "hiring_organization", "job_location", "version", "created_at",
        "updated_at",
    }  # fmt: skip
    assert all(line == line.rstrip() for line in printed)


def test_a_job_is_shown_whole(ready: Jobai) -> None:
    printed = ready("jobs", "show", "1").stdout
    document = ready("jobs", "show", "1", "--json").json

    assert printed.startswith("Job 1, read by offline\n")
    assert TITLE in printed
    assert "USD 148,000 to 176,000 per year" in printed
    assert (document["schema_version"], document["id"], document["version"]) == (1, 1, 1)
    assert document["job"]["title"] == TITLE
    assert "outcome" not in document
    assert document["job"]["description"].split()[-1] in printed


def test_a_changed_posting_is_a_new_version_and_the_old_one_stays(
    jobai: Jobai, tmp_path: Path
) -> None:
    page = tmp_path / "gardener.html"
    for years in (2, 3):
        page.write_text(GARDENER.format(years=years))
        assert jobai("extract", page, "--quiet").code == 0

    assert jobai("jobs", "show", "1", "--json").json["version"] == 2
    assert "2 years" in jobai("jobs", "show", "1", "--version", "1", "--json").stdout
    missing = jobai("jobs", "show", "1", "--version", "9")
    assert missing.code == 8
    assert "its newest is 2" in missing.stderr


def test_removed_jobs_are_gone_all_or_none(two_jobs: Jobai) -> None:
    refused = two_jobs("jobs", "rm", "1", "77")
    removed = two_jobs("jobs", "rm", "1", "2", "1")

    assert refused.code == 8
    assert "there is no job 77" in refused.stderr
    assert removed.code == 0
    assert two_jobs("jobs", "list", "--json").json["jobs"] == []


@pytest.mark.parametrize(
    "command",
    [("show", "99"), ("rm", "99"), ("show", "9223372036854775807")],
)
def test_an_unknown_job_is_exit_code_8_and_names_the_list(
    ready: Jobai, command: tuple[str, ...]
) -> None:
    result = ready("jobs", *command)

    assert result.code == 8
    assert "jobai jobs list" in result.stderr


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999999"])
def test_what_cannot_be_a_job_is_wrong_usage(ready: Jobai, number: str) -> None:
    result = ready("jobs", "show", "--", number)

    assert result.code in {2, 8}
    assert "unexpectedly" not in result.stderr


def test_users_of_one_store_do_not_see_each_others_jobs(ready: Jobai) -> None:
    ready("users", "add", "somebody")

    assert ready("jobs", "list", "--user", "somebody", "--json").json["jobs"] == []
    assert ready("jobs", "show", "1", "--user", "somebody").code == 8
    assert ready("draft-cv", "--job", "1", "--user", "somebody").code == 8


def test_where_each_field_of_a_job_came_from_is_told(ready: Jobai) -> None:
    done = ready("jobs", "show", "1", "--explain")
    assert done.code == 0
    assert done.stdout.startswith("Job 1\n\nField")
    assert "JSON-LD" in done.stdout
    assert "Not stated: " in done.stdout


def test_jobs_are_ranked_by_how_well_the_profile_answers_them(two_jobs: Jobai) -> None:
    printed = two_jobs("jobs", "match").stdout.splitlines()
    matches = two_jobs("jobs", "match", "--json").json["matches"]
    good = two_jobs("jobs", "match", "--min-match", "0.5", "--json").json["matches"]

    assert printed[0].split()[:5] == ["Job", "Score", "Met", "Part", "Miss"]
    assert [match["job"] for match in matches] == [1, 2]
    assert matches[0]["fit"]["score"] > 0.5
    assert matches[1]["fit"]["low_confidence"]
    assert "LOW CONFIDENCE" in printed[2]
    assert [match["job"] for match in good] == [1]
    assert all(item["reason"] for item in matches[0]["requirements"])


def test_ranking_jobs_makes_no_call(two_jobs: Jobai) -> None:
    before = two_jobs("usage", "report", "--json").json["total"]["calls"]
    two_jobs("jobs", "match", "--json")
    assert two_jobs("usage", "report", "--json").json["total"]["calls"] == before


def test_ranking_without_a_profile_names_the_command_that_imports_one(jobai: Jobai) -> None:
    result = jobai("jobs", "match")

    assert result.code == 8
    assert "jobai profile import" in result.stderr


def test_a_job_is_named_by_its_employer_wherever_a_job_is_named(ready: Jobai) -> None:
    shown = ready("jobs", "show", "tidewater", "--json").json
    drafted = ready("draft-cv", "--job", "Tidewater Freight", "--json").json
    letter = ready("draft-letter", "--job", "latest", "--output", "letter.md")

    assert (shown["id"], drafted["job"]) == (1, 1)
    assert letter.code == 0
    assert len(ready("drafts", "list", "--job", "tidewater", "--json").json["drafts"]) == 2
    assert ready("verify", "letter.md", "--job", "tidewater").code == 0
    assert ready("draft-cv", "--job", "1", "--job", "tidewater", "--json").code == 0
    removed = ready("jobs", "rm", "tidewater", "1", "--json")
    assert (removed.code, removed.json["removed"]) == (0, [1])
    assert "Removed 1." in removed.stderr


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("draft-cv tidewater", "Did you mean --job tidewater?"),
        ("draft-cv 'Tidewater Freight'", "Did you mean --job 'Tidewater Freight'?"),
        ("draft-cv 1 2", "Did you mean --job 1 --job 2?"),
        ("draft-cv --job 1 cv.pdf", "Did you mean --output cv.pdf?"),
        ("drafts list 3", "Did you mean --job 3?"),
    ],
)
def test_what_stands_bare_on_the_line_is_taken_for_what_it_is(
    ready: Jobai, line: str, meant: str
) -> None:
    result = ready(*shlex.split(line))

    assert result.code == 2
    assert meant in result.stderr
