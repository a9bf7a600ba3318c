"""`jobai verify`: exit codes, the table, the JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from commands import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai

PROFILE = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
JOB = PROFILE["work"][0]
CV = f"""# {PROFILE["basics"]["name"]}

## Work Experience

### {JOB["position"]}, {JOB["name"]}
{JOB["startDate"]} – present

- {JOB["highlights"][0]}
"""


def test_a_true_cv_is_exit_code_0_and_a_false_one_7_with_what_is_wrong(
    ready: Jobai, tmp_path: Path
) -> None:
    true, false = tmp_path / "true.md", tmp_path / "false.md"
    true.write_text(CV, encoding="utf-8")
    false.write_text(CV + "- Led 900 engineers with Terraform.\n", encoding="utf-8")

    clean = ready("verify", true, "--json")
    found = ready("verify", false)

    assert (clean.code, clean.json["is_clean"]) == (0, True), clean.stdout
    assert clean.json["counts"]["supported"] == 2
    assert found.code == 7
    assert JOB["highlights"][0] not in found.stdout  # a count is enough of what is right
    assert f"line {len(CV.splitlines()) + 1}, work, {JOB['name']}" in found.stdout
    assert "1 not supported, 2 supported, 1 without a claim. --all lists" in found.stderr
    everything = ready("verify", false, "--all").stdout
    assert everything.index("Led 900") < everything.index(JOB["highlights"][0])
    assert "[work/0/highlights/0]" in everything
    assert "Led 900 engineers with Terraform." in found.stdout
    assert '"900"' in found.stdout
    assert "1 not" in found.stderr
    assert "\x1b" not in found.stdout


def test_a_draft_for_a_job_is_verified_from_a_pipe_with_another_profile(ready: Jobai) -> None:
    draft = ready("draft-cv", "--job", "1", "--json", "--quiet").stdout

    result = ready(
        "verify", "-", "--job", "1", "--profile", EXAMPLES / "profile.json", "--json", stdin=draft
    )

    assert result.code == 0, result.stdout
    assert (result.json["kind"], result.json["profile_version"]) == ("cv", None)


def test_what_cannot_be_read_is_3_and_no_profile_8(jobai: Jobai, tmp_path: Path) -> None:
    broken = tmp_path / "cv.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    text = tmp_path / "cv.md"
    text.write_text(CV, encoding="utf-8")

    assert jobai("verify", tmp_path / "nothing.pdf").code == 3
    assert jobai("verify", broken, "--profile", EXAMPLES / "profile.json").code == 3
    missing = jobai("verify", text)
    assert missing.code == 8
    assert "jobai profile import FILE" in missing.stderr
