"""`jobai draft-cv` and `jobai draft-letter`, offline and with a provider."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES
from terminal import Terminal
from wire import faults

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai
    from wire import WireServer

PROFILE = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("command", ["draft-cv", "draft-letter"])


@pytest.fixture
def paid(ready: Jobai, wire_server: WireServer) -> Jobai:
    """With a provider, on a plan whose limits have room for a draft."""
    ready.environment = wire_server.environment("openai")
    assert ready("plan", "set", "pro_monthly").code == 0
    return ready


@BOTH
def test_offline_a_draft_is_printed_as_markdown_and_what_it_met_beside_it(
    ready: Jobai, command: str
) -> None:
    result = ready(command, "--job", "1")

    assert result.code == 0, result.stderr
    assert PROFILE["basics"]["name"] in result.stdout
    assert PROFILE["work"][0]["name"] in result.stdout
    assert "\x1b" not in result.stdout
    assert "working offline" in result.stderr
    assert "Requirement" in result.stderr or "LOW CONFIDENCE" in result.stderr


@BOTH
def test_json_is_the_whole_draft_and_quiet_leaves_stderr_empty(ready: Jobai, command: str) -> None:
    first = ready(command, "--job", "1", "--json", "--quiet")
    second = ready(command, "--job", "1", "--json", "--quiet")

    document = first.json
    assert first.stderr == ""
    assert (document["schema_version"], document["provider"], document["version"]) == (
        1,
        "offline",
        1,
    )
    assert (document["job"], document["cost_nano_usd"]) == (1, 0)
    assert document["draft"]["basics"]["email"] == PROFILE["basics"]["email"]
    assert second.json["draft"] == document["draft"]
    assert (second.json["id"], second.json["version"]) == (document["id"], 1)


@BOTH
@pytest.mark.parametrize("ending", [".md", ".txt", ".json"])
def test_output_writes_the_form_that_the_name_asks_for(
    ready: Jobai, tmp_path: Path, command: str, ending: str
) -> None:
    file = tmp_path / f"draft{ending}"

    result = ready(command, "--job", "1", "--output", file)

    assert (result.code, result.stdout) == (0, "")
    assert f"Wrote   {file}\n" in result.stderr
    written = file.read_text(encoding="utf-8")
    if ending == ".json":
        assert json.loads(written)["kind"] == ("cv" if command == "draft-cv" else "letter")
    assert PROFILE["basics"]["name"] in written
    assert ("# " in written) == (ending == ".md")


@pytest.mark.parametrize("name", ["cv.xyz", "cv", "no/such/folder/cv.md"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_spent(
    paid: Jobai, wire_server: WireServer, name: str
) -> None:
    result = paid("draft-cv", "--job", "1", "--output", name)

    assert result.code == 2
    assert "Hint: " in result.stderr
    assert wire_server.requests == []


def test_a_file_of_somebody_else_is_not_replaced_and_nothing_is_spent(
    paid: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    file = tmp_path / "cv.md"
    file.write_text("my own words")

    refused = paid("draft-cv", "--job", "1", "--output", file)

    assert refused.code == 2
    assert "was not written by jobai" in refused.stderr
    assert "--force" in refused.stderr
    assert file.read_text() == "my own words"
    assert wire_server.requests == []


def test_a_file_of_its_own_is_replaced_until_somebody_changes_it(
    ready: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "cv.md"

    assert ready("draft-cv", "--job", "1", "-o", file).code == 0
    assert ready("draft-cv", "--job", "1", "-o", file).code == 0
    file.write_text(file.read_text() + "P.S.")
    changed = ready("draft-cv", "--job", "1", "-o", file)
    forced = ready("draft-cv", "--job", "1", "-o", file, "--force")

    assert (changed.code, forced.code) == (2, 0)
    assert "was changed since jobai wrote it" in changed.stderr
    assert "P.S." not in file.read_text()


def test_a_terminal_of_eighty_columns_ends_with_what_was_made_and_what_is_missing(
    ready: Jobai,
) -> None:
    with Terminal(ready, "draft-cv", "--job", "1", "--output", "cv.pdf") as terminal:
        screen = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.wait())

    assert terminal.code == 0
    assert "missing" in screen
    assert max(len(line.rstrip()) for line in screen.splitlines()) <= 80
    end = screen.splitlines()[-24:]
    labels = [line[:8].strip() for line in end]
    for label in ("CV", "Fit", "Gaps", "Text", "By", "Wrote", "Next"):
        assert label in labels
    assert any("Rust for the hot paths" in line for line in end)
    assert "rules, offline, at no cost" in end[labels.index("By")]
    assert "cv.pdf (1 page)" in end[labels.index("Wrote")]


@BOTH
def test_an_unknown_job_is_exit_code_8(ready: Jobai, command: str) -> None:
    result = ready(command, "--job", "99")

    assert result.code == 8
    assert "jobai jobs list" in result.stderr


def test_without_a_profile_the_import_is_named(jobai: Jobai) -> None:
    assert jobai("extract", EXAMPLES / "posting.html", "-q").code == 0

    result = jobai("draft-cv", "--job", "1")

    assert result.code == 8
    assert "jobai profile import FILE" in result.stderr


INVENTED = "Led 900 engineers with Terraform."
CAREFUL = "Built the dispatch service in Python."


@BOTH
def test_what_a_provider_invents_is_replaced_by_the_persons_own_line_and_told(
    paid: Jobai, wire_server: WireServer, command: str
) -> None:
    lines = [{"text": text, "citations": ["work/0/highlights/0"]} for text in (CAREFUL, INVENTED)]
    answer = {
        "summary": [],
        "entries": [{"entry": "work/0", "lines": lines}],
        "paragraphs": [{"entry": "work/0", "sentences": lines}],
        "requirements": [],
    }
    wire_server.answer_with(json.dumps(answer))

    result = paid(command, "--job", "1")

    assert result.code == 0, result.stderr
    assert CAREFUL in result.stdout
    assert "Terraform" not in result.stdout
    assert "900" not in result.stdout
    assert f"Not let through: {INVENTED}" in result.stderr
    told = result.stderr[result.stderr.rindex("\nText") :]
    assert "1 reworded and verified; not let through because of" in told
    assert "number" in told
    assert "$0.000" in told


@BOTH
def test_fail_asks_for_repair_and_then_stops_with_the_findings(
    paid: Jobai, wire_server: WireServer, command: str
) -> None:
    lines = [{"text": text, "citations": ["work/0/highlights/0"]} for text in (CAREFUL, INVENTED)]
    answer = {
        "summary": [],
        "entries": [{"entry": "work/0", "lines": lines}],
        "paragraphs": [{"entry": "work/0", "sentences": lines}],
        "requirements": [],
    }
    wire_server.answer_with(json.dumps(answer))

    result = paid(command, "--job", "1", "--on-unverified", "fail", "--json")

    assert result.code == 7
    error = result.json["error"]
    assert error["type"] == "AnswerUnverifiedError"
    assert [line["line"] for line in error["unverified"]] == [INVENTED]
    assert "number" in {x["kind"] for x in error["unverified"][0]["findings"]}
    assert INVENTED in result.stderr
    assert "Terraform" in wire_server.requests[-1].text  # the model was told what to mend
    assert len(wire_server.requests) == 3


@BOTH
def test_who_the_person_is_stays_at_home(
    paid: Jobai, wire_server: WireServer, command: str
) -> None:
    paid(command, "--job", "1")

    assert wire_server.requests
    for request in wire_server.requests:
        for private in (PROFILE["basics"]["email"], PROFILE["basics"]["name"]):
            assert private not in request.text + request.system


@BOTH
def test_a_refused_key_is_exit_code_4_and_fallback_offline_drafts_all_the_same(
    paid: Jobai, wire_server: WireServer, command: str
) -> None:
    wire_server.fail(faults.wrong_key(), times=None)

    refused = paid(command, "--job", "1", "--json")
    rescued = paid(command, "--job", "1", "--json", "--fallback-offline")

    assert (refused.code, refused.json["error"]["exit_code"]) == (4, 4)
    assert "--fallback-offline" in refused.stderr
    assert rescued.code == 0
    assert rescued.json["provider"] == "offline"
    assert "working offline instead" in rescued.stderr


@pytest.mark.parametrize(
    "options",
    [["--pages", "4"], ["--language", "tlh"], ["--provider", "nobody"], ["--job", "1.5"]],
)
def test_options_out_of_range_are_wrong_usage(ready: Jobai, options: list[str]) -> None:
    result = ready("draft-cv", "--job", "1", *options)

    assert result.code == 2
    assert "Hint:" in result.stderr
