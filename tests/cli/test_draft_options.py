"""Options of draft-cv and draft-letter that mean nothing together: nothing is opened then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.app import app
from cli.boundary import exit_code
from cli.exit_codes import USAGE
from profiles.errors import JobaiError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("command", ["draft-cv", "draft-letter"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "For which job?"),
        (["--job", "1", "--all"], "--all"),
        (["--all", "--output", "cv.md"], "--out DIR"),
        (["--job", "1", "--out", "x", "--output", "cv.md"], "--out DIR"),
        (["--job", "1", "--job", "2", "--edit"], "--edit"),
        (["--job", "1", "--format", "odt"], "odt"),
        (["--job", "1", "--max-cost", "much"], "--max-cost"),
        (["--job", "1", "--font-dir", "nowhere"], "--font-dir"),
    ],
)
def test_options_that_make_no_sense_are_wrong_usage(
    command: str,
    options: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JOBAI_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(JobaiError) as caught:
        app(args=[command, *options], prog_name="jobai", standalone_mode=False)

    assert exit_code(caught.value) == USAGE
    assert told in f"{caught.value.message} {caught.value.hint}"
    assert not (tmp_path / "home").exists()
