"""A draft in the person's editor: out as text, back again, and nothing of it is ever lost."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.draft_files import check_targets, target_of
from cli.draft_options import require_one_result
from cli.drafting import show_draft
from cli.editor import require_editor, run_editor
from cli.keeping_drafts import draft_meant
from cli.render.consoles import notice, stderr
from cli.render.remarks import print_unverified
from cli.runtime import run
from orchestrator.errors import EditUnverifiedError
from orchestrator.tasks.drafting.editing import EditFaultError, apply_edit, to_form
from orchestrator.tasks.drafting.editing.reading import MOST_BYTES
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.record import Record
from profiles.errors import InvalidInputError
from profiles.folders import data_folder
from profiles.jobs import get_job
from profiles.saved_drafts import save_draft
from profiles.saved_profiles import current_profile
from profiles.staleness import lines_changed

if TYPE_CHECKING:
    from cli.draft_options import Look
    from cli.runtime import Runtime
    from orchestrator.tasks.drafting.editing import Edited, OnEdited
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from profiles.saved_drafts import DraftInputs, SavedDraft
    from profiles.saved_profiles import SavedProfile

__all__ = ["Edit", "edit", "require_editor"]

_STDIN = "-"
_KEEP, _AGAIN, _LEAVE = "k", "e", "l"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How a draft is edited.

    Attributes:
        source: The edited text, or - for standard input, instead of the editor.
        on_unverified: What becomes of a changed line that says more than the profile.
        output: Write the result there; None prints it.
        shows_unchanged: Print or write the draft also when nothing was changed.
    """

    source: str | None
    on_unverified: OnEdited
    output: Path | None
    look: Look
    force: bool
    as_json: bool
    shows_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Desk:
    """What an edit is held against."""

    saved: SavedDraft
    record: Record
    facts: JobFacts
    profile: SavedProfile
    changed: frozenset[str] | None

    def inputs(self, edited: Edited) -> DraftInputs:
        """Say what an edited draft stands on: today's profile, once all of it was held to it."""
        before = self.saved.inputs
        if not edited.stands_on_today:
            return before
        now = self.profile
        return replace(before, profile_sha256=now.sha256, profile_version=now.version)


def edit(context: typer.Context, draft: str, how: Edit) -> None:
    """Let a person edit a draft, verify what changed, and keep the result as a new version.

    Raises:
        NotFoundError: there is no such draft.
        InvalidInputError: no editor, or a text that is no draft any more; it is kept in a file.
        EditUnverifiedError: lines say more than the profile, and that was to fail.
    """
    require_one_result(how.output, as_json=how.as_json)

    async def load(runtime: Runtime) -> _Desk:
        async with runtime.store.read() as session:
            saved = await draft_meant(session, runtime.user, draft)
            profile = await current_profile(session, runtime.user)
            job = await get_job(session, runtime.user, saved.job_id)
            changed = await lines_changed(session, runtime.user, saved, profile)
        if how.output is not None:
            target = target_of(how.output, how.look)
            await check_targets(runtime, [target], saved.kind, force=how.force)
        record, facts = Record.of(profile.profile), job_facts(job.posting)
        return _Desk(saved, record, facts, profile, changed)

    desk = run(context, load)
    if how.source is None:
        edited = _edited_in_editor(desk, how)
    else:
        try:
            edited = _applied(desk, _read_source(how.source), how.on_unverified)
        except EditFaultError as error:
            error.hint = f"`jobai drafts show {desk.saved.id} --editable` prints how it should look"
            raise

    async def finish(runtime: Runtime) -> None:
        saved, quiet, output = desk.saved, runtime.invocation.quiet, how.output
        if edited is None or edited.draft == saved.draft:
            notice(f"Nothing changed: draft {saved.id} is as it was.", quiet=quiet)
            if not how.shows_unchanged:
                if not how.as_json:
                    return
                output = None
        else:
            async with runtime.store.write() as session:
                saved = await save_draft(
                    session, runtime.user, saved.job_id, edited.draft, desk.inputs(edited),
                    saved.reader, based_on=saved,
                )  # fmt: skip
        if edited is not None and edited.taken_anew:
            anew = ", ".join(edited.taken_anew)
            notice(f"Taken from your profile as it is today: {anew}.", quiet=quiet)
        await show_draft(
            runtime, saved,
            output=output, look=how.look, force=how.force, as_json=how.as_json,
            edited=edited.unverified if edited is not None else (),
        )  # fmt: skip
        if how.as_json and saved.id != desk.saved.id:
            notice(
                f"Kept as draft {saved.id}, version {saved.version}, edited from draft "
                f"{desk.saved.id}.",
                quiet=quiet,
            )

    run(context, finish)


def _edited_in_editor(desk: _Desk, how: Edit) -> Edited | None:
    """Open the editor, again if the person wants to, until the text can be kept.

    The file is removed once its text is kept, or says nothing new.
    """
    require_editor()
    before = to_form(desk.saved.draft, f"Draft {desk.saved.id}")
    file = _new_file(desk.saved.id, before)
    while True:
        try:
            run_editor(file)
            text = _read(file)
            if text == before or not text.strip():
                edited = None
            else:
                edited = _applied(desk, text, how.on_unverified)
                if edited.unverified and _may_ask() and not _insists(edited):
                    continue
        except (InvalidInputError, EditUnverifiedError) as error:
            if isinstance(error, EditFaultError) and _may_ask():
                stderr().print(f"{error.message[0].upper()}{error.message[1:]}.", markup=False)
                if typer.confirm("Open the editor again?", default=True, err=True):
                    continue
            if _is_as_it_was(file, before):
                file.unlink(missing_ok=True)
            else:
                error.hint = (
                    f"{_kept(desk.saved.id, file)}{f'; {error.hint}' if error.hint else ''}"
                )
            raise
        except typer.Abort:
            notice(_kept(desk.saved.id, file), quiet=False)
            raise
        file.unlink(missing_ok=True)
        return edited


def _applied(desk: _Desk, text: str, on_unverified: OnEdited) -> Edited:
    return apply_edit(
        desk.saved.draft, text, desk.record, desk.facts,
        on_unverified=on_unverified, changed=desk.changed,
    )  # fmt: skip


def _insists(edited: Edited) -> bool:
    """Ask what is to become of lines that the profile does not carry; False is to edit again."""
    print_unverified(edited.unverified)
    asked = "Keep them, marked as unverified (k), edit again (e), or leave the draft as it was (l)?"
    while True:
        said = typer.prompt(asked, default=_AGAIN, err=True, show_default=True).strip().lower()
        if said in (_KEEP, _AGAIN):
            return said == _KEEP
        if said == _LEAVE:
            raise typer.Abort


def _kept(draft_id: int, file: Path) -> str:
    return f"your text is in {file}: mend it, then `jobai drafts edit {draft_id} --from {file}`"


def _may_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _new_file(draft_id: int, text: str) -> Path:
    """Put the text beside the store, where a crash, a reboot or a closed window leave it."""
    folder = data_folder(os.environ) / "edits"
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        left = sorted(folder.glob(f"draft-{draft_id}-*.md"))
        handle, name = tempfile.mkstemp(".md", f"draft-{draft_id}-", folder)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        raise InvalidInputError(
            f"no file to edit can be made in {folder}: {error.strerror}",
            hint="set JOBAI_HOME to a folder of yours",
        ) from error
    for file in left:
        notice(f"An earlier edit was left in {file}; to take it: --from {file}", quiet=False)
    return Path(name)


def _is_as_it_was(file: Path, before: str) -> bool:
    try:
        return file.read_bytes() == before.encode()
    except OSError:
        return True


def _read_source(source: str) -> str:
    if source != _STDIN:
        return _read(Path(source))
    return _text(sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b"", "standard input")


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise InvalidInputError(
            f"{file} cannot be read: {told}", hint="check the file's name, or use --from -"
        ) from error
    return _text(data, str(file))


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise EditFaultError([f"{name} is larger than {MOST_BYTES >> 20} MB"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EditFaultError([f"{name} is not UTF-8 (byte {error.start + 1})"]) from error
