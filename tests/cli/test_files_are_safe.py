"""Every file that jobai makes: who may read it, where it may stand, and what it may be called."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES
from hypothesis import example, given
from hypothesis import strategies as st
from in_process import run_line

from cli.draft_files import targets_in
from cli.draft_options import Look
from profiles.errors import InvalidInputError
from profiles.rendering import RenderOptions
from profiles.written_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands import Jobai

LINES = (
    f"extract {EXAMPLES / 'posting.html'} --refresh",
    f"profile import {EXAMPLES / 'profile.json'}",
    "draft-cv --job 1",
    "drafts edit 1",
    "config set paper letter",
    "providers add openai --name own --api-key-env NAME --base-url http://127.0.0.1:9/v1",
    "db backup copy.db",
    "usage report",
)


@pytest.fixture
def no_umask() -> Iterator[None]:
    """As some servers and containers have it: what says nothing of its mode is for everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_umask")
def test_what_jobai_keeps_is_for_its_owner_alone_whatever_the_umask(jobai: Jobai) -> None:
    editor = jobai.home.parent / "editor"
    editor.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    editor.chmod(0o755)
    own = set(jobai.home.parent.rglob("*"))
    environment = {**jobai.whole_environment, "NAME": "sk-none", "VISUAL": str(editor)}

    for line in LINES:
        run_line(line.split(), folder=jobai.home.parent, environment=environment)

    made = set(jobai.home.parent.rglob("*")) - own
    assert {"jobai.db", "config.toml", "copy.db", "edits"} <= {path.name for path in made}
    for path in made:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, f"{oct(mode)} {path}"


def test_a_file_that_was_asked_for_is_made_as_the_umask_says(tmp_path: Path) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600)):
        before = os.umask(mask)
        try:
            write_whole(tmp_path / f"{mask}.pdf", b"x")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / f"{mask}.pdf").stat().st_mode) == mode


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    laid = tmp_path / "cv.pdf"
    laid.symlink_to(tmp_path / "autostart")

    with pytest.raises(InvalidInputError, match="where there is nothing"):
        write_whole(laid, b"x")

    assert not (tmp_path / "autostart").exists()


HOSTILE = st.text(max_size=400) | st.sampled_from(
    [
        "../../x",
        "..",
        "/etc/passwd",
        "a\0b",
        "CON",
        "nul.txt",
        "-rf",
        "a\nb",
        "x" * 300,
        "C:\\x",
        "",
    ]
)


@given(HOSTILE, HOSTILE)
@example("../../x", "-\u202e\u2024\u2024/\uff0f")
def test_names_made_of_a_posting_stay_in_their_folder(company: str, title: str) -> None:
    [target] = targets_in(Path("out"), Look((), RenderOptions()), 7, "cv", company, title)

    name = target.file.name
    assert target.file == Path("out") / name
    assert name.endswith("-cv-7.pdf")
    assert not name.startswith(("-", "."))
    assert len(name.encode()) <= 255
    plain = name.removesuffix(".pdf").replace("-", "")
    assert all(unicodedata.category(x)[0] in "LMN" for x in plain)
    assert name.partition(".")[0].lower() not in {"con", "nul", "prn", "aux", "com1", "lpt1"}
