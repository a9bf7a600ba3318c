"""`jobai drafts`: what a person does with what was drafted."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, Jobai
from terminal import CTRL_C, Terminal

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
FIRST = PROFILE["work"][0]["highlights"][1]


@pytest.fixture(scope="module")
def drafted_home(furnished_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a CV as draft 1, to be copied."""
    jobai = Jobai(tmp_path_factory.mktemp("drafted") / "home")
    shutil.copytree(furnished_home, jobai.home)
    assert jobai("draft-cv", "--job", "1", "--quiet").code == 0
    return jobai.home


@pytest.fixture
def drafted(jobai: Jobai, drafted_home: Path) -> Jobai:
    """With a CV as draft 1."""
    shutil.copytree(drafted_home, jobai.home)
    return jobai


def editor(folder: Path, *replacements: tuple[str, str], code: int = 0) -> str:
    """Write an editor that replaces words in the file it is given."""
    script = folder / "editor.py"
    lines = [f"text = text.replace({old!r}, {new!r})" for old, new in replacements]
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text(encoding='utf-8')\n"
        + "\n".join(lines)
        + f"\nfile.write_text(text, encoding='utf-8')\nsys.exit({code})\n",
        encoding="utf-8",
    )
    return f"'{sys.executable}' '{script}'"


def test_a_draft_is_listed_shown_rendered_and_removed(drafted: Jobai, tmp_path: Path) -> None:
    listed = drafted("drafts", "list", "--json").json["drafts"]
    shown = drafted("drafts", "show", "1")
    rendered = drafted(
        "drafts", "render", "1", "--output", tmp_path / "cv.pdf", "--theme", "modern"
    )
    by_file = drafted("drafts", "show", tmp_path / "cv.pdf", "--json")
    removed = drafted("drafts", "rm", "latest", "1", "--json")

    assert [(x["id"], x["job"], x["kind"], x["version"]) for x in listed] == [(1, 1, "cv", 1)]
    assert (listed[0]["stale"], listed[0]["author"], listed[0]["newest"]) == (
        False,
        "drafted",
        True,
    )
    assert f"# {PROFILE['basics']['name']}" in shown.stdout
    assert rendered.code == 0, rendered.stderr
    assert (tmp_path / "cv.pdf").read_bytes().startswith(b"%PDF")
    assert by_file.json["id"] == 1
    assert removed.json["removed"] == [{"id": 1, "job": 1, "kind": "cv", "version": 1}]
    gone = drafted("drafts", "show", "1")
    assert (gone.code, "no draft 1" in gone.stderr) == (8, True)


def test_a_new_version_of_the_profile_makes_a_draft_stale_and_names_the_lines(
    drafted: Jobai, tmp_path: Path
) -> None:
    changed = json.loads(json.dumps(PROFILE))
    changed["work"][0]["highlights"][1] = FIRST.replace("90 seconds", "95 seconds")
    assert changed != PROFILE
    (tmp_path / "new.json").write_text(json.dumps(changed), encoding="utf-8")
    assert drafted("profile", "import", tmp_path / "new.json", "-q").code == 0

    [stale] = drafted("drafts", "list", "--stale", "--json").json["drafts"]

    assert stale["changes"][0]["input"] == "profile"
    assert stale["changes"][0]["citations"] == ["work/0/highlights/1"]
    form = drafted("drafts", "show", "latest", "--editable").stdout
    edited = drafted(
        "drafts", "edit", "cv", "--from", "-", "--on-unverified", "verbatim", "-o", "cv.md",
        stdin=form.replace("## Skills", "## Tools"),
    )  # fmt: skip
    assert edited.code == 0, edited.stderr
    assert "95 seconds" in (tmp_path / "cv.md").read_text(encoding="utf-8")
    assert drafted("drafts", "list", "--stale", "--json").json["drafts"][0]["id"] == 1


def test_an_edit_is_a_version_whose_unverified_lines_are_marked(
    drafted: Jobai, tmp_path: Path
) -> None:
    drafted.environment["EDITOR"] = editor(tmp_path, ("90 seconds", "9 seconds"))

    edited = drafted("drafts", "edit", "1", "--output", tmp_path / "cv.md")
    difference = drafted("drafts", "diff", "2")

    assert edited.code == 0, edited.stderr
    assert "Your own words, unverified:" in edited.stderr
    assert "9 seconds" in (tmp_path / "cv.md").read_text(encoding="utf-8")
    [newest, _] = drafted("drafts", "list", "--json").json["drafts"]
    assert (newest["author"], newest["based_on"], newest["unverified"]) == ("edited", 1, 1)
    assert "[-90-] {+9+}" in difference.stdout
    assert not list((drafted.home / "edits").iterdir())


def test_to_fail_on_an_unverified_edit_is_exit_code_7_and_the_text_is_kept(
    drafted: Jobai, tmp_path: Path
) -> None:
    drafted.environment["EDITOR"] = editor(tmp_path, ("90 seconds", "9 seconds"))

    failed = drafted("drafts", "edit", "1", "--on-unverified", "fail", "--json")

    assert failed.code == 7
    assert failed.json["error"]["unverified"][0]["findings"]
    [kept] = (drafted.home / "edits").iterdir()
    assert str(kept) in failed.stderr
    assert "9 seconds" in kept.read_text(encoding="utf-8")
    taken = drafted("drafts", "edit", "1", "--from", kept, "--json")
    assert (taken.code, taken.json["version"]) == (0, 2)


@pytest.mark.parametrize(
    ("replacements", "code", "told"),
    [
        ([("### ", "### Chief ")], 2, "jobai profile edit"),
        ([], 0, "Nothing changed"),
    ],
)
def test_an_edit_that_is_no_draft_is_kept_and_one_without_a_change_is_none(
    drafted: Jobai, tmp_path: Path, replacements: list[tuple[str, str]], code: int, told: str
) -> None:
    drafted.environment["VISUAL"] = editor(tmp_path, *replacements)

    result = drafted("drafts", "edit", "1")

    assert (result.code, told in result.stderr) == (code, True)
    assert len(list((drafted.home / "edits").iterdir())) == bool(code)
    assert drafted("drafts", "list", "--json").json["drafts"][0]["id"] == 1


def test_an_editor_that_fails_changes_nothing_and_loses_nothing(
    drafted: Jobai, tmp_path: Path
) -> None:
    drafted.environment["EDITOR"] = editor(tmp_path, ("90 seconds", "9 seconds"), code=3)

    result = drafted("drafts", "edit", "1")

    assert result.code == 2
    assert "ended with code 3" in result.stderr
    assert len(list((drafted.home / "edits").iterdir())) == 1


def test_what_is_said_of_unverified_lines_holds_for_the_edit_too(
    drafted: Jobai, tmp_path: Path
) -> None:
    drafted.environment["EDITOR"] = editor(tmp_path, ("90 seconds", "9 seconds"))
    ask = ("draft-cv", "--job", "1", "--edit")

    dropped = drafted(*ask, "--on-unverified", "drop", "-o", "dropped.md")
    own = drafted(*ask, "--on-unverified", "verbatim", "-o", "own.md")
    failed = drafted(*ask, "--on-unverified", "fail", "-o", "failed.md")

    assert [x.code for x in (dropped, own, failed)] == [0, 0, 7], failed.stderr
    assert "seconds" not in (tmp_path / "dropped.md").read_text(encoding="utf-8")
    assert "to 90 seconds" in (tmp_path / "own.md").read_text(encoding="utf-8")
    assert not (tmp_path / "failed.md").exists()


def test_without_a_terminal_and_an_editor_nothing_is_drafted(ready: Jobai) -> None:
    result = ready("draft-cv", "--job", "1", "--edit")

    assert result.code == 2
    assert "VISUAL" in result.stderr
    assert ready("drafts", "list", "--json").json["drafts"] == []


def test_a_person_on_a_terminal_is_asked_what_is_to_become_of_their_words(
    drafted: Jobai, tmp_path: Path
) -> None:
    drafted.environment["EDITOR"] = editor(tmp_path, ("90 seconds", "9 seconds"))

    with Terminal(drafted, "drafts", "edit", "1", "-o", "cv.txt") as terminal:
        terminal.wait_for("or leave the draft as it was")
        terminal.type("k\n")
        screen = terminal.wait()
    with Terminal(drafted, "drafts", "edit", "1") as stopped:
        stopped.wait_for("or leave the draft as it was")
        stopped.type(CTRL_C)
        left = stopped.wait()

    assert terminal.code == 0, screen
    assert "(draft 2, version 2)" in screen
    assert stopped.code == 130
    assert "your text is in" in re.sub(r"\s+", " ", left)
    assert "Traceback" not in left
