"""Editing a master profile in the person's editor, without ever losing what was typed."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.editor import require_editor, run_editor
from cli.render.consoles import notice, stderr
from cli.render.errors import print_error
from profiles.errors import InvalidInputError, UnreadableProfileError
from profiles.exporters.documents import editable, export_profile
from profiles.importers.sources import Source
from profiles.importers.structured import import_structured

if TYPE_CHECKING:
    from collections.abc import Generator

    from profiles.master_profile import ImportedProfile, MasterProfile

_NO_EDITOR = (
    "name yours: export VISUAL=nano, or 'code --wait'; or do without: jobai profile export "
    "--output profile.yaml, then jobai profile import profile.yaml"
)


@contextmanager
def edited(profile: MasterProfile | None, *, as_json: bool) -> Generator[ImportedProfile | None]:
    """Give what the person made of a profile; None when nothing was changed.

    Whatever fails while the editor is open or after it, also within the `with`, the file stays and
    is named, so that nothing is typed twice.

    Args:
        profile: None for the first one: a form to fill in.
        as_json: JSON instead of YAML with comments.

    Raises:
        UnreadableProfileError: what was typed is no profile, and the person edits it no further.
        InvalidInputError: there is no editor, or it failed.
    """
    if as_json and profile is not None:
        text, name = export_profile(profile, "json-resume"), "profile.json"
    else:
        text, name = editable(profile), "profile.yaml"
    try:
        require_editor()
    except InvalidInputError as error:
        raise InvalidInputError(error.message, hint=_NO_EDITOR) from error
    folder = Path(tempfile.mkdtemp(prefix="jobai-profile-"))
    file = folder / name
    try:
        file.write_text(text, encoding="utf-8")
        yield _typed(file, text)
    except BaseException:
        if _bytes(file) not in (None, text.encode()):
            notice("What you typed is kept. Mend it in that file and type:", quiet=False)
            again = f"  jobai profile import {shlex.quote(str(file))}"
            stderr().print(again, markup=False, soft_wrap=True)  # whole, to be copied
        else:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _typed(file: Path, before: str) -> ImportedProfile | None:
    while True:
        _open(file)
        data = _bytes(file)
        if data is None or data == before.encode():
            return None
        try:
            return _read(data, file)
        except InvalidInputError as error:
            if not _asks_again(error):
                raise


def _open(file: Path) -> None:
    try:
        run_editor(file)
    except InvalidInputError as error:
        message = error.message.partition(", so nothing")[0]
        raise InvalidInputError(f"{message}; your profile is as it was", hint=error.hint) from error


def _read(data: bytes, file: Path) -> ImportedProfile:
    source = Source("what you typed", file.name, data)
    if not any(line.strip() and not line.lstrip().startswith(b"#") for line in data.splitlines()):
        raise UnreadableProfileError(
            "what you typed is empty; your profile is as it was",
            hint="close the editor without a change to leave everything as it is",
        )
    return import_structured(source, "json-resume")


def _asks_again(error: InvalidInputError) -> bool:
    """Whether the person wants to mend it now; without a terminal nobody is asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print_error(error)
    return typer.confirm("Edit again?", default=True, err=True)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
