"""The workflows in examples/github-actions do what docs/ci.md says, step by step."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from commands import EXAMPLES, Jobai
from contracts import require_lines

from cli import __version__
from cli.exit_codes import EXIT_CODES

if TYPE_CHECKING:
    from pathlib import Path

    from wire import WireServer

ROOT = EXAMPLES.parent
WORKFLOWS = sorted((EXAMPLES / "github-actions").glob("*.yml"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
PINNED = re.compile(r"actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


class Runner:
    """Runs the steps of a workflow's one job in a folder, as far as they are commands."""

    def __init__(self, folder: Path, secrets: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.ran: list[str] = []
        self.summary = folder / "summary.md"
        programs = folder / "bin"
        programs.mkdir()
        jobai = programs / "jobai"
        jobai.write_text(f'#!/bin/sh\nexec {sys.executable} -W error -m jobai "$@"\n')
        jobai.chmod(0o755)
        (programs / "pip").symlink_to("/bin/true")
        self._values = {"github.workspace": str(folder)} | {
            f"secrets.{name}": value for name, value in (secrets or {}).items()
        }
        environment = Jobai(folder / "home").whole_environment
        del environment["JOBAI_HOME"]
        self._environment = environment | {
            "PATH": f"{programs}{os.pathsep}{environment['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "CI": "true",
        }

    def run(self, workflow: Path, **environment: str) -> tuple[int, str]:
        """Run it until a step fails; return the exit code and what that step said."""
        document: Any = yaml.safe_load(workflow.read_text(encoding="utf-8"))
        [job] = document["jobs"].values()
        for step in job["steps"]:
            if "run" not in step:
                continue
            variables = {**job.get("env", {}), **step.get("env", {})}
            said = {name: self._filled(value) for name, value in variables.items()}
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", self._filled(step["run"])],
                cwd=self.folder,
                env={**self._environment, **environment, **said},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
            )
            self.ran.append(step["name"])
            if done.returncode:
                return done.returncode, done.stdout + done.stderr
        return 0, ""

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda name: self._values[name[1]], text)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_is_pinned_bounded_and_keeps_its_secrets_in_the_environment(
    workflow: Path,
) -> None:
    text = workflow.read_text(encoding="utf-8")
    document = yaml.safe_load(text)

    [job] = document["jobs"].values()
    used = re.findall(r"uses: (.*)", text)
    assert document["permissions"] == {"contents": "read"}
    assert 0 < job["timeout-minutes"] <= 60
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []
    assert "latest" not in job["runs-on"]
    assert set(re.findall(r"jobai==([\d.]+)", text)) == {__version__}
    for step in job["steps"]:
        assert "secrets." not in step.get("run", "")
        assert "run" not in step or step["name"]
    assert f"examples/github-actions/{workflow.name}" in PAGE


def test_an_honest_cv_passes_and_one_that_says_more_fails_with_the_line(
    tmp_path: Path,
) -> None:
    runner = Runner(tmp_path)
    profile = (EXAMPLES / "profile.json").read_text(encoding="utf-8")
    (tmp_path / "resume.json").write_text(profile, encoding="utf-8")
    job = json.loads(profile)["work"][0]
    honest = f"# {json.loads(profile)['basics']['name']}\n\n## Work\n\n### {job['position']}, {job['name']}\n\n- {job['highlights'][0]}\n"  # noqa: E501
    (tmp_path / "cv.md").write_text(honest, encoding="utf-8")
    (tmp_path / "letter.md").write_text(
        f"Dear Sir or Madam,\n\n{job['highlights'][0]}\n", encoding="utf-8"
    )
    cv = EXAMPLES / "github-actions" / "cv.yml"

    passed = runner.run(cv)
    (tmp_path / "cv.md").write_text(f"{honest}- Won the Nobel Prize in 2019.\n", encoding="utf-8")
    code, said = runner.run(cv)

    assert passed == (0, ""), passed
    assert code == 7
    assert "Nobel Prize" in said
    assert "\x1b" not in said
    assert runner.ran[-1] == "Verify the CV"


def test_postings_are_read_until_the_month_has_cost_what_it_may(
    tmp_path: Path, wire_server: WireServer
) -> None:
    address = wire_server.environment("gemini")
    runner = Runner(tmp_path, {"GEMINI_API_KEY": address.pop("GEMINI_API_KEY")})
    page = tmp_path / "posting.html"
    page.write_text((EXAMPLES / "posting.html").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "postings.txt").write_text("posting.html\n# and more\n", encoding="utf-8")
    wire_server.answer_with(json.dumps({"is_posting": True, "title": "Gardener"}))
    workflow = EXAMPLES / "github-actions" / "postings.yml"

    first = runner.run(workflow, **address)

    assert first == (0, ""), first
    jobs = (tmp_path / "jobs.jsonl").read_text(encoding="utf-8")
    require_lines("read-job", jobs)
    assert json.loads(jobs)["provider"] == "gemini"
    assert "| Model" in runner.summary.read_text(encoding="utf-8")
    assert (tmp_path / ".jobai" / "jobai.db").exists()
    for kept in (tmp_path / ".jobai").iterdir():
        assert wire_server.key.encode() not in kept.read_bytes()

    _make_dear(tmp_path / ".jobai")
    code, said = runner.run(workflow, **address)

    assert (code, runner.ran[-1]) == (5, "Stop when this month has cost 5 dollars"), said
    assert len(wire_server.requests) == 1


def test_a_secret_that_is_not_set_is_no_reason_to_read_by_rules(tmp_path: Path) -> None:
    runner = Runner(tmp_path, {"GEMINI_API_KEY": ""})
    page = (EXAMPLES / "posting.html").read_text(encoding="utf-8")
    (tmp_path / "posting.html").write_text(page, encoding="utf-8")
    (tmp_path / "postings.txt").write_text("posting.html\n", encoding="utf-8")

    code, said = runner.run(EXAMPLES / "github-actions" / "postings.yml")

    assert (code, runner.ran[-1]) == (4, "Read the postings"), said


def test_the_page_says_what_to_do_at_every_exit_code_but_that_of_a_stop() -> None:
    told = {
        int(code)
        for codes in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
        for code in codes.split(", ")
    }

    assert told == set(EXIT_CODES) - {130}


def _make_dear(home: Path) -> None:
    """Let what was read have cost six dollars."""
    import sqlite3

    connection = sqlite3.connect(home / "jobai.db")
    connection.execute("UPDATE ai_provider_usage_logs SET cost_nano_usd = 6000000000")
    connection.commit()
    connection.close()
