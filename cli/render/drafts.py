"""A draft as Markdown, text or JSON, and what it says of the requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show, shown, stderr, stdout, text_width
from cli.render.errors import SCHEMA_VERSION
from profiles.errors import InvalidInputError
from profiles.rendering import to_markdown, to_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from orchestrator.answers import Answer
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.saved_drafts import SavedDraft


def _json_text(draft: CvDraft | LetterDraft) -> str:
    return draft.model_dump_json(indent=2) + "\n"


_WRITERS: dict[str, Callable[[CvDraft | LetterDraft], str]] = {
    ".md": to_markdown,
    ".txt": to_text,
    ".json": _json_text,
}
_STATUS = {"met": "green", "partial": "yellow", "missing": "red", "not_assessable": "dim"}


def print_draft(saved: SavedDraft) -> None:
    """Print a draft: typeset on a terminal, Markdown in a pipe."""
    console = stdout()
    if console.is_terminal:
        from rich.markdown import Markdown

        console.print(Markdown(to_markdown(saved.draft)), width=text_width(console))
    else:
        console.file.write(shown(to_markdown(saved.draft)))


def draft_document(saved: SavedDraft, answer: Answer) -> dict[str, Any]:
    """Return a draft as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": saved.id,
        "job": saved.job_id,
        "kind": saved.kind,
        "version": saved.version,
        "provider": answer.provider,
        "model": answer.served_model or answer.model,
        "request_id": answer.request_id,
        "cost_nano_usd": answer.cost_nano_usd,
        "reused": answer.reused,
        "draft": saved.draft.model_dump(mode="json"),
    }


def check_output(path: Path) -> None:
    """Refuse a file that no draft could be written to, before anything is spent on one.

    Raises:
        InvalidInputError: for an ending that is none of ours, or a folder that does not exist.
    """
    if path.suffix.lower() not in _WRITERS:
        raise InvalidInputError(
            f"{path.name}: drafts are written as {', '.join(_WRITERS)}",
            hint=f"use --output {path.with_suffix('.md') if path.name else 'draft.md'}",
        )
    if not path.absolute().parent.is_dir():
        raise InvalidInputError(
            f"{path} cannot be written: there is no folder {path.parent}",
            hint=f"make it, or use --output {path.name}",
        )


def write_draft(draft: CvDraft | LetterDraft, path: Path) -> None:
    """Write a draft in the form that the file's name asks for.

    Raises:
        InvalidInputError: for a file that cannot be written.
    """
    try:
        path.write_text(_WRITERS[path.suffix.lower()](draft), encoding="utf-8")
    except OSError as error:
        raise InvalidInputError(
            f"{path} cannot be written: {error.strerror}", hint="choose another --output"
        ) from error


def print_remarks(draft: CvDraft | LetterDraft, *, quiet: bool) -> None:
    """Say beside a draft what each requirement met, and which lines were not let through."""
    if quiet:
        return
    from rich.table import Table
    from rich.text import Text

    console = stderr()
    console.print()
    if draft.requirements_met:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Requirement", overflow="fold", ratio=3)
        table.add_column("Met", no_wrap=True)
        table.add_column("By", overflow="fold", ratio=1)
        for met in draft.requirements_met:
            status = Text(met.status.replace("_", " "), style=_STATUS[met.status])
            table.add_row(Text(met.text), status, Text(", ".join(met.citations)))
        show(table, on=console)
    else:
        console.print(
            "LOW CONFIDENCE: no requirements were found in this posting, so nothing says how "
            "well the draft fits.",
            style="bold yellow",
        )
    for line in draft.unverified:
        console.print(Text.assemble(("Not let through: ", "bold yellow"), line.line))
        console.print(Text(f"  {line.reason}", style="dim"))
