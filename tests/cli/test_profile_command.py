"""`jobai profile`: importing and showing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai

VERSION_0 = {
    "bio": {"firstName": "Imani", "lastName": "Okafor", "name": "Imani Okafor"},
    "work": [{"company": "Brightwharf", "position": "Developer", "startDate": "2020-01-01",
              "endDate": "Present", "highlights": ["Built 9 shops."]}],
    "favouriteColour": "teal",
}  # fmt: skip


def test_an_import_says_what_it_took_and_a_second_one_changes_nothing(jobai: Jobai) -> None:
    first = jobai("profile", "import", EXAMPLES / "profile.json")
    second = jobai("profile", "import", EXAMPLES / "profile.json", "--json")

    assert (first.code, first.stdout) == (0, "")
    assert "version 1: 67 lines" in first.stderr
    assert second.json["version"] == 1
    assert second.json["citable_lines"] == 67


def test_a_changed_profile_is_a_new_version(ready: Jobai, tmp_path: Path) -> None:
    changed = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
    changed["basics"]["name"] = "Imani Okafor"
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(changed))

    assert "version 2" in ready("profile", "import", file).stderr
    document = ready("profile", "show", "--json").json
    assert (document["schema_version"], document["version"]) == (1, 2)
    assert document["profile"]["basics"]["name"] == "Imani Okafor"


def test_every_line_is_shown_with_the_id_that_drafts_cite(ready: Jobai) -> None:
    printed = ready("profile", "show").stdout

    assert printed.startswith("Imani Castellanos")
    assert "work/0/highlights/0" in printed


def test_a_version_0_document_keeps_its_employers_and_each_change_is_told(
    jobai: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "old.json"
    file.write_text(json.dumps(VERSION_0))

    result = jobai("profile", "import", file)
    profile = jobai("profile", "show", "--json").json["profile"]

    assert result.code == 0, result.stderr
    assert profile["work"][0]["name"] == "Brightwharf"
    assert profile["basics"]["name"] == "Imani Okafor"
    assert "mapped work[0].company: to name" in result.stderr
    assert "mapped work[0].endDate: 'Present'" in result.stderr
    assert "kept favouriteColour" in result.stderr


def test_an_empty_profile_is_imported_with_a_warning(jobai: Jobai, tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_text("{}")

    result = jobai("profile", "import", file)

    assert result.code == 0
    assert "nothing to draft from" in result.stderr


def test_no_profile_yet_is_exit_code_8_and_names_the_command(jobai: Jobai) -> None:
    result = jobai("profile", "show")

    assert result.code == 8
    assert "jobai profile import FILE" in result.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"{", "not a JSON document"),
        (b"\xff\xfe\x00", "not a text in UTF-16"),
        (b"[1, 2]", "a list of 2"),
        (b'{"work": [{"startDate": "soon"}]}', "work[0].startDate"),
        (b"[" * 200_000, "not a JSON document"),
        (b'"' + b"x" * 5_100_000 + b'"', "larger than 5 MB"),
    ],
    ids=["missing", "broken", "binary", "list", "date", "deep", "huge"],
)
def test_what_cannot_be_read_is_exit_code_3_and_leaves_the_old_one(
    ready: Jobai, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_bytes(content)

    result = ready("profile", "import", file, "--json")

    assert result.code == 3
    assert words in result.json["error"]["message"]
    assert "unexpectedly" not in result.stderr
    assert len(result.stderr) < 2_000


def test_check_names_what_is_missing_and_only_strict_makes_it_a_failure(
    jobai: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "old.json"
    file.write_text(json.dumps(VERSION_0))
    jobai("profile", "import", file)

    plain = jobai("profile", "check")
    strict = jobai("profile", "check", "--strict", "--json")

    assert (plain.code, strict.code) == (0, 3)
    assert "basics.email: there is no e-mail address" in plain.stdout
    assert {"missing", "unknown"} == {gap["kind"] for gap in strict.json["gaps"]}


def test_an_export_replaces_only_its_own_file_and_comes_back_in_as_the_same_profile(
    ready: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    written = ready("profile", "export", "--output", file)
    again = ready("profile", "export", "--output", file)
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    changed = ready("profile", "export", "--output", file, "--json")
    back = ready("profile", "import", file, "--json")

    assert (written.code, written.stdout) == (0, "")
    assert (again.code, changed.code) == (0, 2)
    assert "--force" in changed.json["error"]["hint"]
    assert (back.json["version"], back.json["is_new"]) == (1, False)


def test_an_export_as_rendercv_says_what_it_has_no_place_for_and_can_be_imported(
    ready: Jobai, tmp_path: Path
) -> None:
    exported = ready("profile", "export", "--format", "rendercv")
    file = tmp_path / "cv.yaml"
    file.write_text(exported.stdout, encoding="utf-8")
    back = ready("profile", "import", file, "--json").json

    assert back["origin"] == {"kind": "rendercv", "file_name": "cv.yaml"}
    assert exported.stdout.startswith("# yaml-language-server")
    assert "work/0/highlights/0" not in back["changes"]["removed"]


def test_strict_imports_nothing_where_something_would_be_dropped(
    ready: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"basics": {"name": "Another", "label": "Baker"}}))

    refused = ready("profile", "import", file, "--merge", "--strict")
    merged = ready("profile", "import", file, "--merge", "--json")

    assert refused.code == 3
    assert "would drop basics.name: 'Another': yours stays" in refused.stderr
    assert merged.json["version"] == 1
    assert [notice["action"] for notice in merged.json["notices"]] == ["dropped", "dropped"]


def test_a_removed_line_is_shown_from_the_version_that_had_it(ready: Jobai, tmp_path: Path) -> None:
    document = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
    first = document["work"][0]["highlights"].pop(0)
    file = tmp_path / "shorter.json"
    file.write_text(json.dumps(document))
    ready("profile", "import", "-", stdin=file.read_bytes())

    gone = ready("profile", "show", "work/0/highlights/0", "--json")
    history = ready("profile", "history", "--json").json["versions"]

    assert gone.code == 8
    assert first in gone.json["error"]["message"]
    assert history[0]["changes"] == {"added": [], "removed": ["work/0/highlights/0"], "edited": []}
    assert [version["origin"]["file_name"] for version in history] == [None, "profile.json"]
