"""`jobai profile edit`: the person's editor, and nothing that was typed is lost."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from profiles.exporters.documents import editable
from profiles.importers.documents import load_yaml, mapping
from profiles.master_profile import master_profile_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands import Jobai

    Typing = Callable[..., dict[str, str]]

KEPT = re.compile(r"jobai profile import (\S+)")


@pytest.fixture
def typing_(tmp_path: Path) -> Typing:
    """Make an editor that replaces one text by another and ends with a code."""

    def editor(old: str, new: str, code: int = 0) -> dict[str, str]:
        script = tmp_path / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "file = pathlib.Path(sys.argv[1])\n"
            "text = file.read_text(encoding='utf-8')\n"
            f"assert {old!r} in text, text\n"
            f"file.write_text(text.replace({old!r}, {new!r}, 1), encoding='utf-8')\n"
            f"sys.exit({code})\n"
        )
        return {"VISUAL": shlex.join([sys.executable, str(script)]), "TMPDIR": str(tmp_path)}

    return editor


def _kept_file(stderr: str) -> Path:
    found = KEPT.search(" ".join(stderr.split()))
    assert found, stderr
    return Path(found[1])


def test_a_reworded_line_is_the_next_version_and_keeps_its_id(
    ready: Jobai, typing_: Typing
) -> None:
    ready.environment = typing_("- Built the dispatch", "- Designed and built the dispatch")

    edited = ready("profile", "edit", "--json").json
    ready.environment = typing_("basics:", "basics:")
    unchanged = ready("profile", "edit")

    assert (edited["version"], edited["origin"]["kind"]) == (2, "edit")
    assert edited["changes"] == {"added": [], "removed": [], "edited": ["work/0/highlights/0"]}
    assert (unchanged.code, unchanged.stdout) == (0, "")
    assert "Nothing was changed" in unchanged.stderr


def test_what_is_invalid_is_named_and_kept_and_can_be_imported_once_mended(
    ready: Jobai, typing_: Typing
) -> None:
    ready.environment = typing_("startDate: 2022-04", "startDate: someday")

    broken = ready("profile", "edit")
    file = _kept_file(broken.stderr)
    file.write_text(
        file.read_text(encoding="utf-8").replace("someday", "2022-05"), encoding="utf-8"
    )
    mended = ready("profile", "import", file, "--json").json

    assert broken.code == 3
    assert "work[0].startDate: a date is" in broken.stderr
    assert "'someday'" in broken.stderr
    assert (mended["version"], mended["changes"]["edited"]) == (2, ["work/0"])


def test_an_editor_that_fails_changes_nothing_and_loses_nothing(
    ready: Jobai, typing_: Typing
) -> None:
    ready.environment = typing_("basics:", "basics:  # mine", code=1)

    failed = ready("profile", "edit")

    assert failed.code == 2
    assert "ended with code 1; your profile is as it was" in failed.stderr
    assert "# mine" in _kept_file(failed.stderr).read_text(encoding="utf-8")
    assert len(ready("profile", "history", "--json").json["versions"]) == 1


def test_the_first_profile_is_a_form_to_fill_in(jobai: Jobai, typing_: Typing) -> None:
    jobai.environment = typing_("  name:\n", "  name: Noor Vance\n")

    edited = jobai("profile", "edit")

    assert edited.code == 0, edited.stderr
    assert "version 1" in edited.stderr
    assert jobai("profile", "show", "--json").json["profile"] == {"basics": {"name": "Noor Vance"}}


def test_without_an_editor_or_a_terminal_it_says_what_to_type(ready: Jobai) -> None:
    result = ready("profile", "edit")

    assert result.code == 2
    assert "jobai profile export" in result.stderr


def test_what_is_opened_reads_back_as_the_same_profile() -> None:
    document = {"basics": {"name": "Noor", "summary": "One: two # three\nfour"}, "x-a": ["yes", 1]}

    assert load_yaml(editable(master_profile_from(document)), "x") == document
    form = mapping(load_yaml(editable(None), "x"))
    assert form
    assert master_profile_from(form) == master_profile_from({})
