"""`import jobai`: its names, what it costs, and who may stand in its way."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import jobai

HOME = Path(jobai.__file__).parent
NAMES = """
AIOrchestrator AIProviderConfig AIProviderUsageLog AllAttemptsFailedError Answer AnswerError
AnswerInvalidError AnswerRefusedError AnswerStream AnswerTruncatedError AnswerUnverifiedError
AttemptRecord Base BillingError CallError CallTimeoutError ConfigurationError
ConnectionFailedError CredentialsRefusedError FREEMIUM FetchError InvalidInputError JobPosting
JobaiError MalformedResponseError ModelNotFoundError NotAPostingError NotFoundError
OverloadedError PAY_AS_YOU_GO PRO_ANNUAL PRO_MONTHLY PlanNotFoundError ProviderError
ProviderNotConfiguredError QuotaExceededError RateLimitedError Request RequestRejectedError
RetryPolicy SecretKeyError Settings SourceError Store StoreError StoreLocation Subscription
UnreadableSourceError User create_ai_tables draft_cover_letter draft_cv extract_job_data
locate_store open_store CvDraft LetterDraft RenderOptions Rendering render
EditUnverifiedError MissingExtraError NotACvError UnreadableProfileError
"""
HEAVY = {
    "sqlalchemy", "pydantic", "alembic", "aiosqlite", "google.genai", "openai", "anthropic",
    "httpx", "httpx2", "cryptography", "PIL", "pypdfium2", "selectolax", "typer", "rich",
    "genai_prices", "orchestrator.core", "profiles.store.engine",
}  # fmt: skip


def _error_classes(*rooms: str) -> list[tuple[str, list[str]]]:
    """Return each class that is made of another, with the names of those; parents come first."""
    files = [HOME / "profiles" / "errors.py", HOME / "orchestrator" / "errors.py"]
    files += [file for room in rooms for file in sorted((HOME / room).rglob("*.py"))]
    return [
        (node.name, [base.id for base in node.bases if isinstance(base, ast.Name)])
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, which comes first on its path."""
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        env={"PYTHONUTF8": "1"},
        cwd=folder,
    )


def test_the_public_names_are_these_and_no_others() -> None:
    assert sorted(jobai.__all__) == sorted(NAMES.split())
    assert dir(jobai) == sorted(NAMES.split())


@pytest.mark.parametrize("name", jobai.__all__)
def test_every_public_name_leads_somewhere(name: str) -> None:
    found = getattr(jobai, name)

    if isinstance(found, type):
        assert found.__name__ == name
    elif callable(found):
        assert getattr(found, "__name__", None) == name
    else:
        assert found == name.lower()


def test_every_error_that_a_caller_can_get_is_exported_or_below_one_that_tells_all_of_it() -> None:
    """The rest are finer words for what the same reader or editor already says."""
    finer = {"DocumentError": "UnreadableProfileError", "EditFaultError": "InvalidInputError"}
    of_rooms: dict[str, list[str]] = {"JobaiError": []}
    for name, bases in _error_classes("orchestrator", "profiles"):
        if name.endswith("Error") and set(bases) & set(of_rooms):
            of_rooms[name] = bases

    assert len(of_rooms) > 30
    assert set(of_rooms) - set(jobai.__all__) == set(finer)
    assert all(above in of_rooms[name] for name, above in finer.items())


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'jobai' has no attribute 'draft_novel'"):
        _ = jobai.draft_novel  # pyright: ignore


def test_importing_jobai_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, json, jobai; print(json.dumps(sorted(sys.modules)))"

    done = _python(tmp_path, "-c", code)

    assert done.returncode == 0, done.stderr
    assert HEAVY & set(json.loads(done.stdout)) == set()


@pytest.mark.parametrize("room", ["orchestrator", "profiles"])
@pytest.mark.parametrize("form", ["package", "module"])
def test_a_hosts_own_package_in_the_way_is_named_with_the_way_out(
    tmp_path: Path, room: str, form: str
) -> None:
    taken = tmp_path / (f"{room}.py" if form == "module" else room)
    if form == "package":
        taken.mkdir()
        (taken / "__init__.py").touch()
    else:
        taken.touch()

    done = _python(tmp_path, "-c", "import jobai")

    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: jobai needs its own package")
    for told in (str(HOME / room), str(taken), "Rename", "pipx install jobai"):
        assert told in last


def test_a_hosts_folder_that_is_no_package_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()

    assert _python(tmp_path, "-c", "import jobai").returncode == 0


def test_a_package_in_the_way_of_the_command_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").touch()

    done = _python(tmp_path, "-m", "jobai", "--version")

    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: jobai needs its own package 'cli'")
    assert str(tmp_path / "cli") in last
