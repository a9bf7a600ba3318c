"""Every file that jobai makes: who may read it, where it may stand, and what it may be called."""

from __future__ import annotations

import os
import stat
import unicodedata
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES
from hypothesis import example, given
from hypothesis import strategies as st
from in_process import run_line

from cli.batch.failed_list import write_list
from cli.batch.outcomes import Failed
from cli.draft_files import targets_in
from cli.draft_options import Look
from cli.sources import GivenSource
from orchestrator.errors import UnreadableSourceError
from profiles.errors import InvalidInputError
from profiles.rendering import RenderOptions
from profiles.written_files import open_pipe, require_place, whole_file, write_whole

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


def test_a_link_that_leads_nowhere_is_refused_before_anything_is_spent(ready: Jobai) -> None:
    (ready.home.parent / "cv.pdf").symlink_to(ready.home.parent / "autostart")
    run = partial(run_line, folder=ready.home.parent, environment=ready.whole_environment)

    refused = run(["draft-cv", "--job", "1", "-o", "cv.pdf"])
    drafts = run(["drafts", "list"])

    assert (refused.code, "where there is nothing" in refused.stderr) == (2, True)
    assert "No drafts yet" in drafts.stderr


@pytest.mark.parametrize("laid", ["file", "link"])
def test_what_comes_to_stand_there_meanwhile_is_not_written_over(tmp_path: Path, laid: str) -> None:
    file, other = tmp_path / "cv.pdf", tmp_path / "other"
    other.write_bytes(b"theirs")

    with (
        pytest.raises(InvalidInputError, match="meanwhile"),
        whole_file(file) as stream,
    ):
        stream.write(b"ours")
        file.write_bytes(b"theirs") if laid == "file" else file.symlink_to(other)

    assert file.read_bytes() == other.read_bytes() == b"theirs"
    assert sorted(tmp_path.iterdir()) == [file, other]


def test_a_folder_or_a_link_to_one_is_no_file_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "there").symlink_to(tmp_path)

    for place in (tmp_path, tmp_path / "there"):
        with pytest.raises(InvalidInputError):
            write_whole(place, b"x")
        with pytest.raises(InvalidInputError, match="is a folder"):
            require_place(place)


def test_a_pipe_is_written_to_and_one_that_nobody_reads_from_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InvalidInputError, match="nobody reads from"):
        open_pipe(pipe, within_s=0)

    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"a CV")

    assert os.read(reader, 10) == b"a CV"
    os.close(reader)
    assert pipe.is_fifo()


def test_the_list_of_what_failed_has_no_source_that_nobody_named(tmp_path: Path) -> None:
    error = UnreadableSourceError("x", reason="empty", hint="y")
    failed = [
        Failed(GivenSource(number, name), error)
        for number, name in enumerate(["a\nhttps://evil.example/", "b\u2028/etc/passwd", "c.html"])
    ]

    write_list(tmp_path / "failed.txt", failed)

    listed = (tmp_path / "failed.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in listed if not line.startswith("#")] == ["c.html"]


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
