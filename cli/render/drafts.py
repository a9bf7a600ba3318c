"""A draft on a terminal, in a pipe and as JSON; drafts as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show, stdout, text_width
from cli.render.errors import SCHEMA_VERSION
from cli.render.printable import shown
from profiles.rendering import to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cli.documents.drafts import (
        Aging,
        DraftsDocument,
        EditedDraft,
        KeptDraftDocument,
        MadeDraft,
        RemovedDrafts,
        RenderedDraft,
        ShownDraft,
    )
    from orchestrator.answers import Answer
    from profiles.saved_drafts import SavedDraft
    from profiles.staleness import Change

KINDS = {"cv": "CV", "letter": "letter"}


def print_draft(saved: SavedDraft) -> None:
    """Print a draft: typeset on a terminal, Markdown in a pipe."""
    console = stdout()
    if console.is_terminal:
        from rich.markdown import Markdown

        console.print(Markdown(to_markdown(saved.draft)), width=text_width(console))
    else:
        console.file.write(shown(to_markdown(saved.draft)))


def made_document(saved: SavedDraft, answer: Answer | None, files: Sequence[Path]) -> MadeDraft:
    """Return a draft that was made as JSON; without an answer an interrupted run has made it."""
    is_new = answer is not None and saved.is_new
    return {
        "schema_version": SCHEMA_VERSION,
        **_kept(saved),
        "outcome": "new" if is_new else "unchanged",
        "cost_nano_usd": answer.cost_nano_usd if answer else 0,
        "reused": answer.reused if answer else True,
        "draft": saved.draft.model_dump(mode="json"),
        "files": [str(file) for file in files],
    }


def edited_document(saved: SavedDraft, files: Sequence[Path]) -> EditedDraft:
    """Return a draft that was edited as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_kept(saved),
        "draft": saved.draft.model_dump(mode="json"),
        "files": [str(file) for file in files],
    }


def draft_document(saved: SavedDraft, changes: Sequence[Change]) -> ShownDraft:
    """Return a draft as JSON, with what has changed since."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_kept(saved),
        **_aging(changes),
        "draft": saved.draft.model_dump(mode="json"),
    }


def rendered_document(
    saved: SavedDraft, changes: Sequence[Change], files: Sequence[Path]
) -> RenderedDraft:
    """Return a draft that was written into files as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_kept(saved),
        **_aging(changes),
        "files": [str(file) for file in files],
    }


def described(saved: SavedDraft) -> str:
    """Say which draft it is, such as "draft 7: CV v2 for Engineer, Acme Rail"."""
    told = ", ".join(part for part in (saved.title, saved.company) if part)
    job = told or f"job {saved.job_id}"
    return f"draft {saved.id}: {KINDS[saved.kind]} v{saved.version} for {job}"


def removed_document(drafts: Sequence[SavedDraft]) -> RemovedDrafts:
    """Return drafts that were removed as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "removed": [
            {"id": saved.id, "job": saved.job_id, "kind": saved.kind, "version": saved.version}
            for saved in drafts
        ],
    }


def print_drafts(
    drafts: Sequence[SavedDraft], changes: Mapping[int, Sequence[Change]], newest: frozenset[int]
) -> None:
    """Print drafts as a table; versions that a later one has replaced are dim."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Draft", justify="right", no_wrap=True)
    table.add_column("Job", justify="right", no_wrap=True)
    table.add_column("What", no_wrap=True)
    table.add_column("For", ratio=3, overflow="fold")
    table.add_column("Made", no_wrap=True)
    table.add_column("State", ratio=2, overflow="fold")
    for saved in drafts:
        table.add_row(
            str(saved.id),
            str(saved.job_id),
            f"{KINDS[saved.kind]} v{saved.version}",
            Text(", ".join(part for part in (saved.title, saved.company) if part) or "(no title)"),
            f"{saved.created_at.astimezone():%Y-%m-%d}",
            _state(saved, changes.get(saved.id, ())),
            style=None if saved.id in newest else "dim",
        )
    show(table)


def _state(saved: SavedDraft, changes: Sequence[Change]) -> Any:
    from rich.text import Text

    told = Text("edited" if saved.author == "edited" else f"by {saved.reader.provider}")
    kept = sum(line.kept for line in saved.draft.unverified)
    if kept:
        told.append(f", {kept} unverified", style="yellow")
    for change in changes:
        changed = f"{len(change.citations)} cited lines" if change.citations else change.input
        style = "yellow" if change.touches_draft else "dim"
        told.append(", " if change is not changes[0] else "\nstale: ").append(changed, style=style)
    return told


def drafts_document(
    drafts: Sequence[SavedDraft], changes: Mapping[int, Sequence[Change]], newest: frozenset[int]
) -> DraftsDocument:
    """Return drafts as JSON, without their text."""
    return {
        "schema_version": SCHEMA_VERSION,
        "drafts": [
            {
                **_kept(saved),
                **_aging(changes.get(saved.id, ())),
                "title": saved.title,
                "hiring_organization": saved.company,
                "newest": saved.id in newest,
                "unverified": sum(line.kept for line in saved.draft.unverified),
            }
            for saved in drafts
        ],
    }


def _kept(saved: SavedDraft) -> KeptDraftDocument:
    inputs = saved.inputs
    return {
        "id": saved.id,
        "job": saved.job_id,
        "kind": saved.kind,
        "version": saved.version,
        "author": saved.author,
        "based_on": saved.based_on,
        "provider": saved.reader.provider,
        "model": saved.reader.model,
        "request_id": saved.reader.request_id,
        "created_at": saved.created_at.isoformat(),
        "options": dict(inputs.options),
        "inputs": {
            "profile_version": inputs.profile_version,
            "profile_sha256": inputs.profile_sha256,
            "posting_version": inputs.posting_version,
            "posting_sha256": inputs.posting_sha256,
            "prompt_sha256": inputs.prompt_sha256,
            "template_sha256": inputs.template_sha256,
            "request_sha256": inputs.request_sha256,
        },
    }


def _aging(changes: Sequence[Change]) -> Aging:
    return {
        "stale": bool(changes),
        "changes": [
            {
                "input": change.input,
                "text": change.text,
                "citations": list(change.citations),
                "touches_draft": change.touches_draft,
            }
            for change in changes
        ],
    }
