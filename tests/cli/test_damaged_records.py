"""One record of the store is damaged: it is named, with the way out, and the others are there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai, Result
from in_process import run_line

if TYPE_CHECKING:
    from pathlib import Path

LOST = "cannot be read any more"
DRAFT = """UPDATE drafts SET document = '{"kind": "cv"}' WHERE id = 1"""
OPTIONS = "UPDATE drafts SET options = '[1]' WHERE id = 1"
PROFILE = """UPDATE profiles SET document = '{"work": 5}'"""
IDS = "UPDATE profiles SET line_ids = '[1]'"
POSTING = "UPDATE posting_versions SET document = '{}'"
VERSION = "UPDATE postings SET latest_version = 9"
ORPHANS = "DELETE FROM postings"


@pytest.fixture(scope="module")
def drafted_home(tmp_path_factory: pytest.TempPathFactory, furnished_home: Path) -> Path:
    """A home with a CV as draft 1 and a letter as draft 2."""
    folder = tmp_path_factory.mktemp("drafted")
    shutil.copytree(furnished_home, folder / "home")
    for command in ("draft-cv", "draft-letter"):
        assert _run(folder / "home", command, "--job", "1").code == 0
    return folder / "home"


@pytest.fixture
def home(tmp_path: Path, drafted_home: Path) -> Path:
    shutil.copytree(drafted_home, tmp_path / "home")
    return tmp_path / "home"


def _run(home: Path, *words: str) -> Result:
    return run_line(words, folder=home.parent, environment=Jobai(home).whole_environment)


def _damage(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "jobai.db")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("damage", [DRAFT, OPTIONS])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_other_drafts_are_listed_and_the_damaged_one_is_named(
    home: Path, damage: str, form: tuple[str, ...]
) -> None:
    _damage(home, damage)

    listed = _run(home, "drafts", "list", *form)

    assert listed.code == 1
    assert f"draft 1 {LOST}" in listed.stderr
    assert "jobai drafts rm 1" in listed.stderr
    assert "letter" in listed.stdout
    assert not form or [draft["id"] for draft in listed.json["drafts"]] == [2]


@pytest.mark.parametrize(
    ("damage", "line", "named"),
    [
        (DRAFT, "drafts show 1", "draft 1"),
        (OPTIONS, "drafts show 1 --json", "draft 1"),
        (DRAFT, "drafts diff 1 --master", "draft 1"),
        (DRAFT, "drafts render 1 --output cv.md", "draft 1"),
        (ORPHANS, "drafts show 1", "draft 1"),
        (POSTING, "jobs show 1", "job 1"),
        (VERSION, "jobs show 1", "job 1"),
        (VERSION, "draft-cv --job 1", "job 1"),
        (PROFILE, "profile show", "version 1 of the master profile"),
        (IDS, "profile show", "version 1 of the master profile"),
        (PROFILE, "profile history", "version 1 of the master profile"),
        (PROFILE, "verify cv.txt", "version 1 of the master profile"),
    ],
)
def test_a_damaged_record_is_named_with_the_way_out(
    home: Path, damage: str, line: str, named: str
) -> None:
    (home.parent / "cv.txt").write_text("Experience\n- Wrote it\n", encoding="utf-8")
    _damage(home, damage)

    told = _run(home, *line.split())

    assert (told.code, f"{named} {LOST}" in told.stderr) == (1, True), told.stderr
    assert "jobai " in told.stderr.partition("Hint:")[2]


@pytest.mark.parametrize("damage", [PROFILE, IDS, "DELETE FROM profiles", VERSION, POSTING])
def test_drafts_are_shown_when_what_they_were_made_from_is_damaged(home: Path, damage: str) -> None:
    _damage(home, damage)

    assert _run(home, "drafts", "list").code == 0
    assert _run(home, "drafts", "show", "1").code == 0


def test_a_draft_is_made_beside_a_damaged_one(home: Path) -> None:
    _damage(home, DRAFT)

    made = _run(home, "draft-letter", "--job", "1")

    assert made.code == 0
    assert f"Draft 1 {LOST}" in made.stderr


@pytest.mark.parametrize("damage", [PROFILE, IDS])
def test_a_damaged_profile_is_mended_as_the_error_says_by_importing_it_again(
    home: Path, damage: str
) -> None:
    _damage(home, damage)

    imported = _run(home, "profile", "import", str(EXAMPLES / "profile.json"))
    history = _run(home, "profile", "history", "--json")

    assert imported.code == 0, imported.stderr
    assert _run(home, "draft-cv", "--job", "1").code == 0
    assert [version["version"] for version in history.json["versions"]] == [2]
    assert (history.code, LOST in history.stderr) == (1, True)


def test_lines_of_a_damaged_profile_do_not_lend_their_ids_to_others(home: Path) -> None:
    before = {line["id"] for line in _run(home, "profile", "show", "work", "--json").json["lines"]}
    _damage(home, PROFILE)
    _run(home, "profile", "import", str(EXAMPLES / "profile.json"))

    after = {line["id"] for line in _run(home, "profile", "show", "work", "--json").json["lines"]}

    assert {x for x in before if "highlights" in x}.isdisjoint(after)


def test_what_a_profile_came_from_may_be_lost(home: Path) -> None:
    _damage(home, "UPDATE profiles SET origin = '[1]'")

    assert _run(home, "profile", "history").code == 0


@pytest.mark.parametrize("line", ["drafts list", "jobs list", "profile history"])
def test_a_time_that_is_none_is_a_fault_of_the_store(home: Path, line: str) -> None:
    for table in ("drafts", "postings", "profiles"):
        _damage(home, f"UPDATE {table} SET created_at = 5")

    told = _run(home, *line.split())

    assert (told.code, "a value in it cannot be read" in told.stderr) == (1, True), told.stderr
